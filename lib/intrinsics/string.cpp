#include <array>

#include "intrinsics/registry.h"
#include "value/java_text.h"

namespace pawl::intrinsics {
namespace {

constexpr uint64_t kMaxText = 16 << 20;

/// The text around the `{}` of a template that is not a literal: nothing is escaped in it.
std::vector<std::string> split_template(std::string_view text) {
  std::vector<std::string> pieces;
  for (;;) {
    const size_t at = text.find("{}");
    pieces.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 2);
  }
}

}  // namespace

FunctionResult format(const Arguments& arguments) {
  if (!arguments[0].is_string()) return refuse("The first argument of States.Format must be a string");
  std::vector<std::string> of_data;
  const std::vector<std::string>* pieces = arguments.template_pieces;
  if (pieces == nullptr) {
    of_data = split_template(arguments[0].as_string());
    pieces = &of_data;
  }
  if (pieces->size() != arguments.size()) {
    return refuse("States.Format is given " + std::to_string(arguments.size() - 1) + " values for " +
                  std::to_string(pieces->size() - 1) + " placeholders");
  }
  std::string text = pieces->front();
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (!append_java_text(arguments[i], kMaxText, text) || text.size() > kMaxText) {
      return refuse("The result of States.Format is too long");
    }
    text += (*pieces)[i];
  }
  return Value::string(text);
}

/// Splits at each character of the second argument; empty pieces are left out.
FunctionResult string_split(const Arguments& arguments) {
  if (!arguments[0].is_string() || !arguments[1].is_string())
    return refuse("States.StringSplit takes two strings");
  const std::string_view text = arguments[0].as_string(), delimiters = arguments[1].as_string();
  // Characters beyond ASCII are compared whole.
  const auto length_at = [](std::string_view s, size_t i) {
    size_t length = 1;
    while (i + length < s.size() && (static_cast<unsigned char>(s[i + length]) & 0xC0) == 0x80) ++length;
    return length;
  };
  std::array<bool, 128> ascii{};
  std::vector<std::string_view> others;
  for (size_t i = 0; i < delimiters.size(); i += length_at(delimiters, i)) {
    const auto byte = static_cast<unsigned char>(delimiters[i]);
    if (byte < 128) ascii[byte] = true;
    else others.push_back(delimiters.substr(i, length_at(delimiters, i)));
  }
  const auto is_delimiter = [&](std::string_view character) {
    const auto byte = static_cast<unsigned char>(character.front());
    if (byte < 128) return ascii[byte];
    for (const std::string_view other : others) {
      if (other == character) return true;
    }
    return false;
  };
  ArrayBuilder pieces;
  size_t begin = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t length = length_at(text, i);
    if (is_delimiter(text.substr(i, length))) {
      if (i > begin) pieces.push(Value::string(text.substr(begin, i - begin)));
      begin = i + length;
    }
    i += length;
  }
  if (text.size() > begin) pieces.push(Value::string(text.substr(begin)));
  return pieces.finish();
}

FunctionResult uuid(const Arguments& arguments) { return Value::string(random_uuid(arguments.random)); }

}  // namespace pawl::intrinsics
