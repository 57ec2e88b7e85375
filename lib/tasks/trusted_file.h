// Whether a configuration file that pawl found by itself can be trusted to say what runs here, as git and ssh
// check theirs.
#pragma once
#include <string>

#include "base/result.h"

namespace pawl::tasks {

/// Refuses a file that others own or can write, or whose folder lets others replace it. Trusted are the user,
/// root and, under sudo, its caller; a group of the user alone may write, and a folder with the sticky bit
/// (/tmp) may be everybody's. Errors say who and what to do, `how_to_trust` how to use the file all the same.
Result<void> check_trusted(const std::string& path, const std::string& how_to_trust);

}  // namespace pawl::tasks
