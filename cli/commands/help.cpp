#include "cli/help.h"

#include "cli/exit_code.h"

namespace pawl::cli {
namespace {

struct HelpOptions {
  std::string command;  // empty: pawl as a whole
};

int help(const HelpOptions& options, Console& console) {
  if (options.command.empty()) return console.out(help_text()) ? kExitYes : kExitCannot;
  const Subcommand* command = find_command(options.command);
  if (command != nullptr) return console.out(help_text(*command)) ? kExitYes : kExitCannot;
  console.error(unknown_command(options.command));
  return kExitCannot;
}

void add_options(OptionList& list, HelpOptions& help) {
  list.operand("COMMAND", help.command, "The command to describe (default: lists all)")
      .completed(command_names());
  list.footer("See pawl(1).");
}

}  // namespace

extern const Subcommand kHelp = {"help", "Shows the help of a command",
                                 declare_command<HelpOptions, add_options, help>};

}  // namespace pawl::cli
