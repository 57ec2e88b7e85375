// Upper and lower case of any Unicode text, as JavaScript's toUpperCase and toLowerCase have it.
#pragma once
#include <string>
#include <string_view>

namespace pawl::jsonata {

std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

}  // namespace pawl::jsonata
