// What a Map that is tested alone runs over.
#pragma once
#include <functional>
#include <optional>

#include "engine/failure.h"
#include "engine/frame.h"
#include "engine/map_run_plan.h"
#include "test_state/inspection.h"

namespace pawl::test_state {

/// The items of a Map with an ItemReader: what the test gives as the reader's data, else what ItemsPath finds
/// in `input`, the state's after InputPath. nullopt: they are not known.
engine::Evaluated<std::optional<Value>> read_items(const StateTest& test, engine::Frame& frame,
                                                   const Value& input, const engine::MapRunPlan& plan);

/// Evaluates ItemSelector and ItemBatcher over `items`, an array or an object, and notes what they give.
/// `frame_of`: a frame of the state for one item. Returns the failure of one of them; null pointer: none.
engine::FailurePtr inspect_items(const asl::Map& map, const Value& items, const Value& input,
                                 const engine::MapRunPlan& plan,
                                 const std::function<engine::Frame(const engine::MapItem&)>& frame_of,
                                 Inspection& inspection);

}  // namespace pawl::test_state
