// Branches without an execution around them: forking, joining, siblings, generations, cancelling, order.

#include "engine/branches.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using engine::Branch;
using engine::Branches;
using engine::CommandId;
using engine::kNone;

namespace {

std::vector<uint32_t> children_of(const Branches& branches, uint32_t fork) {
  std::vector<uint32_t> slots;
  for (uint32_t at = branches.fork(fork).first_child; at != kNone; at = branches[at].next_sibling)
    slots.push_back(at);
  return slots;
}

std::vector<uint32_t> backwards(const Branches& branches, uint32_t fork) {
  std::vector<uint32_t> slots;
  for (uint32_t at = branches.fork(fork).last_child; at != kNone; at = branches[at].previous_sibling)
    slots.push_back(at);
  return slots;
}

uint32_t open_fork(Branches& branches, uint32_t owner, uint32_t count, uint32_t limit) {
  return branches.open_fork({.owner = owner, .count = count, .limit = limit});
}

uint32_t start_all(Branches& branches, uint32_t fork) {
  uint32_t last = kNone;
  while (branches.fork(fork).has_room()) last = branches.start_child(fork);
  return last;
}

/// Runs nothing: takes the ready branches in order and lets each wait.
std::vector<uint32_t> drain(Branches& branches) {
  std::vector<uint32_t> slots;
  while (branches.has_queued()) {
    const CommandId next = branches.front();
    if (branches.is_ready(next)) {
      slots.push_back(next.slot);
      branches.begin_wait(next.slot, Branch::Doing::Task);
    }
    branches.pop_front();
  }
  return slots;
}

using Slots = std::vector<uint32_t>;

}  // namespace

TEST_SUITE("engine") {
  TEST_CASE("a fork's branches know their owner, their index and what the owner knew") {
    Branches branches;
    const uint32_t top = branches.add_top();
    CHECK(top == 0);
    CHECK(branches[top].fork == kNone);
    branches[top].variables = parse_json(R"({"v":1})").value();
    const uint32_t fork = branches.open_fork({.owner = top, .count = 2, .limit = 2, .start_link = 7});
    CHECK(branches[top].doing == Branch::Doing::Children);
    CHECK(branches[top].child_fork == fork);
    const uint32_t first = branches.start_child(fork);
    const uint32_t second = branches.start_child(fork);
    CHECK(branches[first].fork == fork);
    CHECK(branches[first].index == 0);
    CHECK(branches[second].index == 1);
    CHECK(branches[second].last == 7);
    CHECK(to_json(branches[second].variables) == R"({"v":1})");
    CHECK_FALSE(branches.fork(fork).has_room());
  }

  TEST_CASE("no more branches start than may run at a time; one that ends makes room") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 5, 2);
    start_all(branches, fork);
    CHECK(branches.fork(fork).alive == 2);
    CHECK(branches.fork(fork).next == 2);
    const uint32_t first = branches.fork(fork).first_child;
    branches[first].last = 20;
    branches.end_child(first, Value::integer(0), 21);
    CHECK(branches.fork(fork).has_room());
    const uint32_t third = branches.start_child(fork);
    CHECK(branches[third].index == 2);
    CHECK(branches[third].last == 20);  // takes the place of the one that ended
    CHECK(branches.fork(fork).join_link == 21);
    CHECK_FALSE(branches.fork(fork).has_room());
    CHECK_FALSE(branches.fork(fork).is_done());
  }

  TEST_CASE("siblings stand in the order they started, wherever one leaves") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 5, 4);
    start_all(branches, fork);
    const Slots all = children_of(branches, fork);
    REQUIRE(all.size() == 4);
    branches.end_child(all[1], {}, 0);  // from the middle
    CHECK(children_of(branches, fork) == Slots{all[0], all[2], all[3]});
    branches.remove_child(all[0]);  // the first
    CHECK(children_of(branches, fork) == Slots{all[2], all[3]});
    branches.end_child(all[3], {}, 0);  // the last
    CHECK(children_of(branches, fork) == Slots{all[2]});
    const uint32_t fifth = branches.start_child(fork);
    CHECK(children_of(branches, fork) == Slots{all[2], fifth});
    CHECK(backwards(branches, fork) == Slots{fifth, all[2]});
    branches.remove_child(all[2]);
    branches.remove_child(fifth);
    CHECK(children_of(branches, fork).empty());
    CHECK(backwards(branches, fork).empty());
    CHECK(branches.fork(fork).done == 2);  // one that was removed has no result
    CHECK(branches.fork(fork).alive == 0);
  }

  TEST_CASE("a join gives the results by index and makes the owner ready") {
    Branches branches;
    const uint32_t top = branches.add_top();
    const uint32_t fork = open_fork(branches, top, 3, 3);
    start_all(branches, fork);
    const CommandId waiting = branches.id(top);
    const Slots all = children_of(branches, fork);
    for (const uint32_t at : {2, 0, 1}) {
      CHECK_FALSE(branches.fork(fork).is_done());
      branches.end_child(all[at], Value::integer(at * 10), 0);
    }
    REQUIRE(branches.fork(fork).is_done());
    CHECK(to_json(Value::array(branches.join(fork))) == "[0,10,20]");
    CHECK(branches[top].child_fork == kNone);
    CHECK(branches[top].doing == Branch::Doing::Complete);
    CHECK_FALSE(branches.is_ready(waiting));  // that wait is over
    CHECK(branches.is_ready(branches.id(top)));
    CHECK(drain(branches) == Slots{top});
  }

  TEST_CASE("a fork of no branches is done at once") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 0, 0);
    CHECK_FALSE(branches.fork(fork).has_room());
    CHECK(branches.fork(fork).is_done());
    CHECK(branches.join(fork).empty());
  }

  TEST_CASE("slots are used again, and what was said to the branch before does not reach the next") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 2, 1);
    const uint32_t first = branches.start_child(fork);
    branches.make_ready(first, Branch::Doing::Enter);
    const CommandId queued = branches.front();
    branches[first].input = Value::integer(1);
    branches.end_child(first, {}, 0);
    const uint32_t second = branches.start_child(fork);
    CHECK(second == first);
    CHECK(branches[second].input.is_null());
    CHECK(branches.id(second).generation > queued.generation);
    branches.make_ready(second, Branch::Doing::Enter);
    CHECK_FALSE(branches.is_ready(queued));  // though the slot's branch is ready
    CHECK(drain(branches) == Slots{second});
    const CommandId task = branches.id(second);
    CHECK(branches.awaits(task));
    CHECK_FALSE(branches.awaits(queued));
    branches.end_wait(second);
    CHECK_FALSE(branches.awaits(task));
    CHECK_FALSE(branches.awaits({99, 1}));
  }

  TEST_CASE("forks are used again without their results") {
    Branches branches;
    const uint32_t top = branches.add_top();
    const uint32_t fork = open_fork(branches, top, 2, 2);
    start_all(branches, fork);
    branches.cancel_fork(
        fork, [](uint32_t) {}, [](uint32_t) {});
    CHECK(branches[top].child_fork == kNone);
    const uint32_t again = open_fork(branches, top, 1, 1);
    CHECK(again == fork);
    CHECK(branches.fork(again).results.size() == 1);
    CHECK(children_of(branches, again).empty());
    CHECK(branches.fork(again).alive == 0);
  }

  TEST_CASE("cancelling takes the whole subtree, in the order the branches started, inner ones first") {
    Branches branches;
    const uint32_t top = branches.add_top();
    const uint32_t outer = open_fork(branches, top, 3, 3);
    start_all(branches, outer);
    const Slots a = children_of(branches, outer);
    const uint32_t inner = open_fork(branches, a[1], 2, 2);
    start_all(branches, inner);
    const Slots b = children_of(branches, inner);
    const uint32_t aside = branches.id(a[0]).generation;
    std::string order;
    branches.cancel_fork(
        outer, [&](uint32_t slot) { order += "+" + std::to_string(slot); },
        [&](uint32_t slot) {
          order += "-" + std::to_string(slot);
          CHECK(branches[slot].child_fork == kNone);
          CHECK(branches[slot].fork != kNone);  // still there for whoever looks
        });
    const auto text = [](const char* sign, uint32_t slot) { return sign + std::to_string(slot); };
    CHECK(order == text("+", a[0]) + text("-", a[0]) + text("+", a[1]) + text("+", b[0]) + text("-", b[0]) +
                       text("+", b[1]) + text("-", b[1]) + text("-", a[1]) + text("+", a[2]) +
                       text("-", a[2]));
    for (const uint32_t slot : {a[0], a[1], a[2], b[0], b[1]})
      CHECK(branches[slot].doing == Branch::Doing::Free);
    CHECK(branches.id(a[0]).generation == aside + 1);
    CHECK(branches[top].child_fork == kNone);
    CHECK(branches.size() == 6);
    // All five slots are free again: the next five branches need no new one.
    start_all(branches, open_fork(branches, top, 5, 5));
    CHECK(branches.size() == 6);
  }

  TEST_CASE("cancelling an inner fork leaves the branches beside it") {
    Branches branches;
    const uint32_t outer = open_fork(branches, branches.add_top(), 2, 2);
    start_all(branches, outer);
    const Slots a = children_of(branches, outer);
    const uint32_t inner = open_fork(branches, a[0], 2, 2);
    const uint32_t last = start_all(branches, inner);
    branches.remove_child(last);  // the one that failed
    branches.cancel_fork(
        inner, [](uint32_t) {}, [](uint32_t) {});
    CHECK(children_of(branches, outer) == a);
    CHECK(branches.fork(outer).alive == 2);
    CHECK(branches[a[0]].child_fork == kNone);
  }

  TEST_CASE("ready branches run first in, first out, unless one is wanted") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 20, 20);
    Slots all;
    while (branches.fork(fork).has_room()) {
      all.push_back(branches.start_child(fork));
      branches.make_ready(all.back(), Branch::Doing::Enter);
    }
    const uint32_t gone = all[3];
    branches.remove_child(gone);
    CHECK_FALSE(branches.bring_to_front([&](const Branch& branch) { return branch.index == 3; }));
    CHECK(branches.bring_to_front([](const Branch& branch) { return branch.index >= 9; }));
    Slots order = all;
    order.erase(order.begin() + 3);
    order.erase(order.begin() + 8);
    order.insert(order.begin(), all[9]);
    CHECK(drain(branches) == order);
    CHECK_FALSE(branches.bring_to_front([](const Branch&) { return true; }));
  }

  TEST_CASE("the innermost iteration is that of the nearest Map") {
    Branches branches;
    const uint32_t top = branches.add_top();
    CHECK(branches.iteration_of(top).map == nullptr);
    const uint32_t map = branches.open_fork(
        {.owner = top, .count = 2, .limit = 2, .items = parse_json(R"(["a","b"])").value()});
    branches.start_child(map);
    const uint32_t second = branches.start_child(map);
    const uint32_t parallel = open_fork(branches, second, 1, 1);
    const uint32_t below = branches.start_child(parallel);
    const Branches::Iteration iteration = branches.iteration_of(below);
    REQUIRE(iteration.map != nullptr);
    CHECK(iteration.index == 1);
    CHECK(branches.iterations_of(below) == std::vector<uint64_t>{1});
    CHECK(to_json(iteration.map->item(iteration.index)) == R"("b")");
  }

  TEST_CASE("of a Map over an object an item is a key and its value") {
    engine::ForkRun run;
    run.items = parse_json(R"({"k":5})").value();
    CHECK(to_json(run.item(0)) == R"({"Key":"k","Value":5})");
  }

  TEST_CASE("a recorded outcome finds the branch that waits after an event") {
    Branches branches;
    const uint32_t fork = open_fork(branches, branches.add_top(), 2, 2);
    start_all(branches, fork);
    const Slots all = children_of(branches, fork);
    branches[all[0]].last = 4;
    branches[all[1]].last = 6;
    branches.make_ready(all[0], Branch::Doing::Enter);
    const CommandId task = branches.begin_wait(all[1], Branch::Doing::Task);
    CHECK(branches.waiting_after(6) == task);
    CHECK(branches.waiting_after(4) == CommandId{});  // ready, it waits for nothing
    CHECK(branches.waiting_after(5) == CommandId{});
    branches.end_wait(all[1]);
    branches.make_ready(all[1], Branch::Doing::Complete);
    CHECK(branches.waiting_after(6) == CommandId{});
  }
}
