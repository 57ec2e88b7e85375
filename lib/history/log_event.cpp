#include "history/log_event.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/timestamp.h"
#include "history/details.h"
#include "history/event_type.h"
#include "value/dump.h"

namespace pawl::history {
namespace {

constexpr std::string_view kColumns = "details.";

/// Numbers are texts there: "1666000000000".
std::optional<int64_t> number_of(const Value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->as_int64();
  if (!value->is_string()) return std::nullopt;
  const std::string_view text = value->as_string();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The details' members that the API has as numbers or booleans; logs and tables may have them as text.
Value as_in_the_api(std::string_view key, const Value& value) {
  constexpr std::array<std::string_view, 4> kNumbers = {"index", "length", "timeoutInSeconds",
                                                        "heartbeatInSeconds"};
  if (std::find(kNumbers.begin(), kNumbers.end(), key) != kNumbers.end()) {
    if (const auto number = number_of(&value)) return Value::integer(*number);
  }
  if (key == "truncated" && value.is_string())
    return Value::boolean(value.as_string() == "1" || value.as_string() == "true");
  return value;
}

/// A value of an object, or of columns: "details.name", "details.inputDetails.truncated".
Value details_of(const Value& json) {
  ObjectBuilder out;
  if (const Value* details = json.find("details"); details != nullptr && details->is_object()) {
    for (const Member& member : details->members())
      out.append(member.key, as_in_the_api(member.key.as_string(), member.value));
    return out.finish();
  }
  std::map<std::string_view, ObjectBuilder> inner;
  for (const Member& member : json.members()) {
    std::string_view key = member.key.as_string();
    if (!key.starts_with(kColumns)) continue;
    key.remove_prefix(kColumns.size());
    const size_t dot = key.find('.');
    const std::string_view name = key.substr(dot == std::string_view::npos ? 0 : dot + 1);
    (dot == std::string_view::npos ? out : inner[key.substr(0, dot)])
        .append(name, as_in_the_api(name, member.value));
  }
  for (auto& [key, members] : inner) out.append(key, members.finish());
  return out.finish();
}

}  // namespace

Result<LogEvent> log_event_from_json(const Value& json) {
  const auto missing = [](std::string_view name) {
    return fail("an event of a log needs '" + std::string(name) +
                "': the whole of it is what CloudWatch Logs has as the message (@message)");
  };
  const std::string_view name = text_of(json, "type");
  const auto id = number_of(json.find("id"));
  const auto previous = number_of(json.find("previous_event_id"));
  const auto at = number_of(json.find("event_timestamp"));
  if (name.empty()) return missing("type");
  if (!id || *id < 1) return missing("id");
  if (!previous || *previous < 0) return missing("previous_event_id");
  if (!at) return missing("event_timestamp");
  const auto type = event_type_of(name);
  const std::string_view member = type ? details_member_of(*type) : "details";

  ObjectBuilder event;
  event.append("timestamp", Value::string(format_timestamp(*at)));
  event.append("type", Value::string(name));
  event.append("id", Value::integer(*id));
  event.append("previousEventId", Value::integer(*previous));
  if (const Value details = details_of(json); !member.empty() && details.size() > 0)
    event.append(member, details);
  return LogEvent{static_cast<EventId>(*id), std::string(text_of(json, "execution_arn")),
                  to_json(event.finish())};
}

}  // namespace pawl::history
