// What stands between two steps of a path.
#pragma once
#include <span>
#include <utility>
#include <vector>

#include "jsonata/dialect.h"
#include "jsonata/sequence.h"

namespace pawl::jsonata {

/// The items that a step is applied to: those of an array, or a single one, which saves an array.
class PathItems {
 public:
  PathItems() : value_(undefined()) {}
  /// The items of an array; of anything else itself, of nothing none.
  static PathItems of(Value value) {
    PathItems items;
    items.is_single_ = !value.is_array() && !value.is_absent();
    items.value_ = std::move(value);
    return items;
  }
  /// One item, whatever it is.
  static PathItems single(Value value) {
    PathItems items;
    items.is_single_ = true;
    items.value_ = std::move(value);
    return items;
  }

  [[nodiscard]] std::span<const Value> span() const {
    return is_single_ ? std::span<const Value>(&value_, 1) : value_.items();
  }
  [[nodiscard]] bool is_empty() const { return !is_single_ && value_.size() == 0; }
  void keep_singleton() {
    if (is_empty()) return;
    if (!is_single_ && is_sequence(value_)) {
      value_.set_array_marks(value_.array_marks() | kKeepSingleton);
    } else if (is_single_ || (value_.array_marks() & kConsArray) != 0) {
      value_ = Value::array({std::exchange(value_, Value())});
      value_.set_array_marks(kSequence | kKeepSingleton);
      is_single_ = false;
    }
  }
  /// The value of a path that ends here, to be unwrapped by the caller if it is a sequence.
  [[nodiscard]] Value take() { return std::move(value_); }

 private:
  Value value_;
  bool is_single_ = false;
};

/// Gathers the results that one step has for its items. Arrays among them are spliced, but in the last step a
/// lone array that is no sequence stays what it is.
class StepResults {
 public:
  void add(Value result) {
    if (count_ == 0) {
      first_ = std::move(result);
    } else {
      if (count_ == 1) all_.add_result(std::move(first_));
      all_.add_result(std::move(result));
    }
    ++count_;
  }
  [[nodiscard]] PathItems finish(bool is_last) {
    if (count_ == 0) return {};
    if (count_ > 1) return PathItems::of(all_.array());
    if (!first_.is_array()) return PathItems::single(std::move(first_));
    if (!is_last && first_.size() == 0) return {};
    const uint8_t marks = first_.array_marks();
    if ((marks & kSequence) != 0 &&
        (marks & (kKeepSingleton | kConsArray | kTupleStream | kOuterWrapper)) == 0) {
      return PathItems::of(std::move(first_));
    }
    if (is_last ? (marks & kSequence) == 0 : (marks & kConsArray) == 0)
      return PathItems::of(std::move(first_));
    all_.add_result(std::move(first_));
    return PathItems::of(all_.array());
  }

 private:
  Value first_;
  SequenceBuilder all_;
  size_t count_ = 0;
};

/// The key of a tuple's context.
inline const Value& kTupleContext() {
  static thread_local const Value kKey = Value::string("@");
  return kKey;
}

/// An object's members in the order that the language shows them in: JavaScript puts integer keys first.
std::vector<const Member*> members_in_order(const Value& object, Dialect dialect);

}  // namespace pawl::jsonata
