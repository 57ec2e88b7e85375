// Writer: the history file of one execution, JSON lines of HistoryEvents (man pawl-history). The only writer
// of its file: a second one is refused while the first lives. What was appended reaches the kernel at
// commit(), or when 64 KiB or 10 ms of events wait.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text_buffer.h"
#include "history/encoder.h"
#include "history/event.h"
#include "history/sync_thread.h"

namespace pawl::history {

/// What a history survives (--durability). None and Batch survive a crash of pawl; Batch loses at most some
/// 10 ms in a power cut; Event loses nothing, at a sync before each effect.
enum class Durability : uint8_t { None, Batch, Event };

/// Where a history file is. RunFolder: in a run's folder, made by pawl, so a link or a pipe in its place is
/// refused.
enum class HistoryHome : uint8_t { Anywhere, RunFolder };

/// The error for a history that another process is writing.
tl::unexpected<Error> is_written_already(const std::string& path);

class Writer final : public EventSink {
 public:
  /// Creates the file (mode 0600), or empties one that is there; "/dev/stdout" and other non-files work too.
  /// Errors: cannot be created, or another pawl is writing it.
  static Result<std::unique_ptr<Writer>> create(const std::string& path, Durability durability);
  /// Opens or creates a file as its only writer, without changing its content before clear(). Null: another
  /// process is its writer. `what` names it in messages. Errors: it cannot be opened.
  static Result<std::unique_ptr<Writer>> take(const std::string& path, Durability durability,
                                              HistoryHome place = HistoryHome::Anywhere,
                                              std::string_view what = "the history");
  /// Whether the file is empty, or not a regular file ("/dev/stdout").
  [[nodiscard]] bool is_empty() const;
  Result<void> clear();
  /// Opens an existing history to continue it, as its only writer. Nothing changes before continue_at().
  static Result<std::unique_ptr<Writer>> reopen(const std::string& path, Durability durability,
                                                HistoryHome place = HistoryHome::Anywhere);
  /// Cuts the file to its first `whole_bytes` (a torn line goes), ends its last line if that has no newline,
  /// and adds `lines`.
  Result<void> continue_at(uint64_t whole_bytes, bool ends_with_newline, std::string_view lines);
  ~Writer() override;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void append(const HistoryEvent& event) override;
  /// Events that are encoded already, each with its newline.
  void append_lines(std::string_view lines);
  /// Hands everything appended to the kernel; with Durability::Event also to the disk. After a failed write
  /// (disk full) the file is cut back to its last whole line, the error stays, and nothing more is written.
  Result<void> commit();
  /// commit() without a sync.
  Result<void> flush();
  /// Begins what close() does, as far as it takes time: several files are written to the disk side by side.
  void begin_close();
  /// commit(), then a last sync unless Durability::None. The destructor does the same, but reports no error.
  Result<void> close();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// What the file has, and what waits to be written.
  [[nodiscard]] uint64_t bytes() const { return written_ + waiting_.size(); }

 private:
  Writer(std::string path, std::string what, int fd, Durability durability, bool is_file, HistoryHome place);
  static Result<std::unique_ptr<Writer>> open(const std::string& path, int flags, Durability durability,
                                              HistoryHome place, std::string_view what);
  Result<void> write_out();
  Result<void> hand_out();
  Result<void> sync_result();
  void sync_folders() const;
  void sync_soon();

  std::string path_;
  std::string what_;  // "the history 'h.jsonl'"
  int fd_;
  Durability durability_;
  bool is_file_;
  HistoryHome place_;
  Encoder encoder_;
  TextBuffer waiting_;
  Millis oldest_waiting_ = 0;  // timestamp of the first event in waiting_
  uint64_t written_ = 0;       // bytes in the file
  std::string failure_;        // why writing stopped; empty: it has not

  bool is_unsynced_ = false;            // written, and not synced by commit()
  bool are_folders_synced_ = false;     // by commit()
  std::unique_ptr<SyncedFile> synced_;  // with Durability::Batch, from the first commit() on
  bool is_closing_ = false;             // begin_close() was called, and `synced_` syncs all that there is
  int sync_error_ = 0;                  // errno of a sync by commit()
};

}  // namespace pawl::history
