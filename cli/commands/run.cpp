#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "cli/commands.h"
#include "cli/commands/dry_run.h"
#include "cli/commands/each.h"
#include "cli/commands/run_remote.h"
#include "cli/commands/shared_options.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/error.h"
#include "cli/report/page.h"
#include "cli/terminal/run_reporter.h"
#include "runs/identity.h"
#include "runtime/clock.h"
#include "workflow/workflow.h"

namespace pawl::cli {

namespace {

uint64_t random_number() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

int cannot(Console& console, std::string_view message) {
  console.error(message);
  return kExitCannot;
}

/// An option that was given and is about tasks that run here, or about time that pawl has in hand; empty:
/// none. (Declared as conflicts they would cost every start a quarter of a millisecond.)
std::string_view local_option(const RunOptions& options) {
  const workflow::Settings& tasks = options.workflow;
  const std::pair<bool, std::string_view> given[] = {{options.each, "--each"},
                                                     {options.context.has_value(), "--context"},
                                                     {options.seed.has_value(), "--seed"},
                                                     {options.dry_run, "--dry-run"},
                                                     {tasks.limits.has_value(), "--limits"},
                                                     {tasks.config.has_value(), "--config"},
                                                     {!tasks.bind.empty(), "--bind"},
                                                     {tasks.mocks.has_value(), "--mocks"},
                                                     {tasks.bucket_root.has_value(), "--bucket-root"},
                                                     {!tasks.variables.empty(), "--var"},
                                                     {tasks.offline, "--offline"},
                                                     {options.bounds.jobs.has_value(), "--jobs"},
                                                     {options.bounds.time != "real", "--time"},
                                                     {options.bounds.no_wait, "--no-wait"},
                                                     {options.history.events.has_value(), "--events"}};
  const auto found = std::ranges::find_if(given, [](const auto& one) { return one.first; });
  return found != std::end(given) ? found->second : std::string_view();
}

/// Flags that exclude each other; empty: all is well.
std::string conflict(const RunOptions& options) {
  const bool definition_from_stdin = options.definition.path == "-";
  if (definition_from_stdin && options.input == "-")
    return "standard input cannot be both the definition and the input";
  if (definition_from_stdin && options.each)
    return "--each reads inputs from standard input: give the definition as a file";
  if (options.each && options.input) return "--each takes its inputs from standard input: leave --input out";
  if (options.each && options.history.events) return "--events is about one run: leave --each out";
  if (options.each && options.history.place && *options.history.place != "none" &&
      !runs::is_folder(*options.history.place)) {
    return fmt::format(
        "--each makes a history for each line: give --history a folder ('{}/' makes one), or none",
        printable(*options.history.place));
  }
  if (options.history.place == "-") {
    return "--history must be a file, a folder or none; `--events -` writes the events to standard output";
  }
  if (options.bounds.no_wait && options.history.place == "none")
    return "--no-wait needs the history, for `pawl resume`: leave --history none out";
  if (options.report && options.each) return "--report is about one run: leave --each out";
  if (options.report && options.history.place == "none")
    return "--report needs the history: leave --history none out";
  if (options.workflow.mock_case && !options.workflow.mocks) return "--case needs --mocks";
  if (options.display.quiet && options.display.verbose) return "--quiet and --verbose exclude each other";
  if (options.remote.is_wanted()) {
    const std::string_view local = local_option(options);
    return local.empty()
               ? ""
               : fmt::format("{} is about runs here: leave it out with --aws and --endpoint-url", local);
  }
  if (!options.remote.role_arn.empty()) return "--role-arn needs --aws or --endpoint-url";
  if (options.remote.machine) return "--machine needs --aws or --endpoint-url";
  return {};
}

/// What may be a mistake, though the definition can run.
void warn(const workflow::Workflow& workflow, const RunOptions& options, Console& console) {
  std::vector<const workflow::Definition*> all = {&workflow.definition};
  for (const auto& [file, machine] : workflow.machines) all.push_back(&machine->definition);
  for (const std::string& name : workflow.definition.unused) {
    const bool is_unused = std::all_of(all.begin(), all.end(), [&name](const workflow::Definition* one) {
      return std::find(one->unused.begin(), one->unused.end(), name) != one->unused.end();
    });
    if (is_unused)
      console.warning(fmt::format("the definition has no placeholder ${{{}}} for --subst", printable(name)));
  }
  for (const workflow::Definition* one : all) {
    if (options.definition.substitutions.empty()) break;
    for (const std::string& name : one->unfilled)
      console.warning(fmt::format("${{{}}} is not filled in: add --subst {}=VALUE", name, name));
  }
  for (const std::string& warning : workflow.tasks.warnings) console.warning(printable(warning));
}

int run(const RunOptions& typed, Console& console) {
  RunOptions options = typed;
  options.workflow.substitutions = options.definition.substitutions;
  if (const std::string message = conflict(options); !message.empty()) return cannot(console, message);
  if (options.name) {
    if (const auto good = runs::check_run_name(*options.name); !good) return report(good.error(), console);
  }
  if (options.remote.is_wanted()) return run_remote(options, console);
  const auto time = runs::parse_time(options.bounds.time);
  if (!time) return report(time.error(), console);

  const auto workflow = workflow::load(options.definition, options.workflow);
  if (!workflow) return report(workflow.error(), console);
  warn(*workflow, options, console);
  if (options.dry_run) return dry_run(*workflow, console);
  const auto bound = workflow::check_bound(*workflow);
  if (!bound && options.each) return report(bound.error(), console);

  runs::LaunchSettings settings{.run = options, .time = *time, .type = options.definition.type};
  // Numbers that JSON carries everywhere without loss.
  settings.seed = options.seed.value_or(random_number() >> 11);
  if (options.context) {
    auto context = read_json_file(*options.context, "context");
    if (context && !context->is_object()) context = fail("--context must hold a JSON object");
    if (!context) return report(context.error(), console);
    settings.context = std::move(*context);
  }
  const Millis now = runtime::wall_millis();
  runs::Launch launch_one;
  launch_one.name = options.name.value_or(runs::new_run_name(workflow->machine_name, now, random_number()));
  launch_one.name_kind = options.name ? runs::RunName::Given : runs::RunName::Generated;
  if (options.each) return run_each(options, *workflow, settings, launch_one, console);

  const auto input = options.input ? read_input(*options.input) : Result<Value>(Value::empty_object());
  if (!input) return report(input.error(), console);
  if (options.report) {
    if (const auto writable = check_writable(*options.report); !writable)
      return cannot(console, fmt::format("--report: {}; nothing was run", writable.error().message));
  }
  runs::Launcher launcher(*workflow, std::move(settings), console);
  if (!bound && !launcher.ends_before_any_task(launch_one, *input)) return report(bound.error(), console);
  Ended ended = launch(launcher, launch_one, *input, {options.display}, console);
  if (options.report && !ended.place.file.empty()) {
    const auto written =
        write_report(workflow->definition, {ended.place.run, runs::run_folder(ended.place), ended.place.file},
                     *options.report);
    if (!written)
      ended.exit_code =
          cannot(console, fmt::format("the run has ended, but not its report: {}; `pawl graph --run {} "
                                      "-o FILE.html` makes it again",
                                      written.error().message, printable(resume_argument(ended.place))));
  }
  if (options.history.events == "-") return ended.exit_code;
  return show_output(ended, console);
}

void add_remote_options(OptionList& list, RemoteOptions& remote) {
  list.flag("--aws", remote.aws, "Runs it at AWS Step Functions");
  list.value("--endpoint-url", "URL", remote.endpoint_url,
             "Runs it at what speaks Step Functions' API at this URL");
  list.value("--role-arn", "ARN", remote.role_arn, "There: the role of the state machine");
  list.value("--machine", "NAME", remote.machine,
             "There: the state machine's name (default: made from the definition's path)");
  using On = RemoteOptions::OnInterrupt;
  list.choice("--on-interrupt", remote.on_interrupt,
              {{"ask", On::Ask}, {"stop", On::Stop}, {"leave", On::Leave}},
              "There: what Ctrl-C does to the execution (default: ask on a terminal, else leave)");
}

void add_options(OptionList& list, RunOptions& run) {
  list.operand("DEF", run.definition.path, "The definition: a path, or - for standard input")
      .required()
      .completed(Offer::Files);
  list.value("-i,--input", "VALUE", run.input,
             "The input: JSON text, a path, or - for standard input (default: {})")
      .completed(Offer::Files);
  list.flag("--each", run.each,
            "Reads one input per line of standard input, prints one result per line, in order");
  list.value("--name", "NAME", run.name, "Name of the run (default: made from the machine and the time)");
  add_type(list, run.definition.type);
  list.value("--context", "FILE", run.context, "A JSON object merged into the context object")
      .completed(Offer::Files);
  add_limits(list, run.workflow);
  list.number("--seed", "N", run.seed, "Seed of random numbers, UUIDs and jitter");
  list.value("--history", "FILE|DIR|none", run.history.place,
             "Where to write the history (default: the state directory)")
      .completed(Offer::Files);
  list.flag("--dry-run", run.dry_run, "Shows what each task would do; runs nothing");
  add_running_options(list, run, run.definition.substitutions);
  add_remote_options(list, run.remote);
  list.value("--report", "FILE", run.report, "Writes an HTML page about the run when it has ended")
      .completed(Offer::Files);
  list.footer(
      "Examples:\n"
      "  pawl run order.asl.json -i '{\"id\": 7}'\n"
      "  pawl run order.asl.json -i order.json -b 'Charge=./bin/charge --test' | jq .id\n"
      "  jq -c '.[]' orders.json | pawl run order.asl.json --each -j 4 > results.jsonl\n"
      "  pawl run order.asl.json --mocks mocks.json --case Declined --time skip\n\n"
      "Exit codes: 0 succeeded, 1 failed, 2 could not run, 3 invalid definition,\n"
      "4 a task has no binding, 75 parked.\n"
      "See pawl-run(1), pawl.yaml(5), pawl-history(5).");
}

}  // namespace

extern const Subcommand kRun = {"run", "Executes a definition: its tasks are commands, HTTP calls or mocks",
                                declare_command<RunOptions, add_options, run>};

}  // namespace pawl::cli
