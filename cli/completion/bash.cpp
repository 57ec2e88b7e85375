#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion/script.h"
#include "completion_skeletons.h"

namespace pawl::cli {
namespace {

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
      if (operand == "nothing") operand = offer_of(option);
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
  return filled(kBashSkeleton, fmt::format("{}", fmt::join(names, " ")), cases);
}

}  // namespace pawl::cli
