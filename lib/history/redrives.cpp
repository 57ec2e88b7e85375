#include "history/redrives.h"

#include "base/file_access.h"
#include "history/details.h"
#include "history/event_head.h"
#include "value/parse.h"

namespace pawl::history {

Result<Redrives> read_redrives(const std::string& path, EventId before) {
  if (!file_holds(path, "\"ExecutionRedriven\"")) return Redrives();
  PAWL_TRY(EventTexts texts, EventTexts::open(path));
  return read_redrives(std::move(texts), before);
}

Result<Redrives> read_redrives(EventTexts texts, EventId before) {
  Redrives redrives;
  HeadReader heads;
  for (;;) {
    PAWL_TRY(const auto text, texts.next());
    const auto head = text ? heads.read(*text) : Result<EventHead>(fail("the end"));
    // Faulty events are reported by the reader of all events.
    if (!head || (before != 0 && head->id >= before)) return redrives;
    if (head->type != EventType::ExecutionRedriven) continue;
    const auto json = try_parse_json(*text);
    const auto event = json ? event_from_json(*json) : Result<RecordedEvent>(fail(json.error().message));
    const EventId from = event ? undone_from(*event) : 0;
    if (from != 0 && from < head->id) redrives.insert_or_assign(from, head->id);
  }
}

}  // namespace pawl::history
