// Uses: every path and every JSONata expression of a state machine, with its place and the data that its `$`
// stands for.
#pragma once
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "asl/fields.h"

namespace pawl::analysis {

class Facts;

struct Use {
  const asl::State* state = nullptr;
  std::string field;  // JSON pointer below the state: "Parameters/id.$"
  source::Span span;  // {0, 0}: the field's
  asl::DataStage stage = asl::DataStage::Effective;
  const jsonpath::Path* path = nullptr;             // this, …
  const asl::JsonataExpression* jsonata = nullptr;  // … or this
  bool is_argument = false;                         // the path is an argument of an intrinsic function
  /// The path is the Variable of one of its comparisons, or their operand
  const asl::ChoiceRule* rule = nullptr;
};

/// A name that an Assign sets.
struct Assignment {
  const asl::State* state = nullptr;
  std::string field;  // JSON pointer of the Assign below the state: "Assign", "Catch/0/Assign"
  std::string name;
};

/// An intrinsic function call.
struct IntrinsicUse {
  const asl::State* state = nullptr;
  std::string field;
  source::Span span;
  const intrinsics::IntrinsicExpression* expression = nullptr;
};

class Uses {
 public:
  explicit Uses(Facts& facts);

  [[nodiscard]] const std::vector<Use>& all() const { return uses_; }
  /// Those of one state.
  [[nodiscard]] std::span<const Use> of(const asl::State& state) const;
  [[nodiscard]] const std::vector<Assignment>& assignments() const { return assignments_; }
  [[nodiscard]] const std::vector<IntrinsicUse>& intrinsics() const { return intrinsics_; }

 private:
  class Collector;

  /// Expressions parsed with stand-ins for their ${placeholders}.
  std::deque<asl::JsonataExpression> stand_ins_;
  std::deque<jsonpath::Path> stand_in_paths_;
  std::vector<Use> uses_;  // in the order of the states
  std::vector<Assignment> assignments_;
  std::vector<IntrinsicUse> intrinsics_;
  std::vector<size_t> first_;  // of each state, and the end
};

/// The names that an Assign sets.
std::vector<std::string_view> names_of(const asl::PayloadTemplate& assign);

}  // namespace pawl::analysis
