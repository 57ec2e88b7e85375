#include "engine/execution.h"

#include <utility>

#include "engine/data_flow.h"
#include "engine/execution_impl.h"
#include "engine/states.h"
#include "engine/task_token.h"
#include "history/event_type.h"

namespace pawl::engine {

using history::EventType;

namespace {

/// The event types of one of AWS's three task families.
struct TaskEvents {
  EventType scheduled, started, succeeded, failed, timed_out;
};

const TaskEvents& events_of(const asl::Task& task) {
  using enum EventType;
  static constexpr TaskEvents kLambda{LambdaFunctionScheduled, LambdaFunctionStarted, LambdaFunctionSucceeded,
                                      LambdaFunctionFailed, LambdaFunctionTimedOut};
  static constexpr TaskEvents kActivity{ActivityScheduled, ActivityStarted, ActivitySucceeded, ActivityFailed,
                                        ActivityTimedOut};
  static constexpr TaskEvents kTask{TaskScheduled, TaskStarted, TaskSucceeded, TaskFailed, TaskTimedOut};
  switch (task.resource.kind) {
    case asl::Resource::Kind::Lambda: return kLambda;
    case asl::Resource::Kind::Activity: return kActivity;
    default: return kTask;
  }
}

Step enter_state(Frame& frame) {
  return std::visit([&frame](const auto& kind) { return enter(frame, kind); }, frame.state().kind);
}

/// What the size limit's cause calls a task: the function's ARN, or the service.
const std::string& task_name(const asl::Resource& resource) {
  return resource.kind == asl::Resource::Kind::Service ? resource.resource_type : resource.text;
}

}  // namespace

Execution::Impl::Impl(const asl::StateMachine& machine, const asl::Block& block, ExecutionInfo info,
                      Limits limits, uint64_t seed, history::EventSink* sink)
    : machine_(machine), block_(block), info_(std::move(info)), limits_(limits), seed_(seed), sink_(sink) {}

void Execution::Impl::restart(ExecutionInfo&& info, uint64_t seed) {
  info_ = std::move(info);
  seed_ = seed;
  context_ = {};
  status_ = Status::Running;
  output_ = Value();
  error_ = {};
  failed_state_ = nullptr;
  failed_span_ = {};
  next_event_ = 1;
  transitions_ = 0;
  branches_.clear();
  for (const Command& command : commands_) {
    if (command.type == Command::Type::StartTask) --invocations()[command.state->index];
  }
  commands_.clear();
  map_runs_.clear();
  invocations_.clear();
}

void Execution::Impl::start(Value input, Millis at) {
  now_ = at;
  input_ = input;
  record({.type = EventType::ExecutionStarted, .data = &input, .text = info_.role_arn, .pawl = &info_.pawl});
  const uint32_t top = branches_.add_top();
  if (limits_.payload_bytes != 0 && input.text_exceeds(limits_.payload_bytes)) {
    StateError too_large{
        "States.DataLimitExceeded",
        "The execution's input has a size exceeding the maximum number of bytes service limit."};
    record({.type = EventType::ExecutionFailed, .previous = 1, .error = &too_large});
    finish(Status::Failed, Value(), std::move(too_large));
    return;
  }
  branches_[top].state = block_.start_at;
  branches_[top].variables = info_.variables;
  branches_[top].input = std::move(input);
  branches_.make_ready(top, Branch::Doing::Enter);
}

Progress Execution::Impl::advance(Millis at, uint32_t slice, EventId until) {
  now_ = at;
  budget_ = slice;
  while (running() && branches_.has_queued()) {
    if (budget_ == 0) return Progress::More;
    if (until != 0 && next_event_ >= until) return Progress::Idle;
    const CommandId next = branches_.front();
    if (branches_.is_ready(next)) run(next.slot);
    // A branch stays at the front until it waits or ends, so where a slice ends never changes the history.
    if (!branches_.is_ready(next)) branches_.pop_front();
  }
  return running() ? Progress::Idle : Progress::Finished;
}

void Execution::Impl::run(uint32_t slot) {
  --budget_;
  Branch& branch = branches_[slot];
  switch (branch.doing) {
    case Branch::Doing::Enter:
      enter(slot);
      if (!running()) return;
      [[fallthrough]];
    case Branch::Doing::Again: {
      Frame state_frame = frame(slot);
      apply(slot, enter_state(state_frame));
      break;
    }
    case Branch::Doing::Complete: complete(slot); break;
    case Branch::Doing::Wake: {
      Frame state_frame = frame(slot);
      apply(slot, finish_wait(state_frame));
      break;
    }
    default: break;
  }
}

void Execution::Impl::complete(uint32_t slot) {
  const asl::State& state = *branches_[slot].state;
  if (recorded_values_ != nullptr && asl::is_distributed_map(state)) {
    if (auto recalled = recorded_values_->recall_map_result(state, branches_[slot].exit_link))
      return map_runs_.erase(slot), apply(slot, std::move(*recalled));
  }
  if (!map_runs_.empty()) map_runs_.erase(slot);
  Value result = std::move(branches_[slot].result);
  Frame state_frame = frame(slot);
  // The history holds a task's result already.
  if (observer_ != nullptr && state.type() != asl::StateType::Task)
    observer_->evaluated(state_frame, "Result", result);
  if (asl::is_distributed_map(state)) {
    if (FailurePtr failure = state_frame.check_size(result, "returned a result"))
      return fail(slot, std::move(failure), branches_[slot].last, Origin::State);
  }
  apply(slot, finish_with_result(state_frame, std::move(result)));
}

void Execution::Impl::enter(uint32_t slot) {
  Branch& branch = branches_[slot];
  ++transitions_;
  branch.retries.reset();
  branch.draws = 0;
  branch.exit_link = 0;
  branch.before = branch.last;
  branch.entered = record_in(
      branch,
      {.type = history::entered_type(branch.state->type()), .state = branch.state, .data = &branch.input});
  branch.entered_state = true;
  branch.entered_time = now_;
  if (observer_ != nullptr) observer_->entered(*branch.state);
}

void Execution::Impl::apply(uint32_t slot, Step&& step) {
  if (auto* transition = std::get_if<Transition>(&step)) {
    leave(slot, std::move(*transition));
  } else if (auto* failure = std::get_if<FailurePtr>(&step)) {
    fail(slot, std::move(*failure), branches_[slot].last, Origin::State);
  } else if (auto* call = std::get_if<TaskCall>(&step)) {
    start_task(slot, std::move(*call));
  } else if (auto* sleep = std::get_if<Sleep>(&step)) {
    const CommandId id = branches_.begin_wait(slot, Branch::Doing::Sleep);
    commands_.push_back(
        {.type = Command::Type::StartTimer, .id = id, .state = branches_[slot].state, .due = sleep->until});
  } else if (auto* run = std::get_if<MapRunCall>(&step)) {
    start_map_run(slot, std::move(*run));
  } else {
    fork(slot, std::move(std::get<Fork>(step)));
  }
}

void Execution::Impl::leave(uint32_t slot, Transition&& transition) {
  Branch& branch = branches_[slot];
  if (branch.exit_link != 0) branch.last = branch.exit_link;
  if (recorded_values_ != nullptr && branch.draws > 0)
    recorded_values_->replace_random(*branch.state, transition.output, transition.assigned);
  record_in(branch, {.type = history::exited_type(branch.state->type()),
                     .state = branch.state,
                     .data = &transition.output,
                     .assigned = transition.assigned.is_null() ? nullptr : &transition.assigned});
  if (!running()) return;
  if (observer_ != nullptr) observer_->left(*branch.state, transition.next);
  branch.entered_state = false;
  if (transition.assigned.size() > 0) {
    ObjectBuilder variables(branch.variables, transition.assigned.size());
    for (const Member& member : transition.assigned.members()) variables.set(member.key, member.value);
    branch.variables = variables.finish();
  }
  if (transition.next != nullptr) {
    branch.state = transition.next;
    branch.input = std::move(transition.output);
    branch.doing = Branch::Doing::Enter;
    return;
  }
  if (branch.fork != kNone) {
    child_ended(slot, std::move(transition.output));
    return;
  }
  record_in(branch, {.type = EventType::ExecutionSucceeded, .data = &transition.output});
  finish(Status::Succeeded, std::move(transition.output), {});
}

void Execution::Impl::start_task(uint32_t slot, TaskCall call) {
  Branch& branch = branches_[slot];
  const auto& task = std::get<asl::Task>(branch.state->kind);
  if (Value none; recorded_values_ != nullptr && branch.draws > 0)
    recorded_values_->replace_random(*branch.state, call.parameters, none);
  // AWS shows time-outs only where the definition has them as numbers.
  record_in(branch, {.type = events_of(task).scheduled,
                     .state = branch.state,
                     .data = &call.parameters,
                     .timeout_seconds = call.timeout,
                     .heartbeat_seconds = call.heartbeat,
                     .text = call.role});
  if (!running()) return;
  std::vector<uint32_t>& invocations = this->invocations();
  if (invocations.empty()) invocations.resize(machine_.states.size());
  Command command{.type = Command::Type::StartTask,
                  .id = branches_.begin_wait(slot, Branch::Doing::Task),
                  .state = branch.state};
  command.input = std::move(call.input);
  command.timeout = call.timeout * 1000;
  command.heartbeat = call.heartbeat * 1000;
  command.attempt = branch.retries ? branch.retries->total : 0;
  command.invocation = invocations[branch.state->index]++;
  command.scheduled = branch.last;
  command.issued = now_;
  if (const Branches::Iteration iteration = branches_.iteration_of(slot); iteration.map != nullptr)
    command.map_index = iteration.index;
  commands_.push_back(std::move(command));
}

bool Execution::Impl::resume(CommandId id, Outcome outcome, Millis at) {
  if (!running() || id.slot >= branches_.size()) return false;
  const Branch& branch = branches_[id.slot];
  if (branch.generation != id.generation) return false;
  now_ = at;
  switch (branch.doing) {
    case Branch::Doing::Task: return task_outcome(id.slot, std::move(outcome));
    case Branch::Doing::MapRun: map_run_ended(id.slot, std::move(outcome)); return true;
    case Branch::Doing::Sleep:
      branches_.end_wait(id.slot);
      branches_.make_ready(id.slot, Branch::Doing::Wake);
      return true;
    case Branch::Doing::Backoff:
      branches_.end_wait(id.slot);
      branches_.make_ready(id.slot, Branch::Doing::Again);
      return true;
    default: return false;
  }
}

bool Execution::Impl::task_outcome(uint32_t slot, Outcome outcome) {
  Branch& branch = branches_[slot];
  const auto& task = std::get<asl::Task>(branch.state->kind);
  const TaskEvents& types = events_of(task);
  switch (outcome.type) {
    case Outcome::Type::Started:
      record_in(branch, {.type = types.started,
                         .state = branch.state,
                         .text = outcome.output.is_string() ? outcome.output.as_string() : std::string_view(),
                         .pawl = &outcome.detail});
      return true;
    case Outcome::Type::Submitted:
      record_in(branch, {.type = EventType::TaskSubmitted, .state = branch.state, .data = &outcome.output});
      return true;
    case Outcome::Type::Succeeded:
      branches_.end_wait(slot);
      if (limits_.payload_bytes != 0 && outcome.output.text_exceeds(limits_.payload_bytes)) {
        task_failed(slot, types.failed,
                    {"States.DataLimitExceeded", size_cause(task_name(task.resource), "returned a result")});
        return true;
      }
      record_in(
          branch,
          {.type = types.succeeded, .state = branch.state, .data = &outcome.output, .pawl = &outcome.detail});
      branch.result = std::move(outcome.output);
      branches_.make_ready(slot, Branch::Doing::Complete);
      return true;
    case Outcome::Type::Failed:
      branches_.end_wait(slot);
      // A task runner reports States.Runtime when it cannot do what AWS would: the execution fails without a
      // task event.
      if (outcome.error.error == "States.Runtime") {
        auto failure = std::make_unique<Failure>();
        failure->error = std::move(outcome.error);
        failure->catchable = false;
        fail(slot, std::move(failure), branch.last, Origin::State);
        return true;
      }
      task_failed(slot, types.failed, std::move(outcome.error));
      return true;
    case Outcome::Type::TimedOut:
      branches_.end_wait(slot);
      task_failed(slot, types.timed_out, {"States.Timeout", std::nullopt}, outcome.detail);
      return true;
    case Outcome::Type::TimerFired: return false;
  }
  return false;
}

void Execution::Impl::task_failed(uint32_t slot, EventType type, StateError error, const Value& detail) {
  Branch& branch = branches_[slot];
  const EventId because =
      record_in(branch, {.type = type, .state = branch.state, .error = &error, .pawl = &detail});
  if (!running()) return;
  auto failure = std::make_unique<Failure>();
  failure->error = std::move(error);
  failure->missed_heartbeat = detail.find("missed") != nullptr;
  fail(slot, std::move(failure), because, Origin::Task);
}

Frame Execution::Impl::frame(uint32_t slot, const MapItem* item) {
  Branch& branch = branches_[slot];
  return Frame({.state = *branch.state,
                .input = branch.input,
                .variables = branch.variables,
                .contexts = *this,
                .slot = slot,
                .item = item,
                .entered = branch.entered,
                .seed = seed_,
                .draws = branch.draws,
                .payload_limit = limits_.payload_bytes,
                .now = now_,
                .observer = observer_});
}

const ExecutionContext& Execution::Impl::execution_context() {
  if (context_.execution.is_null()) context_ = make_execution_context(info_, input_);
  return context_;
}

Value Execution::Impl::context_of(const Frame& frame) {
  const uint32_t slot = frame.parts().slot;
  const Branch& branch = branches_[slot];
  StateContext state{.state = branch.state, .entered_time = branch.entered_time};
  if (branch.retries) state.retry_count = branch.retries->total;
  if (const auto* task = std::get_if<asl::Task>(&branch.state->kind);
      task != nullptr && task->resource.pattern != asl::Resource::Pattern::RequestResponse) {
    // Parameters are evaluated just before *Scheduled is recorded, so its id is known: the token is stable
    // over restarts.
    state.token = task_token(info_, next_event_);
  }
  Branches::Iteration iteration = branches_.iteration_of(slot);
  if (const MapItem* item = frame.parts().item)
    iteration = {&branches_.fork(branch.child_fork), static_cast<uint32_t>(item->index)};
  if (iteration.map != nullptr) {
    const Value& items = iteration.map->items;
    state.map_index = iteration.index;
    state.map_key = iteration.map->key(iteration.index);
    state.map_value =
        items.is_object() ? &items.members()[iteration.index].value : &items.items()[iteration.index];
  }
  return make_context(execution_context(), state);
}

void Execution::Impl::finish(Status status, Value output, StateError error) {
  status_ = status;
  output_ = std::move(output);
  error_ = std::move(error);
  std::erase_if(commands_, [](const Command& command) { return command.type != Command::Type::Cancel; });
  for (uint32_t slot = 0; slot < branches_.size(); ++slot) {
    if (branches_[slot].waits()) {
      commands_.push_back(
          {.type = Command::Type::Cancel, .id = branches_.id(slot), .state = branches_[slot].state});
    }
  }
}

void Execution::Impl::stop(Status status, EventType type, StateError error, Millis at) {
  if (!running()) return;
  now_ = at;
  record({.type = type, .error = &error});
  finish(status, Value(), std::move(error));
}

// ---- Execution

Execution::Execution(const asl::StateMachine& machine, ExecutionInfo info, Limits limits, uint64_t seed,
                     history::EventSink* sink)
    : Execution(machine, machine.block, std::move(info), limits, seed, sink) {}
Execution::Execution(const asl::StateMachine& machine, const asl::Block& block, ExecutionInfo info,
                     Limits limits, uint64_t seed, history::EventSink* sink)
    : impl_(std::make_unique<Impl>(machine, block, std::move(info), limits, seed, sink)) {}
Execution::Execution(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Execution::~Execution() = default;

std::unique_ptr<Execution> Execution::copy() const {
  return std::unique_ptr<Execution>(new Execution(std::make_unique<Impl>(*impl_)));
}

void Execution::start(Value input, Millis now) { impl_->start(std::move(input), now); }
void Execution::restart(ExecutionInfo info, uint64_t seed) { impl_->restart(std::move(info), seed); }
Evaluated<Value> Execution::item_input(CommandId map_run, const MapItem& item) {
  return impl_->item_input(map_run.slot, item);
}
void Execution::count_invocations_with(Execution& other) {
  impl_->counted_invocations_ = &other.impl_->invocations();
}
Progress Execution::advance(Millis now, uint32_t budget, EventId until) {
  return impl_->advance(now, budget, until);
}
bool Execution::resume(CommandId id, Outcome outcome, Millis now) {
  return impl_->resume(id, std::move(outcome), now);
}
void Execution::abort(StateError error, Millis now) {
  impl_->stop(Status::Aborted, EventType::ExecutionAborted, std::move(error), now);
}
void Execution::time_out(Millis now) {
  impl_->stop(Status::TimedOut, EventType::ExecutionTimedOut, {"States.Timeout", std::nullopt}, now);
}
bool Execution::advance_after(EventId previous, std::string_view state, Millis now, EntryStep entry) {
  return impl_->advance_after(previous, state, now, entry);
}
void Execution::set_recorded_values(RecordedValues* values) { impl_->recorded_values_ = values; }
void Execution::set_observer(DataFlowObserver* observer) { impl_->observer_ = observer; }
DataFlowObserver* Execution::observer() const { return impl_->observer_; }
void Execution::set_limits(const Limits& limits) { impl_->limits_ = limits; }
void Execution::set_sink(history::EventSink* sink) { impl_->sink_ = sink; }
void Execution::recollect_map_runs() { impl_->recollect_map_runs(); }
void Execution::redrive(Redrive redrive, Millis now) { impl_->redrive(std::move(redrive), now); }
std::vector<Command> Execution::take_commands() { return std::exchange(impl_->commands_, {}); }
bool Execution::has_commands() const { return !impl_->commands_.empty(); }
Status Execution::status() const { return impl_->status_; }
const Value& Execution::output() const { return impl_->output_; }
const StateError& Execution::error() const { return impl_->error_; }
const asl::State* Execution::failed_state() const { return impl_->failed_state_; }
source::Span Execution::failed_span() const { return impl_->failed_span_; }
const std::vector<uint64_t>& Execution::failed_iterations() const { return impl_->failed_iterations_; }
const ExecutionInfo& Execution::info() const { return impl_->info_; }
const asl::StateMachine& Execution::machine() const { return impl_->machine_; }
const Limits& Execution::limits() const { return impl_->limits_; }
uint64_t Execution::seed() const { return impl_->seed_; }
EventId Execution::next_event() const { return impl_->next_event_; }
uint64_t Execution::transitions() const { return impl_->transitions_; }

bool Execution::awaits(CommandId id) const { return impl_->running() && impl_->branches_.awaits(id); }

std::vector<uint64_t> Execution::lineage(CommandId id) const { return impl_->branches_.lineage(id.slot); }

CommandId Execution::waiting_after(EventId last) const { return impl_->branches_.waiting_after(last); }

}  // namespace pawl::engine
