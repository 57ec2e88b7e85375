#include "service/execution_input.h"

#include <fmt/format.h>

#include <string>

#include "base/ascii.h"
#include "value/parse.h"

namespace pawl::service {

namespace {

/// The word at `at`, as Jackson reads one that is no token of JSON.
std::string_view word_at(std::string_view text, size_t at) {
  const auto is_part = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  };
  size_t end = at;
  while (end < text.size() && is_part(text[end])) ++end;
  return text.substr(at, end - at);
}

/// What Jackson says of text that is no JSON, where that is known; else our own words.
std::string jackson_text(std::string_view text, const JsonError& error) {
  const std::string_view word = word_at(text, error.offset);
  if (!word.empty() && !is_digit(word.front())) {
    return fmt::format(
        "Unrecognized token '{}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
        "or "
        "'false')",
        word);
  }
  if (error.offset >= text.size()) return "Unexpected end-of-input";
  const auto byte = static_cast<unsigned char>(text[error.offset]);
  const size_t before = text.find_last_not_of(" \t\r\n", error.offset == 0 ? 0 : error.offset - 1);
  const bool wants_name = error.offset > 0 && before != std::string_view::npos &&
                          (text[before] == '{' || error.message.find("name") != std::string::npos);
  return fmt::format("Unexpected character ('{}' (code {})): {}", text[error.offset], byte,
                     wants_name ? "was expecting double-quote to start field name" : error.message);
}

}  // namespace

Served<Value> execution_input(const Value* given) {
  if (given == nullptr) return Value::empty_object();
  const auto invalid_input = [](const std::string& why) {
    return fault("InvalidExecutionInput", "Invalid State Machine Execution Input: '" + why + "'");
  };
  const std::string_view text = given->as_string();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return invalid_input("Invalid execution input.");
  auto value = try_parse_json(text);
  if (!value) return invalid_input(jackson_text(text, value.error()));
  return std::move(*value);
}

}  // namespace pawl::service
