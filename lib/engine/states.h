// The eight state types, one file each. enter(): runs the state after it was entered, and again for a retry.
#pragma once
#include "engine/frame.h"
#include "engine/step.h"

namespace pawl::engine {

Step enter(Frame& frame, const asl::Pass& pass);
Step enter(Frame& frame, const asl::Task& task);
Step enter(Frame& frame, const asl::Choice& choice);
Step enter(Frame& frame, const asl::Wait& wait);
Step enter(Frame& frame, const asl::Succeed& succeed);
Step enter(Frame& frame, const asl::Fail& fail);
Step enter(Frame& frame, const asl::Parallel& parallel);
Step enter(Frame& frame, const asl::Map& map);

/// Ends a Wait whose time has come.
Step finish_wait(Frame& frame);

/// The input of one iteration: the frame's item, or what ItemSelector makes of it. `input`: the Map's,
/// after InputPath.
Evaluated<Value> iteration_input(Frame& frame, const asl::Map& map, const Value& input);

}  // namespace pawl::engine
