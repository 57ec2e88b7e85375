#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"
#include "completion_skeletons.h"

namespace pawl::cli {
namespace {

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
  return filled(kZshSkeleton, names, cases);
}

}  // namespace pawl::cli
