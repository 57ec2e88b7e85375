// Compares what an execution did with what a case expects of it.
#pragma once
#include <string>
#include <vector>

#include "runtime/run.h"
#include "testing/case_result.h"
#include "testing/run_record.h"
#include "testing/test_file.h"

namespace pawl::testing {

/// All expectations that do not hold, in the order of the file; snapshots are compared elsewhere.
std::vector<CaseFailure> judge(const TestFile& file, const TestCase& test, const runtime::RunResult& result,
                               const RunRecord& record);

/// "Validate → Charge → Ship", cut in the middle where it is long.
std::string path_text(const std::vector<std::string>& path);

}  // namespace pawl::testing
