// Snapshots: how executions ended when they were last accepted, in a file beside the test file
// (`order.test.yaml` has `order.test.snapshots.json`), an object by the names of cases.
#pragma once
#include <map>
#include <string>

#include "base/result.h"
#include "value/value.h"

namespace pawl::testing {

std::string snapshot_path(const std::string& test_file);

/// {"status", "output" or "error" and "cause", "path"} by the name of the case.
using Snapshots = std::map<std::string, Value>;

/// None where there is no file. Errors: it is unreadable or not of this form.
Result<Snapshots> load_snapshots(const std::string& test_file);

/// Replaces the file by these; without any it is removed. Errors: the system's.
Result<void> save_snapshots(const std::string& test_file, const Snapshots& snapshots);

}  // namespace pawl::testing
