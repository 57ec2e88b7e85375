// The commands: one table, from which dispatch, help, "did you mean" and the shells' completions are derived.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments/option_list.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// Carries a command out with the options as typed. Returns the exit code.
using Action = std::function<int(Console&)>;

struct Subcommand {
  std::string_view name;
  std::string_view summary;  // a line of the help
  /// Declares the options, and returns the action that reads them.
  Action (*declare)(OptionList&);
};

/// Makes a Subcommand's `declare` of what a command has in its file: a struct of options, what declares them,
/// and what carries the command out.
template <class Options, void (*add_options)(OptionList&, Options&), int (*perform)(const Options&, Console&)>
Action declare_command(OptionList& list) {
  const auto options = std::make_shared<Options>();
  add_options(list, *options);
  return [options](Console& console) { return perform(*options, console); };
}

/// All commands, in the order of the help.
std::span<const Subcommand* const> commands();
std::vector<std::string> command_names();

/// Null: there is none of this name.
const Subcommand* find_command(std::string_view name);

/// The message about a first word that is no command: "unknown command 'rum', did you mean 'run'?"
std::string unknown_command(const std::string& typed);

/// Declares a command's options and those that all commands have.
Action declare(const Subcommand& command, OptionList& list, ColorChoice& color);

}  // namespace pawl::cli
