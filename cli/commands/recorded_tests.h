// Test files made of recorded runs: `mock --test`, and `test --from-histories`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "testing/recorded_cases.h"

namespace pawl::cli {

/// A run and the name of the case that is made of it.
struct RunToTest {
  std::string run;  // see RunStore::find
  std::string name;
};

struct RecordedTests {
  std::vector<RunToTest> runs;
  workflow::DefinitionSource definition;
  std::optional<std::string> output;  // a path; nothing: standard output
};

/// Writes a case for each run; with `distinct` only for the first of those that go the same way, and says
/// what they reach. Returns the exit code.
int write_recorded_tests(const RecordedTests& tests, bool distinct, Console& console);

/// The histories in a folder: files, and the run folders in it; names are those of the files. Errors: there
/// is no such folder.
Result<std::vector<RunToTest>> histories_in(const std::string& folder);

}  // namespace pawl::cli
