// JSON objects in small files.
#pragma once
#include <optional>
#include <string>

#include "base/small_file.h"
#include "value/members.h"

namespace pawl::waiting {

/// The JSON object in a file; nullopt: there is none, or it is none of ours.
std::optional<Value> read_object(const std::string& path);

}  // namespace pawl::waiting
