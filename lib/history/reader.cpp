#include "history/reader.h"

#include <cmath>

#include "history/details.h"
#include "history/event_type.h"
#include "history/seal.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::history {
namespace {

constexpr double kLastSecond = 253'402'300'800;  // the year 10000

std::optional<uint64_t> id_member(const Value& json, std::string_view name) {
  const Value* id = json.find(name);
  if (id == nullptr || !id->is_int64() || id->as_int64() < 0) return std::nullopt;
  return static_cast<uint64_t>(id->as_int64());
}

/// ISO 8601 text, or seconds since the epoch as the AWS CLI prints them; some tools make a text of these.
Result<Millis> timestamp_member(const Value& json) {
  const Value* at = json.find("timestamp");
  if (at == nullptr) return fail("an event needs a 'timestamp'");
  if (at->is_string()) {
    if (const auto time = parse_timestamp(at->as_string())) return *time;
    // As Python prints a datetime: with a blank.
    std::string text(at->as_string());
    if (constexpr size_t kDate = 10; text.size() > kDate && text[kDate] == ' ') text[kDate] = 'T';
    if (const auto time = parse_timestamp(text)) return *time;
  }
  const Value number = at->is_string() ? payload(*at) : *at;
  if (number.is_number() && std::abs(number.as_double()) < kLastSecond)
    return static_cast<Millis>(std::floor(number.as_double() * 1000 + 0.5));
  return fail("the 'timestamp' of an event must be an ISO 8601 text or seconds since 1970, not " +
              to_json(*at));
}

}  // namespace

Result<RecordedEvent> event_from_json(const Value& json) {
  if (!json.is_object()) return fail("an event must be a JSON object");
  RecordedEvent event;
  const Value* type = json.find("type");
  if (type == nullptr || !type->is_string()) return fail("an event needs a 'type'");
  event.type = event_type_of(type->as_string()).value_or(EventType::Unknown);
  const auto id = id_member(json, "id");
  if (!id || *id == 0) return fail("an event needs an 'id' of 1 or more");
  event.id = *id;
  event.previous = id_member(json, "previousEventId").value_or(0);
  PAWL_TRY(event.timestamp, timestamp_member(json));
  if (const std::string_view member = details_member_of(event.type); !member.empty()) {
    if (const Value* details = json.find(member)) event.details = *details;
  }
  if (const Value* pawl = json.find("pawl")) event.pawl = without_seal(*pawl);
  return event;
}

std::string id_fault(EventId id, EventId last) {
  if (id == last + 1) return {};
  const std::string event = "event " + std::to_string(id);
  if (last == 0) return "the history begins with " + event + " instead of 1: export all of it";
  if (id == last) return event + " is there twice: are these the histories of two executions?";
  return event + " stands after event " + std::to_string(last) +
         (id < last ? ": they are out of order" : ": something is missing between");
}

Result<Reader> Reader::open(const std::string& path) {
  PAWL_TRY(EventTexts texts, EventTexts::open(path));
  return Reader(std::move(texts));
}

Result<std::optional<RecordedEvent>> first_event(const std::string& path) {
  PAWL_TRY(Reader reader, Reader::open(path));
  return reader.next();
}

FileFaults Reader::faults() const {
  FileFaults faults = texts_.faults();
  faults.damaged_line = damaged_line_;
  return faults;
}

Result<std::optional<RecordedEvent>> Reader::next() {
  PAWL_TRY(const auto text, texts_.next());
  if (!text) return std::nullopt;
  const auto place = [this] { return texts_.path() + ":" + std::to_string(texts_.line()) + ": "; };
  if (damaged_line_ == 0 && !fits_seal(*text)) damaged_line_ = texts_.line();
  auto json = try_parse_json(without_seal(*text, room_));
  if (!json) return fail(place() + "not a JSON event: " + json.error().message);
  auto event = event_from_json(*json);
  if (!event) return fail(place() + event.error().message);
  if (std::string fault = id_fault(event->id, last_); !fault.empty()) return fail(place() + fault);
  last_ = event->id;
  if (const Value* format = event->pawl.find("format");
      event->id == 1 && format != nullptr && format->is_int64()) {
    if (const int64_t number = format->as_int64(); number > kFormat) {
      return fail(place() + "the history has format " + std::to_string(number) +
                  ", this version of pawl knows format " + std::to_string(kFormat) +
                  ": a newer pawl reads it");
    }
  }
  return std::move(*event);
}

}  // namespace pawl::history
