// Globs as pawl.yaml has them for state names and resources: `*` is any text, `?` one byte; everything else
// stands for itself.
#pragma once
#include <string_view>

namespace pawl::tasks {

bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace pawl::tasks
