#include "cli/arguments/parser.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/arguments/unexpected.h"

namespace pawl::cli {
namespace {

void take(const Option& option, const std::string& value) {
  if (const std::string fault = option.set(value); !fault.empty())
    throw CLI::ValidationError(option.name, fault);
}

CLI::Option* add(CLI::App& app, const Option& option) {
  const std::string names = option.short_name.empty() ? option.name : option.short_name + "," + option.name;
  if (option.is_help()) return app.set_help_flag(names);
  if (option.flag != nullptr) return app.add_flag(names, *option.flag);
  if (option.is_repeatable) {
    const auto take_all = [&option](const std::vector<std::string>& values) {
      for (const std::string& value : values) take(option, value);
    };
    return app.add_option_function<std::vector<std::string>>(names, take_all)
        ->allow_extra_args(option.is_operand);
  }
  return app.add_option_function<std::string>(names,
                                              [&option](const std::string& value) { take(option, value); });
}

std::vector<std::string> flags_of(const OptionList& list) {
  std::vector<std::string> flags;
  for (const Option& option : list.options()) {
    if (!option.is_operand) flags.push_back(option.name);
  }
  return flags;
}

}  // namespace

Result<Asked> parse_arguments(const OptionList& list, std::vector<std::string> arguments) {
  if (const std::string flag = flag_without_value(arguments); !flag.empty())
    return fail(flag + "= has no value; where it comes from a variable, that one is empty");
  CLI::App app;
  for (const Option& option : list.options()) add(app, option)->required(option.is_required);
  for (const Option& option : list.options()) {
    if (!option.needs.empty()) app.get_option(option.name)->needs(app.get_option(std::string(option.needs)));
    for (const std::string_view other : option.conflicts)
      app.get_option(option.name)->excludes(app.get_option(std::string(other)));
  }
  try {
    std::ranges::reverse(arguments);
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    return Asked::Help;
  } catch (const CLI::ExtrasError&) {
    const std::vector<std::string> left = app.remaining();
    return fail(unexpected({flags_of(list), {}}, left.empty() ? "" : left.front()));
  } catch (const CLI::ParseError& error) {
    return fail(error.what());
  }
  return Asked::Command;
}

}  // namespace pawl::cli
