#include "runtime/map_run_record.h"

#include <sys/stat.h>

#include <utility>

#include "history/details.h"
#include "history/map_run_reader.h"

namespace pawl::runtime {

using engine::Status;
using history::EventType;
using history::HistoryEvent;

namespace {

std::optional<Status> status_of(EventType type) {
  switch (type) {
    case EventType::ExecutionSucceeded: return Status::Succeeded;
    case EventType::ExecutionFailed: return Status::Failed;
    case EventType::ExecutionTimedOut: return Status::TimedOut;
    case EventType::ExecutionAborted: return Status::Aborted;
    default: return std::nullopt;
  }
}

EventType end_of(Status status) {
  switch (status) {
    case Status::Succeeded: return EventType::ExecutionSucceeded;
    case Status::TimedOut: return EventType::ExecutionTimedOut;
    case Status::Aborted: return EventType::ExecutionAborted;
    default: return EventType::ExecutionFailed;
  }
}

std::optional<std::string> member_text(const Value& details, std::string_view name) {
  const Value* text = details.find(name);
  return text != nullptr && text->is_string() ? std::optional(std::string(text->as_string())) : std::nullopt;
}

RecordedChild child_of(const history::MapRunEvent& line, Status status) {
  RecordedChild child;
  child.started = line.started().value_or(line.event.timestamp);
  child.stopped = line.event.timestamp;
  child.result.status = status;
  if (status == Status::Succeeded) {
    if (const Value* output = line.event.details.find("output"))
      child.result.output = history::payload(*output);
  } else {
    child.result.error = {member_text(line.event.details, "error"), member_text(line.event.details, "cause")};
  }
  return child;
}

}  // namespace

Result<std::unique_ptr<MapRunRecord>> MapRunRecord::open(const std::string& path,
                                                         history::Durability durability,
                                                         const history::MapRunHead& head, uint64_t redrives) {
  std::unique_ptr<MapRunRecord> record(new MapRunRecord);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && status.st_size > 0) {
    PAWL_CHECK(record->read(path, durability, head, redrives));
  } else {
    PAWL_TRY(record->journal_, history::MapRunJournal::create(path, durability, head));
  }
  return record;
}

Result<void> MapRunRecord::read(const std::string& path, history::Durability durability,
                                const history::MapRunHead& head, uint64_t redrives) {
  PAWL_TRY(history::MapRunReader reader, history::MapRunReader::open(path));
  if (reader.head().source != head.source) {
    return fail("the items of the state '" + head.state + "' came from " +
                (reader.head().source ? reader.head().source->uri : "its data") +
                ", which has changed since: a run is resumed with the items it began with");
  }
  uint64_t redriven = 0;
  const auto forget_unsuccessful = [this] {
    std::erase_if(ended_, [](const auto& one) { return one.second.result.status != Status::Succeeded; });
  };
  for (;;) {
    PAWL_TRY(const auto line, reader.next());
    if (!line) break;
    if (!line->child) {
      if (line->event.type != EventType::MapRunRedriven) continue;
      ++redriven;
      forget_unsuccessful();
    } else if (const auto status = status_of(line->event.type)) {
      ended_.insert_or_assign(*line->child, child_of(*line, *status));
    }
  }
  PAWL_TRY(journal_, history::MapRunJournal::reopen(path, durability, reader.whole_bytes(),
                                                    reader.ends_with_newline()));
  if (redriven >= redrives) return {};
  forget_unsuccessful();
  for (; redriven < redrives; ++redriven) {
    journal_->append_run(
        {.type = EventType::MapRunRedriven, .id = redriven + 2, .timestamp = head.started, .text = head.arn});
  }
  return {};
}

std::optional<RecordedChild> MapRunRecord::take(uint64_t child) {
  const auto found = ended_.find(child);
  if (found == ended_.end()) return std::nullopt;
  RecordedChild ended = std::move(found->second);
  ended_.erase(found);
  return ended;
}

void MapRunRecord::child_ended(uint64_t child, const RecordedChild& ended) {
  HistoryEvent end{.type = end_of(ended.result.status), .id = 2, .previous = 1, .timestamp = ended.stopped};
  if (ended.result.status == Status::Succeeded) end.data = &ended.result.output;
  else end.error = &ended.result.error;
  journal_->append_end(child, ended.started, end);
}

Result<void> MapRunRecord::finish(const asl::StateError* error, Millis now, uint64_t children) {
  HistoryEvent end{.type = error == nullptr ? EventType::MapRunSucceeded : EventType::MapRunFailed,
                   .id = 2,
                   .previous = 1,
                   .timestamp = now};
  end.error = error;
  journal_->append_run(end, children);
  return journal_->close();
}

}  // namespace pawl::runtime
