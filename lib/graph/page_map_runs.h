// PageMapRuns: the Map Runs of a run as the page holds them: how many children there are in which status, and
// those that did not succeed, with their events where these are recorded.
#pragma once
#include <cstdint>
#include <map>
#include <string_view>

#include "base/text_buffer.h"
#include "graph/page_events.h"
#include "history/map_run_summary.h"

namespace pawl::graph {

class PageMapRuns {
 public:
  /// Children that did not succeed: the first ones of each Map Run.
  static constexpr size_t kMostChildren = 1'000;
  /// Events of children, over all Map Runs.
  static constexpr size_t kMostChildEvents = 20'000;

  /// The events' texts and payloads are kept as those of `events`, which outlives it.
  explicit PageMapRuns(PageEvents& events) : events_(events) {}

  /// `status` as people see it: CRASHED is no status of a summary. `journal` is read again, for the
  /// children's events.
  Result<void> add(const history::MapRunSummary& summary, std::string_view status,
                   history::MapRunReader journal);
  /// `{…}, …`: one object for each Map Run.
  [[nodiscard]] std::string_view json() const { return json_.view(); }

 private:
  using ChildEvents = std::map<uint64_t, TextBuffer>;  // by child: "[…],[…]"

  Result<ChildEvents> read_events(const history::MapRunSummary& summary, history::MapRunReader& journal);

  PageEvents& events_;
  TextBuffer json_;
  size_t child_events_ = 0;
};

}  // namespace pawl::graph
