#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/completion/script.h"
#include "cli/exit_code.h"

namespace pawl::cli {
namespace {

struct CompletionOptions {
  std::string shell;
};

std::string script_of(std::string_view shell, const std::vector<CompletedCommand>& all) {
  if (shell == "bash") return bash_script(all);
  if (shell == "zsh") return zsh_script(all);
  return shell == "fish" ? fish_script(all) : "";
}

int completion(const CompletionOptions& options, Console& console) {
  std::vector<CompletedCommand> all;
  std::vector<Action> actions;  // own what the lists are bound to
  ColorChoice color{};
  for (const Subcommand* command : commands()) {
    all.push_back({command->name, command->summary, {}});
    actions.push_back(declare(*command, all.back().list, color));
  }
  const std::string script = script_of(options.shell, all);
  if (script.empty()) {
    console.error(fmt::format("there is no completion for '{}': bash, zsh and fish have one",
                              printable(options.shell)));
    return kExitCannot;
  }
  if (const auto written = console.out(script); !written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  return kExitYes;
}

void add_options(OptionList& list, CompletionOptions& completion) {
  list.operand("SHELL", completion.shell, "bash, zsh or fish").required().completed({"bash", "zsh", "fish"});
  list.footer(
      "Examples:\n"
      "  pawl completion bash > ~/.local/share/bash-completion/completions/pawl\n\n"
      "See pawl(1).");
}

}  // namespace

extern const Subcommand kCompletion = {"completion", "Prints the completion script of a shell",
                                       declare_command<CompletionOptions, add_options, completion>};

}  // namespace pawl::cli
