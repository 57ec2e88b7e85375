// Leaf: a place in the data that a test case supplies, and how values are put there.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "value/value.h"

namespace pawl::explore {

/// Data that comes from outside of the state machine.
struct Source {
  /// Input: of the execution. Result: of a task's run. Items: what an ItemReader reads.
  enum class Kind : uint8_t { Input, Result, Items };
  Kind kind = Kind::Input;
  uint32_t state = 0;       // of Result and Items: State::index
  uint32_t invocation = 0;  // of Result: how often the task ran before
  auto operator<=>(const Source&) const = default;
};

/// A member, an element, or the JSON inside a string.
struct LeafStep {
  enum class Kind : uint8_t { Member, Element, Text };
  Kind kind = Kind::Member;
  std::string name;    // of Member
  uint32_t index = 0;  // of Element
  auto operator<=>(const LeafStep&) const = default;
};

struct Leaf {
  Source source;
  std::vector<LeafStep> steps;
  auto operator<=>(const Leaf&) const = default;

  [[nodiscard]] Leaf below(LeafStep step) const;
};

/// The value at `steps` in `root`; nullopt: there is none. A member of an array is that of its first element.
std::optional<Value> value_at(const Value& root, std::span<const LeafStep> steps);
/// `root` with `value` at `steps`; what is in the way is replaced, a member of an array is set in its
/// elements. nullopt takes the value away.
Value with_value(const Value& root, std::span<const LeafStep> steps, const std::optional<Value>& value);

}  // namespace pawl::explore
