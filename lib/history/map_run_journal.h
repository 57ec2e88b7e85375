// The journal of one Map Run: what happened to its children, beside the history of the execution that it
// belongs to (man pawl-history). It is what a resume needs and what `pawl show --map`
// shows.
//
// Each line is an event with AWS's names, sealed like those of a history. There are two sorts:
// - Lines without `pawl.child` are the Map Run's own: first MapRunStarted, whose `pawl` holds the
//   MapRunHead; a MapRunRedriven where a redrive begins; last MapRunSucceeded, MapRunFailed or MapRunAborted.
// - Lines with `pawl.child` are events of that child, counted from 0 in the order of the items. A Standard
//   child that had to wait for something has all of its events, ids from 1; where it is redriven, or began
//   anew, ExecutionRedriven or ExecutionStarted follows its end. Any other child has one line, that of its
//   end, with `pawl.started`, the time of its start; it is written when the child has ended, so after a crash
//   such a child runs again as a whole.
// Children that have no line never started.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "history/event.h"
#include "history/writer.h"
#include "items/item.h"
#include "value/value.h"

namespace pawl::history {

/// What the first line of a journal says.
struct MapRunHead {
  std::string arn;              // of the map run
  std::string state;            // the Map's name
  EventId event = 0;            // MapRunStarted in the execution's history
  bool express = false;         // ExecutionType of the children
  Millis started = 0;           // the line's timestamp
  int64_t max_concurrency = 0;  // 0: no limit of its own
  int64_t tolerated_failure_count = 0;
  double tolerated_failure_percentage = 0;
  /// The file that the items come from; nullopt: they stand in the state's data, or are a listing. A resume
  /// needs the same file.
  std::optional<items::SourceStamp> source;

  bool operator==(const MapRunHead&) const = default;
};

/// The head as the `pawl` of MapRunStarted holds it, and back.
Value head_to_json(const MapRunHead& head);

/// The folder for the journals of a run's Map Runs: RUN/maps for the history RUN/history.jsonl of the store,
/// FILE.maps for another one.
std::string map_run_folder(const std::string& history);

/// FOLDER/LABEL-N.jsonl: `folder` is that of map_run_folder(), `label` the Map's Label or name, whose
/// characters that do not belong into a file's name become "_"; N is the id of MapRunStarted.
std::string map_run_journal_path(std::string_view folder, std::string_view label, EventId event);

/// The name of a child's execution, a UUID made from that of the Map Run and the child's number: a resume
/// makes the same one, so it is not recorded.
std::string child_execution_name(std::string_view map_run_uuid, uint64_t child);

/// Tasks of children are numbered so that no two of a run, its Map Runs and theirs have the same number: made
/// of a base for each child, whose Map Run's journal has the number N, and the event that scheduled the task.
uint64_t child_task_base(uint64_t journal_number, uint64_t child);
uint64_t child_task_number(uint64_t base, EventId scheduled);
/// N of the path of a journal; 0: it has none.
uint64_t journal_number(std::string_view path);

/// An event of a child as its line has it, with `pawl.child`; `pawl` holds what it refers to.
HistoryEvent event_of_child(const HistoryEvent& event, uint64_t child, Value& pawl);

class MapRunJournal {
 public:
  /// Makes the file's folder if it is not there, and the file, as its only writer.
  static Result<std::unique_ptr<MapRunJournal>> create(const std::string& path, Durability durability,
                                                       const MapRunHead& head);
  /// Opens a journal that MapRunReader has read to its end, to continue after its last whole line.
  static Result<std::unique_ptr<MapRunJournal>> reopen(const std::string& path, Durability durability,
                                                       uint64_t whole_bytes, bool ends_with_newline);

  /// An event of a child that has all its events in the journal.
  void append(uint64_t child, const HistoryEvent& event);
  /// Such events, as whole lines.
  void append_lines(std::string_view lines) { writer_->append_lines(lines); }
  /// The end of a child that has no other line: ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut or
  /// ExecutionAborted.
  void append_end(uint64_t child, Millis started, const HistoryEvent& end);
  /// An event of the Map Run itself. At its end `children` is their number, if the items were all read.
  void append_run(const HistoryEvent& event, std::optional<uint64_t> children = {});

  /// As those of Writer.
  Result<void> commit() { return writer_->commit(); }
  Result<void> flush() { return writer_->flush(); }
  Result<void> close() { return writer_->close(); }
  [[nodiscard]] const std::string& path() const { return writer_->path(); }

 private:
  explicit MapRunJournal(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
  std::unique_ptr<Writer> writer_;
};

}  // namespace pawl::history
