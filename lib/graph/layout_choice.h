// Who decides where the parts of a drawing stand.
#pragma once
#include <cstdint>

namespace pawl::graph {

/// Graphviz: the program `dot`; Auto: that, or our own layers where it is missing or slow.
enum class LayoutChoice : uint8_t { Auto, Graphviz, Layers };

}  // namespace pawl::graph
