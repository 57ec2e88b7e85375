// The tasks of a job that wait for somebody outside: callbacks, approvals, activities.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "engine/task_token.h"
#include "runtime/host.h"
#include "runtime/job.h"

namespace pawl::runtime {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using waiting::OpenTask;

namespace {

/// Whether AWS shows that the call was accepted, before its end.
bool is_submitted(const asl::State& state) {
  return std::get<asl::Task>(state.kind).resource.pattern != asl::Resource::Pattern::RequestResponse;
}

}  // namespace

// --- The beginning -------------------------------------------------------------------------------------

const tasks::Binding* Job::waiting_binding(const Command& command) const {
  if (!parts_.tasks->bound().any_waits || command.type != Command::Type::StartTask) return nullptr;
  const tasks::Binding* binding = parts_.tasks->bound().find(*command.state);
  const bool waits =
      binding != nullptr && tasks::waits_for_answer(std::get<asl::Task>(command.state->kind), *binding);
  return waits ? binding : nullptr;
}

OpenTask Job::open_task(const Command& command, const tasks::Binding& binding) const {
  const engine::ExecutionInfo& info = parts_.execution->info();
  const RunIdentity& run = parts_.tasks->run();
  const Millis limit = shorter(command.timeout, binding.timeout_seconds * 1000);
  OpenTask task{.token = engine::task_token(info, command.scheduled),
                .run = info.token_name.empty() ? info.name : info.token_name,
                .history = run.history,
                .answers = {},
                .state = command.state->name,
                .map_index = command.map_index,
                .activity = {},
                .process = run.history.empty() ? ::getpid() : 0,
                .since = command.issued,
                .deadline = limit > 0 ? command.issued + limit : 0,
                .heartbeat = command.heartbeat};
  // A child of a Map Run is an iteration too.
  if (task.map_index < 0 && !parts_.position.empty())
    task.map_index = static_cast<int64_t>(parts_.position.back());
  if (const auto* activity = std::get_if<tasks::ActivityBinding>(&binding.target))
    task.activity = activity->name;
  return task;
}

Result<void> Job::note_wait(const Command& command) {
  const tasks::Binding* binding = waiting_binding(command);
  if (binding == nullptr) return {};
  PAWL_TRY(Callbacks * callbacks, parts_.tasks->callbacks());
  return callbacks->note(open_task(command, *binding));
}

void Job::begin_wait(const Command& command, const tasks::Binding& binding) {
  const CommandId id = command.id;
  const OpenTask task = open_task(command, binding);
  const auto* activity = std::get_if<tasks::ActivityBinding>(&binding.target);
  Wait& wait = waits_[id.slot];
  wait = {
      .token = task.token, .deadline = task.deadline, .heartbeat = task.heartbeat, .state = command.state};
  // Nobody sends heartbeats of an activity's task before a worker has it.
  if (activity == nullptr || find(id)->has_started) wait.alive = task.since;
  ++root_.waiting;
  const bool waits_already = find(id)->kind == Pending::Kind::Waiting;
  if (waits_already) add_limit(id, wait);
  if (waits_already && activity == nullptr) {
    report(id, Outcome::started());
    if (is_submitted(*command.state)) report(id, {Outcome::Type::Submitted, {}, {}, {}});
  }
  parts_.tasks->known_callbacks()->listen(id_, id, task);
  if (activity != nullptr) offer_to_workers(command, *activity);
  if (waits_already) show_wait(id);
}

void Job::offer_to_workers(const Command& command, const tasks::ActivityBinding& activity) {
  const auto wait = waits_.find(command.id.slot);
  if (wait == waits_.end() || wait->second.has_worker || find(command.id)->has_started) return;
  const auto offered = parts_.tasks->known_callbacks()->offer({.token = wait->second.token,
                                                               .input = command.input,
                                                               .run = parts_.tasks->run().name,
                                                               .state = command.state->name,
                                                               .attempt = command.attempt + 1,
                                                               .map_index = command.map_index,
                                                               .since = command.issued,
                                                               .heartbeat = command.heartbeat},
                                                              activity.name, activity.is_declared);
  if (!offered) {
    if (!root_.error) root_.error = offered.error();
  } else if (!*offered) {
    report(command.id, Outcome::failed({"States.Runtime", "The activity ARN does not exist."}));
  }
}

void Job::show_wait(CommandId id) {
  const auto wait = waits_.find(id.slot);
  if (parts_.observer == nullptr || wait == waits_.end() || wait->second.has_worker) return;
  if (const auto task = parts_.tasks->known_callbacks()->find(wait->second.token))
    parts_.observer->waits(*wait->second.state, *task);
}

// --- What is heard -------------------------------------------------------------------------------------

void Job::answered(CommandId id, Outcome outcome) {
  Pending* pending = find(id);
  const auto wait = waits_.find(id.slot);
  if (pending == nullptr || wait == waits_.end()) return;
  if (pending->kind == Pending::Kind::Running) {
    if (!wait->second.answer) wait->second.answer = std::move(outcome);
    return;
  }
  // It was answered before pawl was restarted: its command need not run again.
  if (pending->kind == Pending::Kind::Queued) {
    pending->kind = Pending::Kind::Waiting;
    report(id, Outcome::started());
    submitted(id, *pending, Value());
  }
  report(id, std::move(outcome));
}

void Job::worker_started(CommandId id, const std::string& worker, Millis at) {
  const auto wait = waits_.find(id.slot);
  if (find(id) == nullptr || wait == waits_.end()) return;
  Outcome started = Outcome::started();
  started.output = Value::string(worker);
  report(id, std::move(started));
  wait->second.has_worker = true;
  root_.worker_began();
  heartbeat(id, at);
  add_limit(id, wait->second);
}

void Job::heartbeat(CommandId id, Millis at) {
  const auto wait = waits_.find(id.slot);
  if (find(id) != nullptr && wait != waits_.end()) wait->second.alive = std::max(wait->second.alive, at);
}

void Job::submitted(CommandId id, Pending& pending, Value output) {
  pending.kind = Pending::Kind::Waiting;
  report(id, {Outcome::Type::Submitted, std::move(output), {}, {}});
}

void Job::command_ended(CommandId id, Pending& pending, Outcome outcome) {
  auto answer = std::exchange(waits_[id.slot].answer, std::nullopt);
  pending.kind = Pending::Kind::Waiting;
  if (outcome.type != Outcome::Type::Succeeded && !answer) return report(id, std::move(outcome));
  submitted(id, pending, std::move(outcome.output));
  if (answer) return report(id, std::move(*answer));
  show_wait(id);
}

// --- Time ----------------------------------------------------------------------------------------------

Millis Job::deadline_of(const Wait& wait) {
  return shorter(wait.deadline, wait.heartbeat > 0 && wait.alive > 0 ? wait.alive + wait.heartbeat : 0);
}

void Job::add_limit(CommandId id, const Wait& wait) {
  if (const Millis deadline = deadline_of(wait); deadline > 0)
    root_.timers.add(deadline, id_, id, TimerKind::TaskLimit);
}

std::optional<Outcome> Job::time_out(CommandId id) {
  const Wait& wait = waits_[id.slot];
  if (deadline_of(wait) > now()) return add_limit(id, wait), std::nullopt;
  if (wait.answer) return std::nullopt;  // its command is about to end
  if (auto answer = parts_.tasks->known_callbacks()->close(wait.token))
    return answered(id, std::move(*answer)), std::nullopt;
  return wait.deadline != 0 && wait.deadline <= now() ? Outcome::timed_out() : Outcome::missed_heartbeat();
}

// --- The end -------------------------------------------------------------------------------------------

void Job::end_wait(uint32_t slot, std::vector<std::string>& into) {
  if (waits_.empty()) return;
  const auto wait = waits_.find(slot);
  if (wait == waits_.end()) return;
  into.push_back(std::move(wait->second.token));
  if (wait->second.has_worker) root_.worker_ended();
  --root_.waiting;
  waits_.erase(wait);
}

void Job::forget_waits() {
  // The end of a Map Run's child is what is recorded of it: until then it may run again.
  const bool keeps_answers = parts_.journal == nullptr && !parts_.ends_run;
  for (const std::string& token : std::exchange(closed_waits_, {}))
    parts_.tasks->known_callbacks()->forget(token, keeps_answers);
}

void Job::end_waits() {
  closed_waits_.insert(closed_waits_.end(), ended_waits_.begin(), ended_waits_.end());
  ended_waits_.clear();
  forget_waits();
  Callbacks* callbacks = parts_.tasks->known_callbacks();
  if (callbacks != nullptr && parts_.ends_run) callbacks->end();
}

void Job::sweep_notes() {
  auto callbacks = parts_.tasks->callbacks();
  if (callbacks) (*callbacks)->sweep(parts_.tasks->run().history);
  else if (!root_.error) root_.error = std::move(callbacks.error());
}

// --- Parking -------------------------------------------------------------------------------------------

bool Job::only_waits() const {
  return stage_ == Stage::Running && inbox_.empty() &&
         std::all_of(pending_.begin(), pending_.end(), [](const Pending& pending) {
           return pending.kind == Pending::Kind::None || pending.kind >= Pending::Kind::Working;
         });
}

void Job::park() {
  stage_ = Stage::Ending;
  is_parked_ = true;
  signals_ = host_.interrupts().count();
  if (auto committed = commit(); !committed) error_ = std::move(committed.error());
  pending_.clear();
  // Executions that tasks wait for are parked with this one.
  for (auto& [slot, work] : works_) host_.bury(std::move(work));
  works_.clear();
  while (!waits_.empty()) end_wait(waits_.begin()->first, ended_waits_);
  if (parts_.ends_run) parts_.tasks->stop(tasks::Stop::Gently);
  host_.begin_end(*this);
}

}  // namespace pawl::runtime
