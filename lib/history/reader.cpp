#include "history/reader.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "history/event_type.h"
#include "value/parse.h"

namespace pawl::history {
namespace {

std::optional<uint64_t> id_member(const Value& json, std::string_view name) {
  const Value* id = json.find(name);
  if (id == nullptr || !id->is_int64() || id->as_int64() < 0) return std::nullopt;
  return static_cast<uint64_t>(id->as_int64());
}

/// ISO 8601 text, or seconds since the epoch as the AWS CLI prints them.
std::optional<Millis> timestamp_member(const Value& json) {
  const Value* at = json.find("timestamp");
  if (at == nullptr) return std::nullopt;
  if (at->is_string()) return parse_timestamp(at->as_string());
  if (at->is_number()) return static_cast<Millis>(at->as_double() * 1000 + 0.5);
  return std::nullopt;
}

}  // namespace

Result<RecordedEvent> event_from_json(const Value& json) {
  if (!json.is_object()) return fail("an event must be a JSON object");
  RecordedEvent event;
  const Value* type = json.find("type");
  if (type == nullptr || !type->is_string()) return fail("an event needs a 'type'");
  const auto known = event_type_of(type->as_string());
  if (!known) return fail("unknown event type '" + std::string(type->as_string()) + "'");
  event.type = *known;
  const auto id = id_member(json, "id");
  if (!id || *id == 0) return fail("an event needs an 'id' of 1 or more");
  event.id = *id;
  event.previous = id_member(json, "previousEventId").value_or(0);
  const auto at = timestamp_member(json);
  if (!at) return fail("an event needs a 'timestamp'");
  event.timestamp = *at;
  if (const std::string_view member = details_member_of(event.type); !member.empty()) {
    if (const Value* details = json.find(member)) event.details = *details;
  }
  if (const Value* pawl = json.find("pawl")) event.pawl = *pawl;
  return event;
}

Result<Reader> Reader::open(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return fail("cannot read the history '" + path + "': " + std::strerror(errno));
  return Reader(path, file);
}

Result<std::optional<RecordedEvent>> Reader::next() {
  char* text = nullptr;
  size_t capacity = 0;
  const ssize_t length = ::getline(&text, &capacity, file_.get());
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  if (length <= 0) {
    if (std::ferror(file_.get()) != 0) return fail("cannot read the history '" + path_ + "': " + std::strerror(errno));
    return std::nullopt;
  }
  ++line_;
  std::string_view line(text, static_cast<size_t>(length));
  const bool whole = line.back() == '\n';
  auto json = parse_json(line);
  if (!json && !whole) {
    torn_ = true;
    return std::nullopt;
  }
  const std::string place = path_ + ":" + std::to_string(line_) + ": ";
  if (!json) return fail(place + "not a JSON line: " + json.error().message);
  auto event = event_from_json(*json);
  if (!event) return fail(place + event.error().message);
  return std::move(*event);
}

}  // namespace pawl::history
