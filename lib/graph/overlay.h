// Overlay: what a run did, laid over the graph of its definition.
#pragma once
#include <string>
#include <vector>

#include "graph/graph.h"
#include "history/summary.h"

namespace pawl::graph {

/// How a state ended, over all its visits; the worst counts. Caught: a catcher took its error.
enum class NodeOutcome : uint8_t { NotReached, Running, Succeeded, Caught, Failed, Aborted };

class Overlay {
 public:
  /// States of the history that the definition does not have are counted in strangers().
  Overlay(const Graph& graph, history::RunSummary summary, std::string run);

  [[nodiscard]] const std::string& run() const { return run_; }
  [[nodiscard]] const history::RunSummary& summary() const { return summary_; }
  /// Null for a state that was not reached, a Start or an End.
  [[nodiscard]] const history::StateSummary* state(NodeId node) const {
    return states_[node] == kNone ? nullptr : &summary_.states[states_[node]];
  }
  [[nodiscard]] NodeOutcome outcome(NodeId node) const;
  /// How often the edge was taken.
  [[nodiscard]] uint64_t count(EdgeId edge) const { return counts_[edge]; }
  [[nodiscard]] size_t strangers() const { return strangers_; }

 private:
  std::string run_;
  history::RunSummary summary_;
  std::vector<uint32_t> states_;  // by node: index in summary_.states
  std::vector<uint64_t> counts_;  // by edge
  size_t strangers_ = 0;
};

/// "succeeded", "not reached", …
std::string_view name_of(NodeOutcome outcome);
/// One character that says the same: ✓ ↷ ✗ ▸ ⊘ and a blank; in ASCII + ~ x > - and a blank.
std::string_view sign_of(NodeOutcome outcome);
std::string_view ascii_sign_of(NodeOutcome outcome);
/// How often an edge was taken, " · 5×" after a label; empty where that is seen without: not at all, or once
/// from a state that was entered once.
std::string count_in_words(const Overlay* run, const GraphEdge& edge, EdgeId id);
/// "caught 1×, succeeded 2×, 4 attempts, 1.2 s; 8 of 10 items, 1 failed"; "not reached".
std::string run_in_words(const Overlay& overlay, NodeId node);

}  // namespace pawl::graph
