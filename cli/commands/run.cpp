#include "cli/commands/run.h"

#include <fmt/format.h>

#include <random>

#include "cli/commands/dry_run.h"
#include "cli/commands/each.h"
#include "cli/commands/graph.h"
#include "cli/exit_code.h"
#include "cli/identity.h"
#include "cli/input.h"
#include "cli/launch.h"
#include "cli/rehearsal.h"
#include "cli/workflow.h"
#include "runtime/clock.h"

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

/// Flags that exclude each other; empty: all is well.
std::string conflict(const RunOptions& options) {
  const bool definition_from_stdin = options.definition == "-";
  if (definition_from_stdin && options.input == "-")
    return "standard input cannot be both the definition and the input";
  if (definition_from_stdin && options.each)
    return "--each reads inputs from standard input: give the definition as a file";
  if (options.each && options.input) return "--each takes its inputs from standard input: leave --input out";
  if (options.each && options.events) return "--events is about one run: leave --each out";
  if (options.each && options.history && *options.history != "none" && !is_folder(*options.history)) {
    return fmt::format(
        "--each makes a history for each line: give --history a folder ('{}/' makes one), or none",
        printable(*options.history));
  }
  if (options.history == "-") {
    return "--history must be a file, a folder or none; `--events -` writes the events to standard output";
  }
  if (options.report && options.each) return "--report is about one run: leave --each out";
  if (options.report && options.history == "none")
    return "--report needs the history: leave --history none out";
  if (options.mock_case && !options.mocks) return "--case needs --mocks";
  if (options.quiet && options.verbose) return "--quiet and --verbose exclude each other";
  return {};
}

}  // namespace

int run(const RunOptions& options, Console& console) {
  if (const std::string message = conflict(options); !message.empty()) return cannot(console, message);
  if (options.name) {
    if (const auto good = check_run_name(*options.name); !good) return cannot(console, good.error().message);
  }
  const auto time = parse_time(options.time);
  if (!time) return cannot(console, time.error().message);

  auto workflow = load_workflow(options, console);
  if (!workflow) {
    console.err(workflow.error().text);
    return workflow.error().exit_code;
  }
  for (const std::string& name : workflow->definition.unused) {
    console.warning(fmt::format("the definition has no placeholder ${{{}}} for --subst", printable(name)));
  }
  if (!options.subst.empty() && !workflow->definition.unfilled.empty()) {
    for (const std::string& name : workflow->definition.unfilled) {
      console.warning(fmt::format("${{{}}} is not filled in: add --subst {}=VALUE", name, name));
    }
  }
  for (const std::string& warning : workflow->tasks.warnings) console.warning(printable(warning));
  if (options.dry_run) return dry_run(*workflow, console);
  const auto unbound = refuse_unbound(*workflow, console);
  const auto refuse = [&] {
    console.err(unbound->text);
    return unbound->exit_code;
  };
  if (unbound && options.each) return refuse();

  // Numbers that JSON carries everywhere without loss.
  LaunchSettings settings{options, *time, {}, options.seed.value_or(random_number() >> 11)};
  if (options.context) {
    auto context = read_json_file(*options.context, "context");
    if (context && !context->is_object()) context = fail("--context must hold a JSON object");
    if (!context) return cannot(console, context.error().message);
    settings.context = std::move(*context);
  }
  const Millis now = runtime::wall_millis();
  Launch launch_one;
  launch_one.name = options.name.value_or(new_run_name(workflow->machine_name, now, random_number()));
  launch_one.name_kind = options.name ? RunName::Given : RunName::Generated;
  if (options.each) return run_each(*workflow, settings, launch_one, console);

  const auto input = options.input ? read_input(*options.input) : Result<Value>(Value::empty_object());
  if (!input) return cannot(console, input.error().message);
  if (options.report) {
    if (const auto writable = check_writable(*options.report); !writable)
      return cannot(console, fmt::format("--report: {}; nothing was run", writable.error().message));
  }
  if (unbound && !ends_before_any_task(*workflow, settings, launch_one, *input)) return refuse();
  Ended ended = launch(*workflow, settings, launch_one, *input, console);
  if (options.report && !ended.place.file.empty()) {
    const auto written =
        write_report(workflow->definition, ended.place.file, ended.place.run, *options.report);
    if (!written)
      ended.exit_code =
          cannot(console, fmt::format("the run has ended, but not its report: {}; `pawl graph --run {} "
                                      "-o FILE.html` makes it again",
                                      written.error().message, printable(resume_argument(ended.place))));
  }
  if (options.events == "-") return ended.exit_code;
  return show_output(ended, console);
}

}  // namespace pawl::cli
