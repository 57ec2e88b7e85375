// Compiled JSONPaths as text, for tables in tests.
#pragma once
#include <string>
#include <string_view>

#include "jsonpath/path.h"

namespace pawl::test {

/// What the path is compiled to, "reference $ name(a) index(0)", or the message of what is wrong with it.
///
/// First comes how it may be used: "reference" (a reference path too), "definite" (at most one node) or
/// "indefinite" (the result is an array). Then its root and its segments; a `?` after one means that values
/// without it are passed over instead of being an error.
std::string dump_path(std::string_view text);

}  // namespace pawl::test
