#include "engine/branches.h"

#include <algorithm>

namespace pawl::engine {

uint32_t Branches::take_slot() {
  if (free_slots_.empty()) {
    branches_.emplace_back().generation = 1;
    return size() - 1;
  }
  const uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  return slot;
}

void Branches::free_slot(uint32_t slot) {
  const uint32_t generation = branches_[slot].generation + 1;
  branches_[slot] = Branch();
  branches_[slot].generation = generation;
  free_slots_.push_back(slot);
}

void Branches::free_fork(uint32_t fork) {
  forks_[fork] = ForkRun();
  free_forks_.push_back(fork);
}

void Branches::clear() {
  branches_.clear();
  free_slots_.clear();
  forks_.clear();
  free_forks_.clear();
  ready_.clear();
}

uint32_t Branches::open_fork(ForkRun run) {
  uint32_t fork = static_cast<uint32_t>(forks_.size());
  if (free_forks_.empty()) {
    forks_.emplace_back();
  } else {
    fork = free_forks_.back();
    free_forks_.pop_back();
  }
  branches_[run.owner].child_fork = fork;
  branches_[run.owner].doing = Branch::Doing::Children;
  run.results.resize(run.count);
  forks_[fork] = std::move(run);
  return fork;
}

uint32_t Branches::start_child(uint32_t fork) {
  const uint32_t slot = take_slot();
  ForkRun& run = forks_[fork];
  Branch& child = branches_[slot];
  child.fork = fork;
  child.index = run.next++;
  child.previous_sibling = run.last_child;
  (run.last_child == kNone ? run.first_child : branches_[run.last_child].next_sibling) = slot;
  run.last_child = slot;
  ++run.alive;
  child.variables = branches_[run.owner].variables;
  child.last = run.start_link;
  return slot;
}

void Branches::unlink(const Branch& child) {
  ForkRun& run = forks_[child.fork];
  --run.alive;
  (child.previous_sibling == kNone ? run.first_child : branches_[child.previous_sibling].next_sibling) =
      child.next_sibling;
  (child.next_sibling == kNone ? run.last_child : branches_[child.next_sibling].previous_sibling) =
      child.previous_sibling;
}

void Branches::end_child(uint32_t slot, Value result, EventId join_link) {
  const Branch& child = branches_[slot];
  ForkRun& run = forks_[child.fork];
  run.results[child.index] = std::move(result);
  run.start_link = child.last;
  run.join_link = join_link;
  ++run.done;
  remove_child(slot);
}

void Branches::remove_child(uint32_t slot) {
  unlink(branches_[slot]);
  free_slot(slot);
}

std::vector<Value> Branches::join(uint32_t fork) {
  std::vector<Value> results = std::move(forks_[fork].results);
  const uint32_t owner = forks_[fork].owner;
  free_fork(fork);
  branches_[owner].child_fork = kNone;
  end_wait(owner);
  make_ready(owner, Branch::Doing::Complete);
  return results;
}

Branches::Iteration Branches::iteration_of(uint32_t slot) const {
  for (uint32_t at = slot; branches_[at].fork != kNone; at = forks_[branches_[at].fork].owner) {
    const ForkRun& run = forks_[branches_[at].fork];
    if (!run.items.is_null()) return {&run, branches_[at].index};
  }
  return {};
}

std::vector<uint64_t> Branches::iterations_of(uint32_t slot) const {
  std::vector<uint64_t> indices;
  for (uint32_t at = slot; branches_[at].fork != kNone; at = forks_[branches_[at].fork].owner) {
    if (!forks_[branches_[at].fork].items.is_null()) indices.push_back(branches_[at].index);
  }
  std::reverse(indices.begin(), indices.end());
  return indices;
}

std::vector<uint64_t> Branches::lineage(uint32_t slot) const {
  std::vector<uint64_t> indices;
  for (uint32_t at = slot; branches_[at].fork != kNone; at = forks_[branches_[at].fork].owner)
    indices.push_back(branches_[at].index);
  std::reverse(indices.begin(), indices.end());
  return indices;
}

CommandId Branches::waiting_after(EventId last) const {
  for (uint32_t slot = 0; slot < size(); ++slot) {
    if (branches_[slot].last == last && branches_[slot].waits()) return id(slot);
  }
  return {};
}

Value ForkRun::pair(const Member& member) {
  return Value::object({{"Key", member.key}, {"Value", member.value}});
}

}  // namespace pawl::engine
