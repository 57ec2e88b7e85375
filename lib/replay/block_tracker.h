// BlockTracker: in which block an event happened: at the top, in the branches of a Parallel, in an iteration
// of a Map. A block has the same name in every execution that takes the same way, in whatever order its
// branches go on.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history/event.h"

namespace pawl::replay {

class BlockTracker {
 public:
  struct Event {
    history::EventType type;
    history::EventId id;
    history::EventId previous;
    std::string_view state;  // of those that name one
    uint64_t index = 0;      // MapIteration*
  };
  /// The block of the event, the next one of its execution; valid until the next call.
  const std::string& note(const Event& event);
  /// The execution was redriven: the events from this one on do not count.
  void redriven(history::EventId from);

 private:
  static constexpr uint32_t kNone = ~uint32_t{0};
  /// One visit of a Parallel or Map.
  struct Fork {
    std::string state;
    bool is_map = false;
    uint32_t block = 0;                    // around it
    uint64_t number = 0;                   // of the visits of the state in that block
    std::vector<history::EventId> starts;  // more than one: it was retried
    history::EventId failed = 0;           // 0: it did not
  };
  struct Block {
    std::string name;
    uint32_t fork = kNone;  // the one that it is a part of
  };
  /// Where a branch stands behind an event.
  struct Place {
    uint32_t block = 0;
    uint32_t fork = kNone;  // that the branch is at
    bool opens = false;     // the branches of that fork begin here
  };
  [[nodiscard]] Place behind(const Event& event);
  template <class Predicate>
  [[nodiscard]] uint32_t fork_around(const Place& place, Predicate is_it) const;
  [[nodiscard]] uint32_t enter_fork(const Event& event, uint32_t block);
  [[nodiscard]] uint32_t block_in(uint32_t fork, const std::string& part);

  std::vector<Block> blocks_{{}};
  std::vector<Fork> forks_;
  std::map<std::string, uint32_t> by_name_;                      // blocks
  std::map<std::string, std::vector<history::EventId>> visits_;  // of forks, by block and state
  std::unordered_map<history::EventId, Place> places_;
};

}  // namespace pawl::replay
