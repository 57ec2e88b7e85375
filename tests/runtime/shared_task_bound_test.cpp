#include "runtime/shared_task_bound.h"

#include <doctest/doctest.h>

using namespace pawl::runtime;

TEST_SUITE("runtime") {
  TEST_CASE("a shared bound: hosts get their turn in order, and one that goes gives back what it had") {
    Interrupts none(false);
    EventLoop here(none);
    EventLoop there(none);
    SharedTaskBound bound(1);
    SharedTaskBound::Member first(bound, here);
    {
      SharedTaskBound::Member second(bound, there);
      CHECK(first.take());
      CHECK_FALSE(second.take());
      first.give_back();
      CHECK_FALSE(first.take());  // the other one waits longer
      CHECK(second.take());
      CHECK_FALSE(first.take());
    }
    CHECK(first.take());
    first.give_back();
    SharedTaskBound::Member third(bound, there);
    CHECK(first.take());
    CHECK_FALSE(third.take());
    third.wait_no_longer();
    first.give_back();
    CHECK(first.take());
  }
}
