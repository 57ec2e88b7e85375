#include "runtime/job.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/random_source.h"
#include "engine/task_token.h"
#include "history/map_run_journal.h"
#include "runtime/host.h"
#include "runtime/map_run.h"

namespace pawl::runtime {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using engine::Progress;

namespace {

bool is_real(const tasks::Binding& binding) { return tasks::kind_of(binding).time == tasks::TaskTime::Real; }

/// The shortest limit that applies. A command cannot send the heartbeats of an activity's worker.
Millis limit_of(const Command& command, const tasks::Binding& binding) {
  const bool beats =
      std::get<asl::Task>(command.state->kind).resource.kind == asl::Resource::Kind::Activity &&
      is_real(binding);
  return shorter(shorter(command.timeout, binding.timeout_seconds * 1000), beats ? command.heartbeat : 0);
}

bool is_local(const tasks::Binding& binding) { return tasks::kind_of(binding).is_local; }

}  // namespace

Job::Job(Host& host, RunRoot& root, JobId id, JobParts parts)
    : host_(host), root_(root), id_(id), parts_(std::move(parts)) {
  if (parts_.deadline) root_.timers.add(*parts_.deadline, id_, {}, TimerKind::JobLimit);
}

Job::~Job() = default;

void Job::continue_pending() {
  for (replay::PendingCommand& pending : parts_.pending) {
    if (!execution().awaits(pending.command.id)) continue;  // its command is issued again
    if (auto noted = note_wait(pending.command); !noted) {
      if (!root_.error) root_.error = std::move(noted.error());
      continue;
    }
    begin(std::move(pending.command), pending.started, pending.submitted);
  }
  parts_.pending.clear();
  if (parts_.is_resumed && !execution().info().token_key.empty()) sweep_notes();
}

Result<void> Job::commit() {
  is_committed_ = true;
  if (parts_.journal != nullptr) PAWL_CHECK(parts_.journal->commit());
  if (!closed_waits_.empty()) forget_waits();
  return {};
}

// --- A slice -------------------------------------------------------------------------------------------

void Job::slice() {
  deliver();
  const Progress progress = execution().advance(now());
  is_committed_ = false;
  if (auto performed = perform(); !performed) return finish(std::move(performed.error()));
  if (stage_ != Stage::Running) return;
  if (progress == Progress::Finished) return finish();
  // The children of a map run end with the execution that it belongs to.
  if (parts_.ends_run && host_.interrupts().count() > 0) {
    const int signal = host_.interrupts().first_signal();
    return abort({std::nullopt, "Interrupted by " + name_of_signal(signal)}, signal);
  }
  if (parts_.deadline && now() >= *parts_.deadline) {
    execution().time_out(now());
    return finish();
  }
  if (progress != Progress::More) return;
  // A long chain of states without effects notices a full disk, a closed pipe, and outcomes of sibling tasks.
  if (parts_.journal != nullptr) {
    if (auto flushed = parts_.journal->flush(); !flushed) return finish(std::move(flushed.error()));
  }
  if (root_.in_flight() > 0) host_.loop().wait(0);
  host_.make_ready(*this);
}

void Job::deliver() {
  if (inbox_.empty()) return;
  // Results that are there already are delivered before the failure.
  if (root_.in_flight() > 0 && has_failure(inbox_)) host_.loop().wait(0);
  closed_waits_.insert(closed_waits_.end(), ended_waits_.begin(), ended_waits_.end());
  ended_waits_.clear();
  Outcomes outcomes = std::exchange(inbox_, {});
  runtime::deliver(execution(), outcomes, now());
}

// --- Commands ------------------------------------------------------------------------------------------

Result<void> Job::perform() {
  if (!execution().has_commands()) return {};
  std::vector<Command> commands = execution().take_commands();
  for (const Command& command : commands) PAWL_CHECK(note_wait(command));
  // Timers and mocks have no effect outside pawl, so the events before them need not be committed.
  if (std::any_of(commands.begin(), commands.end(), [this](const Command& c) { return is_effect(c); }))
    PAWL_CHECK(commit());
  for (Command& command : commands) begin(std::move(command));
  host_.start_queued(root_);
  return {};
}

bool Job::is_effect(const Command& command) const {
  if (command.type != Command::Type::StartTask) return command.type != Command::Type::StartTimer;
  const tasks::Binding* binding = parts_.tasks->bound().find(*command.state);
  return binding != nullptr && is_real(*binding);
}

void Job::begin(Command command, bool has_started, bool was_submitted) {
  const CommandId id = command.id;
  switch (command.type) {
    case Command::Type::StartTask: return begin_task(std::move(command), has_started, was_submitted);
    case Command::Type::StartTimer:
      expect(id, Pending::Kind::Timer);
      return root_.timers.add(command.due, id_, id, TimerKind::Timer);
    case Command::Type::StartMapRun:
      expect(id, Pending::Kind::Working);
      return keep(id, MapRun::start(*this, command));
    case Command::Type::Cancel: cancel(id, closed_waits_); return forget_waits();
  }
}

void Job::begin_task(Command command, bool has_started, bool was_submitted) {
  const CommandId id = command.id;
  if (const tasks::Binding* waiting = waiting_binding(command)) {
    const tasks::RunnerKind& kind = tasks::kind_of(*waiting);
    const bool is_execution = !kind.waits && kind.make == nullptr;
    const bool starts_command = !kind.waits && (!was_submitted || is_execution);
    expect(id, starts_command ? Pending::Kind::Queued : Pending::Kind::Waiting, has_started, was_submitted);
    begin_wait(command, *waiting);
    Pending* pending = find(id);
    if (pending == nullptr || pending->kind != Pending::Kind::Queued) return;
    if (!is_execution) return enqueue(std::move(command));
    pending->kind = Pending::Kind::Working;
    add_limit(id, waits_[id.slot]);
    (void)parts_.starter->start(*this, command, *waiting, was_submitted);
    return;
  }
  const tasks::Binding* binding = parts_.tasks->bound().find(*command.state);
  if (binding == nullptr || tasks::kind_of(*binding).make != nullptr) {
    expect(id, Pending::Kind::Queued, has_started, was_submitted);
    return enqueue(std::move(command));
  }
  expect(id, Pending::Kind::Working, has_started, was_submitted);
  if (const Millis limit = limit_of(command, *binding); limit > 0)
    root_.timers.add(now() + limit, id_, id, TimerKind::TaskLimit);
  keep(id, parts_.starter->start(*this, command, *binding, was_submitted));
}

void Job::enqueue(Command command) {
  const tasks::Binding* binding = parts_.tasks->bound().find(*command.state);
  Position position = root_.queue.is_bounded() ? position_of(command.id) : Position();
  root_.queue.add(id_, std::move(command), binding != nullptr && is_local(*binding), std::move(position));
}

void Job::start_task(const Command& command) {
  Pending* pending = find(command.id);
  if (pending == nullptr) return;  // cancelled while it waited
  const tasks::Binding* binding = parts_.tasks->bound().find(*command.state);
  if (binding == nullptr) {
    pending->kind = Pending::Kind::Working;
    return report(command.id, Outcome::failed({"States.Runtime", "Nothing says what the Task '" +
                                                                     command.state->name + "' does here"}));
  }
  const Millis limit = limit_of(command, *binding);
  const auto wait = waits_.empty() ? waits_.end() : waits_.find(command.id.slot);
  if (wait != waits_.end()) add_limit(command.id, wait->second);
  else if (limit > 0) root_.timers.add(now() + limit, id_, command.id, TimerKind::TaskLimit);
  pending->kind = Pending::Kind::Running;
  pending->binding = binding;
  pending->task = parts_.tasks->new_task(id_, command.id);
  root_.task_started(is_local(*binding), is_real(*binding));
  parts_.tasks->start({.id = pending->task,
                       .state = command.state,
                       .binding = binding,
                       .input = command.input,
                       .attempt = command.attempt + 1,
                       .invocation = command.invocation,
                       .map_index = command.map_index,
                       .timeout = limit,
                       .heartbeat = command.heartbeat,
                       .token = engine::task_token(execution().info(), command.scheduled),
                       .execution = execution().info().name,
                       .scheduled = task_number(command.scheduled)});
}

void Job::keep(CommandId id, std::shared_ptr<Work> work) {
  if (work != nullptr && find(id) != nullptr) works_[id.slot] = std::move(work);
}

void Job::cancel(CommandId id, std::vector<std::string>& ended_waits) {
  Pending* pending = find(id);
  if (pending == nullptr) return;
  if (pending->kind == Pending::Kind::Running) stop_task(*pending);
  stop_work(id.slot);
  end_wait(id.slot, ended_waits);
  pending->kind = Pending::Kind::None;
}

void Job::stop_task(Pending& pending) {
  task_ended(pending);
  parts_.tasks->cancel(pending.task, *pending.binding);
}

void Job::stop_work(uint32_t slot) {
  const auto found = works_.find(slot);
  if (found == works_.end()) return;
  const std::shared_ptr<Work> work = std::move(found->second);
  works_.erase(found);
  work->cancel();
  host_.bury(work);
}

// --- What is waited for --------------------------------------------------------------------------------

void Job::expect(CommandId id, Pending::Kind kind, bool has_started, bool was_submitted) {
  if (id.slot >= pending_.size()) pending_.resize(id.slot + 1);
  pending_[id.slot] = {
      .kind = kind, .generation = id.generation, .has_started = has_started, .was_submitted = was_submitted};
}

Job::Pending* Job::find(CommandId id) {
  if (id.slot >= pending_.size()) return nullptr;
  Pending& pending = pending_[id.slot];
  return pending.kind != Pending::Kind::None && pending.generation == id.generation ? &pending : nullptr;
}

void Job::task_ended(Pending& pending) {
  pending.kind = Pending::Kind::None;
  root_.task_ended(is_local(*pending.binding), is_real(*pending.binding));
}

void Job::report(CommandId id, Outcome outcome) {
  Pending* pending = find(id);
  if (pending == nullptr || pending->kind < Pending::Kind::Running) return;
  if (outcome.type == Outcome::Type::Started && pending->has_started) return;
  if (outcome.type == Outcome::Type::Submitted && pending->was_submitted) return;
  if (outcome.is_final()) {
    const bool is_command = pending->kind == Pending::Kind::Running;
    if (is_command) task_ended(*pending);
    if ((is_command || pending->kind == Pending::Kind::Working) && !waits_.empty() &&
        waits_.contains(id.slot))
      return command_ended(id, *pending, std::move(outcome));
    end_wait(id.slot, ended_waits_);
    pending->kind = Pending::Kind::None;
    if (const auto work = works_.find(id.slot); work != works_.end()) {
      host_.bury(std::move(work->second));
      works_.erase(work);
    }
  }
  take(id, std::move(outcome));
}

void Job::take(CommandId id, Outcome outcome) {
  inbox_.emplace_back(id, std::move(outcome));
  host_.make_ready(*this);
}

bool Job::awaits(const Timer& timer) {
  if (timer.kind == TimerKind::JobLimit) return stage_ == Stage::Running;
  const Pending* pending = find(timer.id);
  if (pending == nullptr) return false;
  return timer.kind == TimerKind::Timer ? pending->kind == Pending::Kind::Timer
                                        : pending->kind >= Pending::Kind::Running;
}

void Job::fire(const Timer& timer) {
  if (timer.kind == TimerKind::JobLimit) return host_.make_ready(*this);
  Pending& pending = *find(timer.id);
  if (timer.kind == TimerKind::Timer) {
    pending.kind = Pending::Kind::None;
    return take(timer.id, Outcome::timer_fired());
  }
  if (timer.kind == TimerKind::TaskAnswer) return parts_.tasks->answer(pending.task);
  auto outcome = waits_.contains(timer.id.slot) ? time_out(timer.id) : Outcome::timed_out();
  if (!outcome) return;
  cancel(timer.id, ended_waits_);
  take(timer.id, std::move(*outcome));
}

Position Job::position_of(CommandId id) const {
  Position position = parts_.position;
  const auto own = parts_.execution->lineage(id);
  position.insert(position.end(), own.begin(), own.end());
  return position;
}

uint64_t Job::task_number(history::EventId scheduled) const {
  return parts_.task_base == 0 ? scheduled : history::child_task_number(parts_.task_base, scheduled);
}

// --- The end -------------------------------------------------------------------------------------------

void Job::abort(asl::StateError error, int by) {
  if (stage_ != Stage::Running) return;
  interrupted_by_ = by;
  execution().abort(std::move(error), now());
  finish();
}

void Job::fail(Error why) {
  if (stage_ == Stage::Running) finish(std::move(why));
}

void Job::finish(std::optional<Error> error) {
  stage_ = Stage::Ending;
  signals_ = host_.interrupts().count();
  if (auto committed = commit(); !committed && !error) error = std::move(committed.error());
  error_ = std::move(error);
  // What has no end yet can be resumed: then its tasks still wait.
  const bool has_ended = !error_ && execution().status() != engine::Status::Running;
  for (uint32_t slot = 0; slot < pending_.size(); ++slot) {
    Pending& pending = pending_[slot];
    if (pending.kind == Pending::Kind::Running) stop_task(pending);
    pending.kind = Pending::Kind::None;
    stop_work(slot);
    end_wait(slot, ended_waits_);
  }
  if (has_ended) end_waits();
  const bool is_cut_off = error_ || execution().status() == engine::Status::Aborted;
  if (parts_.ends_run && (is_cut_off || !parts_.tasks->has_unawaited())) stop_run(tasks::Stop::Gently);
  host_.begin_end(*this);
}

void Job::stop_run(tasks::Stop how) {
  is_stopped_ = true;
  parts_.tasks->stop(how);
}

bool Job::has_settled() {
  if (!parts_.ends_run) return true;
  if (host_.interrupts().count() > signals_ && !is_hurried_) {
    is_hurried_ = true;
    stop_run(tasks::Stop::AtOnce);
  }
  if (!is_stopped_ && !parts_.tasks->has_unawaited()) stop_run(tasks::Stop::Gently);
  return is_stopped_ && parts_.tasks->is_idle();
}

Result<RunResult> Job::result() {
  if (error_) return tl::unexpected(std::move(*error_));
  const engine::Execution& execution = *parts_.execution;
  RunResult result;
  result.status = execution.status();
  if (result.status == engine::Status::Succeeded) {
    result.output = execution.output();
  } else {
    result.error = execution.error();
    if (const asl::State* state = execution.failed_state()) {
      result.failed_state = state->name;
      result.failed_span = execution.failed_span();
      result.failed_iterations = execution.failed_iterations();
    }
  }
  result.is_parked = is_parked_;
  result.interrupted_by = interrupted_by_;
  result.events = execution.next_event() - 1;
  result.transitions = execution.transitions();
  result.skipped = root_.clock().skipped();
  if (result.skipped > 0 && parts_.observer != nullptr) parts_.observer->time_skipped(result.skipped);
  return result;
}

}  // namespace pawl::runtime
