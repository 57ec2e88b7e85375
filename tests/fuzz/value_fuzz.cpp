// JSON text: parser and printer against nlohmann's as the oracle.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "value/compare.h"
#include "value/dump.h"
#include "value/java_text.h"
#include "value/parse.h"

using namespace pawl;
using Json = nlohmann::json;

namespace {

void demand(bool condition) {
  if (!condition) std::abort();
}

/// nlohmann refuses numbers that are too large for a double and lone surrogates, takes a byte order mark, and
/// ends at a zero byte.
bool is_known_difference(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) return true;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && text[i + 1] == 'u') return true;
    if ((text[i] == 'e' || text[i] == 'E') && text[i + 1] != '-') return true;
  }
  size_t digits = 0, most = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    most = std::max(most, digits);
  }
  return most > 300;
}

/// Whole numbers beyond 64 bits are doubles there.
bool same(const Value& value, const Json& json) {
  switch (value.type()) {
    case Value::Type::Null: return json.is_null();
    case Value::Type::Boolean: return json.is_boolean() && json.get<bool>() == value.as_boolean();
    case Value::Type::Integer:
      if (json.is_number_unsigned() && value.is_big_integer())
        return std::to_string(json.get<uint64_t>()) == value.big_integer_digits();
      if (json.is_number_integer()) return value.is_int64() && json.get<int64_t>() == value.as_int64();
      return json.is_number_float() && json.get<double>() == value.as_double();
    case Value::Type::Double: return json.is_number() && json.get<double>() == value.as_double();
    case Value::Type::String:
      return json.is_string() && json.get_ref<const std::string&>() == value.as_string();
    case Value::Type::Array:
      if (!json.is_array() || json.size() != value.size()) return false;
      for (size_t i = 0; i < value.size(); ++i) {
        if (!same(value.items()[i], json[i])) return false;
      }
      return true;
    case Value::Type::Object:
      if (!json.is_object() || json.size() != value.size()) return false;
      for (const Member& member : value.members()) {
        const auto found = json.find(std::string(member.key.as_string()));
        if (found == json.end() || !same(member.value, *found)) return false;
      }
      return true;
  }
  return false;
}

bool has_infinity(const Value& value) {
  if (value.is_double()) return !std::isfinite(value.as_double());
  for (const Value& item : value.items()) {
    if (has_infinity(item)) return true;
  }
  for (const Member& member : value.members()) {
    if (has_infinity(member.value)) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text);
  if (std::count(text.begin(), text.end(), '[') + std::count(text.begin(), text.end(), '{') < 500 &&
      !is_known_difference(text)) {
    const Json json = Json::parse(text, nullptr, false);
    demand(json.is_discarded() == !value.has_value());
    if (value) demand(same(*value, json));
  }
  if (!value) return 0;

  const std::string printed = to_json(*value);
  demand(value->text_bytes_bound() >= printed.size());
  demand(!value->text_exceeds(printed.size()));
  if (!printed.empty()) demand(value->text_exceeds(printed.size() - 1));
  const auto again = parse_json(printed);
  demand(again.has_value());
  if (value->depth() < 500 && !has_infinity(*value)) {
    demand(deep_equal(*value, *again));
    demand(to_json(*again) == printed);
  }
  TextBuffer escaped, indented;
  escaped.append('"');
  dump_escaped(*value, escaped);
  escaped.append('"');
  const auto inside = parse_json(escaped.view());
  demand(inside && inside->as_string() == parse_json(pawl::json_quoted(printed))->as_string());
  dump_indented(*value, indented);
  const auto from_indented = parse_json(indented.view());
  demand(from_indented && to_json(*from_indented) == to_json(*again));
  std::string java;
  append_java_text(*value, 1000, java);
  return 0;
}
