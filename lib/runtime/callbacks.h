// Callbacks: the tasks of a run that wait for somebody outside, and what is heard of them.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/command.h"
#include "runtime/folder_watch.h"
#include "runtime/timer_queue.h"
#include "waiting/activity_queue.h"
#include "waiting/answer.h"
#include "waiting/open_task.h"

namespace pawl::runtime {

class Host;

class Callbacks {
 public:
  /// `folder`: that of the run, for the answers; empty: it has none. `mark` names the run (RunIdentity).
  /// `secrets` are masked in answers, and outlive this object. Errors: there is no place for notes.
  static Result<std::unique_ptr<Callbacks>> open(Host& host, const std::string& folder,
                                                 const std::string& mark, Sync sync,
                                                 std::span<const std::string> secrets);

  /// Makes the note by which others find the task; the caller fills in all but `answers`. To be called before
  /// anybody can know its token.
  Result<void> note(waiting::OpenTask task) const;
  /// Reports to the job what has been heard of the task, and from now on what is heard: Job::answered(),
  /// Job::worker_started(), Job::heartbeat().
  void listen(JobId job, engine::CommandId command, const waiting::OpenTask& task);
  /// What is noted of a task.
  [[nodiscard]] std::optional<waiting::OpenTask> find(std::string_view token) const {
    return notes_.find(token);
  }
  /// Offers a task of an activity to its workers, unless one has it already. `makes`: an activity that does
  /// not exist is made. False: it does not exist.
  Result<bool> offer(const waiting::ActivityTask& task, const std::string& activity, bool makes) const;
  /// The task's time is over: nobody can answer it any more. The answer, if one came before that.
  [[nodiscard]] std::optional<engine::Outcome> close(std::string_view token) const;
  /// The end of the task is recorded: nothing is left of it. `keeps_answer`: but its answer, which is asked
  /// for again if the run is resumed.
  void forget(std::string_view token, bool keeps_answer);
  /// The run has ended.
  void end();
  /// Removes the notes of the run's tasks that nobody listens for: it was killed before it could.
  void sweep(const std::string& history) const;

 private:
  Callbacks(Host& host, std::string state_folder, std::string answers, Sync sync,
            std::span<const std::string> secrets);

  struct Listener {
    JobId job;
    engine::CommandId command;
    std::string token;
    std::string activity;
    Millis since = 0;
    bool has_started = false;  // a worker of the activity has it
    bool is_answered = false;
  };
  enum class News : uint8_t { No, Yes };
  void heard(std::string_view name);
  /// Reports all that is there about a task.
  void look(Listener& listener, News news);
  [[nodiscard]] std::optional<engine::Outcome> take(std::string_view token) const;

  Host& host_;
  std::string state_folder_;
  waiting::OpenTasks notes_;
  waiting::AnswerFolder answers_;
  Sync sync_;
  std::span<const std::string> secrets_;
  std::unordered_map<std::string, Listener> listeners_;  // by token_digest()
  std::unique_ptr<FolderWatch> watch_;                   // null: nobody has asked to listen
};

}  // namespace pawl::runtime
