// Hits: how often executions came by each node and edge, all of them together.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace pawl::graph {

struct Hits {
  std::string summary;                           // "states 14/15, transitions 21/26"
  std::vector<uint64_t> nodes;                   // by node: how often the state was entered
  std::vector<uint64_t> edges;                   // by edge: how often it was taken
  std::vector<std::vector<std::string>> missed;  // by node: what of the state was never reached, in words
};

/// Missed: the state was entered, but not everything of it was reached.
enum class Coverage : uint8_t { NotReached, Missed, Reached };
Coverage coverage_of(const Hits& hits, NodeId node);
/// "not reached", "partly reached", "reached".
std::string_view name_of(Coverage coverage);

/// "12×, 2 never reached"; "not reached".
std::string hits_in_words(const Hits& hits, NodeId node);

}  // namespace pawl::graph
