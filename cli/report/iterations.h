// The iterations of Maps that something happened in, as people and programs read them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "value/value.h"

namespace pawl::cli {

/// "[3]", "[0][17]", from the outermost Map on; empty: outside of any Map.
std::string iterations_text(const std::vector<uint64_t>& iterations);
/// [0, 17]
Value iterations_json(const std::vector<uint64_t>& iterations);

}  // namespace pawl::cli
