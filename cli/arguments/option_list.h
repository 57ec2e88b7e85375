// The options and operands of one command, as data. What the parser accepts, what the help says and what the
// shells complete are derived from it.
#pragma once
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "cli/options.h"

namespace pawl::cli {

/// What a shell offers where a value is typed.
enum class Offer : uint8_t { Nothing, Files, Runs, Rules, Words };

/// Takes one value as typed. Returns what is wrong with it; empty: nothing.
using ValueSetter = std::function<std::string(const std::string&)>;

/// One option, flag or operand.
struct Option {
  std::string name;        // "--input"; of an operand "DEF"
  std::string short_name;  // "-i"; empty: none
  std::string form;        // how the value is written: "VALUE"; empty: a flag
  std::string help;

  bool is_operand = false;
  bool is_required = false;
  bool is_repeatable = false;

  bool* flag = nullptr;  // what a flag turns on
  ValueSetter set;       // takes a value; neither this nor `flag`: the option is --help

  std::string_view needs;                   // may stand only beside this option; empty: anywhere
  std::vector<std::string_view> conflicts;  // may not stand beside these

  Offer offer = Offer::Nothing;
  std::vector<std::string> words;  // of Offer::Words

  [[nodiscard]] bool is_help() const { return flag == nullptr && !set; }

  // What is said about an option after it is declared.
  Option& as_operand() { return is_operand = true, *this; }
  Option& required() { return is_required = true, *this; }
  Option& repeatable() { return is_repeatable = true, *this; }
  Option& completed(Offer what) { return offer = what, *this; }
  Option& completed(std::vector<std::string> choices) {
    return words = std::move(choices), completed(Offer::Words);
  }
  Option& only_with(std::string_view other) { return needs = other, *this; }
  Option& not_with(std::string_view other) { return conflicts.push_back(other), *this; }
};

/// What one command accepts. Names are written "-i,--input"; what values are stored in has to outlive the
/// parsing.
class OptionList {
 public:
  /// Holds --help.
  OptionList();

  [[nodiscard]] const std::deque<Option>& options() const { return options_; }
  /// What stands below the options in the help: examples, exit codes, the man page.
  [[nodiscard]] const std::string& footer() const { return footer_; }
  void footer(std::string text) { footer_ = std::move(text); }

  Option& operand(std::string_view name, std::string& into, std::string_view help);
  Option& operand(std::string_view name, std::optional<std::string>& into, std::string_view help);
  /// An operand that may stand several times.
  Option& operands(std::string_view name, std::vector<std::string>& into, std::string_view help);

  Option& flag(std::string_view names, bool& into, std::string_view help);

  Option& value(std::string_view names, std::string_view form, ValueSetter set, std::string_view help);
  Option& value(std::string_view names, std::string_view form, std::string& into, std::string_view help);
  Option& value(std::string_view names, std::string_view form, std::optional<std::string>& into,
                std::string_view help);

  /// NAME=VALUE, may stand several times.
  Option& assignments(std::string_view names, std::string_view form, Assignments& into,
                      std::string_view help);

  /// One of a few words, in any case.
  template <class T>
  Option& choice(std::string_view names, T& into,
                 std::vector<std::pair<std::string, std::type_identity_t<T>>> meanings,
                 std::string_view help) {
    std::vector<std::string> words;
    for (const auto& meaning : meanings) words.push_back(meaning.first);
    const auto set = [&into, meanings = std::move(meanings), words](const std::string& value) {
      for (const auto& [word, meaning] : meanings) {
        if (!is_word(value, word)) continue;
        into = meaning;
        return std::string();
      }
      return fmt::format("must be {}, not '{}'", fmt::join(words, ", "), printable(value));
    };
    return value(names, fmt::format("{}", fmt::join(words, "|")), set, help).completed(words);
  }

  /// The same, stored as the word itself.
  Option& choice(std::string_view names, std::optional<std::string>& into,
                 const std::vector<std::string>& words, std::string_view help);

  /// A whole number that the type can hold.
  template <class Number>
  Option& number(std::string_view names, std::string_view form, Number& into, std::string_view help) {
    return value(names, form, number_setter(into), help);
  }
  template <class Number>
  Option& number(std::string_view names, std::string_view form, std::optional<Number>& into,
                 std::string_view help) {
    const auto set = [&into](const std::string& text) { return number_setter(into.emplace())(text); };
    return value(names, form, set, help);
  }

 private:
  Option& add(Option option);
  static bool is_word(std::string_view typed, std::string_view word);

  template <class Number>
  static ValueSetter number_setter(Number& into) {
    return [&into](const std::string& text) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
      if (error == std::errc::result_out_of_range) {
        return fmt::format("must be at most {}, not '{}'", std::numeric_limits<Number>::max(),
                           printable(text));
      }
      if (error == std::errc() && end == text.data() + text.size()) return std::string();
      return fmt::format("must be a whole number, not '{}'", printable(text));
    };
  }

  std::deque<Option> options_;  // a deque: what add() returned stays where it is
  std::string footer_;
};

}  // namespace pawl::cli
