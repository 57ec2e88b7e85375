// Help, man pages and the tables of exit codes say the same.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <sstream>

#include "cli/commands.h"
#include "cli/report/format.h"
#include "cli/report/report.h"
#include "graph/format.h"
#include "rules/rule.h"
#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::cli;
using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

const fs::path kRoot = kSourceDir;

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

const std::set<std::string_view> kInMainPage = {"completion", "help", "version"};

/// What stands in the files of a folder between `before` and the next `after`, for each file that has it.
std::set<std::string> found_in(const fs::path& folder, std::string_view before, char after) {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(kRoot / folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_text(entry.path());
    const size_t at = text.find(before);
    if (at == std::string::npos) continue;
    const size_t begin = at + before.size();
    found.insert(text.substr(begin, text.find(after, begin) - begin));
  }
  return found;
}

/// The long names of a command's options, without the dashes.
std::set<std::string> declared_flags(const Subcommand& command) {
  OptionList list;
  auto color = ColorChoice::Auto;
  const Action action = declare(command, list, color);
  std::set<std::string> flags;
  for (const Option& option : list.options()) {
    if (!option.is_operand) flags.insert(option.name.substr(2));
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
    for (const Subcommand* command : commands()) {
      if (kInMainPage.contains(command->name)) continue;
      CAPTURE(command->name);
      const auto declared = declared_flags(*command);
      const fs::path file = kRoot / "man" / fmt::format("pawl-{}.1", command->name);
      REQUIRE_MESSAGE(fs::exists(file), file.string());
      const std::string page = read_text(file);
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

  TEST_CASE("manual: every file of a command or a report format is in its table") {
    std::set<std::string> names, formats;
    for (const Subcommand* command : commands()) names.insert("k" + std::string(command->name));
    for (const ReportFormat& format : report_formats()) formats.insert(std::string(format.name));
    for (std::string name : found_in("cli/commands", "\nextern const Subcommand ", ' ')) {
      name[1] = static_cast<char>(std::tolower(name[1]));
      CHECK_MESSAGE(names.contains(name), name);
    }
    for (const std::string& name : found_in("cli/report", "\nstd::unique_ptr<Report> ", '_'))
      CHECK_MESSAGE(formats.contains(name), name);
  }

  TEST_CASE("manual: pawl(1) and the help name every command, and no other") {
    const Pawl pawl;
    const std::string help = pawl({"--help"}).out;
    const std::string list = part(read_text(kRoot / "man/pawl.1"), "The commands are:", "\n.El");
    std::set<std::string> named;
    for (size_t at = list.find(".It Cm "); at != std::string::npos; at = list.find(".It Cm ", at + 1)) {
      const size_t begin = at + std::string_view(".It Cm ").size();
      named.insert(list.substr(begin, list.find_first_of(" \n", begin) - begin));
    }
    for (const Subcommand* command : commands()) {
      CHECK(contains(help, fmt::format("\n  {:<12}{}\n", command->name, command->summary)));
      CHECK_MESSAGE(named.erase(std::string(command->name)) == 1, command->name);
    }
    CHECK_MESSAGE(named.empty(), joined(named));
  }

  TEST_CASE("manual: each command describes itself in lines of 80 columns") {
    const Pawl pawl;
    for (const Subcommand* command : commands()) {
      const std::string name(command->name);
      CAPTURE(name);
      const std::string help = pawl({name, "--help"}).out;
      CHECK(help.starts_with(std::string(command->summary) + "\n\nUsage: pawl " + name + " [OPTIONS]"));
      CHECK(pawl({"help", name}).out == help);
      CHECK(pawl({"--help", name}).out == help);
      std::istringstream in(help);
      for (std::string line; std::getline(in, line);) CHECK_MESSAGE(pawl::display_width(line) <= 80, line);
      if (!kInMainPage.contains(command->name)) CHECK(contains(help, "pawl-" + name + "(1)"));
    }
    CHECK(pawl({"help"}).out == pawl({"--help"}).out);
    CHECK(contains(pawl({"help", "rum"}).err, "unknown command 'rum', did you mean 'run'?"));
    CHECK(pawl({"version"}).out == pawl({"--version"}).out);
    CHECK(pawl({"version"}).out.starts_with("pawl "));
  }

  TEST_CASE("manual: the pages name every format of reports and drawings") {
    const auto check = [](const char* page, const auto& formats) {
      std::vector<std::string_view> names;
      for (const auto& format : formats) names.push_back(format.name);
      const std::string entry = fmt::format(".It Fl -format Cm {}\n", fmt::join(names, " | "));
      CHECK_MESSAGE(contains(read_text(kRoot / "man" / page), entry), entry);
    };
    check("pawl-validate.1", report_formats());
    check("pawl-graph.1", pawl::graph::formats());
  }

  TEST_CASE("manual: README and pawl(1) have the same exit codes") {
    const std::string readme = read_text(kRoot / "README.md");
    const std::string page = read_text(kRoot / "man/pawl.1");
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
    for (const auto& entry : fs::directory_iterator(kRoot / "man")) {
      const auto result = run_command({"groff", "-ww", "-mdoc", "-Tascii", entry.path().string()});
      CHECK_MESSAGE(result.err.empty(), result.err);
    }
  }

  TEST_CASE("manual: pawl-rules(7) has every rule with its severity and summary, and no other") {
    const std::string page = read_text(kRoot / "man/pawl-rules.7");
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
}
