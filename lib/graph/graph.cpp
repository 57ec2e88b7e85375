#include "graph/graph.h"

#include <array>

namespace pawl::graph {

std::string_view name_of(NodeKind kind) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map", "Start", "End"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view name_of(EdgeKind kind) {
  static constexpr std::array<std::string_view, 6> kNames = {"start",   "next",  "choice",
                                                             "default", "catch", "end"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace pawl::graph
