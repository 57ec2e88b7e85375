#include "cli/app.h"

#include <fmt/format.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli/arguments/parser.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/help.h"

namespace pawl::cli {
namespace {

int usage_error(Console& console, std::string_view message, std::string_view command) {
  console.error(message);
  console.err(fmt::format("See `pawl{}{} --help`.\n", command.empty() ? "" : " ", command));
  return kExitCannot;
}

/// `pawl --help` and `pawl --version` are commands too.
std::string command_word(const std::string& first) {
  if (first == "-h" || first == "--help") return "help";
  return first == "--version" ? "version" : first;
}

}  // namespace

int main_app(int argc, char** argv) {
  // A reader that goes away is noticed by write(), not by a signal that would leave tasks running.
  std::signal(SIGPIPE, SIG_IGN);

  if (argc < 2) {
    Console().err(help_text());
    return kExitCannot;
  }
  const std::string word = command_word(argv[1]);
  const Subcommand* command = find_command(word);
  if (command == nullptr) {
    Console console;
    return usage_error(console, unknown_command(word), "");
  }
  ColorChoice color = ColorChoice::Auto;
  OptionList list;
  const Action action = declare(*command, list, color);
  const auto asked = parse_arguments(list, {argv + 2, argv + argc});
  Console console(color);
  if (!asked) return usage_error(console, asked.error().message, command->name);
  if (*asked == Asked::Help) return console.out(help_text(*command)) ? kExitYes : kExitCannot;
  return action(console);
}

}  // namespace pawl::cli
