// SharedTaskBound: how many tasks the runs of several Hosts, each in a thread of its own, may have at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

#include "runtime/event_loop.h"

namespace pawl::runtime {

class SharedTaskBound {
 public:
  explicit SharedTaskBound(uint32_t most) : free_(most) {}
  SharedTaskBound(const SharedTaskBound&) = delete;
  SharedTaskBound& operator=(const SharedTaskBound&) = delete;

  /// The tasks of one Host, in its thread. Hosts that have to wait get their turn in order.
  class Member {
   public:
    /// The loop is woken when a task may run that had to wait.
    Member(SharedTaskBound& bound, EventLoop& loop);
    /// Gives back what it has.
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    /// One task more; false: it has to wait.
    bool take();
    void give_back();
    /// No task waits here any more.
    void wait_no_longer();

   private:
    friend class SharedTaskBound;

    SharedTaskBound& bound_;
    EventLoop& loop_;
    size_t taken_ = 0;
    bool waits_ = false;
  };

 private:
  void leave(Member& member);
  void wake_next(const Member& by);

  std::mutex mutex_;
  size_t free_;
  std::deque<Member*> waiting_;
};

}  // namespace pawl::runtime
