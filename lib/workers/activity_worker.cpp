#include "workers/activity_worker.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/clock.h"
#include "runtime/event_loop.h"
#include "runtime/folder_watch.h"
#include "runtime/interrupts.h"
#include "tasks/environment.h"
#include "tasks/process_mark.h"
#include "tasks/program_lookup.h"
#include "tasks/registry.h"
#include "tasks/spawner.h"
#include "waiting/answer.h"
#include "workers/answer_thread.h"

namespace pawl::workers {

namespace {

using engine::Outcome;
using runtime::EventLoop;
using waiting::ActivityQueue;
using waiting::ActivityTask;
using waiting::OpenTasks;

constexpr Millis kBeatsPerGap = 3;
constexpr size_t kMostUnsent = 4096;  // answers; with more no task is taken

class Worker final : private tasks::TaskSink {
 public:
  Worker(const WorkerSettings& settings, WorkerObserver& observer, ActivityQueue queue, OpenTasks notes,
         tasks::BoundTasks bound)
      : settings_(settings),
        observer_(observer),
        queue_(std::move(queue)),
        notes_(std::move(notes)),
        bound_(std::move(bound)),
        loop_(interrupts_),
        answers_(notes_, [this] { loop_.wake(); }),
        runners_({.sink = *this,
                  .tasks = bound_,
                  .run_name = {},
                  .run_mark = tasks::run_mark({}, runtime::wall_millis()),
                  .run_folder = {},
                  .job_folder = {},
                  .loop = [](void* loop) -> boost::asio::io_context& {
                    return static_cast<EventLoop*>(loop)->io();
                  },
                  .loop_owner = &loop_,
                  .spawn_threads = spawn_threads_}) {
    binding_.target = tasks::ExecBinding{.argv = settings.command, .script = {}};
    std::error_code ignored;
    binding_.directory = std::filesystem::current_path(ignored).string();
    binding_.origin = "pawl worker";
  }

  Result<int> run() {
    const runtime::FolderWatch watch(loop_, queue_.tasks_folder(),
                                     [this](std::string_view) { has_news_ = true; });
    while (!error_) {
      tell_sent();
      const bool ends = interrupts_.count() > 0;
      if (ends && running_.empty() && answers_.outstanding() == 0) break;
      if (interrupts_.count() > 1) stop();
      else if (!ends) take_tasks();
      send_heartbeats();
      loop_.wait(next_beat());
    }
    runners_.stop(tasks::Stop::Gently);
    while (!runners_.is_idle()) loop_.wait(std::nullopt);
    if (error_) return tl::unexpected(std::move(*error_));
    return interrupts_.first_signal();
  }

 private:
  struct Running {
    ActivityTask task;
    Millis next_beat = 0;  // 0: nobody asks for any
  };

  void take_tasks() {
    while (has_news_ && running_.size() < settings_.jobs && answers_.outstanding() < kMostUnsent) {
      auto task = queue_.claim();
      if (!task) {
        has_news_ = false;
      } else if (waiting::send_start(notes_, task->token, settings_.name, runtime::wall_millis())) {
        begin(std::move(*task));
      } else {
        queue_.remove(task->token, task->since);  // its run has ended without taking it back
      }
    }
  }

  void begin(ActivityTask task) {
    const tasks::TaskId id = ++last_;
    Running& one = running_[id];
    one.task = std::move(task);
    if (one.task.heartbeat > 0) one.next_beat = runtime::wall_millis() + one.task.heartbeat / kBeatsPerGap;
    observer_.task_began(one.task);
    runners_.start({.id = id,
                    .state = &state_named(one.task.state),
                    .binding = &binding_,
                    .input = one.task.input,
                    .attempt = one.task.attempt,
                    .map_index = one.task.map_index,
                    .token = one.task.token,
                    .scheduled = id,
                    .run = one.task.run});
  }

  const asl::State& state_named(const std::string& name) {
    asl::State& state = states_[name];
    if (state.name.empty()) {
      state.name = name;
      state.kind.emplace<asl::Task>().resource.kind = asl::Resource::Kind::Activity;
    }
    return state;
  }

  [[nodiscard]] std::optional<Millis> next_beat() const {
    std::optional<Millis> next;
    for (const auto& [id, one] : running_) {
      if (one.next_beat > 0) next = std::min(next.value_or(one.next_beat), one.next_beat);
    }
    if (next) next = std::max<Millis>(0, *next - runtime::wall_millis());
    return next;
  }

  void send_heartbeats() {
    const Millis now = runtime::wall_millis();
    std::vector<tasks::TaskId> over;
    for (auto& [id, one] : running_) {
      if (one.next_beat == 0 || one.next_beat > now) continue;
      one.next_beat = now + one.task.heartbeat / kBeatsPerGap;
      const auto sent = waiting::send_heartbeat(notes_, one.task.token, now);
      if (!sent && sent.error().code != waiting::AnswerError::Code::NotDelivered) over.push_back(id);
    }
    for (const tasks::TaskId id : over) {  // nobody waits for them any more
      observer_.task_ended(running_[id].task, "States.Timeout", "");
      runners_.cancel(id, binding_);
      running_.erase(id);
    }
  }

  void stop() {
    for (auto& [id, one] : std::exchange(running_, {})) {
      runners_.cancel(id, binding_);
      answer(std::move(one.task),
             asl::StateError{"Worker.Stopped", "The worker was stopped by " +
                                                   runtime::name_of_signal(interrupts_.first_signal())});
    }
  }

  void answer(ActivityTask task, const waiting::Answer& answer) {
    const auto* error = std::get_if<asl::StateError>(&answer);
    auto prepared = waiting::prepare_answer(task.token, answer, runtime::wall_millis());
    unsent_[++last_answer_] = {std::move(task),
                               error != nullptr ? error->error.value_or("error without a name") : ""};
    answers_.send(last_answer_, std::move(prepared));
  }

  void tell_sent() {
    for (const auto& [id, sent] : answers_.take_sent()) {
      const auto [task, error] = std::move(unsent_.extract(id).mapped());
      observer_.task_ended(task, error, sent ? std::string() : sent.error().message);
    }
  }

  void report(tasks::TaskId id, Outcome outcome) override {
    const auto found = running_.find(id);
    if (found == running_.end() || !outcome.is_final()) return;
    ActivityTask task = std::move(found->second.task);
    running_.erase(found);
    if (outcome.type == Outcome::Type::Succeeded) answer(std::move(task), std::move(outcome.output));
    else answer(std::move(task), std::move(outcome.error));
  }
  void stderr_line(const tasks::TaskRequest& request, std::string_view line) override {
    const auto found = running_.find(request.id);
    if (found != running_.end()) observer_.task_stderr(found->second.task, line);
  }
  void cannot_continue(Error why) override { error_ = std::move(why); }

  const WorkerSettings& settings_;
  WorkerObserver& observer_;
  ActivityQueue queue_;
  OpenTasks notes_;
  tasks::BoundTasks bound_;
  tasks::Binding binding_;
  runtime::Interrupts interrupts_;
  EventLoop loop_;
  std::map<std::string, asl::State> states_;  // by name; processes refer to them
  std::map<tasks::TaskId, Running> running_;
  std::map<uint64_t, std::pair<ActivityTask, std::string>> unsent_;  // the task and the name of its error
  uint64_t last_answer_ = 0;
  AnswerThread answers_;
  tasks::TaskId last_ = 0;
  bool has_news_ = true;  // there may be tasks in the queue
  std::optional<Error> error_;
  tasks::SpawnThreads spawn_threads_;
  tasks::Runners runners_;
};

}  // namespace

Result<int> work(const WorkerSettings& settings, WorkerObserver& observer) {
  PAWL_TRY(ActivityQueue queue, ActivityQueue::of_user(settings.activity));
  PAWL_CHECK(queue.create());
  PAWL_TRY(OpenTasks notes, OpenTasks::of_user());
  PAWL_TRY(tasks::TaskEnvironment environment, tasks::build_environment(nullptr, {}));
  std::error_code ignored;
  PAWL_CHECK(tasks::find_program(settings.command.front(), std::filesystem::current_path(ignored).string(),
                                 tasks::search_path(environment.variables)));
  tasks::BoundTasks bound;
  bound.environment = std::move(environment.variables);
  return Worker(settings, observer, std::move(queue), std::move(notes), std::move(bound)).run();
}

}  // namespace pawl::workers
