#include "cli/commands/completion.h"

#include <fmt/format.h>

#include "cli/exit_code.h"
#include "completion_scripts.h"  // made by CMakeLists.txt: kBashCompletion, kZshCompletion, kFishCompletion

namespace pawl::cli {

int completion(const CompletionOptions& options, Console& console) {
  std::string_view script;
  if (options.shell == "bash") script = kBashCompletion;
  else if (options.shell == "zsh") script = kZshCompletion;
  else if (options.shell == "fish") script = kFishCompletion;
  else {
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

}  // namespace pawl::cli
