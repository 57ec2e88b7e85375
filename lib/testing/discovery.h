// Finds test files below folders.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace pawl::testing {

/// The test files among paths, sorted within each folder: files as they are, and what stands below folders,
/// except in folders that are hidden, are called node_modules, or are left out by a .gitignore on the way
/// down (names, paths and globs; lines with `!` are not read). Each file once. Errors: a path that does not
/// exist, or a file that is no test file.
Result<std::vector<std::string>> find_test_files(const std::vector<std::string>& paths);

}  // namespace pawl::testing
