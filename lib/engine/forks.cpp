// Branches of a Parallel, iterations of a Map. The links between their events are those of recorded AWS
// histories.
#include "engine/execution_impl.h"
#include "engine/states.h"

namespace pawl::engine {

using history::EventType;

Value ForkRun::pair(const Member& member) {
  return Value::object({{"Key", member.key}, {"Value", member.value}});
}

uint32_t Execution::Impl::new_branch() {
  if (free_branches.empty()) {
    branches.emplace_back().generation = 1;
    return static_cast<uint32_t>(branches.size() - 1);
  }
  const uint32_t slot = free_branches.back();
  free_branches.pop_back();
  return slot;
}

void Execution::Impl::free_branch(uint32_t slot) {
  const uint32_t generation = branches[slot].generation + 1;
  branches[slot] = Branch();
  branches[slot].generation = generation;
  free_branches.push_back(slot);
}

uint32_t Execution::Impl::new_fork() {
  if (free_forks.empty()) {
    forks.emplace_back();
    return static_cast<uint32_t>(forks.size() - 1);
  }
  const uint32_t index = free_forks.back();
  free_forks.pop_back();
  return index;
}

void Execution::Impl::free_fork(uint32_t fork_index) {
  forks[fork_index] = ForkRun();
  free_forks.push_back(fork_index);
}

void Execution::Impl::fork(uint32_t slot, Fork step) {
  Branch& owner = branches[slot];
  const bool is_map = owner.state->type() == asl::StateType::Map;
  const EventId started =
      record_in(owner, {.type = is_map ? EventType::MapStateStarted : EventType::ParallelStateStarted,
                        .state = owner.state,
                        .number = step.count});
  if (!running()) return;
  const uint32_t fork_index = new_fork();
  ForkRun& fork = forks[fork_index];
  fork.owner = slot;
  fork.count = step.count;
  fork.limit = step.limit;
  fork.started = fork.last = fork.place = started;
  fork.items = std::move(step.items);
  fork.input = std::move(step.input);
  fork.results.resize(step.count);
  owner.child_fork = fork_index;
  owner.doing = Branch::Doing::Children;
  start_children(fork_index);
  if (running() && branches[slot].child_fork == fork_index) join_if_done(fork_index);
}

void Execution::Impl::start_children(uint32_t fork_index) {
  while (running() && forks[fork_index].next < forks[fork_index].count &&
         forks[fork_index].alive < forks[fork_index].limit) {
    const uint32_t slot = new_branch();  // may move the branches
    ForkRun& fork = forks[fork_index];
    Branch& owner = branches[fork.owner];
    Branch& child = branches[slot];
    child.fork = fork_index;
    child.index = fork.next++;
    child.previous_sibling = fork.last_child;
    (fork.last_child == kNone ? fork.first_child : branches[fork.last_child].next_sibling) = slot;
    fork.last_child = slot;
    ++fork.alive;
    child.variables = owner.variables;
    child.last = fork.place;
    if (const auto* map = std::get_if<asl::Map>(&owner.state->kind)) {
      record_in(child, {.type = EventType::MapIterationStarted, .state = owner.state, .number = child.index});
      if (!running()) return;
      if (map->item_selector) {
        const Value item = fork.item(child.index);
        Frame owner_frame = frame(fork.owner, &item, child.index);
        auto input = iteration_input(owner_frame, *map, fork.input, item);
        if (!input) {
          if (observer != nullptr) observer->failed(owner_frame, *input.error());
          child.state = owner.state;
          fail(slot, std::move(input.error()), child.last, Origin::Iteration);
          return;
        }
        child.input = std::move(*input);
      } else {
        child.input = fork.item(child.index);
      }
      child.state = map->item_processor.start_at;
    } else {
      child.state = std::get<asl::Parallel>(owner.state->kind).branches[child.index].start_at;
      child.input = fork.input;
    }
    make_ready(slot, Branch::Doing::Enter);
  }
}

void Execution::Impl::child_ended(uint32_t slot, Value result) {
  Branch& child = branches[slot];
  const uint32_t fork_index = child.fork;
  ForkRun& fork = forks[fork_index];
  const Branch& owner = branches[fork.owner];
  fork.results[child.index] = std::move(result);
  fork.place = fork.last = child.last;
  if (owner.state->type() == asl::StateType::Map) {
    fork.last = record({.type = EventType::MapIterationSucceeded,
                        .previous = child.last,
                        .state = owner.state,
                        .number = child.index});
    if (!running()) return;
  }
  ++fork.done;
  --fork.alive;
  (child.previous_sibling == kNone ? fork.first_child : branches[child.previous_sibling].next_sibling) =
      child.next_sibling;
  (child.next_sibling == kNone ? fork.last_child : branches[child.next_sibling].previous_sibling) =
      child.previous_sibling;
  free_branch(slot);
  start_children(fork_index);
  if (running()) join_if_done(fork_index);
}

void Execution::Impl::join_if_done(uint32_t fork_index) {
  ForkRun& fork = forks[fork_index];
  if (fork.owner == kNone || fork.done < fork.count) return;
  const uint32_t slot = fork.owner;
  Branch& owner = branches[slot];
  const bool is_map = owner.state->type() == asl::StateType::Map;
  owner.exit_link = owner.last = fork.last;
  record_in(owner, {.type = is_map ? EventType::MapStateSucceeded : EventType::ParallelStateSucceeded,
                    .state = owner.state});
  if (!running()) return;
  owner.result = Value::array(std::move(fork.results));
  owner.child_fork = kNone;
  free_fork(fork_index);
  end_wait(slot);
  make_ready(slot, Branch::Doing::Complete);
}

void Execution::Impl::abort_children(uint32_t fork_index, EventId because) {
  for (uint32_t slot = forks[fork_index].first_child; slot != kNone;) {
    const uint32_t next = branches[slot].next_sibling;
    abort_branch(slot, because);
    slot = next;
  }
  free_fork(fork_index);
}

void Execution::Impl::abort_branch(uint32_t slot, EventId because) {
  const auto note = [&](EventType type, const asl::State* state, uint64_t number = 0) {
    record({.type = type, .previous = because, .state = state, .number = number});
  };
  Branch& branch = branches[slot];
  const asl::State* const state = branch.state;
  const uint32_t index = branch.index;
  const asl::State* const map = branches[forks[branch.fork].owner].state;
  if (branch.entered_state) {
    switch (state->type()) {
      case asl::StateType::Task: note(EventType::TaskStateAborted, state); break;
      case asl::StateType::Wait: note(EventType::WaitStateAborted, state); break;
      default: break;
    }
    if (branch.doing == Branch::Doing::MapRun) {
      note(EventType::MapRunAborted, state);
      note(EventType::MapStateAborted, state);
    }
    if (branch.waits()) cancel(slot);
    if (branch.child_fork != kNone) {
      abort_children(branch.child_fork, because);
      note(
          state->type() == asl::StateType::Map ? EventType::MapStateAborted : EventType::ParallelStateAborted,
          state);
    }
  }
  if (map->type() == asl::StateType::Map) note(EventType::MapIterationAborted, map, index);
  free_branch(slot);
}

}  // namespace pawl::engine
