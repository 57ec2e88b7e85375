// Finds names in a test file that mean nothing in its definition.
#pragma once
#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "testing/test_file.h"

namespace pawl::testing {

/// Mocks that no Task uses, and names of states that do not exist, with the nearest that does.
source::Diagnostics check_names(const TestFile& file, const asl::StateMachine& machine);

}  // namespace pawl::testing
