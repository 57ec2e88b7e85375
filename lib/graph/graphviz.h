// Graphviz, by its program `dot`: another process, so that its time and memory cost pawl nothing when a
// drawing is too much for it. Text goes in by standard input, never through a shell.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "graph/layout.h"

namespace pawl::graph {

/// How long `dot` may take where there is something else to fall back to, and where it is asked for by name.
inline constexpr int kDotSeconds = 3;
inline constexpr int kDotPatience = 60;
/// `dot` takes seconds for more nodes than this; whoever does not ask for it gets our own layers.
inline constexpr size_t kDotNodes = 500;

/// What `dot ARGUMENTS` prints. Errors: it is missing (with what to install), it fails, it takes too long.
Result<std::string> run_dot(const std::vector<std::string>& arguments, std::string_view input, int seconds);

/// The layout with each cluster laid out by Graphviz. Errors: as run_dot(); clusters nested very deep.
Result<Layout> lay_out_by_graphviz(const Graph& graph, const Overlay* run, int seconds);

}  // namespace pawl::graph
