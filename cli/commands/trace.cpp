#include "cli/commands/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/suggestion.h"
#include "cli/report/error.h"
#include "cli/report/faults.h"
#include "cli/report/iterations.h"
#include "history/details.h"
#include "runs/trace.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

std::string text_of_visit(const std::string& state, const runs::TraceVisit& visit, const Console& console) {
  std::string out =
      fmt::format("{} #{}, entered at event {}, {}\n",
                  console.paint_out(Color::Bold, printable(state) + iterations_text(visit.iterations)),
                  visit.number, visit.entered, format_timestamp(visit.at));
  for (const runs::TraceStage& stage : visit.stages) {
    const std::string name =
        stage.stage == "received" ? fmt::format("attempt {} received", stage.attempt) : stage.stage;
    out += stage_text(name, stage.value);
  }
  return out + (visit.exited ? "" : "  (not exited)\n");
}

std::string json_of_visit(const std::string& state, const runs::TraceVisit& visit) {
  ArrayBuilder stages;
  for (const runs::TraceStage& stage : visit.stages) {
    const Value value = Value::string(stage.value);
    ObjectBuilder one;
    one.append("event", Value::integer(static_cast<int64_t>(stage.event)));
    if (stage.attempt > 0) one.append("attempt", Value::integer(static_cast<int64_t>(stage.attempt)));
    one.append("stage", Value::string(stage.stage));
    one.append("value", stage.is_json ? history::payload(value) : value);
    stages.push(one.finish());
  }
  ObjectBuilder out;
  out.append("state", Value::string(state));
  if (!visit.iterations.empty()) out.append("iterations", iterations_json(visit.iterations));
  out.append("visit", Value::integer(static_cast<int64_t>(visit.number)));
  out.append("entered", Value::integer(static_cast<int64_t>(visit.entered)));
  out.append("timestamp", Value::string(format_timestamp(visit.at)));
  out.append("exited", Value::boolean(visit.exited));
  out.append("stages", stages.finish());
  return to_json(out.finish()) + "\n";
}

}  // namespace

std::string stage_text(std::string_view name, std::string_view value) {
  return fmt::format("  {:<20} {}\n", printable(name), printable(value));
}

int trace(const ShowOptions& options, Console& console) {
  const std::string& state = *options.trace;
  const auto recorded = runs::find_recorded(options.run_name);
  if (!recorded) return report(recorded.error(), console);
  const auto definition = runs::definition_if_known(*recorded, options.definition, options.subst);
  if (!definition) return report(definition.error(), console);
  if (!*definition) {
    console.warning(
        "the history does not hold its definition, so only the stages it records are shown: add --definition "
        "FILE");
  }
  bool is_first = true;
  const auto print = [&](const runs::TraceVisit& visit) -> Result<void> {
    const bool as_json = options.format == ShowOptions::Format::Json;
    const std::string blank = std::exchange(is_first, false) || as_json ? "" : "\n";
    PAWL_CHECK(
        console.out(blank + (as_json ? json_of_visit(state, visit) : text_of_visit(state, visit, console))));
    if (console.out_closed()) return fail("nobody reads on");
    return {};
  };
  const auto traced = runs::trace(*recorded, *definition ? &**definition : nullptr, state, print, console);
  if (console.out_closed()) return kExitYes;
  if (!traced) return report(traced.error(), console);
  warn_of_faults(recorded->files.history, traced->faults, console);
  const std::vector<std::string_view> entered(traced->states.begin(), traced->states.end());
  if (std::find(entered.begin(), entered.end(), state) != entered.end()) return kExitYes;
  const std::string_view nearest = nearest_name(state, entered);
  console.error(fmt::format("the run has not entered a state '{}'{}", printable(state),
                            nearest.empty() ? "" : fmt::format(", did you mean '{}'?", printable(nearest))));
  return kExitCannot;
}

}  // namespace pawl::cli
