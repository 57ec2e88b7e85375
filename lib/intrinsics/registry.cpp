#include "intrinsics/registry.h"

#include <algorithm>
#include <array>

namespace pawl::intrinsics {
namespace {

constexpr std::array kFunctions = {
    Function{"Array", 0, kUnlimited, array},
    Function{"ArrayContains", 2, 2, array_contains},
    Function{"ArrayGetItem", 2, 2, array_get_item},
    Function{"ArrayLength", 1, 1, array_length},
    Function{"ArrayPartition", 2, 2, array_partition},
    Function{"ArrayRange", 3, 3, array_range},
    Function{"ArrayUnique", 1, 1, array_unique},
    Function{"Base64Decode", 1, 1, base64_decode},
    Function{"Base64Encode", 1, 1, base64_encode},
    Function{"Format", 1, kUnlimited, format},
    Function{"Hash", 2, 2, hash},
    Function{"JsonMerge", 3, 3, json_merge},
    Function{"JsonToString", 1, 1, json_to_string},
    Function{"MathAdd", 2, 2, math_add},
    Function{"MathRandom", 2, 3, math_random},
    Function{"StringSplit", 2, 2, string_split},
    Function{"StringToJson", 1, 1, string_to_json},
    Function{"UUID", 0, 0, uuid},
};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [name](const Function& f) { return f.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

std::span<const Function> functions() { return kFunctions; }

}  // namespace pawl::intrinsics
