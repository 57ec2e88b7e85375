// What a user chooses for a run: what its tasks do, its time and bounds, and where its events go.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/execution.h"
#include "history/writer.h"
#include "runtime/run.h"
#include "workflow/settings.h"

namespace pawl::runs {

struct Bounds {
  std::string time = "real";  // see parse_time()
  double timeout = 0;         // seconds; 0: none
  /// Most tasks at a time; 0: only the workflow's own limits; nullopt: as many local commands as there are
  /// processors, any number of other tasks.
  std::optional<uint32_t> jobs;
  bool no_wait = false;  // park instead of waiting for somebody outside: see runtime::RunRequest
};

struct HistorySettings {
  std::optional<std::string> place;  // a file, a folder, "none"; nothing: the state directory
  history::Durability durability = history::Durability::Batch;
  std::optional<std::string> events;  // where every event goes too: a path; "-": Notices::write_events()
};

struct RunSettings {
  workflow::Settings workflow;
  Bounds bounds;
  HistorySettings history;
};

/// "real", "skip", "60x".
Result<runtime::TimeMode> parse_time(std::string_view text);

/// AWS's number of events of an execution.
inline constexpr uint64_t kEventLimit = 25'000;

/// The limits for the engine.
engine::Limits limits_of(workflow::LimitPolicy policy);

}  // namespace pawl::runs
