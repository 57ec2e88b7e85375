#include "runs/launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "base/printable.h"
#include "base/random_source.h"
#include "history/run_store.h"
#include "runs/child_executions.h"
#include "runs/identity.h"
#include "runs/noted_settings.h"
#include "runtime/clock.h"
#include "tasks/mask.h"
#include "tasks/process_mark.h"
#include "value/dump.h"

namespace pawl::runs {

using workflow::ServiceResult;
using workflow::Workflow;

Launcher::Launcher(const Workflow& workflow, LaunchSettings settings, Notices& notices)
    : workflow_(workflow),
      settings_(std::move(settings)),
      notices_(notices),
      noted_(noted_settings(workflow, settings_.run)),
      definition_has_secret_(
          tasks::holds_secret(workflow.definition.full_text(), workflow.tasks.tasks.secrets)) {}

/// Inputs and definitions are recorded as they are written; only what tasks answer is masked.
void Launcher::warn_of_secrets(const Launch& launch, const Value& input) const {
  const auto& secrets = workflow_.tasks.tasks.secrets;
  if (secrets.empty()) return;
  const bool in_input = tasks::holds_secret(to_json(input), secrets);
  if (!in_input && !definition_has_secret_) return;
  notices_.warning(
      fmt::format("{}the {} holds a secret, and the history records it as it is: let tasks take it from "
                  "their environment",
                  launch.label, in_input ? "input" : "definition"));
}

runtime::RunRequest Launcher::request_for(const Launch& launch, const HistoryPlace& place,
                                          const Value& input) const {
  const uint64_t seed = launch.number == 0 ? settings_.seed : mix_bits(settings_.seed + launch.number) >> 11;
  engine::ExecutionInfo info =
      launch.info ? *launch.info
                  : execution_info(workflow_.machine_name, place.run, settings_.type, mix_bits(seed + 1));
  if (!launch.info) info.start_time = runtime::wall_millis();
  const Millis start = info.start_time;
  info.context = settings_.context;
  if (workflow_.tasks.tasks.any_waits) {
    info.token_name = place.run;
    info.token_key = new_token_key();
  }
  info.pawl = first_event_note(noted_, info, seed, launch.started_by, launch.service);
  return {.machine = *workflow_.definition.machine,
          .input = input,
          .info = std::move(info),
          .limits = limits_of(workflow_.limits),
          .seed = seed,
          .run_mark = tasks::run_mark(place.file, start),
          .run_folder = run_folder(place),
          .map_folder = map_run_folder(place),
          .job_folder = job_folder(place),
          .history = history_path(place),
          .durability = settings_.run.history.durability,
          .tasks = workflow_.tasks.tasks,
          .objects = workflow_.objects.get()};
}

ServiceResult<PreparedRun> Launcher::prepare(const Launch& launch, const Value& input) {
  const HistorySettings& history_settings = settings_.run.history;
  PAWL_TRY(OpenHistory history,
           open_history(history_settings, launch.name, launch.name_kind, input, notices_));
  HistoryPlace place = history.place;
  if (place.is_running) {
    return PreparedRun{std::move(place),
                       nullptr,
                       {.machine = *workflow_.definition.machine, .tasks = workflow_.tasks.tasks}};
  }
  auto journal = RunJournal::open(std::move(history), history_settings, notices_);
  if (!journal) {
    (void)remove_empty(place);
    return tl::unexpected(std::move(journal.error()));
  }
  if (!place.has_folder) remove_leftovers(place);
  if (!place.file.empty() || history_settings.events) warn_of_secrets(launch, input);
  runtime::RunRequest request = request_for(launch, place, input);
  PreparedRun run{std::move(place), std::move(*journal), std::move(request)};
  set_bounds(run, settings_.run.bounds, settings_.time, workflow_.limits, settings_.type);
  run.children = child_executions(workflow_, settings_, run.place, notices_);
  return run;
}

bool Launcher::ends_before_any_task(const Launch& launch, const Value& input) const {
  constexpr uint32_t kMostTransitions = 100'000;
  engine::ExecutionInfo info =
      execution_info(workflow_.machine_name, launch.name, settings_.type, settings_.seed);
  info.start_time = runtime::wall_millis();
  info.context = settings_.context;
  const Millis start = info.start_time;
  engine::Execution execution(*workflow_.definition.machine, std::move(info), limits_of(workflow_.limits),
                              settings_.seed, nullptr);
  execution.start(input, start);
  return execution.advance(start, kMostTransitions) == engine::Progress::Finished;
}

void set_bounds(PreparedRun& run, const Bounds& bounds, runtime::TimeMode time, workflow::LimitPolicy limits,
                asl::WorkflowType type) {
  constexpr uint64_t kMostHistoryBytes = uint64_t{1} << 30;
  constexpr Millis kExpressLife = 300'000;
  run.request.time = time;
  run.request.no_wait = bounds.no_wait;
  Millis& timeout = run.request.timeout;
  timeout = static_cast<Millis>(std::ceil(bounds.timeout * 1000));
  if (type == asl::WorkflowType::Express && limits != workflow::LimitPolicy::Off)
    timeout = timeout == 0 ? kExpressLife : std::min(timeout, kExpressLife);
  static const uint32_t processors = std::thread::hardware_concurrency();
  run.request.bounds =
      bounds.jobs ? runtime::TaskBounds{.tasks = *bounds.jobs} : runtime::TaskBounds{.commands = processors};
  if (limits != workflow::LimitPolicy::Off) run.journal->limit_to(kMostHistoryBytes);
}

namespace {

runtime::RunRequest begin(PreparedRun& run, runtime::Observer* observer) {
  run.began = runtime::wall_millis();
  run.request.journal = run.journal.get();
  run.request.observer = observer;
  run.request.starter = run.children.get();
  return std::move(run.request);
}

}  // namespace

RunEnd carry_out(PreparedRun run, runtime::Observer* observer) {
  auto result = runtime::run(begin(run, observer));
  return close(run, std::move(result));
}

void start(runtime::Host& host, PreparedRun& run, runtime::Observer* observer,
           std::function<void(Result<runtime::RunResult>)> ended) {
  runtime::start_run(host, begin(run, observer), std::move(ended));
}

runtime::Job& start(runtime::Host& host, runtime::RunRoot& root, PreparedRun& run,
                    runtime::Observer* observer, std::shared_ptr<runtime::JobListener> listener) {
  return runtime::start_job(host, root, begin(run, observer), std::move(listener));
}

RunEnd close(PreparedRun& run, Result<runtime::RunResult> result) {
  if (result && result->is_parked) history::note_parked(run.place.file, true);
  Result<void> written = run.journal->close();
  if ((!result || !written) && remove_empty(run.place)) run.place = {};
  return {std::move(run.place), std::move(result), std::move(written), runtime::wall_millis() - run.began};
}

}  // namespace pawl::runs
