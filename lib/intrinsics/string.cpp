#include <array>

#include "base/utf8.h"
#include "intrinsics/registry.h"
#include "value/java_text.h"

namespace pawl::intrinsics {
namespace {

/// The length of a `${placeholder}` that the text begins with; 0 if it does not.
size_t placeholder_length(std::string_view text) {
  if (!text.starts_with("${")) return 0;
  const size_t end = text.find_first_of("{}", 2);
  return end == std::string_view::npos || text[end] != '}' || end == 2 ? 0 : end + 1;
}

}  // namespace

/// AWS's sentence for an opening brace; the other one is said alike. Deployed, a definition's ${placeholders}
/// are filled: one that is left stands for text without braces.
FormatTemplate parse_format_template(std::string_view text, bool escaped) {
  FormatTemplate result;
  std::string piece;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t placeholder = escaped ? placeholder_length(text.substr(i)) : 0;
    if (escaped && text[i] == '\\' && i + 1 < text.size()) {
      piece += text[++i];
    } else if (placeholder > 0) {
      piece += text.substr(i, placeholder);
      i += placeholder - 1;
    } else if (text.substr(i, 2) == "{}") {
      result.pieces.push_back(std::move(piece));
      piece.clear();
      ++i;
    } else if (text[i] == '{' || text[i] == '}') {
      result.fault = text[i] == '{' ? "Invalid template in States.Format: matching '}' not found for '{'."
                                    : "Invalid template in States.Format: matching '{' not found for '}'.";
      return result;
    } else {
      piece += text[i];
    }
  }
  result.pieces.push_back(std::move(piece));
  return result;
}

FunctionResult format(const Arguments& arguments) {
  FormatTemplate of_data;
  const FormatTemplate* found = arguments.format;
  if (found == nullptr) {
    of_data = parse_format_template(arguments[0].as_string(), false);
    found = &of_data;
  }
  if (!found->fault.empty()) return refuse(found->fault);
  const std::vector<std::string>& pieces = found->pieces;
  if (pieces.size() != arguments.size()) {
    return refuse("States.Format is given " + std::to_string(arguments.size() - 1) + " values for " +
                  std::to_string(pieces.size() - 1) + " placeholders");
  }
  std::string text = pieces.front();
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (!append_java_text(arguments[i], kMaxText, text) || text.size() > kMaxText) {
      return refuse("The result of States.Format is too long");
    }
    text += pieces[i];
  }
  return Value::string(text);
}

/// Splits at each character of the second argument; empty pieces are left out.
FunctionResult string_split(const Arguments& arguments) {
  const std::string_view text = arguments[0].as_string(), delimiters = arguments[1].as_string();
  // Characters beyond ASCII are compared whole.
  const auto length_at = [](std::string_view s, size_t i) {
    size_t length = 1;
    while (i + length < s.size() && utf8::is_continuation(s[i + length])) ++length;
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
