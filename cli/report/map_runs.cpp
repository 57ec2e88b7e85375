#include "cli/report/map_runs.h"

#include <algorithm>

#include "history/run_store.h"

namespace pawl::cli {

Result<std::vector<ShownMapRun>> read_map_runs(const std::string& folder) {
  std::vector<ShownMapRun> found;
  if (folder.empty()) return found;
  for (const std::string& path : history::map_run_journals(folder)) {
    PAWL_TRY(auto reader, history::MapRunReader::open(path));
    PAWL_TRY(auto summary, history::summarize(reader));
    const bool is_running = summary.status == history::RunStatus::Running;
    const std::string_view status =
        is_running && !history::is_being_written(path) ? "CRASHED" : name_of(summary.status);
    found.push_back({path, std::move(summary), status, reader.faults()});
  }
  std::sort(found.begin(), found.end(), [](const ShownMapRun& a, const ShownMapRun& b) {
    return a.summary.head.event < b.summary.head.event;
  });
  return found;
}

}  // namespace pawl::cli
