// MapRunRecord: how the children of a Map Run ended, kept in its journal, so that a resume does not run them
// again.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "history/map_run_journal.h"
#include "runtime/run.h"

namespace pawl::runtime {

/// A child that has ended.
struct RecordedChild {
  RunResult result;
  Millis started = 0;
  Millis stopped = 0;
};

class MapRunRecord {
 public:
  /// Makes the journal at `path`, or continues the one that is there. `redrives`: how often the map run has
  /// been redriven; a redrive forgets the children that did not succeed. Errors: it cannot be read or
  /// written, or the items came from a file that has changed since.
  static Result<std::unique_ptr<MapRunRecord>> open(const std::string& path, history::Durability durability,
                                                    const history::MapRunHead& head, uint64_t redrives);

  /// How a child ended before; nullopt: it did not, and runs. Each can be asked for once.
  std::optional<RecordedChild> take(uint64_t child);
  void child_ended(uint64_t child, const RecordedChild& ended);
  /// The end of the map run. `error`: why it failed; null: it succeeded. `children`: how many there are.
  Result<void> finish(const asl::StateError* error, Millis now, uint64_t children);
  /// What was appended is handed to the kernel, and synced as the durability asks for it.
  Result<void> commit() { return journal_->commit(); }
  Result<void> flush() { return journal_->flush(); }

 private:
  Result<void> read(const std::string& path, history::Durability durability, const history::MapRunHead& head,
                    uint64_t redrives);

  std::unique_ptr<history::MapRunJournal> journal_;
  std::unordered_map<uint64_t, RecordedChild> ended_;
};

}  // namespace pawl::runtime
