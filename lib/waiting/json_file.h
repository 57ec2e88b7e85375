// JSON objects in small files.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/small_file.h"
#include "value/value.h"

namespace pawl::waiting {

/// The JSON object in a file; nullopt: there is none, or it is none of ours.
std::optional<Value> read_object(const std::string& path);
/// A whole number in an object; `otherwise` where there is none.
int64_t number_of(const Value& object, std::string_view member, int64_t otherwise = 0);

}  // namespace pawl::waiting
