// The path of an object in its bucket's folder.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::items {

/// Why no object in a folder can have the key, or begin with it: "..", absolute, "a//b".
Result<void> check_key(std::string_view bucket, std::string_view key);

/// The real path of a file or folder below `folder` (itself a real path), or why it cannot be: it is not
/// there, or a link leads out of the folder.
Result<std::string> path_inside(std::string_view bucket, const std::string& folder, std::string_view key);

/// The path of a file to be made, with the folders above it made.
Result<std::string> path_for_new(std::string_view bucket, const std::string& folder, std::string_view key);

/// The name of a file that is being written, beside its place.
std::string part_path(const std::string& path);
bool is_part_name(std::string_view name);

}  // namespace pawl::items
