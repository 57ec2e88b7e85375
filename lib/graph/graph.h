// Graph: a definition as something to be drawn: nodes, edges and nested clusters, with every text already in
// words. What renders it knows nothing of the Amazon States Language.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::graph {

using NodeId = uint32_t;
using EdgeId = uint32_t;
using ClusterId = uint32_t;
inline constexpr uint32_t kNone = UINT32_MAX;

/// The state types in the order of asl::StateType, and where a cluster begins and ends.
enum class NodeKind : uint8_t { Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map, Start, End };

struct GraphNode {
  NodeKind kind = NodeKind::Pass;
  ClusterId cluster = 0;  // that it stands in
  std::string name;       // the state's; empty for Start and End
  std::string pointer;    // the state's place in the definition (JSON pointer); empty for Start and End
  std::string detail;     // what it does, in a few words: "lambda reserve-stock"; may be empty
  std::string comment;    // the state's Comment
  std::vector<std::string> retries;  // one for each Retrier, in words: "Card.Busy: 3 times, from 1 s, ×2"
  uint32_t begin = 0;                // of the state's text in Graph::source, in bytes
  uint32_t end = 0;                  // just after it; 0 for Start and End
  std::vector<ClusterId> clusters;   // of a Parallel or Map: what is inside

  [[nodiscard]] bool is_state() const { return kind < NodeKind::Start; }
  [[nodiscard]] bool is_composite() const { return !clusters.empty(); }
};

/// States that belong together: the machine itself, a Parallel's branch, a Map's processor. Edges never leave
/// their cluster.
struct Cluster {
  NodeId owner = kNone;       // the Parallel or Map; kNone for the machine
  std::string label;          // "branch 2", "each item"; empty for the machine
  std::vector<NodeId> nodes;  // Start, the states in the order written, End if a state ends there
};

/// Start: from a cluster's Start to its first state. End: from a last state to the cluster's End. Choice: a
/// rule (or several with the same target). Default: a Choice without a matching rule.
enum class EdgeKind : uint8_t { Start, Next, Choice, Default, Catch, End };

/// At most one edge of each road (ordinary, Catch) joins two nodes: rules and Catchers with the same target
/// are one edge.
struct GraphEdge {
  NodeId from = 0;
  NodeId to = 0;
  EdgeKind kind = EdgeKind::Next;
  std::string label;  // the condition in words, the error names; empty for Start, Next and End. The rules of
                      // a Choice are numbered where there are several: the first that holds is taken
};

struct Graph {
  std::string title;    // the definition's file, or the machine's name
  std::string comment;  // the machine's Comment
  std::string source;   // the definition's text
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;   // by their `from`, in the order written
  std::vector<Cluster> clusters;  // the machine first, outer before inner
};

/// "Pass", …, "Start", "End".
std::string_view name_of(NodeKind kind);
/// "start", "next", "choice", "default", "catch", "end".
std::string_view name_of(EdgeKind kind);

}  // namespace pawl::graph
