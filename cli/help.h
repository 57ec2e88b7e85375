// The texts of --help, laid out for 80 columns.
#pragma once
#include <string>

#include "cli/commands.h"

namespace pawl::cli {

/// Of pawl as a whole: its commands.
std::string help_text();

/// Of one command: its operands and options.
std::string help_text(const Subcommand& command);

}  // namespace pawl::cli
