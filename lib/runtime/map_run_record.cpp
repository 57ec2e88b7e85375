#include "runtime/map_run_record.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "history/details.h"
#include "history/run_status.h"
#include "history/seal.h"

namespace pawl::runtime {

using engine::Status;
using history::EventType;
using history::HistoryEvent;

namespace {

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

RunResult result_of(const history::RecordedEvent& end, Status status) {
  RunResult result;
  result.status = status;
  if (status == Status::Succeeded) {
    if (const Value* output = end.details.find("output")) result.output = history::payload(*output);
  } else {
    result.error = {member_text(end.details, "error"), member_text(end.details, "cause")};
  }
  return result;
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
  redrives_left_ = redrives;
  uint64_t redriven = 0;
  for (;;) {
    PAWL_TRY(const auto line, reader.next());
    if (!line) break;
    last_timestamp_ = std::max(last_timestamp_, line->event.timestamp);
    if (line->child) {
      read_child(*line, reader.text());
    } else if (line->event.type == EventType::MapRunRedriven) {
      ++redriven;
      redrives_left_ -= std::min<uint64_t>(redrives_left_, 1);
      redrive();
    }
  }
  if (const size_t line = reader.faults().damaged_line; line != 0)
    return fail(path + ":" + std::to_string(line) + ": " + std::string(history::kSealFault));
  PAWL_TRY(journal_, history::MapRunJournal::reopen(path, durability, reader.whole_bytes(),
                                                    reader.ends_with_newline()));
  if (redriven < redrives) redrive();
  for (; redriven < redrives; ++redriven) {
    journal_->append_run(
        {.type = EventType::MapRunRedriven, .id = redriven + 2, .timestamp = head.started, .text = head.arn});
  }
  return {};
}

void MapRunRecord::read_child(const history::MapRunEvent& line, std::string_view text) {
  const EventType type = line.event.type;
  const auto started = line.started();
  RecordedChild& child = children_[*line.child];
  if (started || type == EventType::ExecutionStarted) {
    child = RecordedChild();
    child.started = started.value_or(line.event.timestamp);
  }
  if (type == EventType::ExecutionRedriven) {
    child.result = RunResult();
    child.is_redriven = false;
  }
  if (!started) child.lines.append(text).push_back('\n');
  const Status status = history::status_after(type);
  if (status == Status::Running) return;
  child.result = result_of(line.event, status);
  child.stopped = line.event.timestamp;
  // What is left of a child that has ended is its result, unless a redrive goes on with it.
  if (status == Status::Succeeded || redrives_left_ == 0) child.lines = {};
}

void MapRunRecord::redrive() {
  for (auto it = children_.begin(); it != children_.end();) {
    RecordedChild& child = it->second;
    const bool has_failed =
        child.result.status != Status::Running && child.result.status != Status::Succeeded;
    if (has_failed && child.lines.empty()) {
      it = children_.erase(it);
      continue;
    }
    if (has_failed) {
      child.result = RunResult();
      child.is_redriven = true;
    }
    ++it;
  }
}

std::optional<RecordedChild> MapRunRecord::take(uint64_t child) {
  const auto found = children_.find(child);
  if (found == children_.end()) return std::nullopt;
  RecordedChild recorded = std::move(found->second);
  children_.erase(found);
  return recorded;
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

Result<void> MapRunRecord::abort(Millis now) {
  journal_->append_run({.type = EventType::MapRunAborted, .id = 2, .previous = 1, .timestamp = now});
  return journal_->close();
}

}  // namespace pawl::runtime
