// The graph as JSON, for other tools: {"title","comment","nodes","edges","clusters","run","coverage"}.
// Everything is named by its place in its list.
#include "graph/format.h"
#include "value/dump.h"

namespace pawl::graph {

namespace {

Value number(uint64_t n) { return Value::integer(static_cast<int64_t>(n)); }

Value error_json(const history::RecordedError& error) {
  return Value::object({{"event", number(error.event)},
                        {"error", Value::string(error.error)},
                        {"cause", Value::string(error.cause)}});
}

Value state_json(const Overlay& run, NodeId id) {
  ObjectBuilder out;
  out.append("outcome", Value::string(name_of(run.outcome(id))));
  const history::StateSummary* state = run.state(id);
  if (state == nullptr) return out.finish();
  out.append("entered", number(state->entered));
  out.append("succeeded", number(state->succeeded));
  out.append("caught", number(state->caught));
  out.append("failed", number(state->failed));
  out.append("aborted", number(state->aborted));
  out.append("running", number(state->running));
  out.append("attempts", number(state->attempts));
  out.append("retries", number(state->retries));
  out.append("milliseconds", Value::integer(state->total_time));
  if (state->last_error) out.append("error", error_json(*state->last_error));
  if (state->iterations.total > 0) {
    const history::IterationCounts& items = state->iterations;
    out.append("items", Value::object({{"total", number(items.total)},
                                       {"started", number(items.started)},
                                       {"succeeded", number(items.succeeded)},
                                       {"failed", number(items.failed)},
                                       {"aborted", number(items.aborted)}}));
  }
  return out.finish();
}

Value hits_json(const Hits& hits, NodeId id) {
  ArrayBuilder missed(hits.missed[id].size());
  for (const std::string& one : hits.missed[id]) missed.push(Value::string(one));
  return Value::object({{"coverage", Value::string(name_of(coverage_of(hits, id)))},
                        {"entered", number(hits.nodes[id])},
                        {"missed", missed.finish()}});
}

Value node_json(const Drawing& drawing, NodeId id) {
  const GraphNode& node = drawing.graph.nodes[id];
  ObjectBuilder out;
  out.append("kind", Value::string(name_of(node.kind)));
  out.append("cluster", number(node.cluster));
  if (!node.is_state()) return out.finish();
  out.append("name", Value::string(node.name));
  out.append("pointer", Value::string(node.pointer));
  if (!node.detail.empty()) out.append("detail", Value::string(node.detail));
  if (!node.comment.empty()) out.append("comment", Value::string(node.comment));
  if (!node.retries.empty()) {
    ArrayBuilder retries;
    for (const std::string& retry : node.retries) retries.push(Value::string(retry));
    out.append("retries", retries.finish());
  }
  if (node.is_composite()) {
    ArrayBuilder clusters;
    for (const ClusterId cluster : node.clusters) clusters.push(number(cluster));
    out.append("clusters", clusters.finish());
  }
  if (drawing.run != nullptr) out.append("run", state_json(*drawing.run, id));
  if (drawing.hits != nullptr) out.append("hits", hits_json(*drawing.hits, id));
  return out.finish();
}

Value edge_json(const Drawing& drawing, EdgeId id) {
  const GraphEdge& edge = drawing.graph.edges[id];
  ObjectBuilder out;
  out.append("from", number(edge.from));
  out.append("to", number(edge.to));
  out.append("kind", Value::string(name_of(edge.kind)));
  if (!edge.label.empty()) out.append("label", Value::string(edge.label));
  if (drawing.run != nullptr) out.append("count", number(drawing.run->count(id)));
  if (drawing.hits != nullptr) out.append("count", number(drawing.hits->edges[id]));
  return out.finish();
}

Value cluster_json(const Cluster& cluster) {
  ObjectBuilder out;
  if (cluster.owner != kNone) out.append("owner", number(cluster.owner));
  if (!cluster.label.empty()) out.append("label", Value::string(cluster.label));
  ArrayBuilder nodes(cluster.nodes.size());
  for (const NodeId node : cluster.nodes) nodes.push(number(node));
  out.append("nodes", nodes.finish());
  return out.finish();
}

Value run_json(const Overlay& run) {
  const history::RunSummary& summary = run.summary();
  ObjectBuilder out;
  out.append("name", Value::string(run.run()));
  out.append("status", Value::string(name_of(summary.status)));
  out.append("started", Value::string(format_timestamp(summary.started)));
  out.append("milliseconds", Value::integer(summary.duration()));
  out.append("events", number(summary.events));
  if (summary.error) out.append("error", error_json(*summary.error));
  return out.finish();
}

}  // namespace

std::string render_json(const Drawing& drawing) {
  const Graph& graph = drawing.graph;
  ObjectBuilder out;
  out.append("title", Value::string(graph.title));
  if (!graph.comment.empty()) out.append("comment", Value::string(graph.comment));
  ArrayBuilder nodes(graph.nodes.size()), edges(graph.edges.size()), clusters(graph.clusters.size());
  for (NodeId id = 0; id < graph.nodes.size(); ++id) nodes.push(node_json(drawing, id));
  for (EdgeId id = 0; id < graph.edges.size(); ++id) edges.push(edge_json(drawing, id));
  for (const Cluster& cluster : graph.clusters) clusters.push(cluster_json(cluster));
  out.append("nodes", nodes.finish());
  out.append("edges", edges.finish());
  out.append("clusters", clusters.finish());
  if (drawing.run != nullptr) out.append("run", run_json(*drawing.run));
  if (drawing.hits != nullptr) out.append("coverage", Value::string(drawing.hits->summary));
  TextBuffer text;
  dump_indented(out.finish(), text);
  text.append('\n');
  return text.str();
}

}  // namespace pawl::graph
