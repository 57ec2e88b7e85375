#include "cli/arguments/option_list.h"

#include <algorithm>

namespace pawl::cli {
namespace {

ValueSetter storing(std::string& into) {
  return [&into](const std::string& text) { return into = text, std::string(); };
}

ValueSetter storing(std::optional<std::string>& into) {
  return [&into](const std::string& text) { return into = text, std::string(); };
}

Option operand_of(std::string_view name, ValueSetter set, std::string_view help) {
  Option option;
  option.name = name;
  option.form = name;
  option.help = help;
  option.is_operand = true;
  option.set = std::move(set);
  return option;
}

/// "-i,--input" or "--each".
Option option_of(std::string_view names, std::string_view form, std::string_view help) {
  Option option;
  const size_t comma = names.find(',');
  if (comma != std::string_view::npos) option.short_name = names.substr(0, comma);
  option.name = names.substr(comma + 1);  // npos + 1 is 0
  option.form = form;
  option.help = help;
  return option;
}

}  // namespace

OptionList::OptionList() { add(option_of("-h,--help", "", "Shows this help")); }

Option& OptionList::add(Option option) { return options_.emplace_back(std::move(option)); }

Option& OptionList::operand(std::string_view name, std::string& into, std::string_view help) {
  return add(operand_of(name, storing(into), help));
}

Option& OptionList::operand(std::string_view name, std::optional<std::string>& into, std::string_view help) {
  return add(operand_of(name, storing(into), help));
}

Option& OptionList::operands(std::string_view name, std::vector<std::string>& into, std::string_view help) {
  const auto set = [&into](const std::string& text) { return into.push_back(text), std::string(); };
  return add(operand_of(name, set, help)).repeatable();
}

Option& OptionList::flag(std::string_view names, bool& into, std::string_view help) {
  Option& option = add(option_of(names, "", help));
  option.flag = &into;
  return option;
}

Option& OptionList::value(std::string_view names, std::string_view form, ValueSetter set,
                          std::string_view help) {
  Option& option = add(option_of(names, form, help));
  option.set = std::move(set);
  return option;
}

Option& OptionList::value(std::string_view names, std::string_view form, std::string& into,
                          std::string_view help) {
  return value(names, form, storing(into), help);
}

Option& OptionList::value(std::string_view names, std::string_view form, std::optional<std::string>& into,
                          std::string_view help) {
  return value(names, form, storing(into), help);
}

Option& OptionList::assignments(std::string_view names, std::string_view form, Assignments& into,
                                std::string_view help) {
  const auto set = [&into, form = std::string(form)](const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      return fmt::format("'{}' must have the form {}", printable(text), form);
    into.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    return std::string();
  };
  return value(names, form, set, help).repeatable();
}

Option& OptionList::choice(std::string_view names, std::optional<std::string>& into,
                           const std::vector<std::string>& words, std::string_view help) {
  std::vector<std::pair<std::string, std::optional<std::string>>> meanings;
  for (const std::string& word : words) meanings.emplace_back(word, word);
  return choice(names, into, std::move(meanings), help);
}

bool OptionList::is_word(std::string_view typed, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::ranges::equal(typed, word, {}, lower);
}

}  // namespace pawl::cli
