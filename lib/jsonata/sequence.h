// Sequences: arrays with marks. A sequence of one is its item and an empty one is nothing, unless it is asked
// to stay an array.
#pragma once
#include <cstdint>
#include <utility>

#include "value/value.h"

namespace pawl::jsonata {

/// Marks of an array's node.
enum : uint8_t {
  kSequence = 1,       // made by a path or a function, not written as an array
  kKeepSingleton = 2,  // stays an array although it has one item
  kConsArray = 4,      // made by `[...]` at the start or end of a path: is not flattened
  kTupleStream = 8,    // its items are objects of bindings, "@" being the context
  kOuterWrapper = 16,  // around an input that is an array
};

/// Sorts of absent Values.
enum : uint64_t {
  kUndefined = 0,
  kUnset = 1,     // a slot that nothing has been bound to yet
  kFailed = 2,    // an error waits in the evaluator
  kTailCall = 3,  // a call in tail position waits in the evaluator
  kOpen = 4,      // `?` among the arguments of a partial application
};

inline Value undefined() noexcept { return Value::absent(kUndefined); }
inline Value failed() noexcept { return Value::absent(kFailed); }
inline bool is_failed(const Value& value) noexcept { return value.is_absent(kFailed); }
inline bool is_sequence(const Value& value) noexcept { return (value.array_marks() & kSequence) != 0; }

/// Builds a sequence; the first item needs no array.
class SequenceBuilder {
 public:
  void push(Value item) {
    if (size_ == 0) {
      first_ = std::move(item);
    } else {
      if (size_ == 1) items_.push(std::move(first_));
      items_.push(std::move(item));
    }
    ++size_;
  }
  void push_all(const Value& array) {
    for (const Value& item : array.items()) push(item);
  }
  /// Arrays among results of a step are spliced, but for those that a constructor made.
  void add_result(Value result) {
    if (result.is_array() && (result.array_marks() & kConsArray) == 0) push_all(result);
    else push(std::move(result));
  }

  [[nodiscard]] size_t size() const { return size_; }

  /// The sequence as an array, also of one or none.
  [[nodiscard]] Value array(uint8_t marks = kSequence) {
    if (size_ == 1) items_.push(std::move(first_));
    size_ = 0;
    Value made = items_.finish();
    made.set_array_marks(marks);
    return made;
  }
  /// What the sequence stands for: nothing, its only item, or an array.
  [[nodiscard]] Value unwrapped() {
    if (size_ > 1) return array();
    const bool is_empty = std::exchange(size_, 0) == 0;
    return is_empty ? undefined() : std::move(first_);
  }

 private:
  Value first_;
  ArrayBuilder items_;
  size_t size_ = 0;
};

/// An array with marks as the language shows it: a sequence of one is its item.
inline Value unwrapped(Value value, bool keep_array = false) {
  const uint8_t marks = value.array_marks();
  if ((marks & kSequence) == 0 || (marks & kTupleStream) != 0) return value;
  if (keep_array && (marks & kKeepSingleton) == 0) value.set_array_marks(marks | kKeepSingleton);
  if (value.size() == 0) return undefined();
  if (value.size() == 1 && !keep_array && (marks & kKeepSingleton) == 0) return Value(value.items()[0]);
  return value;
}

/// The items of a value seen as an array: a single value is an array of one, nothing is an array of none.
inline std::span<const Value> as_items(const Value& value) {
  if (value.is_array()) return value.items();
  return value.is_absent() ? std::span<const Value>() : std::span<const Value>(&value, 1);
}

}  // namespace pawl::jsonata
