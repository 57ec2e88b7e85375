#include "runs/resume.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/run_probe.h"
#include "history/seal.h"
#include "runs/child_executions.h"
#include "runs/noted_settings.h"
#include "runs/orphans.h"
#include "tasks/error_files.h"
#include "tasks/process_mark.h"

namespace pawl::runs {

using workflow::ErrorCode;
using workflow::ServiceResult;

namespace {

constexpr uint64_t kMostEvents = kEventLimit - 1;  // of a run that AWS redrives

bool is_outermost(const asl::StateMachine& machine, std::string_view state) {
  return std::any_of(machine.block.states.begin(), machine.block.states.end(),
                     [state](const auto& one) { return one->name == state; });
}

/// A state to go back to must be outside of any Parallel and Map.
ServiceResult<void> check_from(const asl::StateMachine& machine, const std::string& name) {
  if (is_outermost(machine, name)) return {};
  const bool exists = std::any_of(machine.states.begin(), machine.states.end(),
                                  [&](const asl::State* one) { return one->name == name; });
  return refuse(
      ErrorCode::InvalidArgument,
      exists ? fmt::format("--from {}: the state is inside of a Parallel or Map; give the state around it",
                           printable(name))
             : fmt::format("--from {}: the definition has no such state", printable(name)));
}

/// The last event that entered the state `name`, or any state where none is named; outside of any Parallel
/// and Map.
ServiceResult<Entry> last_entry(const std::string& path, const asl::StateMachine& machine,
                                const std::optional<std::string>& name) {
  if (name) PAWL_CHECK(check_from(machine, *name));
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  std::vector<Entry> entries;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    // What the run went back before no longer counts.
    if (const history::EventId from = history::undone_from(*event); from != 0)
      std::erase_if(entries, [from](const Entry& one) { return one.event >= from; });
    if (!history::is_entered(event->type)) continue;
    const std::string_view state = text_of(event->details, "name");
    if (name ? state == *name : is_outermost(machine, state))
      entries.push_back({event->id, std::string(state)});
  }
  if (!entries.empty()) return std::move(entries.back());
  return refuse(ErrorCode::NotResumable,
                name ? fmt::format("--from {}: the run has not come to that state", printable(*name))
                     : std::string("the run has not entered a state yet"));
}

}  // namespace

ServiceResult<Resumption> Resumption::find(const std::string& name, ResumeRequest request, Notices& notices) {
  PAWL_TRY(Recorded recorded, find_recorded(name));
  const history::RunFiles& files = recorded.files;
  auto writer = history::Writer::reopen(
      files.history, request.settings.history.durability,
      files.folder.empty() ? history::HistoryHome::Anywhere : history::HistoryHome::RunFolder);
  if (!writer) {
    const bool is_running = history::is_being_written(files.history);
    const int pid = is_running ? history::writer_of(files) : 0;
    return refuse(is_running ? ErrorCode::RunIsRunning : ErrorCode::Other,
                  pid != 0 ? fmt::format("the run '{}' is running: process {} writes its history",
                                         printable(files.name), pid)
                           : writer.error().message);
  }
  return Resumption(std::move(recorded), std::move(*writer), std::move(request), notices);
}

Resumption::Resumption(Recorded recorded, std::unique_ptr<history::Writer> writer, ResumeRequest request,
                       Notices& notices)
    : recorded_(std::move(recorded)),
      place_{recorded_.files.name, recorded_.files.history, !recorded_.files.folder.empty()},
      writer_(std::move(writer)),
      request_(std::move(request)),
      notices_(&notices) {}

ServiceResult<std::optional<Value>> Resumption::output() {
  if (request_.from || request_.has_input || request_.definition) return std::nullopt;
  const history::RunFiles& files = recorded_.files;
  if (history::probe_run(files).status != history::RunStatus::Succeeded) return std::nullopt;
  PAWL_TRY(history::Reader reader, history::Reader::open(files.history));
  PAWL_TRY(const history::RunSummary summary, history::summarize(reader));
  if (reader.texts().form() != history::EventTexts::Form::Lines) return std::nullopt;
  if (const size_t line = reader.faults().damaged_line; line != 0)
    return fail(fmt::format("{}:{}: {}", printable(files.history), line, history::kSealFault));
  end();
  tasks::ErrorFiles::clear(run_folder(place_));
  return history::payload(summary.output);
}

ServiceResult<void> Resumption::bind() {
  if (const std::string_view service = history::ran_at(recorded_.run.extras); !service.empty()) {
    return refuse(
        ErrorCode::NotResumable,
        fmt::format("the execution runs at {} and not here: `pawl import {}` fetches how it went on",
                    printable(service), printable(text_of(recorded_.run.extras, "arn"))));
  }
  history::note_writer(recorded_.files);
  PAWL_TRY(settings_, resumed_settings(request_.settings, recorded_.run));
  PAWL_TRY(workflow::Definition definition,
           definition_of(recorded_, request_.definition, request_.substitutions));
  const std::string path = request_.definition.value_or(recorded_path(recorded_.run, recorded_.run.file));
  PAWL_TRY(workflow::Workflow workflow, workflow::bind(std::move(definition), path, settings_.workflow));
  workflow_ = std::make_unique<workflow::Workflow>(std::move(workflow));
  PAWL_TRY(time_, with_code(ErrorCode::InvalidArgument, parse_time(settings_.bounds.time)));
  if (request_.from || request_.has_input) {
    PAWL_TRY(from_, last_entry(place_.file, *workflow_->definition.machine, request_.from));
  }
  return {};
}

/// The event before which the run is redriven, by its own definition; 0: it is resumed at the end of the
/// record, or the event is not known.
history::EventId Resumption::redriven_from() const {
  if (recorded_.run.definition.is_null()) return 0;
  const auto own = definition_of(recorded_, std::nullopt, {});
  if (!own) return 0;
  const auto replayed = replay::replay(*own->machine, place_.file, {.for_resume = true});
  return replayed && !replayed->divergence ? replayed->undone_from : 0;
}

ServiceResult<void> Resumption::rebuild(std::optional<Value> input) {
  replay::ReplaySettings how{.for_resume = true, .input = std::move(input)};
  if (from_) how.from = from_->event;
  else if (request_.definition) how.from = redriven_from();
  PAWL_TRY(recovered_, replay::replay(*workflow_->definition.machine, place_.file, how));
  PAWL_CHECK(check());
  PAWL_CHECK(workflow::check_bound(*workflow_));
  PAWL_TRY(history::Reader reader, history::Reader::open(place_.file));
  PAWL_TRY(before_, history::summarize(reader));
  if (reader.texts().form() == history::EventTexts::Form::Lines) return {};
  return refuse(
      ErrorCode::NotResumable,
      fmt::format(
          "'{}' is an export, which cannot be resumed here: `pawl replay` and `pawl mock --from` take it",
          printable(place_.file)));
}

ServiceResult<void> Resumption::check() const {
  if (recovered_->divergence) {
    return refuse(
        ErrorCode::NotResumable,
        fmt::format("the record of '{}' does not fit the definition, so the run cannot be resumed with it",
                    printable(place_.run)));
  }
  if (!recovered_->execution) {
    return refuse(
        ErrorCode::NotResumable,
        fmt::format("the history '{}' is empty: there is nothing to resume", printable(place_.file)));
  }
  if (recovered_->is_whole && recovered_->status == engine::Status::Succeeded &&
      recovered_->unwritten.empty()) {
    return refuse(ErrorCode::NotResumable,
                  fmt::format("the run '{}' is SUCCEEDED and cannot be redriven: there is nothing left to do",
                              printable(place_.run)));
  }
  if (workflow_->limits == workflow::LimitPolicy::Strict && recovered_->recorded >= kMostEvents) {
    return refuse(
        ErrorCode::NotResumable,
        fmt::format(
            "the history of '{}' has {} events: AWS redrives fewer than {}; the run has --limits strict",
            printable(place_.run), recovered_->recorded, kMostEvents));
  }
  return {};
}

const replay::Divergence* Resumption::divergence() const {
  return recovered_ && recovered_->divergence ? &*recovered_->divergence : nullptr;
}

std::optional<ConfigChange> Resumption::config_change() const {
  const std::string_view before = text_of(recorded_.run.extras, "configSha256");
  const bool had_none = text_of(recorded_.run.extras, "config").empty();
  const auto& config = workflow_->config;
  if (!config || !(had_none || (!before.empty() && config->sha256 != before))) return std::nullopt;
  return ConfigChange{config->path, had_none};
}

std::optional<std::string> Resumption::newer_definition() const {
  const replay::RecordedRun& run = recorded_.run;
  if (request_.definition || run.sha256.empty()) return std::nullopt;
  std::string file = recorded_path(run, run.file);
  const auto text = source::load(file);
  if (!text || workflow_->definition.document.name == text->document.name) return std::nullopt;
  return file;
}

ServiceResult<std::optional<PreparedRun>> Resumption::begin() {
  history::note_parked(place_.file, false);
  const Millis start = history::start_of_history(place_.file);
  PAWL_CHECK(stop_orphans(place_.file, start, Orphans::Unfinished, *notices_));
  tasks::ErrorFiles::clear(run_folder(place_));
  PAWL_CHECK(
      writer_->continue_at(recovered_->whole_bytes, recovered_->ends_with_newline, recovered_->unwritten));
  if (recovered_->is_whole && recovered_->status == engine::Status::Succeeded) {
    PAWL_CHECK(writer_->close());
    return std::nullopt;
  }
  for (const std::string& warning : workflow_->tasks.warnings) notices_->warning(printable(warning));
  PAWL_TRY(auto journal, RunJournal::resume(std::move(writer_), settings_.history, *notices_));
  journal->note(changed_settings(recorded_, *workflow_, settings_));
  recovered_->execution->set_limits(limits_of(workflow_->limits));
  PreparedRun run{place_,
                  std::move(journal),
                  {.machine = *workflow_->definition.machine,
                   .recovered = &*recovered_,
                   .run_mark = tasks::run_mark(place_.file, recovered_->execution->info().start_time),
                   .run_folder = run_folder(place_),
                   .map_folder = map_run_folder(place_),
                   .job_folder = job_folder(place_),
                   .history = history_path(place_),
                   .durability = settings_.history.durability,
                   .tasks = workflow_->tasks.tasks,
                   .objects = workflow_->objects.get()}};
  set_bounds(run, settings_.bounds, time_, workflow_->limits, type_of(recorded_.run));
  const Value* seed = recorded_.run.extras.find("seed");
  run.children = child_executions(
      *workflow_,
      {.run = settings_,
       .time = time_,
       .seed = seed != nullptr && seed->is_int64() ? static_cast<uint64_t>(seed->as_int64()) : 0},
      place_, *notices_);
  return run;
}

void Resumption::end() {
  const Millis start = history::start_of_history(place_.file);
  (void)stop_orphans(place_.file, start, Orphans::All, *notices_);
}

}  // namespace pawl::runs
