#include "cli/arguments/unexpected.h"

#include <fmt/format.h>

#include "base/suggestion.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

std::string flag_without_value(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1)
      return argument.substr(0, argument.size() - 1);
  }
  return {};
}

std::string unexpected(const Known& known, const std::string& argument) {
  const bool is_flag = argument.starts_with("-") && argument.size() > 1;
  const bool is_command = !is_flag && !known.commands.empty();
  const std::vector<std::string>& names = is_flag ? known.flags : known.commands;
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string typed = is_flag ? argument.substr(0, argument.find('=')) : argument;
  const std::string_view nearest = nearest_name(typed, candidates);
  const char* what = is_flag ? "unknown option" : is_command ? "unknown command" : "unexpected argument";
  const std::string message = fmt::format("{} '{}'", what, printable(typed));
  if (!nearest.empty()) return fmt::format("{}, did you mean '{}'?", message, nearest);
  if (is_command && typed.find_first_of("/.") != std::string::npos) {
    return fmt::format("{}, did you mean 'pawl run {}'?", message, printable(typed));
  }
  return is_flag && !known.commands.empty() ? message + "; options go after the command" : message;
}

}  // namespace pawl::cli
