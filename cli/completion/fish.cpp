#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"

namespace pawl::cli {
namespace {

constexpr std::string_view kHead = R"sh(# fish completion for pawl, printed by `pawl completion fish`

function __pawl_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

function __pawl_first
    test (count (commandline -opc)) -eq 1
end

function __pawl_runs
    set -l state ~/.local/state
    set -q XDG_STATE_HOME; and set state $XDG_STATE_HOME
    echo @last
    ls $state/pawl/runs 2>/dev/null
end

function __pawl_rules
    pawl lint --list-rules 2>/dev/null | string split -f1 ' '
end

complete -c pawl -n __pawl_first -f
complete -c pawl -n __pawl_first -s h -l help -d 'Shows this help'
complete -c pawl -n __pawl_first -l version -d 'Shows the version'
)sh";

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// The arguments of `complete` about a value: -x allows no files, -F does.
std::string offer_of(const Option& option, std::string_view no_files, std::string_view files) {
  switch (option.offer) {
    case Offer::Nothing: return fmt::format(" {}", no_files);
    case Offer::Files: return fmt::format(" {}", files);
    case Offer::Runs: return fmt::format(" {} -a '(__pawl_runs)'", files);
    case Offer::Rules: return fmt::format(" {} -a '(__pawl_rules)'", no_files);
    case Offer::Words: break;
  }
  return fmt::format(" {} -a '{}'", no_files, fmt::join(option.words, " "));
}

std::string line_of(const CompletedCommand& command, const Option& option) {
  std::string out = fmt::format("complete -c pawl -n '__pawl_command {}'", command.name);
  if (option.is_operand) return out + offer_of(option, "-f", "-F") + "\n";
  if (!option.short_name.empty()) out += " -s " + option.short_name.substr(1);
  out += " -l " + option.name.substr(2);
  if (!option.form.empty()) out += offer_of(option, "-x", "-r -F");
  return out + " -d " + single_quoted(option.help) + "\n";
}

bool has_operand(const CompletedCommand& command) {
  for (const Option& option : command.list.options()) {
    if (option.is_operand) return true;
  }
  return false;
}

}  // namespace

std::string fish_script(const std::vector<CompletedCommand>& commands) {
  std::string out(kHead);
  for (const CompletedCommand& command : commands)
    out += fmt::format("complete -c pawl -n __pawl_first -a {} -d {}\n", command.name,
                       single_quoted(command.summary));
  for (const CompletedCommand& command : commands) {
    out += '\n';
    if (!has_operand(command))
      out += fmt::format("complete -c pawl -n '__pawl_command {}' -f\n", command.name);
    for (const Option& option : command.list.options()) out += line_of(command, option);
  }
  return out;
}

}  // namespace pawl::cli
