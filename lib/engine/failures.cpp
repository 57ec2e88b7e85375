// How a failure is handled: by the state's Retry, its Catch, the enclosing state, or the end of the
// execution. The events and their links are those of recorded AWS histories.
#include <string>

#include "engine/data_flow.h"
#include "engine/execution_impl.h"

namespace pawl::engine {

using history::EventType;
using history::HistoryEvent;

namespace {

HistoryEvent fork_failed(const asl::State& state) {
  const bool is_map = state.type() == asl::StateType::Map;
  return {.type = is_map ? EventType::MapStateFailed : EventType::ParallelStateFailed, .state = &state};
}

/// The error by the name that Retry and Catch see.
const StateError& matched_error(const Failure& failure) {
  static const StateError kMissedHeartbeat{"States.HeartbeatTimeout", std::nullopt};
  return failure.missed_heartbeat ? kMissedHeartbeat : failure.error;
}

}  // namespace

EventId Execution::Impl::evaluation_failed(Branch& branch, Failure& failure) {
  failure.in_query = false;  // recorded once, however many states the failure ends
  const asl::State& state = *branch.state;
  // Recorded from AWS: a failure right after the state's entry is linked to the event before the entry,
  // except in a Wait.
  const bool at_once = branch.last == branch.entered && state.type() != asl::StateType::Wait;
  branch.last = record({.type = EventType::EvaluationFailed,
                        .previous = at_once ? branch.before : branch.last,
                        .state = &state,
                        .error = &failure.error,
                        .text = failure.location});
  return branch.last;
}

bool Execution::Impl::retried(uint32_t slot, const StateError& error) {
  Branch& branch = branches_[slot];
  if (!branch.retries) branch.retries.emplace();
  Frame state_frame = frame(slot);
  const auto retry = next_retry(*branch.state, error, *branch.retries, state_frame);
  if (!retry) return false;
  if (observer_ != nullptr) {
    const bool is_whole = retry->delay % 1000 == 0;
    observer_->evaluated(state_frame, "Retry[" + std::to_string(retry->retrier) + "]",
                         is_whole ? Value::integer(retry->delay / 1000)
                                  : Value::real(static_cast<double>(retry->delay) / 1000));
  }
  failed_state_ = nullptr;
  branches_.end_wait(slot);
  const CommandId id = branches_.begin_wait(slot, Branch::Doing::Backoff);
  commands_.push_back(
      {.type = Command::Type::StartTimer, .id = id, .state = branch.state, .due = now_ + retry->delay});
  return true;
}

void Execution::Impl::fail(uint32_t slot, FailurePtr failure, EventId because, Origin origin) {
  if (failed_state_ == nullptr) {
    failed_state_ = branches_[slot].state;
    failed_span_ = failure->span;
    failed_iterations_ = branches_.iterations_of(slot);
  }
  if (observer_ != nullptr && origin == Origin::State) observer_->failed(frame(slot), *failure);
  for (;;) {
    Branch& branch = branches_[slot];
    const asl::State& state = *branch.state;
    branch.last = because;
    branch.exit_link = 0;
    const auto end_execution = [&] {
      record_in(branch, {.type = EventType::ExecutionFailed, .error = &failure->error});
      finish(Status::Failed, Value(), std::move(failure->error));
    };
    if (!failure->catchable) return end_execution();
    if (failure->in_query) {
      because = evaluation_failed(branch, *failure);
      if (!running()) return;
      const bool has_children =
          state.type() == asl::StateType::Map || state.type() == asl::StateType::Parallel;
      if (origin == Origin::State && has_children) origin = Origin::Children;
    }

    if (origin != Origin::Iteration && retried(slot, matched_error(*failure))) return;
    if (origin == Origin::Children) {
      because = record_in(branch, fork_failed(state));
      if (!running()) return;
    }
    if (const asl::Catcher* catcher =
            origin == Origin::Iteration ? nullptr : find_catcher(state, matched_error(*failure))) {
      failed_state_ = nullptr;
      Frame state_frame = frame(slot);
      Step caught = finish_with_error(state_frame, failure->error, *catcher);
      if (auto* transition = std::get_if<Transition>(&caught)) {
        branches_.end_wait(slot);
        const CommandId same = branches_.id(slot);
        leave(slot, std::move(*transition));
        if (running() && branches_.is_ready(same)) branches_.make_ready(slot, Branch::Doing::Enter);
        return;
      }
      failure = std::move(std::get<FailurePtr>(caught));
      failed_state_ = &state;
      failed_span_ = failure->span;
      failed_iterations_ = branches_.iterations_of(slot);
      if (observer_ != nullptr) observer_->failed(state_frame, *failure);
      if (!failure->catchable) return end_execution();
      if (failure->in_query) {
        because = evaluation_failed(branch, *failure);
        if (origin == Origin::Children) because = record_in(branch, fork_failed(state));
        if (!running()) return;
      }
    }
    if (branch.fork == kNone) return end_execution();

    // The enclosing state fails: its other branches end too.
    const uint32_t fork = branch.fork;
    const uint32_t owner = branches_.fork(fork).owner;
    const asl::State* const around = branches_[owner].state;
    if (origin == Origin::Task)
      record({.type = EventType::TaskStateAborted, .previous = because, .state = &state});
    if (around->type() == asl::StateType::Map) {
      record({.type = EventType::MapIterationFailed,
              .previous = because,
              .state = around,
              .number = branch.index});
    }
    if (!running()) return;
    branches_.remove_child(slot);
    abort_children(fork, because);
    if (!running()) return;
    slot = owner;
    origin = Origin::Children;
  }
}

}  // namespace pawl::engine
