#include "graph/hits.h"

#include <fmt/format.h>

#include <array>

namespace pawl::graph {

Coverage coverage_of(const Hits& hits, NodeId node) {
  if (hits.nodes[node] == 0) return Coverage::NotReached;
  return hits.missed[node].empty() ? Coverage::Reached : Coverage::Missed;
}

std::string_view name_of(Coverage coverage) {
  static constexpr std::array<std::string_view, 3> kNames = {"not reached", "partly reached", "reached"};
  return kNames[static_cast<size_t>(coverage)];
}

std::string hits_in_words(const Hits& hits, NodeId node) {
  const Coverage coverage = coverage_of(hits, node);
  if (coverage == Coverage::NotReached) return std::string(name_of(coverage));
  const size_t missed = hits.missed[node].size();
  return fmt::format("{}×", hits.nodes[node]) + (missed > 0 ? fmt::format(", {} never reached", missed) : "");
}

}  // namespace pawl::graph
