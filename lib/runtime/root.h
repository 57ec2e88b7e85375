// RunRoot: what a run shares with all executions that it starts: its clock, and how many tasks may run at a
// time.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "runtime/clock.h"
#include "runtime/task_queue.h"
#include "runtime/timer_queue.h"

namespace pawl::runtime {

class RunRoot {
 public:
  /// `start`: what its clock shows now. `shared` as TaskQueue has it.
  RunRoot(const TimeMode& time, Millis start, TaskBounds bounds, SharedTaskBound::Member* shared)
      : queue(bounds, shared), clock_(make_clock(time, start)) {}

  [[nodiscard]] Millis now() const { return clock_->now(); }
  [[nodiscard]] const Clock& clock() const { return *clock_; }
  void jump_to(Millis due) { clock_->jump_to(due); }

  /// A task runs, or has ended. `is_real`: it takes real time.
  void task_started(bool is_command, bool is_real);
  void task_ended(bool is_command, bool is_real);
  /// A worker outside has a task, or has it no longer.
  void worker_began() { clock_->set_in_flight(++in_flight_); }
  void worker_ended() { clock_->set_in_flight(--in_flight_); }
  /// Tasks that take real time now.
  [[nodiscard]] size_t in_flight() const { return in_flight_; }

  TimerQueue timers;
  TaskQueue queue;
  size_t ready = 0;      // of its jobs: have something to do
  size_t jobs = 0;       // alive
  size_t waiting = 0;    // tasks that wait for somebody outside
  bool is_kept = false;  // it outlives its jobs
  bool parks = false;    // its jobs end without an event where they could only wait for somebody outside
  std::optional<Error> error;   // a runner cannot do its work: all jobs end without an event
  std::function<void()> ended;  // called when its last job is gone; may be empty

 private:
  std::unique_ptr<Clock> clock_;
  size_t in_flight_ = 0;
};

inline void RunRoot::task_started(bool is_command, bool is_real) {
  queue.started(is_command);
  if (is_real) clock_->set_in_flight(++in_flight_);
}

inline void RunRoot::task_ended(bool is_command, bool is_real) {
  queue.ended(is_command);
  if (is_real) clock_->set_in_flight(--in_flight_);
}

}  // namespace pawl::runtime
