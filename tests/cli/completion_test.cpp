// The completion scripts, asked in their shells.
#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

namespace {

bool has(const std::string& shell) { return run_command({shell, "--version"}).exit_code == 0; }

/// What a script prints in a shell that finds pawl.
std::string asked(const Pawl& pawl, const std::string& shell, const std::string& script) {
  CommandOptions options;
  options.environment["PATH"] =
      std::filesystem::path(kPawlBinary).parent_path().string() + ":" + std::getenv("PATH");
  options.environment["HOME"] = pawl.folder.path().string();
  const CommandResult result = run_command({shell, "-c", script}, pawl.with_state(options));
  CHECK_MESSAGE(result.err.empty(), result.err);
  return result.out;
}

/// What is offered for the last of the words, in one line.
std::string offered_by_bash(const Pawl& pawl, const std::string& words) {
  return asked(pawl, "bash",
               "eval \"$(pawl completion bash)\"; COMP_WORDS=(pawl " + words +
                   "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _pawl; echo \"${COMPREPLY[*]}\"");
}

std::string offered_by_fish(const Pawl& pawl, const std::string& words) {
  std::istringstream in(
      asked(pawl, "fish", "pawl completion fish | source; complete -C 'pawl " + words + "'"));
  std::string out;
  for (std::string line; std::getline(in, line);)
    out += (out.empty() ? "" : " ") + line.substr(0, line.find('\t'));
  return out + "\n";
}

void check_offers(const std::string& shell, std::string (*offered)(const Pawl&, const std::string&)) {
  if (!has(shell)) {
    MESSAGE("skipped: there is no ", shell);
    return;
  }
  const Pawl pawl;
  (void)pawl.folder.write("flow.asl.json", "{}");
  CHECK(offered(pawl, "re") == "replay resume\n");
  CHECK(offered(pawl, "help va") == "validate\n");
  CHECK(offered(pawl, "run --lim") == "--limits\n");
  CHECK(offered(pawl, "run --limits s") == "strict\n");
  CHECK(offered(pawl, "run fl") == "flow.asl.json\n");
  CHECK(offered(pawl, "run -i fl") == "flow.asl.json\n");
  CHECK(offered(pawl, "run --name fl") == "\n");
  CHECK(offered(pawl, "run graph --wid") == "\n");
  CHECK(offered(pawl, "gc fl") == "\n");
  CHECK(offered(pawl, "show @l") == "@last\n");
  CHECK(offered(pawl, "graph x --run @l") == "@last\n");
  CHECK(offered(pawl, "lint --explain undefined-v") == "undefined-variable\n");
  CHECK(offered(pawl, "validate --format s") == "sarif\n");
  CHECK(offered(pawl, "ls --status c") == "crashed\n");
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("completion: bash offers commands, flags and values") { check_offers("bash", offered_by_bash); }

  TEST_CASE("completion: fish offers commands, flags and values") { check_offers("fish", offered_by_fish); }

  TEST_CASE("completion: zsh gets the arguments of each command") {
    if (!has("zsh")) {
      MESSAGE("skipped: there is no zsh");
      return;
    }
    // Completing needs a terminal: what is handed to _arguments and _describe is looked at instead.
    const auto handed = [](const std::string& command) {
      const Pawl pawl;
      const std::string state = command.empty() ? "command" : "argument";
      return asked(pawl, "zsh",
                   "compdef() {}\n"
                   "_describe() { print -rl -- $commands }\n"
                   "_arguments() {\n"
                   "  if [[ $1 == -C ]]; then state=" +
                       state + " line=(" + command +
                       "); return 1; fi\n"
                       "  print -rl -- \"$@\"\n"
                       "}\n"
                       "eval \"$(pawl completion zsh)\"\n"
                       "_pawl\n");
    };
    CHECK(contains(handed(""), "\nresume:Resumes a run that crashed, was stopped or failed\n"));
    const std::string run = handed("run");
    CHECK(contains(run, "\n1:DEF:_files\n"));
    CHECK(contains(run, "\n(-i --input)-i[The input: "));
    CHECK(contains(run, "\n(-i --input)--input[The input: "));
    CHECK(contains(run, "\n--limits[AWS's limits: "));
    CHECK(contains(run, "]:aws|strict|off:(aws strict off)\n"));
    CHECK(contains(run, "\n*--subst[Fills ${K} in the definition]:K=V: \n"));
    CHECK(contains(run, "\n*-b[The command of one state"));
    CHECK(contains(handed("validate"), "\n*:FILE:_files\n"));
    CHECK(contains(handed("show"), "\n1:RUN:_pawl_runs\n"));
    CHECK(contains(handed("lint"), "]:ID:_pawl_rules\n"));
    CHECK(contains(handed("ls"), "\n1::PATTERN: \n"));
  }
}
