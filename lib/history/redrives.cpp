#include "history/redrives.h"

#include "base/file_access.h"
#include "history/details.h"
#include "history/reader.h"

namespace pawl::history {

Result<Redrives> read_redrives(const std::string& path, EventId before) {
  Redrives redrives;
  if (!file_holds(path, "\"ExecutionRedriven\"")) return redrives;
  PAWL_TRY(Reader reader, Reader::open(path));
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event || (before != 0 && event->id >= before)) return redrives;
    const EventId from = event->type == EventType::ExecutionRedriven ? undone_from(*event) : 0;
    if (from != 0 && from < event->id) redrives.insert_or_assign(from, event->id);
  }
}

}  // namespace pawl::history
