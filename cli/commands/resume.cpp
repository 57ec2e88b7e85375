#include "cli/commands/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/commands/replay.h"
#include "cli/exit_code.h"
#include "cli/identity.h"
#include "cli/input.h"
#include "cli/launch.h"
#include "cli/orphans.h"
#include "cli/recorded.h"
#include "cli/run_settings.h"
#include "history/details.h"
#include "history/event_family.h"
#include "history/run_probe.h"
#include "history/seal.h"
#include "history/summary.h"
#include "tasks/config.h"
#include "tasks/error_files.h"

namespace pawl::cli {

namespace {

constexpr size_t kShownNames = 6;
constexpr uint64_t kMostEvents = 24'999;

/// The event that entered a state last, outside of any Parallel and Map.
struct Entry {
  history::EventId event = 0;
  std::string state;
};
Result<Entry> last_entry(const std::string& path, const asl::StateMachine& machine,
                         const std::optional<std::string>& name) {
  const auto is_outermost = [&machine](std::string_view state) {
    return std::any_of(machine.block.states.begin(), machine.block.states.end(),
                       [state](const auto& one) { return one->name == state; });
  };
  if (name && !is_outermost(*name)) {
    const bool exists = std::any_of(machine.states.begin(), machine.states.end(),
                                    [&](const asl::State* one) { return one->name == *name; });
    return fail(
        exists ? fmt::format("--from {}: the state is inside of a Parallel or Map; give the state around it",
                             printable(*name))
               : fmt::format("--from {}: the definition has no such state", printable(*name)));
  }
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  std::vector<Entry> entries;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    // What was gone back behind no longer counts.
    if (const history::EventId from = history::undone_from(*event); from != 0)
      std::erase_if(entries, [from](const Entry& one) { return one.event >= from; });
    if (!history::is_entered(event->type)) continue;
    const std::string_view state = history::text_of(event->details, "name");
    if (name ? state == *name : is_outermost(state)) entries.push_back({event->id, std::string(state)});
  }
  if (!entries.empty()) return std::move(entries.back());
  return fail(name ? fmt::format("--from {}: the run has not come to that state", printable(*name))
                   : std::string("the run has not entered a state yet"));
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), kShownNames); ++i) out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kShownNames) out += fmt::format(" and {} more", names.size() - kShownNames);
  return out;
}

/// Before which event a run is to be redriven, as its own definition has it; 0: at the end of the record, or
/// nobody knows.
history::EventId redriven_from(const Recorded& recorded, Console& console) {
  if (recorded.run.definition.is_null()) return 0;
  const auto own = definition_of(recorded, std::nullopt, {}, console);
  if (!own) return 0;
  const auto replayed = replay::replay(*own->machine, recorded.files.history, {.for_resume = true});
  return replayed && !replayed->divergence ? replayed->undone_from : 0;
}

/// What is kept and what runs again, in one line each.
std::string plan_of(const history::RunSummary& before, const replay::Replayed& recovered,
                    const std::optional<Entry>& from) {
  std::vector<std::string> kept, again;
  for (const history::StateSummary& state : before.states) {
    const bool is_work = state.type == asl::StateType::Task;
    if (is_work && state.exited() > 0) {
      const std::string name = printable(state.name);
      kept.push_back(state.entered == 1 ? name
                                        : fmt::format("{} of {} {}", state.exited(), state.entered, name));
    }
  }
  if (from) {
    constexpr history::EventId kFirstState = 2;
    const bool keeps = !kept.empty() && from->event > kFirstState;
    return fmt::format("going on from '{}': {}\n", printable(from->state),
                       keeps ? "results of tasks before it are kept" : "no task result is kept");
  }
  std::vector<std::string> waiting;
  for (const replay::PendingCommand& pending : recovered.pending) {
    const engine::Command& command = pending.command;
    std::string name = printable(command.state->name);
    if (command.map_index >= 0) name += fmt::format("[{}]", command.map_index);
    if (command.type == engine::Command::Type::StartTask) again.push_back(name);
    else if (command.state->type() == asl::StateType::Wait) waiting.push_back(name);
  }
  for (const history::StateSummary& state : before.states) {
    if (!recovered.pending.empty()) break;
    const bool is_over = state.last_outcome == history::StateOutcome::Succeeded ||
                         state.last_outcome == history::StateOutcome::Caught;
    if (!is_over) again.push_back(printable(state.name));
  }
  return fmt::format("reusing {}; {}{}\n", kept.empty() ? "no task result" : list_of(kept),
                     again.empty() ? "nothing runs again" : "running again: " + list_of(again),
                     waiting.empty() ? "" : "; still waiting: " + list_of(waiting));
}

class Resumption {
 public:
  Resumption(const ResumeOptions& options, Console& console) : options_(options), console_(console) {}

  int run() {
    if (options_.run_name == "-")
      return cannot("a history from standard input cannot be gone on with: name the run or its file");
    auto recorded = find_recorded(options_.run_name);
    if (!recorded) return cannot(recorded.error().message);
    const history::RunFiles& files = recorded->files;
    auto writer = history::Writer::reopen(
        files.history, durability_of(options_.run),
        files.folder.empty() ? history::HistoryHome::Anywhere : history::HistoryHome::RunFolder);
    if (!writer) {
      const int pid = history::is_being_written(files.history) ? history::writer_of(files) : 0;
      return cannot(pid != 0 ? fmt::format("the run '{}' is running: process {} writes its history",
                                           printable(files.name), pid)
                             : writer.error().message);
    }
    auto output = output_before(files);
    if (!output) return cannot(output.error().message);
    const HistoryPlace place{files.name, files.history, !files.folder.empty()};
    const auto stop = [&](Orphans which) {
      return stop_orphans(files.history, history::start_of_history(files.history), which, console_);
    };
    if (*output) {
      (void)stop(Orphans::All);
      tasks::ErrorFiles::clear(run_folder(place));
      if (!options_.run.quiet)
        console_.err(
            fmt::format("the run '{}' has succeeded already; its output is:\n", printable(files.name)));
      return show_output({kExitYes, std::move(**output)}, console_);
    }
    history::note_writer(files);
    auto options = resumed_options(options_, *recorded);
    if (!options) return cannot(options.error().message);
    auto definition = definition_of(*recorded, options_.definition, options->subst, console_);
    if (!definition) return refused(definition.error());
    auto workflow = bind_workflow(std::move(*definition), *options, console_);
    if (!workflow) return refused(workflow.error());
    const auto time = parse_time(options->time);
    if (!time) return cannot(time.error().message);

    std::optional<Entry> from;
    replay::ReplaySettings how{.for_resume = true};
    if (options_.from || options_.edit_input) {
      auto entry = last_entry(files.history, *workflow->definition.machine, options_.from);
      if (!entry) return cannot(entry.error().message);
      from = std::move(*entry);
      how.from = from->event;
    } else if (options_.definition) {
      how.from = redriven_from(*recorded, console_);
    }
    if (options_.edit_input) {
      auto input = read_input(*options_.edit_input, "--edit-input");
      if (!input) return cannot(input.error().message);
      how.input = std::move(*input);
    }
    auto recovered = replay::replay(*workflow->definition.machine, files.history, how);
    if (!recovered) return cannot(recovered.error().message);
    if (const auto reason = refusal(files, *workflow, *recovered)) return cannot(*reason);
    if (const auto unbound = refuse_unbound(*workflow, console_)) return refused(*unbound);

    auto reader = history::Reader::open(files.history);
    auto before = reader ? history::summarize(*reader) : tl::unexpected<Error>(reader.error());
    if (!before) return cannot(before.error().message);
    if (reader->texts().form() != history::EventTexts::Form::Lines) {
      return cannot(fmt::format(
          "'{}' is an export, which nobody can go on with here: `pawl replay` and `pawl mock --from` take it",
          printable(files.history)));
    }
    if (recovered->faults.torn)
      console_.warning(fmt::format("{}: the last line is cut off; it is dropped", printable(files.history)));
    if (!options->quiet) console_.err(plan_of(*before, *recovered, from));
    hint_at_changes(*recorded, *workflow);
    if (const auto stopped = stop(Orphans::Unfinished); !stopped) {
      return cannot(stopped.error().message);
    }
    tasks::ErrorFiles::clear(run_folder(place));

    if (const auto cut = (*writer)->continue_at(recovered->whole_bytes, recovered->ends_with_newline,
                                                recovered->unwritten);
        !cut) {
      return cannot(cut.error().message);
    }
    if (recovered->is_whole &&
        recovered->status == engine::Status::Succeeded) {  // all but the last word was written
      if (const auto closed = (*writer)->close(); !closed) return cannot(closed.error().message);
      return show_output({kExitYes, recovered->execution->output()}, console_);
    }
    for (const std::string& warning : workflow->tasks.warnings) console_.warning(printable(warning));
    auto journal = RunJournal::resume(std::move(*writer), *options, console_);
    if (!journal) return cannot(journal.error().message);
    (*journal)->note(changed_settings(*recorded, *workflow, *options));
    const LaunchSettings settings{*options, *time, {}, 0};
    const Launch launch{files.name, RunName::Given, "", 0};
    const Ended ended = go_on({*workflow, settings, launch, place, **journal, console_}, *recovered, *before);
    (void)stop(Orphans::All);  // what tasks left in the background before
    return options->events == "-" ? ended.exit_code : show_output(ended, console_);
  }

 private:
  /// What a run gave that has succeeded already, perhaps killed before it could print it; nullopt: it has not
  /// succeeded, or is to be redriven all the same, which is refused further on.
  [[nodiscard]] Result<std::optional<Value>> output_before(const history::RunFiles& files) const {
    if (options_.from || options_.edit_input || options_.definition) return std::nullopt;
    if (history::probe_run(files).status != history::RunStatus::Succeeded) return std::nullopt;
    PAWL_TRY(history::Reader reader, history::Reader::open(files.history));
    PAWL_TRY(const history::RunSummary summary, history::summarize(reader));
    if (reader.texts().form() != history::EventTexts::Form::Lines) return std::nullopt;
    if (const size_t line = reader.faults().damaged_line; line != 0)
      return fail(fmt::format("{}:{}: {}", printable(files.history), line, history::kSealFault));
    return history::payload(summary.output);
  }

  /// The tasks that a run goes on with may be others than those it began with, though its definition is the
  /// same.
  void hint_at_changes(const Recorded& recorded, const Workflow& workflow) {
    if (options_.run.config || options_.run.quiet) return;
    const std::string before(history::text_of(recorded.run.extras, "configSha256"));
    const bool had_none = history::text_of(recorded.run.extras, "config").empty();
    if (workflow.config && (had_none || (!before.empty() && workflow.config->sha256 != before))) {
      console_.hint(fmt::format("'{}' {} since the run was started: tasks run as it says now",
                                printable(workflow.config->path), had_none ? "was added" : "was changed"));
    }
    const replay::RecordedRun& run = recorded.run;
    const std::string file = recorded_path(run, run.file);
    const auto text = options_.definition ? Result<source::LoadResult>(fail("")) : source::load(file);
    if (text && workflow.definition.document.name != text->document.name && !run.sha256.empty()) {
      console_.hint(
          fmt::format("'{}' was changed since the run was started, which goes on with the definition it "
                      "recorded; `--definition {}` takes the new one",
                      printable(file), printable(file)));
    }
  }

  /// Why the run cannot go on; nullopt: it can.
  std::optional<std::string> refusal(const history::RunFiles& files, const Workflow& workflow,
                                     const replay::Replayed& recovered) const {
    if (recovered.divergence) {
      const bool may_go_back = options_.definition && !options_.from;
      return fmt::format("the record of '{}' does not fit the definition, so it cannot go on with it:\n{}{}",
                         printable(files.name),
                         divergence_text(files.name, *recovered.divergence, workflow.definition, console_),
                         may_go_back ? "  --from STATE goes back to a state before that event\n" : "");
    }
    if (!recovered.execution)
      return fmt::format("the history '{}' is empty: there is nothing to go on with",
                         printable(files.history));
    if (recovered.is_whole && recovered.status == engine::Status::Succeeded && recovered.unwritten.empty()) {
      return fmt::format("the run '{}' is SUCCEEDED and cannot be redriven: there is nothing left to do",
                         printable(files.name));
    }
    if (workflow.limits == RunOptions::Limits::Strict && recovered.recorded >= kMostEvents) {
      return fmt::format(
          "the history of '{}' has {} events: AWS redrives fewer than {}; the run has --limits strict",
          printable(files.name), recovered.recorded, kMostEvents);
    }
    return std::nullopt;
  }

  int cannot(std::string_view message) {
    console_.error(message);
    return kExitCannot;
  }
  int refused(const Refusal& refusal) {
    console_.err(refusal.text);
    return refusal.exit_code;
  }

  const ResumeOptions& options_;
  Console& console_;
};

}  // namespace

int resume(const ResumeOptions& options, Console& console) { return Resumption(options, console).run(); }

}  // namespace pawl::cli
