#include "history/event_head.h"

#include <charconv>
#include <cstring>

#include "history/event_family.h"
#include "history/event_type.h"
#include "history/reader.h"
#include "value/parse.h"

namespace pawl::history {
namespace {

/// Takes `part` off the front.
bool skip(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

bool take_number(std::string_view& text, uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

/// Whether events of the type hold the name of a state.
bool names_state(EventType type) {
  const EventFamily& family = family_of(type);
  return family.phase == EventPhase::Entered || family.phase == EventPhase::Exited ||
         family.subject == EventSubject::Iteration || family.subject == EventSubject::Evaluation;
}

}  // namespace

bool HeadReader::read_own(std::string_view text, EventHead& head) {
  constexpr size_t kTimestamp = 24;  // 2026-11-21T01:44:17.123Z
  constexpr size_t kSecond = 20;
  if (!skip(text, "{\"timestamp\":\"") || text.size() < kTimestamp || text[kTimestamp - 1] != 'Z')
    return false;
  if (std::memcmp(text.data(), second_text_, kSecond) != 0) {
    const auto at = parse_timestamp(text.substr(0, kTimestamp));
    if (!at) return false;
    second_ = *at - (*at % 1000 + 1000) % 1000;
    std::memcpy(second_text_, text.data(), kSecond);
  }
  uint64_t millis = 0;
  std::string_view fraction = text.substr(kSecond, 3);
  if (!take_number(fraction, millis) || !fraction.empty()) return false;
  head.timestamp = second_ + static_cast<Millis>(millis);
  text.remove_prefix(kTimestamp);
  if (!skip(text, "\",\"type\":\"")) return false;
  const size_t quote = text.find('"');
  if (quote == std::string_view::npos) return false;
  const auto type = event_type_of(text.substr(0, quote));
  if (!type) return false;
  head.type = *type;
  text.remove_prefix(quote);
  if (!skip(text, "\",\"id\":") || !take_number(text, head.id) || head.id == 0) return false;
  if (!skip(text, ",\"previousEventId\":") || !take_number(text, head.previous)) return false;
  head.state = {};
  if (!skip(text, ",\"")) return text == "}";
  const std::string_view details = details_member_of(head.type);
  if (details.empty() || !skip(text, details)) return text.starts_with("pawl\"");
  if (!skip(text, "\":{\"name\":\"")) return !names_state(head.type);
  const size_t end = text.find_first_of("\"\\");
  if (end == std::string_view::npos || text[end] == '\\') return false;
  head.state = text.substr(0, end);
  return true;
}

Result<EventHead> HeadReader::read(std::string_view text) {
  EventHead head;
  if (read_own(text, head)) return head;
  auto json = try_parse_json(text);
  if (!json) return fail("not a JSON event: " + json.error().message);
  PAWL_TRY(const RecordedEvent event, event_from_json(*json));
  head = {.type = event.type, .id = event.id, .previous = event.previous, .timestamp = event.timestamp};
  for (const std::string_view member : {"name", "state"}) {
    const Value* name = event.details.find(member);
    if (name == nullptr || !name->is_string()) continue;
    state_ = name->as_string();
    head.state = state_;
    break;
  }
  return head;
}

}  // namespace pawl::history
