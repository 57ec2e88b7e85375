// Help, man pages, completions and the tables of exit codes say the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <sstream>

#include "cli/report/report.h"
#include "rules/rule.h"
#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = kSourceDir;

/// Every `--flag` in a text. Man pages write `Fl -flag`.
std::set<std::string> flags_in(std::string_view text, std::string_view before = "--") {
  std::set<std::string> flags;
  for (size_t at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
    size_t end = at + before.size();
    while (end < text.size() && (std::islower(static_cast<unsigned char>(text[end])) || text[end] == '-'))
      ++end;
    const std::string name(text.substr(at + before.size(), end - at - before.size()));
    if (!name.empty() && name.front() != '-') flags.insert(name);
  }
  return flags;
}

/// The part of a help that declares flags, without the examples.
std::set<std::string> declared_flags(const std::string& command) {
  const Pawl pawl;
  const std::string help = pawl({command, "--help"}).out;
  std::set<std::string> flags;
  std::istringstream in(help);
  for (std::string line; std::getline(in, line);) {
    const size_t first = line.find_first_not_of(' ');
    if (first != 2 || line[first] != '-') continue;
    for (const std::string& flag : flags_in(line.substr(0, line.find(' ', line.find("--")))))
      flags.insert(flag);
  }
  return flags;
}

std::set<std::string> missing(const std::set<std::string>& wanted, const std::set<std::string>& there) {
  std::set<std::string> out;
  std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(),
                      std::inserter(out, out.end()));
  return out;
}

std::string joined(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += "--" + name + " ";
  return out;
}

/// From the line that holds `from` to the one that is `to`.
std::string part(const std::string& text, std::string_view from, std::string_view to) {
  const size_t begin = text.find(from);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find(to, begin) - begin);
}

/// "130, 143" of mdoc's ".It 130 , 143" and "| 130, 143 |".
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '`' && c != '|') out += c;
  }
  return out;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("manual: each flag of each command is in its man page, and no other") {
    for (const char* command : {"run", "validate", "lint", "graph", "eval", "replay", "resume", "ls", "show",
                                "tail", "stop", "gc", "mock"}) {
      CAPTURE(command);
      const auto declared = declared_flags(command);
      REQUIRE(declared.size() > 2);
      const std::string page = read_text(kSource / "man" / ("pawl-" + std::string(command) + ".1"));
      std::set<std::string> documented;
      std::istringstream in(page);
      for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(".It ")) continue;
        for (const std::string& flag : flags_in(line, "Fl -")) documented.insert(flag);
      }
      CHECK_MESSAGE(missing(declared, documented).empty(), joined(missing(declared, documented)));
      CHECK_MESSAGE(missing(documented, declared).empty(), joined(missing(documented, declared)));
    }
  }

  TEST_CASE("manual: each flag of each command is in the completions, and no other") {
    const std::string bash = read_text(kSource / "completions/pawl.bash");
    const std::string zsh = read_text(kSource / "completions/_pawl");
    const std::string fish = read_text(kSource / "completions/pawl.fish");
    for (const std::string command : {"run", "validate", "lint", "graph", "eval", "replay", "resume", "ls",
                                      "show", "tail", "stop", "gc", "mock", "completion"}) {
      CAPTURE(command);
      const auto declared = declared_flags(command);
      const auto check = [&](const char* shell, const std::set<std::string>& offered) {
        CAPTURE(shell);
        CHECK_MESSAGE(missing(declared, offered).empty(), joined(missing(declared, offered)));
        CHECK_MESSAGE(missing(offered, declared).empty(), joined(missing(offered, declared)));
      };
      auto in_bash = flags_in(part(part(bash, "local flags=", "case $prev"), "\n    " + command + ")", ";;"));
      in_bash.insert({"help", "color"});
      check("bash", in_bash);
      auto in_zsh = flags_in(part(zsh, "\n        " + command + ")", ";;"));
      in_zsh.insert({"help", "color"});
      check("zsh", in_zsh);
      std::set<std::string> in_fish = {"help"};
      std::istringstream in(fish);
      for (std::string line; std::getline(in, line);) {
        const std::string condition = part(line, "'__pawl_in ", "' ");
        if (!contains(condition + " ", " " + command + " ")) continue;
        for (const std::string& flag : flags_in(line, "-l ")) in_fish.insert(flag);
      }
      check("fish", in_fish);
    }
  }

  TEST_CASE("manual: `pawl completion` prints the scripts, and bash accepts its own") {
    const Pawl pawl;
    CHECK(pawl({"completion", "bash"}).out == read_text(kSource / "completions/pawl.bash"));
    CHECK(pawl({"completion", "zsh"}).out == read_text(kSource / "completions/_pawl"));
    CHECK(pawl({"completion", "fish"}).out == read_text(kSource / "completions/pawl.fish"));
    CHECK(pawl({"completion", "tcsh"}).exit_code == 2);
    const std::string script = (kSource / "completions/pawl.bash").string();
    CHECK(run_command({"bash", "-n", script}).exit_code == 0);
    const std::string ask =
        ". '" + script + "'; COMP_WORDS=(pawl run --lim); COMP_CWORD=2; _pawl; echo \"${COMPREPLY[*]}\"";
    CHECK(run_command({"bash", "-c", ask}).out == "--limits\n");
  }

  TEST_CASE("manual: README and pawl(1) have the same exit codes") {
    const std::string readme = read_text(kSource / "README.md");
    const std::string page = read_text(kSource / "man/pawl.1");
    std::set<std::string> in_readme, in_page;
    std::istringstream table(part(readme, "| code | meaning |", "\n\n"));
    for (std::string line; std::getline(table, line);) {
      const std::string code = squeezed(line.substr(0, line.find('|', 1)));
      if (!code.empty() && std::isdigit(static_cast<unsigned char>(code.front()))) in_readme.insert(code);
    }
    std::istringstream list(part(page, ".Sh EXIT STATUS", ".El"));
    for (std::string line; std::getline(list, line);) {
      if (line.starts_with(".It ")) in_page.insert(squeezed(line.substr(4)));
    }
    CHECK(in_readme.size() == 8);
    CHECK(in_readme == in_page);
  }

  TEST_CASE("manual: every page of man/ is clean") {
    if (run_command({"groff", "--version"}).exit_code != 0) {
      MESSAGE("skipped: there is no groff");
      return;
    }
    for (const auto& entry : fs::directory_iterator(kSource / "man")) {
      const auto result = run_command({"groff", "-ww", "-mdoc", "-Tascii", entry.path().string()});
      CHECK_MESSAGE(result.err.empty(), result.err);
    }
  }

  TEST_CASE("manual: pawl-rules(7) has every rule with its severity and summary, and no other") {
    const std::string page = read_text(kSource / "man/pawl-rules.7");
    size_t entries = 0;
    for (size_t at = page.find("\n.It Sy "); at != std::string::npos; at = page.find("\n.It Sy ", at + 1))
      ++entries;
    CHECK(entries == pawl::rules::registry().size());
    for (const pawl::rules::Rule* rule : pawl::rules::registry()) {
      CAPTURE(rule->id);
      const std::string entry = part(page, ".It Sy " + std::string(rule->id) + " Pq ", "\n.It ");
      CHECK(contains(entry, pawl::cli::name_of(rule->severity)));
      std::string summary(rule->summary.substr(1, rule->summary.find_first_of(":;.\\\xE2", 1) - 1));
      CHECK_MESSAGE(contains(entry, summary), entry);
    }
  }

  TEST_CASE("manual: help and version") {
    const Pawl pawl;
    CHECK(pawl({"--version"}).out.starts_with("pawl "));
    CHECK(contains(pawl({"--help"}).out, "completion"));
    CHECK(contains(pawl({"run", "--help"}).out, "Usage: pawl run"));
  }
}
