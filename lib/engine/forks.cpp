// The events of forks: the branches of a Parallel, the iterations of a Map. Their links are those of recorded
// AWS histories.
#include "engine/execution_impl.h"
#include "engine/states.h"

namespace pawl::engine {

using history::EventType;

void Execution::Impl::fork(uint32_t slot, Fork step) {
  Branch& owner = branches_[slot];
  const bool is_map = owner.state->type() == asl::StateType::Map;
  const EventId started =
      record_in(owner, {.type = is_map ? EventType::MapStateStarted : EventType::ParallelStateStarted,
                        .state = owner.state,
                        .number = step.count});
  if (!running()) return;
  continue_fork(branches_.open_fork({.owner = slot,
                                     .count = step.count,
                                     .limit = step.limit,
                                     .start_link = started,
                                     .join_link = started,
                                     .items = std::move(step.items),
                                     .input = std::move(step.input)}));
}

void Execution::Impl::continue_fork(uint32_t fork) {
  while (branches_.fork(fork).has_room()) {
    if (!start_child(fork)) return;
  }
  if (branches_.fork(fork).is_done()) join(fork);
}

bool Execution::Impl::start_child(uint32_t fork) {
  const uint32_t slot = branches_.start_child(fork);
  const ForkRun& run = branches_.fork(fork);
  const Branch& owner = branches_[run.owner];
  Branch& child = branches_[slot];
  if (const auto* map = std::get_if<asl::Map>(&owner.state->kind)) {
    record_in(child, {.type = EventType::MapIterationStarted, .state = owner.state, .number = child.index});
    if (!running()) return false;
    if (map->item_selector) {
      const MapItem item{.index = child.index, .key = run.key(child.index), .value = run.item(child.index)};
      Frame owner_frame = frame(run.owner, &item);
      auto input = iteration_input(owner_frame, *map, run.input);
      if (!input) {
        if (observer_ != nullptr) observer_->failed(owner_frame, *input.error());
        child.state = owner.state;
        fail(slot, std::move(input.error()), child.last, Origin::Iteration);
        return false;
      }
      child.input = std::move(*input);
    } else {
      child.input = run.item(child.index);
    }
    child.state = map->item_processor.start_at;
  } else {
    child.state = std::get<asl::Parallel>(owner.state->kind).branches[child.index].start_at;
    child.input = run.input;
  }
  branches_.make_ready(slot, Branch::Doing::Enter);
  return true;
}

void Execution::Impl::child_ended(uint32_t slot, Value result) {
  const Branch& child = branches_[slot];
  const uint32_t fork = child.fork;
  EventId last = child.last;
  if (const asl::State* owner = branches_[branches_.fork(fork).owner].state;
      owner->type() == asl::StateType::Map) {
    last = record(
        {.type = EventType::MapIterationSucceeded, .previous = last, .state = owner, .number = child.index});
    if (!running()) return;
  }
  branches_.end_child(slot, std::move(result), last);
  continue_fork(fork);
}

void Execution::Impl::join(uint32_t fork) {
  const ForkRun& run = branches_.fork(fork);
  const uint32_t slot = run.owner;
  Branch& owner = branches_[slot];
  const bool is_map = owner.state->type() == asl::StateType::Map;
  owner.exit_link = owner.last = run.join_link;
  record_in(owner, {.type = is_map ? EventType::MapStateSucceeded : EventType::ParallelStateSucceeded,
                    .state = owner.state});
  if (running()) owner.result = Value::array(branches_.join(fork));
}

void Execution::Impl::abort_children(uint32_t fork, EventId because) {
  const auto note = [&](EventType type, const asl::State* state, uint64_t number = 0) {
    record({.type = type, .previous = because, .state = state, .number = number});
  };
  const auto before = [&](uint32_t slot) {
    const Branch& branch = branches_[slot];
    if (!branch.entered_state) return;
    switch (branch.state->type()) {
      case asl::StateType::Task: note(EventType::TaskStateAborted, branch.state); break;
      case asl::StateType::Wait: note(EventType::WaitStateAborted, branch.state); break;
      default: break;
    }
    if (branch.doing == Branch::Doing::MapRun) {
      note(EventType::MapRunAborted, branch.state);
      note(EventType::MapStateAborted, branch.state);
    }
    if (branch.waits()) cancel(slot);
  };
  const auto after = [&](uint32_t slot) {
    const Branch& branch = branches_[slot];
    if (branch.doing == Branch::Doing::Children) {
      const bool is_map = branch.state->type() == asl::StateType::Map;
      note(is_map ? EventType::MapStateAborted : EventType::ParallelStateAborted, branch.state);
    }
    const asl::State* const around = branches_[branches_.fork(branch.fork).owner].state;
    if (around->type() == asl::StateType::Map) note(EventType::MapIterationAborted, around, branch.index);
  };
  branches_.cancel_fork(fork, before, after);
}

void Execution::Impl::cancel(uint32_t slot) {
  const CommandId id = branches_.id(slot);
  map_runs_.erase(slot);
  // A command that was not taken yet is dropped.
  for (size_t i = commands_.size(); i-- > 0;) {
    if (commands_[i].id != id) continue;
    commands_.erase(commands_.begin() + static_cast<ptrdiff_t>(i));
    return;
  }
  commands_.push_back({.type = Command::Type::Cancel, .id = id, .state = branches_[slot].state});
}

}  // namespace pawl::engine
