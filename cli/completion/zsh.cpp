#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"

namespace pawl::cli {
namespace {

constexpr std::string_view kHead = R"sh(#compdef pawl
# zsh completion for pawl, printed by `pawl completion zsh`

_pawl_runs() {
  local -a runs=(@last ${XDG_STATE_HOME:-$HOME/.local/state}/pawl/runs/*(N:t))
  _alternative 'runs:run:compadd -a runs' 'files:history:_files'
}

_pawl_rules() {
  local -a rules=(${(f)"$(pawl lint --list-rules 2>/dev/null | cut -d' ' -f1)"})
  compadd -a rules
}

_pawl() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C \
    '(-h --help)'{-h,--help}'[Shows this help]' \
    '--version[Shows the version]' \
    '1:command:->command' \
    '*::argument:->argument' && return

  case $state in
)sh";

constexpr std::string_view kTail = R"sh(      esac
      ;;
  esac
}

if [ "$funcstack[1]" = _pawl ]; then
  _pawl "$@"
else
  compdef _pawl pawl
fi
)sh";

/// In single quotes, with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') out += "'\\'";
    else if (c == '\\' || special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string action_of(const Option& option) {
  switch (option.offer) {
    case Offer::Nothing: return " ";
    case Offer::Files: return "_files";
    case Offer::Runs: return "_pawl_runs";
    case Offer::Rules: return "_pawl_rules";
    case Offer::Words: break;
  }
  return fmt::format("({})", fmt::join(option.words, " "));
}

/// An argument of _arguments.
std::string spec_of(const Option& option) {
  const std::string value =
      option.form.empty() ? "" : fmt::format(":{}:{}", escaped(option.form, ":"), action_of(option));
  if (option.is_operand) {
    const char* place = option.is_repeatable ? "*" : option.is_required ? "1" : "1:";
    return fmt::format("'{}{}'", place, value);
  }
  const std::string rest = fmt::format("[{}]{}", escaped(option.help, "[]"), value);
  const char* repeated = option.is_repeatable ? "*" : "";
  if (option.short_name.empty()) return fmt::format("'{}{}{}'", repeated, option.name, rest);
  const std::string head =
      option.is_repeatable ? "*" : fmt::format("({} {})", option.short_name, option.name);
  return fmt::format("'{}'{{{},{}}}'{}'", head, option.short_name, option.name, rest);
}

}  // namespace

std::string zsh_script(const std::vector<CompletedCommand>& commands) {
  std::string names, cases;
  for (const CompletedCommand& command : commands) {
    names += fmt::format("        '{}:{}'\n", command.name, escaped(command.summary, ""));
    std::vector<std::string> specs;
    for (const Option& option : command.list.options()) specs.push_back(spec_of(option));
    cases += fmt::format("        {})\n          _arguments \\\n            {}\n          ;;\n", command.name,
                         fmt::join(specs, " \\\n            "));
  }
  return fmt::format(
      "{}    command)\n      local -a commands=(\n{}      )\n      _describe command commands\n      ;;\n"
      "    argument)\n      case $line[1] in\n{}{}",
      kHead, names, cases, kTail);
}

}  // namespace pawl::cli
