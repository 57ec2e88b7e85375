#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"

namespace pawl::cli {
namespace {

constexpr std::string_view kHead = R"sh(# bash completion for pawl, printed by `pawl completion bash`

_pawl() {
  local cur prev words cword
  if declare -F _init_completion >/dev/null; then
    _init_completion -n = || return
  else
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
  fi
)sh";

// `value` and `operand` are kinds of values, or the words themselves.
constexpr std::string_view kTail = R"sh(
  local offer=$value
  if [[ -z $offer && $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
    return
  fi
  case ${offer:-$operand} in
    nothing) COMPREPLY=() ;;
    files | runs)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(
        compgen -f -- "$cur"
        if [[ ${offer:-$operand} == runs ]]; then
          cd "${XDG_STATE_HOME:-$HOME/.local/state}/pawl/runs" 2>/dev/null && compgen -d -- "$cur"
          compgen -W @last -- "$cur"
        fi
      )
      ;;
    rules) COMPREPLY=($(compgen -W "$(pawl lint --list-rules 2>/dev/null | cut -d' ' -f1)" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "${offer:-$operand}" -- "$cur")) ;;
  esac
}

complete -F _pawl pawl
)sh";

std::string offer_of(const Option& option) {
  switch (option.offer) {
    case Offer::Nothing: return "nothing";
    case Offer::Files: return "files";
    case Offer::Runs: return "runs";
    case Offer::Rules: return "rules";
    case Offer::Words: break;
  }
  return fmt::format("'{}'", fmt::join(option.words, " "));
}

std::string case_of(const CompletedCommand& command) {
  std::string flags, values, operand = "nothing";
  for (const Option& option : command.list.options()) {
    if (option.is_operand) {
      operand = offer_of(option);
      continue;
    }
    flags += (flags.empty() ? "" : " ") + option.name;
    if (option.form.empty()) continue;
    const std::string names = option.short_name.empty() ? "" : option.short_name + " | ";
    values += fmt::format("        {}{}) value={} ;;\n", names, option.name, offer_of(option));
  }
  return fmt::format("    {})\n      flags='{}' operand={}\n      case $prev in\n{}      esac\n      ;;\n",
                     command.name, flags, operand, values);
}

}  // namespace

std::string bash_script(const std::vector<CompletedCommand>& commands) {
  std::vector<std::string_view> names;
  std::string cases;
  for (const CompletedCommand& command : commands) {
    names.push_back(command.name);
    cases += case_of(command);
  }
  return fmt::format(
      "{}\n  if ((cword == 1)); then\n    COMPREPLY=($(compgen -W '{} --help --version' -- \"$cur\"))\n"
      "    return\n  fi\n\n  local flags= value= operand=nothing\n  case ${{words[1]}} in\n{}  esac\n{}",
      kHead, fmt::join(names, " "), cases, kTail);
}

}  // namespace pawl::cli
