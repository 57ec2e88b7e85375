// Scenario: everything an execution gets from outside, as a test case supplies it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "explore/leaf.h"
#include "value/value.h"

namespace pawl::explore {

/// What one run of a task gives, or one reading of a Distributed Map's items.
struct MockedAnswer {
  Value result = Value::empty_object();
  std::string error;  // empty: it succeeds
};

struct Scenario {
  Value input = Value::empty_object();
  /// By State::index: the answers to a task's runs, one after the other; the last one repeats. Those of a Map
  /// with an ItemReader are arrays of items. Never empty.
  std::map<uint32_t, std::vector<MockedAnswer>> answers;

  /// The answer to a run; {} where nothing is said.
  [[nodiscard]] MockedAnswer answer(uint32_t state, uint32_t invocation) const;
  [[nodiscard]] std::optional<Value> at(const Leaf& leaf) const;
  void set(const Leaf& leaf, const std::optional<Value>& value);
  /// Lets a task fail in `times` runs from `invocation` on, and answer as before from then on.
  void fail(uint32_t state, uint32_t invocation, uint32_t times, const std::string& error);

 private:
  [[nodiscard]] std::vector<MockedAnswer>& answers_until(uint32_t state, uint32_t invocation);
};

/// A value to be put in a scenario; nullopt: the leaf is to be absent.
struct LeafChange {
  Leaf leaf;
  std::optional<Value> value;
};

/// A way to change a scenario.
struct Proposal {
  std::vector<LeafChange> changes;  // in this order
  struct Failing {
    uint32_t state = 0;
    uint32_t invocation = 0;
    uint32_t times = 1;
    std::string error;
  };
  std::optional<Failing> failing;

  [[nodiscard]] Scenario applied_to(const Scenario& scenario) const;
};

}  // namespace pawl::explore
