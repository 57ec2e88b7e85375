// What AWS takes in a path, but understands in another way than other dialects of JSONPath do.
#pragma once
#include <string>
#include <vector>

#include "jsonpath/path.h"

namespace pawl::jsonpath {

struct Pitfall {
  std::string message;  // what it means
  std::string hint;     // what to write instead
};

/// Those of a path and of its filters, in the order of the text, each kind once.
std::vector<Pitfall> pitfalls(const Path& path);

}  // namespace pawl::jsonpath
