// Kinds of flags that several commands have: what CLI11 has no option for.
#pragma once
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "cli/options.h"

namespace pawl::cli {

/// An option NAME=VALUE that may stand several times.
void add_assignments(CLI::App& app, const std::string& flag, Assignments& into, const std::string& form,
                     const std::string& help);

/// The type of an option's value, which may be one that is not always given.
template <class T>
struct ValueOf {
  using Type = T;
};
template <class T>
struct ValueOf<std::optional<T>> {
  using Type = T;
};

/// An option whose value is one of a few words.
template <class Enum>
void add_choice(CLI::App& app, const std::string& flag, Enum& into,
                const std::vector<std::pair<std::string, typename ValueOf<Enum>::Type>>& words,
                const std::string& help) {
  std::vector<std::string> names;
  for (const auto& word : words) names.push_back(word.first);
  const std::string name = flag.substr(flag.rfind("--"));
  app.add_option_function<std::string>(
         flag,
         [&into, words, names, name](const std::string& value) {
           for (const auto& [word, meaning] : words) {
             if (CLI::detail::to_lower(value) != word) continue;
             into = meaning;
             return;
           }
           throw CLI::ValidationError(
               name, fmt::format("must be {}, not '{}'", fmt::join(names, ", "), printable(value)));
         },
         help)
      ->type_name(fmt::format("{}", fmt::join(names, "|")));
}

/// An option whose value is a whole number. (CLI11 takes -1 for the largest of the unsigned, and what is too
/// large for one it can hold.)
template <class Number>
void add_number(CLI::App& app, const std::string& flag, Number& into, const std::string& form,
                const std::string& help) {
  const auto check = [](const std::string& text) -> std::string {
    typename ValueOf<Number>::Type number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range)
      return fmt::format("must be at most {}, not '{}'", std::numeric_limits<decltype(number)>::max(),
                         printable(text));
    if (error == std::errc() && end == text.data() + text.size()) return {};
    return fmt::format("must be a whole number, not '{}'", printable(text));
  };
  app.add_option(flag, into, help)->type_name(form)->check(CLI::Validator(check, ""));
}

}  // namespace pawl::cli
