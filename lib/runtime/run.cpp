#include "runtime/run.h"

#include <signal.h>

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <deque>
#include <memory>
#include <new>
#include <optional>
#include <system_error>

#include "base/shortage.h"
#include "runtime/clock.h"
#include "runtime/event_loop.h"
#include "runtime/interrupts.h"
#include "runtime/outcomes.h"
#include "runtime/timer_queue.h"
#include "tasks/process_mark.h"
#include "tasks/registry.h"

namespace pawl::runtime {
namespace {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using engine::Progress;

/// Events go to the journal and to the observer.
class EventFan : public history::EventSink {
 public:
  EventFan(Journal* journal, Observer* observer) : journal_(journal), observer_(observer) {}
  void append(const history::HistoryEvent& event) override {
    if (journal_ != nullptr) journal_->append(event);
    observer_->event(event);
  }

 private:
  Journal* journal_;
  Observer* observer_;
};

/// Carries out one execution's commands. Outcomes gather in an inbox and reach the execution together,
/// between its slices.
class Driver : private tasks::TaskSink {
 public:
  explicit Driver(RunRequest& request)
      : request_(request),
        fan_(request.journal, request.observer),
        start_(start_time(request)),
        clock_(make_clock(request.time, start_)),
        interrupts_(request.handles_signals),
        loop_(interrupts_),
        new_execution_(request.recovered == nullptr
                           ? std::make_unique<engine::Execution>(request.machine, request.info,
                                                                 request.limits, request.seed, sink())
                           : nullptr),
        execution_(request.recovered == nullptr ? *new_execution_ : *request.recovered->execution),
        runners_({.sink = *this,
                  .tasks = request.tasks,
                  .run_name = execution_.info().name,
                  .run_mark = request.run_mark.empty() ? tasks::run_mark({}, start_) : request.run_mark,
                  .run_folder = request.run_folder,
                  .loop = [](void* self) -> boost::asio::io_context& {
                    return static_cast<Driver*>(self)->loop_.io();
                  },
                  .loop_owner = this}) {
    const auto limit_to = [this](Millis duration) {
      if (duration > 0) deadline_ = std::min(deadline_.value_or(start_ + duration), start_ + duration);
    };
    limit_to(request.machine.timeout_seconds.value_or(0) * 1000);
    limit_to(request.timeout);
  }

  Result<RunResult> run() {
    if (request_.recovered != nullptr) continue_from(*request_.recovered);
    else execution_.start(std::move(request_.input), start_);
    while (true) {
      const Progress progress = execution_.advance(clock_->now());
      PAWL_CHECK(perform());
      if (progress == Progress::Finished) break;
      if (interrupts_.count() > 0) {
        abort();
        break;
      }
      if (deadline_ && clock_->now() >= *deadline_) {
        execution_.time_out(clock_->now());
        break;
      }
      if (progress == Progress::Idle) PAWL_CHECK(wait_for_outcomes());
      // A long chain of states without effects notices a full disk, a closed pipe, and outcomes of sibling
      // tasks.
      if (progress == Progress::More && request_.journal != nullptr) PAWL_CHECK(request_.journal->flush());
      if (progress == Progress::More && in_flight_ > 0) loop_.wait(0);
      deliver();
      if (runner_error_) {
        PAWL_CHECK(commit());
        end_tasks();
        return tl::unexpected(std::move(*runner_error_));
      }
    }
    PAWL_CHECK(commit());
    end_tasks();
    return result();
  }

 private:
  /// What the branch with this slot waits for.
  struct Pending {
    enum class Kind : uint8_t { None, Timer, Queued, Running } kind = Kind::None;
    uint32_t generation = 0;
    const tasks::Binding* binding = nullptr;  // Running
    bool has_started = false;                 // before a restart of pawl: the history holds its Started
    bool was_submitted = false;               // and its Submitted
  };

  static Millis start_time(const RunRequest& request) {
    // Time never goes back, even after a history that was written with a virtual clock.
    if (request.recovered != nullptr) return std::max(wall_millis(), request.recovered->last_timestamp);
    return request.info.start_time != 0 ? request.info.start_time : wall_millis();
  }

  /// Continues a rebuilt execution.
  void continue_from(replay::Replayed& recovered) {
    recovered.sink->set(sink());
    if (recovered.redrive) execution_.redrive(std::move(*recovered.redrive), start_);
    for (replay::PendingCommand& pending : recovered.pending) {
      Command& command = pending.command;
      if (!execution_.awaits(command.id)) continue;  // its command is issued again
      if (command.type == Command::Type::StartTimer) {
        expect(command.id, Pending::Kind::Timer);
        timers_.add(command.due, command.id, TimerKind::Timer);
        continue;
      }
      expect(command.id, Pending::Kind::Queued);
      Pending& queued = pending_[command.id.slot];
      queued.has_started = pending.started;
      queued.was_submitted = pending.submitted;
      queue_.push_back(std::move(command));
    }
  }

  [[nodiscard]] history::EventSink* sink() {
    if (request_.observer != nullptr) return &fan_;
    return request_.journal;
  }

  Result<void> commit() {
    if (request_.journal == nullptr) return {};
    return request_.journal->commit();
  }

  // --- Commands ----------------------------------------------------------------------------------------

  Result<void> perform() {
    if (!execution_.has_commands()) return {};
    std::vector<Command> commands = execution_.take_commands();
    // Timers and mocks have no effect outside pawl, so the events before them need not be committed.
    if (std::any_of(commands.begin(), commands.end(), [this](const Command& c) { return is_effect(c); }))
      PAWL_CHECK(commit());
    for (Command& command : commands) {
      switch (command.type) {
        case Command::Type::StartTask:
          expect(command.id, Pending::Kind::Queued);
          queue_.push_back(std::move(command));
          break;
        case Command::Type::StartTimer:
          expect(command.id, Pending::Kind::Timer);
          timers_.add(command.due, command.id, TimerKind::Timer);
          break;
        case Command::Type::StartMapRun: break;  // run() refuses such machines
        case Command::Type::Cancel: cancel(command.id); break;
      }
    }
    start_queued();
    return {};
  }

  [[nodiscard]] bool is_effect(const Command& command) const {
    if (command.type != Command::Type::StartTask) return command.type == Command::Type::Cancel;
    const tasks::Binding* binding = request_.tasks.find(*command.state);
    return binding != nullptr && tasks::kind_of(*binding).time == tasks::TaskTime::Real;
  }

  void start_queued() {
    while (!queue_.empty() && (request_.jobs == 0 || running_ < request_.jobs)) {
      const Command command = std::move(queue_.front());
      queue_.pop_front();
      Pending* pending = find(command.id);
      if (pending == nullptr) continue;  // cancelled while it waited
      const tasks::Binding* binding = request_.tasks.find(*command.state);
      if (binding == nullptr) {
        pending->kind = Pending::Kind::None;
        inbox_.emplace_back(command.id,
                            Outcome::failed({"States.Runtime", "Nothing says what the Task '" +
                                                                   command.state->name + "' does here"}));
        continue;
      }
      start(command, *pending, *binding);
    }
  }

  void start(const Command& command, Pending& pending, const tasks::Binding& binding) {
    pending.kind = Pending::Kind::Running;
    pending.binding = &binding;
    ++running_;
    if (tasks::kind_of(binding).time == tasks::TaskTime::Real) clock_->set_in_flight(++in_flight_);
    const Millis limit = limit_of(command, binding);
    if (limit > 0) timers_.add(clock_->now() + limit, command.id, TimerKind::TaskLimit);
    runners_.start({.id = command.id,
                    .state = command.state,
                    .binding = &binding,
                    .input = command.input,
                    .attempt = command.attempt + 1,
                    .invocation = command.invocation,
                    .map_index = command.map_index,
                    .timeout = limit,
                    .token = execution_.info().name + ":" + std::to_string(command.scheduled),
                    .scheduled = command.scheduled});
  }

  /// The shortest limit that applies. HeartbeatSeconds counts only for tasks that can send heartbeats.
  static Millis limit_of(const Command& command, const tasks::Binding& binding) {
    const asl::Resource& resource = std::get<asl::Task>(command.state->kind).resource;
    const bool beats = resource.kind == asl::Resource::Kind::Activity ||
                       resource.pattern == asl::Resource::Pattern::WaitForTaskToken;
    Millis shortest = 0;
    for (const Millis limit :
         {command.timeout, binding.timeout_seconds * 1000, beats ? command.heartbeat : Millis{0}}) {
      if (limit > 0 && (shortest == 0 || limit < shortest)) shortest = limit;
    }
    return shortest;
  }

  void cancel(CommandId id) {
    Pending* pending = find(id);
    if (pending == nullptr) return;
    if (pending->kind == Pending::Kind::Running) {
      const tasks::Binding& binding = *pending->binding;
      finished(*pending);
      runners_.cancel(id, binding);
    }
    pending->kind = Pending::Kind::None;
  }

  // --- What is waited for ------------------------------------------------------------------------------

  void expect(CommandId id, Pending::Kind kind) {
    if (id.slot >= pending_.size()) pending_.resize(id.slot + 1);
    pending_[id.slot] = {kind, id.generation, nullptr};
  }

  Pending* find(CommandId id) {
    if (id.slot >= pending_.size()) return nullptr;
    Pending& pending = pending_[id.slot];
    return pending.kind != Pending::Kind::None && pending.generation == id.generation ? &pending : nullptr;
  }

  void finished(Pending& pending) {
    pending.kind = Pending::Kind::None;
    --running_;
    if (tasks::kind_of(*pending.binding).time == tasks::TaskTime::Real) clock_->set_in_flight(--in_flight_);
  }

  // --- Outcomes ----------------------------------------------------------------------------------------

  void report(CommandId id, Outcome outcome) override {
    Pending* pending = find(id);
    if (pending == nullptr || pending->kind != Pending::Kind::Running) return;
    if (outcome.type == Outcome::Type::Started && pending->has_started) return;
    if (outcome.type == Outcome::Type::Submitted && pending->was_submitted) return;
    if (outcome.type != Outcome::Type::Started && outcome.type != Outcome::Type::Submitted)
      finished(*pending);
    inbox_.emplace_back(id, std::move(outcome));
  }

  void stderr_line(const asl::State& state, uint32_t attempt, std::string_view line) override {
    if (request_.observer != nullptr) request_.observer->task_stderr(state, attempt, line);
  }

  void cannot_continue(Error why) override {
    if (!runner_error_) runner_error_ = std::move(why);
  }

  void deliver() {
    // Results that are there already are delivered before the failure.
    if (in_flight_ > 0 && has_failure(inbox_)) loop_.wait(0);
    runtime::deliver(execution_, inbox_, clock_->now());
  }

  /// Waits for an outcome, a signal or the deadline.
  Result<void> wait_for_outcomes() {
    bool is_committed = false;
    while (inbox_.empty() && !runner_error_ && interrupts_.count() == 0 &&
           !(deadline_ && clock_->now() >= *deadline_)) {
      start_queued();
      fire_timers();
      if (!inbox_.empty() || runner_error_) break;
      std::optional<Millis> next = deadline_;
      if (!timers_.empty()) next = std::min(next.value_or(timers_.top().due), timers_.top().due);
      const std::optional<Millis> wait = next ? clock_->wait_until(*next) : std::nullopt;
      if (next && !wait) {
        clock_->jump_to(*next);
        continue;
      }
      if (!next && running_ == 0)
        return fail("internal error: the execution waits, but for nothing that could happen");
      if (!is_committed) PAWL_CHECK(commit());
      is_committed = true;
      loop_.wait(wait);
    }
    return {};
  }

  void fire_timers() {
    if (timers_.size() > 64 && timers_.size() > 2 * pending_.size()) {
      timers_.keep_only([this](const Timer& timer) { return is_awaited(timer); });
    }
    const Millis now = clock_->now();
    while (!timers_.empty()) {
      const Timer timer = timers_.top();
      if (is_awaited(timer)) {
        if (timer.due > now) return;
        fire(timer);
      }
      timers_.pop();
    }
  }

  [[nodiscard]] bool is_awaited(const Timer& timer) {
    const Pending* pending = find(timer.id);
    const auto kind = timer.kind == TimerKind::Timer ? Pending::Kind::Timer : Pending::Kind::Running;
    return pending != nullptr && pending->kind == kind;
  }

  void fire(const Timer& timer) {
    Pending& pending = *find(timer.id);
    if (timer.kind == TimerKind::Timer) {
      pending.kind = Pending::Kind::None;
      inbox_.emplace_back(timer.id, Outcome::timer_fired());
      return;
    }
    const tasks::Binding& binding = *pending.binding;
    finished(pending);
    runners_.cancel(timer.id, binding);
    inbox_.emplace_back(timer.id, Outcome::timed_out());
  }

  // --- The end -----------------------------------------------------------------------------------------

  void abort() {
    interrupted_by_ = interrupts_.first_signal();
    execution_.abort({std::nullopt, "Interrupted by " + name_of_signal(interrupted_by_)}, clock_->now());
  }

  /// Stops all tasks, so that none is left when run() returns. One more signal kills them at once.
  void end_tasks() {
    const int signals = interrupts_.count();
    runners_.stop(tasks::Stop::Gently);
    bool hurries = false;
    while (!runners_.is_idle()) {
      if (interrupts_.count() > signals && !hurries) {
        hurries = true;
        runners_.stop(tasks::Stop::AtOnce);
      }
      if (!runners_.is_idle()) loop_.wait(std::nullopt);
    }
  }

  RunResult result() {
    RunResult result;
    result.status = execution_.status();
    if (result.status == engine::Status::Succeeded) {
      result.output = execution_.output();
    } else {
      result.error = execution_.error();
      if (const asl::State* state = execution_.failed_state()) {
        result.failed_state = state->name;
        result.failed_span = execution_.failed_span();
      }
    }
    result.interrupted_by = interrupted_by_;
    result.events = execution_.next_event() - 1;
    result.transitions = execution_.transitions();
    result.skipped = clock_->skipped();
    if (result.skipped > 0 && request_.observer != nullptr) request_.observer->time_skipped(result.skipped);
    return result;
  }

  RunRequest& request_;
  EventFan fan_;
  Millis start_;
  std::optional<Millis> deadline_;
  std::unique_ptr<Clock> clock_;
  Interrupts interrupts_;
  EventLoop loop_;
  std::unique_ptr<engine::Execution> new_execution_;  // null: a rebuilt one is continued
  engine::Execution& execution_;
  std::vector<Pending> pending_;  // by CommandId::slot
  std::deque<Command> queue_;     // tasks that wait for a free job (-j)
  TimerQueue timers_;
  Outcomes inbox_;
  size_t running_ = 0;    // tasks
  size_t in_flight_ = 0;  // of these, tasks that take real time
  int interrupted_by_ = 0;
  std::optional<Error> runner_error_;  // set when a runner cannot do its work
  tasks::Runners runners_;
};

tl::unexpected<Error> loop_failed(const auto& error) {
  if (const int code = error.code().value(); is_shortage(code)) return fail(shortage_text(code));
  return fail(std::string("the event loop failed: ") + error.what());
}

}  // namespace

Result<RunResult> run(RunRequest request) {
  for (const asl::State* state : request.machine.states) {
    if (asl::is_distributed_map(*state))
      return fail("the state '" + state->name + "' is a Distributed Map, which cannot be run yet");
  }
  try {
    return Driver(request).run();
  } catch (const boost::system::system_error& error) {
    return loop_failed(error);
  } catch (const std::system_error& error) {
    return loop_failed(error);
  } catch (const std::bad_alloc&) {
    return fail(shortage_text(ENOMEM));
  }
}

}  // namespace pawl::runtime
