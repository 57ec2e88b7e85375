#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/commands/shared_options.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/divergence.h"
#include "cli/report/error.h"
#include "cli/terminal/run_reporter.h"
#include "runs/resume.h"
#include "tasks/runner_kind.h"

namespace pawl::cli {

namespace {

constexpr size_t kShownNames = 6;

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < std::min(names.size(), kShownNames); ++i) out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kShownNames) out += fmt::format(" and {} more", names.size() - kShownNames);
  return out;
}

/// Whether a task waits for somebody outside as before, and nothing is started again.
bool waits_on(const replay::PendingCommand& pending, const workflow::Workflow& workflow) {
  const engine::Command& command = pending.command;
  const tasks::Binding* binding =
      command.type == engine::Command::Type::StartTask ? workflow.tasks.tasks.find(*command.state) : nullptr;
  return binding != nullptr &&
         (tasks::kind_of(*binding).waits ||
          (pending.submitted && tasks::waits_for_answer(std::get<asl::Task>(command.state->kind), *binding)));
}

/// What is kept and what runs again, in one line each.
std::string plan_of(const runs::Resumption& resumption) {
  const history::RunSummary& before = resumption.before();
  const replay::Replayed& recovered = resumption.recovered();
  const std::optional<runs::Entry>& from = resumption.from();
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
    return fmt::format("resuming from '{}': {}\n", printable(from->state),
                       keeps ? "results of tasks before it are kept" : "no task result is kept");
  }
  std::vector<std::string> waiting;
  for (const replay::PendingCommand& pending : recovered.pending) {
    const engine::Command& command = pending.command;
    std::string name = printable(command.state->name);
    if (command.map_index >= 0) name += fmt::format("[{}]", command.map_index);
    if (command.state->type() == asl::StateType::Wait || waits_on(pending, resumption.workflow()))
      waiting.push_back(name);
    else if (command.type == engine::Command::Type::StartTask) again.push_back(name);
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

/// What changed since the run was started and was not given anew.
void hint_at_changes(const ResumeOptions& options, const runs::Resumption& resumption, Console& console) {
  if (options.workflow.config || options.display.quiet) return;
  if (const auto change = resumption.config_change()) {
    console.hint(fmt::format("'{}' {} since the run was started: tasks run as it says now",
                             printable(change->path), change->was_added ? "was added" : "was changed"));
  }
  if (const auto file = resumption.newer_definition()) {
    console.hint(
        fmt::format("'{}' was changed since the run was started, which continues with the definition it "
                    "recorded; `--definition {}` takes the new one",
                    printable(*file), printable(*file)));
  }
}

/// Why the run cannot be rebuilt: where the record does not fit, with both sides.
int cannot_rebuild(const workflow::ServiceError& error, const ResumeOptions& options,
                   const runs::Resumption& resumption, Console& console) {
  const replay::Divergence* divergence = resumption.divergence();
  if (divergence == nullptr) return report(error, console);
  workflow::ServiceError whole = error;
  whole.message +=
      ":\n" + divergence_text(resumption.place().run, *divergence, resumption.workflow().definition, console);
  if (options.definition && !options.from)
    whole.message += "  --from STATE goes back to a state before that event\n";
  return report(whole, console);
}

int resume(const ResumeOptions& options, Console& console) {
  if (options.run_name == "-") {
    console.error("a history from standard input cannot be resumed: name the run or its file");
    return kExitCannot;
  }
  runs::RunSettings settings = options;
  settings.workflow.substitutions = options.subst;
  auto found = runs::Resumption::find(options.run_name,
                                      {.from = options.from,
                                       .has_input = options.edit_input.has_value(),
                                       .definition = options.definition,
                                       .substitutions = options.subst,
                                       .settings = std::move(settings)},
                                      console);
  if (!found) return report(found.error(), console);
  runs::Resumption& resumption = *found;
  auto output = resumption.output();
  if (!output) return report(output.error(), console);
  if (*output) {
    if (!options.display.quiet) {
      console.info(fmt::format("the run '{}' has succeeded already; its output is:",
                               printable(resumption.place().run)));
    }
    return show_output({kExitYes, std::move(**output)}, console);
  }
  if (const auto bound = resumption.bind(); !bound) return report(bound.error(), console);
  std::optional<Value> input;
  if (options.edit_input) {
    auto read = read_input(*options.edit_input, "--edit-input");
    if (!read) return report(read.error(), console);
    input = std::move(*read);
  }
  if (const auto rebuilt = resumption.rebuild(std::move(input)); !rebuilt)
    return cannot_rebuild(rebuilt.error(), options, resumption, console);

  const replay::Replayed& recovered = resumption.recovered();
  if (recovered.faults.torn) {
    console.warning(
        fmt::format("{}: the last line is cut off; it is dropped", printable(resumption.place().file)));
  }
  if (!options.display.quiet) console.err(plan_of(resumption));
  hint_at_changes(options, resumption, console);

  auto run = resumption.begin();
  if (!run) return report(run.error(), console);
  if (!*run) return show_output({kExitYes, recovered.execution->output()}, console);
  const Ended ended =
      go_on(resumption.workflow(), std::move(**run), resumption.before(), {options.display}, console);
  resumption.end();
  return options.history.events == "-" ? ended.exit_code : show_output(ended, console);
}

void add_options(OptionList& list, ResumeOptions& resume) {
  resume.bounds.time.clear();
  list.operand("RUN", resume.run_name, kRunHelp).required().completed(Offer::Runs);
  list.value("--from", "STATE", resume.from, "Resumes where this state was entered last");
  list.value("--edit-input", "VALUE", resume.edit_input,
             "Another input for the state that runs next: JSON text, a path, or -")
      .completed(Offer::Files);
  list.value("-d,--definition", "DEF", resume.definition, "Another definition, if the recorded run fits it")
      .completed(Offer::Files);
  add_limits(list, resume.workflow);
  add_running_options(list, resume, resume.subst);
  list.footer(
      "Examples:\n"
      "  pawl resume @last\n"
      "  pawl resume order-7 --from Charge --edit-input '{\"amount\": 12}'\n\n"
      "Exit codes: those of `pawl run`; 2 also if the recorded run does not fit.\n"
      "See pawl-resume(1).");
}

}  // namespace

extern const Subcommand kResume = {"resume", "Resumes a run that crashed, was stopped or failed",
                                   declare_command<ResumeOptions, add_options, resume>};

}  // namespace pawl::cli
