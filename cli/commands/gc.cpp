#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "history/run_probe.h"
#include "runtime/clock.h"

namespace pawl::cli {

namespace {

struct GcOptions {
  std::optional<uint64_t> keep;           // the newest
  std::optional<std::string> older_than;  // "30d"
  bool dry_run = false;
};

int gc(const GcOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  if (!options.keep && !options.older_than)
    return cannot("say what to keep: --keep N, --older-than D (30d, 12h), or both");
  std::optional<Millis> age;
  if (options.older_than) {
    age = parse_duration(*options.older_than, "d");
    if (!age)
      return cannot(fmt::format("--older-than must be a time such as 30d, 12h or 45m, not '{}'",
                                printable(*options.older_than)));
  }
  const auto store = history::RunStore::of_user();
  if (!store) return cannot(store.error().message);
  const auto runs = store->list();
  if (!runs) return cannot(runs.error().message);
  std::vector<std::pair<history::RunProbe, const history::RunFiles*>> by_age;
  for (const history::RunFiles& run : *runs) by_age.emplace_back(history::probe_run(run), &run);
  std::stable_sort(by_age.begin(), by_age.end(),
                   [](const auto& a, const auto& b) { return a.first.started > b.first.started; });

  const Millis now = runtime::wall_millis();
  int exit_code = kExitYes;
  for (size_t i = 0; i < by_age.size(); ++i) {
    const auto& [probe, files] = by_age[i];
    const history::RunFiles& run = *files;
    if (options.keep && i < *options.keep) continue;
    if (age && now - probe.last_event < *age) continue;
    if (history::is_being_written(run.history)) continue;
    const auto removed = options.dry_run ? Result<bool>(true) : history::remove_run(run);
    if (!removed) {
      console.error(
          fmt::format("cannot remove the run '{}': {}", printable(run.name), removed.error().message));
      exit_code = kExitCannot;
      continue;
    }
    if (!*removed) continue;
    if (const auto written = console.out(
            fmt::format("{} {}\n", options.dry_run ? "would remove" : "removed", printable(run.name)));
        !written) {
      return cannot(written.error().message);
    }
  }
  return exit_code;
}

void add_options(OptionList& list, GcOptions& gc) {
  list.number("--keep", "N", gc.keep, "Keeps the newest N runs");
  list.value("--older-than", "AGE", gc.older_than,
             "Removes only runs that ended longer ago than this: 30d, 12h, 45m");
  list.flag("--dry-run", gc.dry_run, "Shows which runs would be removed");
  list.footer(
      "Examples:\n"
      "  pawl gc --keep 50 --older-than 30d\n\n"
      "See pawl-gc(1).");
}

}  // namespace

extern const Subcommand kGc = {"gc", "Removes old runs", declare_command<GcOptions, add_options, gc>};

}  // namespace pawl::cli
