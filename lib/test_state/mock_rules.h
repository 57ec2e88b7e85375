// What a test may mock and configure, by the type of its state.
#pragma once
#include "test_state/state_test.h"

namespace pawl::test_state {

/// Everything but what has to be evaluated first.
OrException<void> check_mock(const StateTest& test);

/// Whether a Map's count of failed iterations fits what it runs over.
OrException<void> check_failure_count(const StateTest& test, size_t items);

}  // namespace pawl::test_state
