#include "history/details.h"

#include "value/parse.h"

namespace pawl::history {

bool is_truncated(const Value& details, std::string_view member) {
  const Value* about = details.find(std::string(member) + "Details");
  const Value* truncated = about != nullptr ? about->find("truncated") : nullptr;
  return truncated != nullptr && truncated->is_boolean() && truncated->as_boolean();
}

Value payload(const Value& text) {
  if (!text.is_string()) return {};
  auto value = try_parse_json(text.as_string());
  if (!value) return text;
  return std::move(*value);
}

std::string_view ran_at(const Value& note) { return text_of(note, "endpoint"); }

EventId undone_from(const RecordedEvent& redriven) {
  const Value* from = redriven.pawl.find("from");
  return from != nullptr && from->is_int64() ? static_cast<EventId>(from->as_int64()) : 0;
}

Value payload_of(const Value& object, std::string_view member) {
  const Value* text = object.find(member);
  return text != nullptr ? payload(*text) : Value();
}

}  // namespace pawl::history
