#include "cli/commands.h"

#include <algorithm>
#include <array>

#include "cli/arguments/unexpected.h"

namespace pawl::cli {

// Each in the file of its name in cli/commands/.
extern const Subcommand kInit, kRun, kTest, kValidate, kLint, kGraph, kEval, kReplay, kResume, kLs, kShow,
    kTail, kStop, kGc, kTask, kWorker, kActivity, kImport, kMock, kServe, kCompletion, kHelp, kVersion;

std::span<const Subcommand* const> commands() {
  static constexpr std::array kAll = {&kInit, &kRun,    &kTest,       &kValidate, &kLint,     &kGraph,
                                      &kEval, &kReplay, &kResume,     &kLs,       &kShow,     &kTail,
                                      &kStop, &kGc,     &kTask,       &kWorker,   &kActivity, &kImport,
                                      &kMock, &kServe,  &kCompletion, &kHelp,     &kVersion};
  return kAll;
}

const Subcommand* find_command(std::string_view name) {
  const auto found =
      std::ranges::find(commands(), name, [](const Subcommand* command) { return command->name; });
  return found != commands().end() ? *found : nullptr;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Subcommand* command : commands()) names.emplace_back(command->name);
  return names;
}

std::string unknown_command(const std::string& typed) {
  return unexpected({{"--help", "--version"}, command_names()}, typed);
}

Action declare(const Subcommand& command, OptionList& list, ColorChoice& color) {
  Action action = command.declare(list);
  list.choice("--color", color,
              {{"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}},
              "When to use colours; auto: on a terminal, unless NO_COLOR is set");
  return action;
}

}  // namespace pawl::cli
