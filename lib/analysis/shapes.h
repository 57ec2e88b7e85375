// Shapes: what is known statically of the data of each state, by abstract interpretation of its fields.
#pragma once
#include <optional>
#include <vector>

#include "analysis/flow.h"
#include "analysis/uses.h"
#include "asl/state_machine.h"
#include "value/value.h"

namespace pawl::analysis {

/// A Value as an abstract one: an absent Value is unknown, an object has at most the members shown, an empty
/// array is any array, a string or a number is any string or number.
using Shape = Value;

inline Shape unknown_shape() { return Value::absent(); }

/// The first step of a path that cannot find anything.
struct Missing {
  size_t step = 0;
  Shape holder;  // the value that lacks it
};

/// The shape at a path; `missing` is set if the path finds nothing in any data of the shape.
struct Lookup {
  Shape shape;
  std::optional<Missing> missing;
};
Lookup look_up(const Shape& shape, const jsonpath::Path& path);

/// The data of one state at each stage of its processing.
struct StateData {
  Shape input, effective, result, selected, merged, output;

  [[nodiscard]] const Shape& at(asl::DataStage stage) const;
};

class Shapes {
 public:
  Shapes(const asl::StateMachine& machine, const Flow& flow);

  /// The join of the inputs over all transitions to the state.
  [[nodiscard]] const Shape& input(const asl::State& state) const { return inputs_[state.index]; }
  /// The input by one transition.
  [[nodiscard]] Shape input_by(const Edge& edge) const;
  /// The input of the first state of a block in `parent`, a Map or Parallel; of the execution for null
  /// pointer.
  [[nodiscard]] Shape first_input(const asl::State* parent) const;

 private:
  std::vector<Shape> inputs_;
};

/// The data of a state that gets `input`.
StateData data_of(const asl::State& state, const Shape& input);

/// The response of a service integration (AWS guide: "Optimized integrations"); unknown if it is not in the
/// table.
Shape result_shape(const asl::Resource& resource);

}  // namespace pawl::analysis
