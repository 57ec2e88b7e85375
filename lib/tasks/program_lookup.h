// Finds the program that an argv names, and explains why one cannot be started.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::tasks {

bool is_directory(const std::string& path);

/// Where programs are looked up: PATH of the environment, else the usual folders.
std::string search_path(const std::map<std::string, std::string>& environment);

/// The file to execute: a name with a slash is taken in `directory` unless it is absolute, any other one is
/// looked up in `search_path` (the tasks' PATH). Errors: nothing there, a directory, not executable; the
/// message says what to do.
Result<std::string> find_program(std::string_view name, const std::string& directory,
                                 const std::string& search_path);

/// Why starting failed, for the errno of the spawn: the sentence that becomes the cause.
std::string start_failure(int error, const std::string& program, const std::string& directory);

}  // namespace pawl::tasks
