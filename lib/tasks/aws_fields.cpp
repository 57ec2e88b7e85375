#include "tasks/aws_fields.h"

#include <algorithm>

namespace pawl::tasks {
namespace {

constexpr std::string_view kReason = "The task of the state machine was stopped";

/// The text before the separator, which is cut off `text` with it.
std::string_view cut_off(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

}  // namespace

const Value* find_field(const Value& value, std::string_view path) {
  constexpr std::string_view kFirst = "[0]";
  const Value* at = &value;
  while (at != nullptr && !path.empty()) {
    std::string_view name = cut_off(path, '.');
    const bool is_element = name.ends_with(kFirst);
    if (is_element) name.remove_suffix(kFirst.size());
    at = at->find(name);
    if (at != nullptr && is_element) at = at->items().empty() ? nullptr : &at->items().front();
  }
  return at;
}

Value make_request(std::string_view fields, const Value& answer, const Value& parameters) {
  ObjectBuilder request;
  while (!fields.empty()) {
    std::string_view source = cut_off(fields, ' ');
    std::string_view name = cut_off(source, '=');
    const Value reason = Value::string(kReason);
    const Value* value = source.starts_with('#')   ? &reason
                         : source.starts_with('$') ? find_field(parameters, source.substr(1))
                                                   : find_field(answer, source);
    if (value == nullptr) continue;
    const bool is_list = name.ends_with("[]");
    if (is_list) name.remove_suffix(2);
    request.append(name, is_list ? Value::array({*value}) : *value);
  }
  return request.finish();
}

bool is_listed(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    if (cut_off(words, ' ') == word) return true;
  }
  return false;
}

}  // namespace pawl::tasks
