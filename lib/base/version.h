// Which pawl this is: the definition is written by cmake/version.cmake.
#pragma once
#include <string_view>

namespace pawl {

/// "0.1.0", or of a commit after a tag what git says of it: "0.1.0-5-g1a2b3c4d".
std::string_view version();

}  // namespace pawl
