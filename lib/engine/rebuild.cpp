// For rebuilding an execution from its history: steps in recorded order, and the redrive of a failed
// execution.
#include "engine/execution_impl.h"

namespace pawl::engine {

using history::EventType;

bool Execution::Impl::advance_after(EventId previous, std::string_view state_name, Millis at,
                                    EntryStep entry) {
  if (!running()) return false;
  const auto follows = [&](const Branch& branch) {
    const bool is_named = state_name.empty() || branch.state->name == state_name;
    if (branch.doing == Branch::Doing::Enter) return branch.last == previous && is_named;
    return branch.last == previous || (branch.exit_link != 0 && branch.exit_link == previous) ||
           (branch.before == previous && is_named && !state_name.empty());  // EvaluationFailed
  };
  if (!branches_.bring_to_front(follows)) return false;
  now_ = at;
  budget_ = 1;
  const CommandId next = branches_.front();
  const uint32_t slot = next.slot;
  // Not a Wait: its end is counted from its entry.
  if (entry == EntryStep::Separate && branches_[slot].doing == Branch::Doing::Enter &&
      branches_[slot].state->type() != asl::StateType::Wait) {
    enter(slot);
    branches_[slot].doing = Branch::Doing::Again;
  } else {
    run(slot);
  }
  if (!branches_.is_ready(next)) branches_.pop_front();
  return true;
}

void Execution::Impl::redrive(Redrive redrive, Millis at) {
  now_ = at;
  next_event_ = redrive.event;
  info_.redrives = redrive.count;
  info_.redrive_time = at;
  context_ = {};
  record({.type = EventType::ExecutionRedriven,
          .previous = redrive.event - 1,
          .number = redrive.count,
          .pawl = &redrive.pawl});
  if (redrive.input) branches_[0].input = std::move(*redrive.input);
  for (uint32_t slot = 0; slot < branches_.size(); ++slot) {
    Branch& branch = branches_[slot];
    const bool has_failed = redrive.failed_outcome != 0 && redrive.failed_task == branches_.id(slot);
    if (has_failed) branch.last = redrive.failed_outcome;
    switch (branch.doing) {
      case Branch::Doing::MapRun:
        branches_.end_wait(slot);
        if (has_failed && redrive.renews_map_run) branches_.make_ready(slot, Branch::Doing::Again);
        else redrive_map_run(slot);
        break;
      case Branch::Doing::Task:
      case Branch::Doing::Backoff:
        branches_.end_wait(slot);
        branches_.make_ready(slot, Branch::Doing::Again);
        break;
      case Branch::Doing::Complete:
        if (redrive.failed_outcome != 0 || branch.last != redrive.last_kept ||
            (branch.state->type() != asl::StateType::Task && !asl::is_distributed_map(*branch.state)))
          continue;
        branch.doing = Branch::Doing::Again;
        break;
      default: break;
    }
    // A Fail state is entered again, since running it only fails.
    if (branch.doing == Branch::Doing::Again && branch.state->type() == asl::StateType::Fail)
      branch.doing = Branch::Doing::Enter;
    branch.result = Value();
    branch.retries.reset();
  }
  recollect_map_runs();
}

}  // namespace pawl::engine
