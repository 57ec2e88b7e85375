// The completion scripts, made from the table of commands.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments/option_list.h"

namespace pawl::cli {

/// A command as the scripts see it.
struct CompletedCommand {
  std::string_view name;
  std::string_view summary;
  OptionList list;
};

/// A skeleton of completions/, with what stands for its @names@ and @cases@.
std::string filled(std::string_view skeleton, std::string_view names, std::string_view cases);

// Each in the file of its name.
std::string bash_script(const std::vector<CompletedCommand>& commands);
std::string zsh_script(const std::vector<CompletedCommand>& commands);
std::string fish_script(const std::vector<CompletedCommand>& commands);

}  // namespace pawl::cli
