#include "history/timeline.h"

#include <algorithm>
#include <utility>

#include "history/details.h"

namespace pawl::history {

const Timeline::Moment& Timeline::note(const RecordedEvent& event) {
  Event noted{event.type, event.id, event.previous, {}};
  switch (family_of(event.type).subject) {
    case EventSubject::Evaluation: noted.state = text_of(event.details, "state"); break;
    case EventSubject::State: noted.state = text_of(event.details, "name"); break;
    case EventSubject::Iteration:
      noted.state = text_of(event.details, "name");
      if (const Value* index = event.details.find("index"); index != nullptr && index->is_int64())
        noted.index = static_cast<uint64_t>(index->as_int64());
      break;
    default: break;
  }
  return note(noted);
}

const Timeline::Moment& Timeline::note(const HistoryEvent& event) {
  return note({event.type, event.id, event.previous,
               event.state != nullptr ? std::string_view(event.state->name) : std::string_view(),
               event.number});
}

const Timeline::Moment& Timeline::note(const Event& event) {
  free_forgotten();
  moment_.visit = moment_.state = moment_.from = moment_.cause = kNone;
  moment_.by_catch = moment_.again = false;
  moment_.ended.clear();
  moment_.reopened.clear();
  const EventFamily& family = family_of(event.type);
  switch (family.subject) {
    case EventSubject::State:
      if (family.phase == EventPhase::Entered) entered(event, *family.state);
      else if (family.phase == EventPhase::Exited) exited(event);
      // *Aborted is linked to the failure elsewhere, so its own visit is unknown until the enclosing one
      // ends.
      else if (family.phase != EventPhase::Aborted) fork(event, family);
      break;
    case EventSubject::Attempt: attempt(event, family.phase); break;
    case EventSubject::MapRun:
      if (family.phase != EventPhase::Aborted) attempt(event, family.phase);
      break;
    case EventSubject::Evaluation: evaluation_failed(event); break;
    case EventSubject::Iteration: iteration(event, family.phase); break;
    case EventSubject::Execution: execution(event, family.phase); break;
    case EventSubject::None: break;
  }
  return moment_;
}

std::vector<uint64_t> Timeline::iterations(uint32_t slot) const {
  std::vector<uint64_t> out;
  for (uint32_t at = slot; at != kNone; at = nodes_[at].parent) {
    if (nodes_[at].index != kNoIndex) out.push_back(nodes_[at].index);
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::string Timeline::block_of(uint32_t slot) const {
  std::vector<std::string> parts;
  for (uint32_t at = nodes_[slot].parent; at != kRoot && at != kNone; at = nodes_[at].parent) {
    std::string part = "[";
    if (!nodes_[at].is_visit) {
      part += std::to_string(nodes_[at].index);
      at = nodes_[at].parent;
    }
    const Node& fork = nodes_[at];
    parts.push_back("/" + states_[fork.state].name + "#" + std::to_string(fork.number_here) + "." +
                    std::to_string(fork.attempts) + part + "]");
  }
  std::string out;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) out += *part;
  return out;
}

// ---- states

void Timeline::entered(const Event& event, asl::StateType type) {
  auto known = by_name_.find(event.state);
  if (known == by_name_.end()) {
    State& state = states_.emplace_back();
    state.name = event.state;
    state.type = type;
    known = by_name_.emplace(state.name, static_cast<uint32_t>(states_.size() - 1)).first;
  }
  const uint32_t index = known->second;
  Position position = position_of(event.previous);
  if (position.is_before) position = {};
  const bool is_in_visit = !position.is_inside;
  const bool starts_branch = is_in_visit && type_of(nodes_[position.node]) == asl::StateType::Parallel;
  if (is_in_visit && !starts_branch && nodes_[position.node].state == index) {
    tell(position.node);
    moment_.again = true;
    reopen(position.node);
    move(event.previous, event.id, position);
    return;
  }
  const uint32_t block = is_in_visit && !starts_branch ? nodes_[position.node].parent : position.node;
  reopen(block);
  moment_.from = position.from;
  moment_.by_catch = position.by_catch;

  const uint32_t slot = add_node(block);
  Node& visit = nodes_[slot];
  State& state = states_[index];
  visit.is_visit = true;
  visit.state = index;
  visit.entered = event.id;
  visit.number = state.entered++;
  state.last_visit = slot;
  state.last_entered = event.id;
  if (type == asl::StateType::Parallel || type == asl::StateType::Map) {
    auto& forks = nodes_[block].forks_entered;
    if (!forks) forks = std::make_unique<std::unordered_map<uint32_t, uint64_t>>();
    visit.number_here = (*forks)[index]++;
  }
  // An expression that fails at once is linked to the event before the state was entered.
  if (!starts_branch) {
    visit.before = event.previous;
    position = in_visit(slot);
    position.is_before = true;
    set(event.previous, position);
  }
  set(event.id, in_visit(slot));
  tell(slot);
}

void Timeline::exited(const Event& event) {
  const uint32_t index = state_named(event.state);
  if (index == kNone) return;
  uint32_t slot =
      visit_around(position_of(event.previous), [&](const Node& visit) { return visit.state == index; });
  if (slot == kNone) {  // AWS links the exit of a Distributed Map to an event before the last one
    const State& state = states_[index];
    const Node& last = nodes_[state.last_visit];
    if (!last.is_visit || last.entered != state.last_entered) return;
    slot = state.last_visit;
  }
  reopen(slot);
  forget_inside(slot);
  const Node& visit = nodes_[slot];
  move(event.previous, event.id,
       {visit.parent, nodes_[visit.parent].generation, true, index, visit.has_error});
  for (const EventId over : {visit.before, visit.started, visit.last_iteration}) {
    if (over == kNoEvent) continue;
    if (const auto position = positions_.find(over);
        position != positions_.end() && position->second.node == slot)
      positions_.erase(position);
  }
  forget(slot);
  tell(slot);
}

// ---- tasks, expressions

void Timeline::attempt(const Event& event, EventPhase phase) {
  const Position position = position_of(event.previous);
  if (position.is_inside) return;
  Node& visit = nodes_[position.node];
  if (phase == EventPhase::Scheduled || phase == EventPhase::Redriven) reopen(position.node);
  if (phase == EventPhase::Scheduled) {
    ++visit.attempts;
    visit.has_error = false;
  } else if (phase == EventPhase::Failed || phase == EventPhase::TimedOut) {
    visit.has_error = true;
  }
  move(event.previous, event.id, position);
  tell(position.node);
}

void Timeline::evaluation_failed(const Event& event) {
  moment_.state = state_named(event.state);
  const auto is_it = [&](const Node& visit) { return visit.state == moment_.state; };
  Position position = position_of(event.previous);
  uint32_t slot = visit_around(position, is_it);
  const bool is_start = !position.is_inside && nodes_[position.node].started == event.previous;
  if (slot == kNone && !position.is_inside) {  // the first state of a branch, which fails at once
    const uint32_t child = nodes_[position.node].last_child;
    if (child == kNone || !nodes_[child].is_visit || !is_it(nodes_[child])) return;
    slot = child;
    position = in_visit(slot);
  }
  if (slot == kNone) return;
  nodes_[slot].has_error = true;
  if (is_start) set(event.id, position);
  else move(event.previous, event.id, position);
  tell(slot);
}

// ---- Parallel and Map

void Timeline::fork(const Event& event, const EventFamily& family) {
  const Position position = position_of(event.previous);
  const uint32_t slot = visit_around(position, [&](const Node& visit) {
    const bool may_be = !visit.failed || (family.phase == EventPhase::Started && visit.is_closed);
    return type_of(visit) == *family.state && may_be;
  });
  if (slot == kNone) return;
  // *StateExited follows what succeeded and is linked to the same event.
  if (family.phase == EventPhase::Started) fork_started(event, slot);
  else if (family.phase == EventPhase::Failed) fork_failed(event, slot, position);
  tell(slot);
}

void Timeline::fork_started(const Event& event, uint32_t slot) {
  forget_inside(slot);  // of the attempt before
  reopen(slot);
  Node& fork = nodes_[slot];
  ++fork.attempts;
  fork.has_error = fork.failed = false;
  fork.forks_entered.reset();
  for (const EventId over : {event.previous, fork.before, fork.started, fork.last_iteration})
    positions_.erase(over);
  fork.before = kNoEvent;
  ++fork.generation;
  fork.started = event.id;
  fork.last_iteration = kNoEvent;
  set(event.id, in_visit(slot));
}

void Timeline::fork_failed(const Event& event, uint32_t slot, const Position& before) {
  close_inside(slot);
  nodes_[slot].has_error = nodes_[slot].failed = true;
  if (!before.is_inside) moment_.cause = before.node;
  set(event.id, in_visit(slot));
}

void Timeline::iteration(const Event& event, EventPhase phase) {
  moment_.state = state_named(event.state);
  const Position before = position_of(event.previous);
  const uint32_t map = visit_around(before, [&](const Node& visit) { return visit.state == moment_.state; });
  if (map == kNone) return;
  tell(map);
  if (phase == EventPhase::Started) {
    // The first iterations link to MapStateStarted, later ones to the last event of the iteration whose place
    // they take.
    if (event.previous != nodes_[map].started && event.previous != nodes_[map].last_iteration)
      positions_.erase(event.previous);
    const uint32_t node = add_node(map);
    nodes_[node].index = event.index;
    set(event.id, in_block(node));
  } else if (phase == EventPhase::Succeeded) {
    uint32_t node = before.node;
    while (node != kRoot && nodes_[node].parent != map) node = nodes_[node].parent;
    if (node != kRoot && !nodes_[node].is_visit) {
      forget_inside(node);
      forget(node);
      set(event.previous, in_visit(map));
    }
    positions_.erase(std::exchange(nodes_[map].last_iteration, event.id));
    set(event.id, in_visit(map));
  }
}

// ---- the execution

void Timeline::execution(const Event& event, EventPhase phase) {
  if (phase != EventPhase::Failed && phase != EventPhase::TimedOut && phase != EventPhase::Aborted) return;
  if (phase == EventPhase::Failed) {
    // A failure without an event of its own: a Fail state, States.Runtime.
    const Position position = position_of(event.previous);
    if (!position.is_inside && !std::exchange(nodes_[position.node].has_error, true))
      moment_.cause = position.node;
  }
  close_inside(kRoot);
}

// ---- bookkeeping

uint32_t Timeline::state_named(std::string_view name) const {
  const auto known = by_name_.find(name);
  return known == by_name_.end() ? kNone : known->second;
}

Timeline::Position Timeline::position_of(EventId event) const {
  const auto found = positions_.find(event);
  if (found == positions_.end()) return {};
  const Position& position = found->second;
  return nodes_[position.node].generation == position.generation ? position : Position{};
}

void Timeline::move(EventId from, EventId to, const Position& position) {
  positions_.erase(from);
  if (Node& visit = nodes_[position.node]; !position.is_inside && visit.before != kNoEvent)
    positions_.erase(std::exchange(visit.before, kNoEvent));
  set(to, position);
}

void Timeline::set(EventId event, const Position& position) {
  if (positions_.size() >= sweep_at_) {
    std::erase_if(positions_, [&](const auto& one) {
      return nodes_[one.second.node].generation != one.second.generation;
    });
    sweep_at_ = std::max<size_t>(16, positions_.size() * 2);
  }
  positions_[event] = position;
}

template <class Predicate>
uint32_t Timeline::visit_around(const Position& position, Predicate is_it) const {
  uint32_t at = position.node;
  while (at != kNone && !(nodes_[at].is_visit && is_it(nodes_[at]))) at = nodes_[at].parent;
  return at;
}

uint32_t Timeline::add_node(uint32_t parent) {
  uint32_t slot = static_cast<uint32_t>(nodes_.size());
  if (free_.empty()) {
    nodes_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Node& node = nodes_[slot];
  Node& around = nodes_[parent];
  node.parent = parent;
  node.previous_sibling = around.last_child;
  (around.last_child == kNone ? around.first_child : nodes_[around.last_child].next_sibling) = slot;
  around.last_child = slot;
  return slot;
}

void Timeline::tell(uint32_t visit) {
  moment_.visit = visit;
  moment_.state = nodes_[visit].state;
}

/// Reopens a node and those around it.
void Timeline::reopen(uint32_t node) {
  for (uint32_t at = node; at != kRoot; at = nodes_[at].parent) {
    Node& one = nodes_[at];
    if (one.is_visit && !one.is_closed) return;
    if (!std::exchange(one.is_closed, false)) continue;
    one.has_error = one.failed = false;
    moment_.reopened.push_back(at);
  }
}

void Timeline::close_inside(uint32_t node) {
  uint32_t at = nodes_[node].first_child;
  while (at != kNone) {
    Node& one = nodes_[at];
    const bool was_closed = std::exchange(one.is_closed, one.is_visit);
    if (one.is_visit && !was_closed) moment_.ended.push_back(at);
    if (one.first_child != kNone && !was_closed) {  // in what is closed all is closed
      at = one.first_child;
      continue;
    }
    while (at != node && nodes_[at].next_sibling == kNone) at = nodes_[at].parent;
    if (at == node) return;
    at = nodes_[at].next_sibling;
  }
}

void Timeline::forget_inside(uint32_t node) {
  close_inside(node);
  size_t next = forgotten_.size();
  const auto forget_children = [this](Node& one) {
    for (uint32_t at = one.first_child; at != kNone; at = nodes_[at].next_sibling) {
      ++nodes_[at].generation;
      forgotten_.push_back(at);
    }
    one.first_child = one.last_child = kNone;
  };
  forget_children(nodes_[node]);
  for (; next < forgotten_.size(); ++next) forget_children(nodes_[forgotten_[next]]);
}

/// Demands that the node has none below it.
void Timeline::forget(uint32_t slot) {
  Node& node = nodes_[slot];
  Node& around = nodes_[node.parent];
  (node.previous_sibling == kNone ? around.first_child : nodes_[node.previous_sibling].next_sibling) =
      node.next_sibling;
  (node.next_sibling == kNone ? around.last_child : nodes_[node.next_sibling].previous_sibling) =
      node.previous_sibling;
  ++node.generation;
  forgotten_.push_back(slot);
}

void Timeline::free_forgotten() {
  for (const uint32_t slot : forgotten_) {
    const uint32_t generation = nodes_[slot].generation;
    nodes_[slot] = Node();
    nodes_[slot].generation = generation;
    free_.push_back(slot);
  }
  forgotten_.clear();
}

}  // namespace pawl::history
