#include "replay/block_tracker.h"

#include <utility>

#include "history/event_family.h"

namespace pawl::replay {

using history::EventId;
using history::EventType;

const std::string& BlockTracker::note(const Event& event) {
  const Place place = behind(event);
  places_[event.id] = place;
  return blocks_[place.block].name;
}

BlockTracker::Place BlockTracker::behind(const Event& event) {
  using enum EventType;
  const auto before = places_.find(event.previous);
  Place place = before != places_.end() ? before->second : Place{};
  const bool opened = std::exchange(place.opens, false);
  const auto named = [&](const Fork& fork) { return fork.state == event.state; };
  const auto at = [&](uint32_t fork, bool opens = false) {
    return fork == kNone ? place : Place{forks_[fork].block, fork, opens};
  };
  // One that has failed is over, and what is around it comes next.
  const auto open_fork = [&](bool is_map) {
    return fork_around(place, [&](const Fork& fork) { return fork.is_map == is_map && fork.failed == 0; });
  };
  switch (event.type) {
    case ParallelStateStarted:
    case MapStateStarted: {
      const uint32_t fork = open_fork(event.type == MapStateStarted);
      if (fork != kNone) forks_[fork].starts.push_back(event.id);
      return at(fork, event.type == ParallelStateStarted);
    }
    case ParallelStateFailed:
    case MapStateFailed: {
      const uint32_t fork = open_fork(event.type == MapStateFailed);
      if (fork != kNone) forks_[fork].failed = event.id;
      return at(fork);
    }
    case MapIterationStarted: {
      const uint32_t fork = fork_around(place, named);
      return fork == kNone ? place : Place{block_in(fork, std::to_string(event.index))};
    }
    case MapIterationSucceeded:
    case MapIterationFailed:
    case MapIterationAborted: return at(fork_around(place, named));
    case ParallelStateExited:
    case MapStateExited: {
      const uint32_t fork = fork_around(place, named);
      return {.block = fork == kNone ? place.block : forks_[fork].block};
    }
    default: break;
  }
  if (!history::is_entered(event.type)) return place;
  const uint32_t block = opened ? block_in(place.fork, "") : place.block;
  const bool is_fork = event.type == ParallelStateEntered || event.type == MapStateEntered;
  return {.block = block, .fork = is_fork ? enter_fork(event, block) : kNone};
}

template <class Predicate>
uint32_t BlockTracker::fork_around(const Place& place, Predicate is_it) const {
  uint32_t fork = place.fork != kNone ? place.fork : blocks_[place.block].fork;
  while (fork != kNone && !is_it(forks_[fork])) fork = blocks_[forks_[fork].block].fork;
  return fork;
}

uint32_t BlockTracker::enter_fork(const Event& event, uint32_t block) {
  std::vector<EventId>& visits = visits_[blocks_[block].name + "/" + std::string(event.state)];
  forks_.push_back({.state = std::string(event.state),
                    .is_map = event.type == EventType::MapStateEntered,
                    .block = block,
                    .number = visits.size()});
  visits.push_back(event.id);
  return static_cast<uint32_t>(forks_.size() - 1);
}

uint32_t BlockTracker::block_in(uint32_t index, const std::string& part) {
  const Fork& fork = forks_[index];
  std::string name = blocks_[fork.block].name + "/" + fork.state + "#" + std::to_string(fork.number) + "." +
                     std::to_string(fork.starts.size()) + "[" + part + "]";
  const auto [known, is_new] = by_name_.try_emplace(name, static_cast<uint32_t>(blocks_.size()));
  if (is_new) blocks_.push_back({std::move(name), index});
  return known->second;
}

void BlockTracker::redriven(EventId from) {
  const auto is_void = [from](EventId event) { return event >= from; };
  for (auto& [name, visits] : visits_) std::erase_if(visits, is_void);
  for (Fork& fork : forks_) {
    std::erase_if(fork.starts, is_void);
    if (is_void(fork.failed)) fork.failed = 0;
  }
}

}  // namespace pawl::replay
