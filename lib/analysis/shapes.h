// Shapes: what can be said, without running it, of the data that a machine's states work with.
#pragma once
#include <optional>
#include <vector>

#include "analysis/flow.h"
#include "analysis/uses.h"
#include "asl/state_machine.h"
#include "value/value.h"

namespace pawl::analysis {

/// A Value whose unknown parts are absent Values; an object has at most the members that are shown, an empty
/// array stands for any array, a string or number for any.
using Shape = Value;

inline Shape unknown_shape() { return Value::absent(); }

/// A path's first step that certainly finds nothing.
struct Missing {
  size_t step = 0;
  Shape holder;  // what it was looked for in
};

/// The shape a path names, or where it certainly ends; nullopt shapes are unknown ones.
struct Lookup {
  Shape shape;
  std::optional<Missing> missing;
};
Lookup look_up(const Shape& shape, const jsonpath::Path& path);

/// One state's data, from what comes in to what goes out.
struct StateData {
  Shape input, effective, result, selected, merged, output;

  [[nodiscard]] const Shape& at(asl::DataStage stage) const;
};

class Shapes {
 public:
  Shapes(const asl::StateMachine& machine, const Flow& flow);

  /// What may come in, over all ways that lead to the state.
  [[nodiscard]] const Shape& input(const asl::State& state) const { return inputs_[state.index]; }
  /// What comes in by one transition.
  [[nodiscard]] Shape input_by(const Edge& edge) const;
  /// What a block's first state gets from the Map or Parallel around it (null pointer: the execution's
  /// input).
  [[nodiscard]] Shape first_input(const asl::State* parent) const;

 private:
  std::vector<Shape> inputs_;
};

/// The data of a state that gets `input`.
StateData data_of(const asl::State& state, const Shape& input);

/// What a service integration answers (AWS guide: "Optimized integrations"); unknown where it is not in the
/// table.
Shape result_shape(const asl::Resource& resource);

}  // namespace pawl::analysis
