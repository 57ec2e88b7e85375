// Answers to waiting tasks: files in a folder of their run, each named by the digest of the task's token.
//
//   DIGEST.answer   how the task ended; the first one counts
//   DIGEST.taken    the same, once the run has taken it
//   DIGEST.beat     the last heartbeat
//   DIGEST.worker   who works on a task of an activity
//   NAME.journal    what makes many answers durable at once (answer_journal.h)
//
// Whoever answers makes .answer only if there is none, and then looks whether the task is still open. A run
// that closes a task removes its note first, and takes an answer after that. So an answer that was accepted
// is never lost, and one that comes too late is told so.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "asl/state_error.h"
#include "base/result.h"
#include "base/timestamp.h"
#include "value/value.h"
#include "waiting/answer_journal.h"
#include "waiting/open_task.h"

namespace pawl::waiting {

/// The task's output, or why it failed.
using Answer = std::variant<Value, asl::StateError>;

/// AWS's errors of SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat (API reference); NotDelivered: the
/// answer could not be written.
struct AnswerError {
  enum class Code : uint8_t { InvalidToken, TaskDoesNotExist, TaskTimedOut, NotDelivered } code;
  std::string message;  // AWS's text: "Invalid Token: 'Invalid token'"
};
using Answered = tl::expected<void, AnswerError>;

/// For whoever answers. `now` is the wall clock. The answer is on the disk when it returns.
Answered send_answer(const OpenTasks& tasks, std::string_view token, const Answer& answer, Millis now,
                     Sync sync = Sync::Yes);
/// An answer as text, which another thread may send.
struct PreparedAnswer {
  std::string token;
  std::string sender;  // tells it from others to the same task
  std::string text;    // of its file
};
PreparedAnswer prepare_answer(std::string_view token, const Answer& answer, Millis now);
/// Several answers to different tasks, made durable together by the sender's journal: as send_answer() for
/// each of them.
std::vector<Answered> send_answers(const OpenTasks& tasks, std::span<const PreparedAnswer> answers,
                                   Millis now, AnswerJournal& journal);
Answered send_heartbeat(const OpenTasks& tasks, std::string_view token, Millis now);
/// A worker has taken the task.
Answered send_start(const OpenTasks& tasks, std::string_view token, std::string_view worker, Millis now);

/// For the run that asked.
class AnswerFolder {
 public:
  explicit AnswerFolder(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] const std::string& path() const { return folder_; }
  Result<void> make() const { return make_folders(folder_); }
  /// Reads the journals that a run before may have left: from now on take() knows what stands in them.
  void recover() { journaled_ = JournaledAnswers(folder_); }

  /// The answer, if there is one; from then on it is the run's. It stays until remove().
  [[nodiscard]] std::optional<Answer> take(std::string_view token) const;
  /// Whether there is one, taken or not.
  [[nodiscard]] bool has_answer(std::string_view token) const;
  /// The time of the last heartbeat.
  [[nodiscard]] std::optional<Millis> last_heartbeat(std::string_view token) const;
  struct Start {
    std::string worker;
    Millis at = 0;
  };
  [[nodiscard]] std::optional<Start> start(std::string_view token) const;
  /// Whatever there is about a task.
  void remove(std::string_view token) const;
  /// The folder with everything in it.
  void remove_all() const;

 private:
  [[nodiscard]] std::string path_of(std::string_view token, std::string_view suffix) const;
  std::string folder_;
  JournaledAnswers journaled_;
};

}  // namespace pawl::waiting
