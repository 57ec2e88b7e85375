// From the typed machine to the graph: the only place of this folder that knows the language.
#pragma once
#include "asl/state_machine.h"
#include "graph/graph.h"

namespace pawl::graph {

/// `machine` must be free of errors. The state of index i becomes node i; Start and End of each cluster
/// follow. `source` is the definition's text.
Graph build(const asl::StateMachine& machine, std::string title, std::string source);

}  // namespace pawl::graph
