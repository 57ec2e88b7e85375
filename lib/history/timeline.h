// Timeline: what each event of a history belongs to, found from the links between events: the visit of a
// state, and around it the Parallels, Maps and iterations it runs in. Everything that shows or counts what a
// run did reads events through it. Memory grows with what runs and what a redrive may reopen, not with the
// events; time per event is constant. Accepts any events: one with an unknown link belongs to no visit.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "history/event_family.h"
#include "history/reader.h"

namespace pawl::history {

class Timeline {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  struct Event {
    EventType type = EventType::Unknown;
    EventId id = 0;
    EventId previous = 0;
    std::string_view state;  // empty: the event names none
    uint64_t index = 0;      // MapIteration*
  };

  /// A visit of a state. It has a slot from its *StateEntered to the event after its end; later visits may
  /// get the same one.
  struct Visit {
    uint32_t state = kNone;  // see states()
    EventId entered = 0;
    uint64_t number = 0;     // how many visits of the state began before
    uint64_t attempts = 0;   // how often its task was scheduled, its branches or iterations started
    bool has_error = false;  // the last attempt failed, or the visit itself
  };

  /// What an event means. Visits are slots; kNone: none.
  struct Moment {
    /// The visit that the event belongs to. MapIteration*: the Map's. Execution*, *StateAborted: none.
    uint32_t visit = kNone;
    uint32_t state = kNone;  // the state of that visit, or the one that the event names; see states()
    /// *StateEntered, without `again`: the state left before in the same block; kNone: the block begins
    uint32_t from = kNone;
    bool by_catch = false;  // a catcher led there
    bool again = false;     // a redrive enters a failed state again: no new visit
    /// *StateFailed of a Parallel or Map: the visit inside whose error it is. ExecutionFailed: the visit that
    /// failed without an event of its own
    uint32_t cause = kNone;
    std::vector<uint32_t>
        ended;  // visits that ended with an enclosing one: by a failure, a retry, the execution's end
    std::vector<uint32_t> reopened;  // such visits that a redrive reopened
  };

  struct State {
    std::string name;
    asl::StateType type = asl::StateType::Pass;
    uint64_t entered = 0;
    uint32_t last_visit = kNone;  // slot
    EventId last_entered = 0;     // by that visit
  };

  Timeline() : nodes_(1) {}

  /// The next event. What it returns, and the visits it names, hold until the next call.
  const Moment& note(const Event& event);
  const Moment& note(const RecordedEvent& event);
  const Moment& note(const HistoryEvent& event);

  [[nodiscard]] const Visit& visit(uint32_t slot) const { return nodes_[slot]; }
  [[nodiscard]] const std::string& name_of(uint32_t slot) const { return states_[nodes_[slot].state].name; }
  /// All states that were entered, in the order of their first visits.
  [[nodiscard]] const std::deque<State>& states() const { return states_; }
  /// The iterations that a visit runs in, from the outermost Map on.
  [[nodiscard]] std::vector<uint64_t> iterations(uint32_t slot) const;
  /// The block that a visit runs in: "" at the top, else the way to it by Parallels and Maps, their visits,
  /// attempts and iterations. Another execution that takes the same transitions has blocks of the same names,
  /// in whatever order its branches run.
  [[nodiscard]] std::string block_of(uint32_t slot) const;
  /// How many events later ones may still link to: a measure of the memory held.
  [[nodiscard]] size_t live_places() const { return positions_.size(); }

 private:
  static constexpr uint32_t kRoot = 0;
  static constexpr uint64_t kNoIndex = ~uint64_t{0};
  static constexpr EventId kNoEvent = ~EventId{0};

  /// A visit, an iteration of a Map or, as the first one, the execution. What runs inside is below it.
  struct Node : Visit {
    bool is_visit = false;
    bool is_closed = false;  // ended with an enclosing one; a redrive may reopen it
    bool failed = false;     // Parallel, Map: *StateFailed is recorded
    uint32_t generation = 0;
    uint32_t parent = kNone, first_child = kNone, last_child = kNone;
    uint32_t previous_sibling = kNone, next_sibling = kNone;
    uint64_t index = kNoIndex;  // of an iteration
    EventId before =
        kNoEvent;  // the event that the visit's first one is linked to, as long as it has a position
    EventId started = kNoEvent;         // Parallel, Map: the last *StateStarted
    EventId last_iteration = kNoEvent;  // Map: the last MapIterationSucceeded
    uint64_t number_here = 0;           // Parallel, Map: how many visits of it began in this block before
    /// How often each Parallel and Map was entered in the block that this is; null: none was
    std::unique_ptr<std::unordered_map<uint32_t, uint64_t>> forks_entered;
  };
  /// Where a branch is after an event. Only events that later ones may link to have one.
  struct Position {
    uint32_t node = kRoot;
    uint32_t generation = 0;  // of that node; if it has another one, the node has ended
    bool is_inside = true;    // between the states of the block that the node is; false: in the visit
    uint32_t from = kNone;    // between states: the one left last
    bool by_catch = false;
    bool is_before = false;  // the branch has entered the visit, where it may fail at once
  };

  void entered(const Event& event, asl::StateType type);
  void exited(const Event& event);
  void fork(const Event& event, const EventFamily& family);
  void fork_started(const Event& event, uint32_t fork);
  void fork_failed(const Event& event, uint32_t fork, const Position& before);
  void attempt(const Event& event, EventPhase phase);
  void evaluation_failed(const Event& event);
  void iteration(const Event& event, EventPhase phase);
  void execution(const Event& event, EventPhase phase);

  [[nodiscard]] uint32_t state_named(std::string_view name) const;
  [[nodiscard]] asl::StateType type_of(const Node& visit) const { return states_[visit.state].type; }
  [[nodiscard]] Position position_of(EventId event) const;
  [[nodiscard]] Position in_visit(uint32_t slot) const { return {slot, nodes_[slot].generation, false}; }
  [[nodiscard]] Position in_block(uint32_t node) const { return {node, nodes_[node].generation}; }
  void move(EventId from, EventId to, const Position& position);
  void set(EventId event, const Position& position);
  /// The visit at or around a place for which `is_it`; kNone if there is none.
  template <class Predicate>
  [[nodiscard]] uint32_t visit_around(const Position& position, Predicate is_it) const;
  uint32_t add_node(uint32_t parent);
  void tell(uint32_t visit);
  void reopen(uint32_t node);
  void close_inside(uint32_t node);
  void forget_inside(uint32_t node);
  void forget(uint32_t node);
  void free_forgotten();

  std::deque<State> states_;
  TextMap<std::string_view, uint32_t> by_name_;
  std::vector<Node> nodes_;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> forgotten_;  // since the last event
  std::unordered_map<EventId, Position> positions_;
  size_t sweep_at_ = 16;
  Moment moment_;
};

}  // namespace pawl::history
