#include "graph/page_map_runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "value/dump.h"

namespace pawl::graph {

namespace {

constexpr size_t kLongestCause = 4'000;

std::string in_quotes(std::string_view text) {
  return json_quoted(std::string(utf8::prefix(text, kLongestCause)));
}

}  // namespace

Result<PageMapRuns::ChildEvents> PageMapRuns::read_events(const history::MapRunSummary& summary,
                                                          history::MapRunReader& journal) {
  ChildEvents events;
  for (const auto& [child, ended] : summary.unsuccessful) {
    if (events.size() == kMostChildren) break;
    events[child];
  }
  while (child_events_ < kMostChildEvents && !events.empty()) {
    PAWL_TRY(const auto line, journal.next());
    if (!line) break;
    const auto found = line->child ? events.find(*line->child) : events.end();
    if (found == events.end() || line->started()) continue;
    if (!found->second.empty()) found->second.append(',');
    events_.encode(line->event, found->second);
    ++child_events_;
  }
  return events;
}

Result<void> PageMapRuns::add(const history::MapRunSummary& summary, std::string_view status,
                              history::MapRunReader journal) {
  PAWL_TRY(const ChildEvents events, read_events(summary, journal));
  const history::MapRunHead& head = summary.head;
  const history::ChildCounts& counts = summary.counts;
  if (!json_.empty()) json_.append(',');
  json_.append(fmt::format(
      "\n{{\"arn\":{},\"state\":{},\"event\":{},\"type\":\"{}\",\"status\":\"{}\",\"started\":{},\"ended\":{}"
      ","
      "\"perSecond\":{:.1f},\"redrives\":{},\"maxConcurrency\":{},\"source\":{},\"error\":{},\"cause\":{},"
      "\"counts\":{{\"total\":{},\"pending\":{},\"running\":{},\"succeeded\":{},\"failed\":{},\"timedOut\":{}"
      ","
      "\"aborted\":{}}},\"leftOut\":{},\"children\":[",
      in_quotes(head.arn), in_quotes(head.state), head.event, head.express ? "EXPRESS" : "STANDARD", status,
      head.started, summary.last_event, summary.rate(), summary.redrives, head.max_concurrency,
      head.source ? in_quotes(head.source->uri) : "null", in_quotes(summary.error), in_quotes(summary.cause),
      counts.total, counts.pending, counts.running, counts.succeeded, counts.failed, counts.timed_out,
      counts.aborted, summary.unsuccessful.size() - events.size()));
  bool is_first = true;
  for (const auto& [child, recorded] : events) {
    const history::UnsuccessfulChild& ended = summary.unsuccessful.at(child);
    json_.append(fmt::format("{}\n[{},\"{}\",{},{},{},[", std::exchange(is_first, false) ? "" : ",", child,
                             name_of(ended.status), ended.at, in_quotes(ended.error),
                             in_quotes(ended.cause)));
    json_.append(recorded.view());
    json_.append("]]");
  }
  json_.append("]}");
  return {};
}

}  // namespace pawl::graph
