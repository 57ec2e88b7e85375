// The cases of a MockConfigFile.json as tests: each has to get to an end without a call that its mocks do not
// answer.
#pragma once
#include <string>

#include "base/result.h"
#include "testing/test_file.h"

namespace pawl::testing {

/// A state machine of a MockConfigFile.json.
struct MockedMachine {
  std::string name;
  std::string definition;    // a path
  std::string input = "{}";  // JSON, of all cases
};

/// Its cases, in the order of the file. Errors: it cannot be read, or has no such state machine.
Result<TestFile> tests_of_mock_file(const std::string& path, const MockedMachine& machine);

}  // namespace pawl::testing
