// MapRunRecord: what happened to the children of a Map Run, kept in its journal, so that a resume runs no
// child again that has ended and goes on in the middle of the others.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "history/map_run_reader.h"
#include "runtime/run.h"

namespace pawl::runtime {

class MapRunRecord;

/// A child that has ended, or one to go on with.
struct RecordedChild {
  RunResult result;
  Millis started = 0;
  Millis stopped = 0;
  /// Of one to go on with: its events, as the journal has them. Empty: it has ended.
  std::string lines;
  bool is_redriven = false;  // it ended without success before a redrive of the map run
};

/// The journal of a child that keeps all its events.
class ChildJournal final : public Journal {
 public:
  /// `record` outlives it.
  ChildJournal(MapRunRecord& record, uint64_t child) : record_(record), child_(child) {}
  void append(const history::HistoryEvent& event) override;
  Result<void> commit() override;
  Result<void> flush() override;

 private:
  MapRunRecord& record_;
  uint64_t child_;
};

class MapRunRecord {
 public:
  /// Makes the journal at `path`, or continues the one that is there. `redrives`: how often the map run has
  /// been redriven; a redrive goes on with the children that did not succeed, or forgets them if only their
  /// end is known. Errors: it cannot be read or
  /// written, a line of it is damaged, or the items came from a file that has changed since.
  static Result<std::unique_ptr<MapRunRecord>> open(const std::string& path, history::Durability durability,
                                                    const history::MapRunHead& head, uint64_t redrives);

  /// What is known of a child; nullopt: it begins. Each can be asked for once.
  std::optional<RecordedChild> take(uint64_t child);
  /// The time of the last line that was there.
  [[nodiscard]] Millis last_timestamp() const { return last_timestamp_; }
  /// The end of a child that has no other line.
  void child_ended(uint64_t child, const RecordedChild& ended);
  /// An event of one that has all of them.
  void append(uint64_t child, const history::HistoryEvent& event) { journal_->append(child, event); }
  void append_lines(std::string_view lines) { journal_->append_lines(lines); }
  /// The end of the map run. `error`: why it failed; null: it succeeded. `children`: how many there are.
  Result<void> finish(const asl::StateError* error, Millis now, uint64_t children);
  /// The end of one that was stopped.
  Result<void> abort(Millis now);
  /// What was appended is handed to the kernel, and synced as the durability asks for it.
  Result<void> commit() { return journal_->commit(); }
  Result<void> flush() { return journal_->flush(); }
  [[nodiscard]] const std::string& path() const { return journal_->path(); }

 private:
  Result<void> read(const std::string& path, history::Durability durability, const history::MapRunHead& head,
                    uint64_t redrives);
  void read_child(const history::MapRunEvent& line, std::string_view text);
  void redrive();

  std::unique_ptr<history::MapRunJournal> journal_;
  std::unordered_map<uint64_t, RecordedChild> children_;
  uint64_t redrives_left_ = 0;  // while it is read: that are to come
  Millis last_timestamp_ = 0;
};

inline void ChildJournal::append(const history::HistoryEvent& event) { record_.append(child_, event); }
inline Result<void> ChildJournal::commit() { return record_.commit(); }
inline Result<void> ChildJournal::flush() { return record_.flush(); }

}  // namespace pawl::runtime
