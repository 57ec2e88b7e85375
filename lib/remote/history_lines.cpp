#include "remote/history_lines.h"

#include "base/timestamp.h"
#include "base/version.h"
#include "history/seal.h"
#include "value/dump.h"

namespace pawl::remote {

void write_line(const FetchedEvent& event, const Value& note, TextBuffer& out) {
  const size_t begin = out.size();
  out.append("{\"timestamp\":\"");
  out.append(format_timestamp(event.event.timestamp));
  out.append('"');
  const auto member = [&out](std::string_view name, const Value& value) {
    out.append(',');
    dump_string(name, out);
    out.append(':');
    dump(value, out);
  };
  constexpr std::string_view kFirst[] = {"type", "id", "previousEventId"};
  for (const std::string_view name : kFirst) {
    if (const Value* value = event.json.find(name)) member(name, *value);
  }
  for (const Member& one : event.json.members()) {
    const std::string_view name = one.key.as_string();
    const bool is_written =
        name == "timestamp" || name == kFirst[0] || name == kFirst[1] || name == kFirst[2];
    if (!is_written && name != "pawl" && !one.value.is_null()) member(name, one.value);
  }
  history::write_seal(note, begin, out);
}

Value first_note(const ExecutionArn& execution, const Access& access, const Value& definition,
                 const Value& source) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    out.append(member, Value::string(value));
  };
  out.append("format", Value::integer(history::kFormat));
  text("version", version());
  text("run", execution.name);
  text("arn", execution.text);
  text("machine", execution.machine);
  text("machineArn", execution.machine_arn);
  text("type", "STANDARD");
  text("limits", "strict");
  text("endpoint", access.endpoint);
  for (const Member& one : source.members()) out.append(one.key, one.value);
  if (!definition.is_null()) out.append("definition", definition);
  return out.finish();
}

}  // namespace pawl::remote
