// Arguments read into what a command's options are bound to.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/arguments/option_list.h"

namespace pawl::cli {

enum class Asked : uint8_t { Command, Help };

/// Reads the arguments after the command's name. Asked::Help: --help is among them. Errors: what is wrong
/// with the arguments.
Result<Asked> parse_arguments(const OptionList& list, std::vector<std::string> arguments);

}  // namespace pawl::cli
