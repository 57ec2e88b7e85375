#include "runs/child_record.h"

#include <filesystem>

#include "history/run_store.h"
#include "replay/replayer.h"
#include "value/compare.h"

namespace pawl::runs {

namespace fs = std::filesystem;

std::optional<std::string> place_of_children(const HistorySettings& settings, const HistoryPlace& place) {
  if (place.file.empty()) return "none";
  if (!place.has_folder) return place.file + ".children/";
  if (!settings.place) {
    const auto store = history::RunStore::of_user();
    const fs::path runs = fs::path(place.file).parent_path().parent_path();
    std::error_code ignored;
    if (store && fs::equivalent(runs, store->folder(), ignored)) return std::nullopt;
    return runs.string() + "/";
  }
  return settings.place;
}

std::string history_of_child(const std::optional<std::string>& place, const std::string& run) {
  if (place == "none") return {};
  if (place) return (fs::path(*place) / run / "history.jsonl").string();
  const auto store = history::RunStore::of_user();
  return store ? (fs::path(store->folder()) / run / "history.jsonl").string() : std::string();
}

bool was_started_by(const std::string& file, const Value& started_by) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return false;
  const auto recorded = replay::read_recorded_run(file);
  if (!recorded) return false;
  const Value* by = recorded->extras.find("startedBy");
  if (by == nullptr) return false;
  for (const std::string_view member : {"execution", "started", "event"}) {
    const Value* said = by->find(member);
    if (said == nullptr || !deep_equal(*said, *started_by.find(member))) return false;
  }
  return true;
}

}  // namespace pawl::runs
