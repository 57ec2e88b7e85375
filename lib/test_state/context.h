// The context object of a state that is tested alone.
#pragma once
#include "base/random_source.h"
#include "engine/map_run_plan.h"
#include "test_state/state_test.h"

namespace pawl::test_state {

/// The one that a test gives, or AWS's default values. A state within a Map gets the first iteration, with
/// its own input as the item.
Value make_context(const StateTest& test, RandomSource& random);

/// The context object that ItemSelector sees for one item.
Value with_item(const Value& context, const engine::MapItem& item);

/// Whether a test may give this context object.
OrException<void> check_context(const Value& context);

}  // namespace pawl::test_state
