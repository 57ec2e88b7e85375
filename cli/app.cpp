#include "cli/app.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "base/version.h"
#include "cli/app_flags.h"
#include "cli/app_history.h"
#include "cli/commands/completion.h"
#include "cli/commands/eval.h"
#include "cli/commands/gc.h"
#include "cli/commands/graph.h"
#include "cli/commands/lint.h"
#include "cli/commands/ls.h"
#include "cli/commands/mock.h"
#include "cli/commands/replay.h"
#include "cli/commands/resume.h"
#include "cli/commands/run.h"
#include "cli/commands/show.h"
#include "cli/commands/stop.h"
#include "cli/commands/tail.h"
#include "cli/commands/validate.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/terminal/console.h"
#include "cli/terminal/unexpected.h"
#include "graph/format.h"

namespace pawl::cli {

namespace {

/// A subcommand with what it does; `action` is set while the options are declared.
struct Command {
  CLI::App* app;
  std::function<int(Console&)> action;
};

void add_type(CLI::App& app, asl::WorkflowType& type) {
  using Type = asl::WorkflowType;
  add_choice(app, "--type", type, {{"standard", Type::Standard}, {"express", Type::Express}},
             "The type of workflow");
}

/// The bounds of TimeoutSeconds, in parts of a second too.
std::string check_seconds(const std::string& text) {
  constexpr double kMost = 99'999'999;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && seconds > 0 && seconds <= kMost) return {};
  return fmt::format("must be a number of seconds above 0, at most {}, not '{}'", kMost, printable(text));
}

/// What `run` and `resume` share.
void add_running(CLI::App& app, RunningOptions& run, Assignments& substitutions) {
  using history::Durability;
  app.add_option("-c,--config", run.workflow.config,
                 "What tasks do here (default: pawl.yaml, found upward from DEF)")
      ->type_name("FILE");
  add_assignments(app, "-b,--bind", run.workflow.bind, "STATE=COMMAND",
                  "What one state does; goes before the configuration");
  app.add_option("--mocks", run.workflow.mocks, "Mocked answers, in the format of MockConfigFile.json")
      ->type_name("FILE");
  app.add_option("--case", run.workflow.mock_case, "Which test case of the mocks")->type_name("NAME");
  add_number(app, "-j,--jobs", run.bounds.jobs, "N",
             "Most tasks at a time; with --each: most runs at a time");
  app.add_option("--time", run.bounds.time, "real, skip (nothing waits) or a factor such as 60x")
      ->type_name("real|skip|Nx");
  app.add_option("--timeout", run.bounds.timeout, "Ends the run after so many seconds")
      ->type_name("S")
      ->check(CLI::Validator(check_seconds, ""));
  add_choice(app, "--durability", run.history.durability,
             {{"event", Durability::Event}, {"batch", Durability::Batch}, {"none", Durability::None}},
             "When the history is synced to disk (default batch)");
  app.add_option("--events", run.history.events, "Writes every event to FILE too, or to standard output (-)")
      ->type_name("FILE|-");
  add_assignments(app, "--var", run.workflow.variables, "K=V", "An environment variable for tasks");
  add_assignments(app, "--subst", substitutions, "K=V", "Fills ${K} in the definition");
  app.add_flag("--offline", run.workflow.offline, "Denies tasks that need the network");
  add_choice(app, "--progress", run.display.progress,
             {{"auto", ProgressChoice::Auto},
              {"tty", ProgressChoice::Tty},
              {"plain", ProgressChoice::Plain},
              {"none", ProgressChoice::None}},
             "How progress is shown on standard error");
  app.add_flag("-q,--quiet", run.display.quiet, "Shows errors only");
  app.add_flag("-v,--verbose", run.display.verbose, "Shows every state");
}

void add_limits(CLI::App& app, workflow::Settings& settings) {
  using Limits = workflow::LimitPolicy;
  add_choice(app, "--limits", settings.limits,
             {{"aws", Limits::Aws}, {"strict", Limits::Strict}, {"off", Limits::Off}},
             "AWS's limits: payloads (aws), the 25,000 events too (strict), none (off)");
}

void add_resume(CLI::App& app, ResumeOptions& resume) {
  resume.bounds.time.clear();
  app.add_option("RUN", resume.run_name, "A run: its name, the beginning of it, @last, or a history's path")
      ->required()
      ->type_name(" ");
  app.add_option("--from", resume.from, "Goes back to where this state was entered last")->type_name("STATE");
  app.add_option("--edit-input", resume.edit_input,
                 "Another input for the state it goes on with: JSON text, a path, or -")
      ->type_name("VALUE");
  app.add_option("-d,--definition", resume.definition, "Another definition, if the record fits it")
      ->type_name("DEF");
  add_limits(app, resume.workflow);
  add_running(app, resume, resume.subst);
  app.footer(
      "Examples:\n"
      "  pawl resume @last\n"
      "  pawl resume order-7 --from Charge --edit-input '{\"amount\": 12}'\n\n"
      "Exit codes: those of `pawl run`; 2 also if the record does not fit. See pawl-resume(1).");
}

void add_run(CLI::App& app, RunOptions& run) {
  app.add_option("DEF", run.definition.path, "The definition: a path, or - for standard input")
      ->required()
      ->type_name(" ");
  app.add_option("-i,--input", run.input, "JSON text, a path, or - for standard input (default {})")
      ->type_name("VALUE");
  app.add_flag("--each", run.each, "One input per line of standard input, one result per line, in order");
  app.add_option("--name", run.name, "The name of the run (default: made of machine and time)")
      ->type_name("NAME");
  add_type(app, run.definition.type);
  app.add_option("--context", run.context, "A JSON object laid over the context object")->type_name("FILE");
  add_limits(app, run.workflow);
  add_number(app, "--seed", run.seed, "N", "For random numbers, UUIDs and jitter");
  app.add_option("--history", run.history.place, "Where the history goes (default: the state directory)")
      ->type_name("FILE|DIR|none");
  app.add_flag("--dry-run", run.dry_run, "Shows what each task would do; runs nothing");
  app.add_flag("--no-wait", run.no_wait, "Ends with 75 where the run would wait for a callback");
  add_running(app, run, run.definition.substitutions);
  app.add_option("--report", run.report, "Writes a page about the run when it has ended")->type_name("FILE");
  app.footer(
      "Examples:\n"
      "  pawl run order.asl.json -i '{\"id\": 7}'\n"
      "  pawl run order.asl.json -i order.json -b 'Charge=./bin/charge --test' | jq .status\n"
      "  jq -c '.[]' orders.json | pawl run order.asl.json --each -j 4 > results.jsonl\n"
      "  pawl run order.asl.json --mocks mocks.json --case Declined --time skip\n\n"
      "Exit codes: 0 succeeded, 1 failed, 2 could not run, 3 invalid definition, 4 a task has no binding.\n"
      "See pawl-run(1), pawl.yaml(5), pawl-history(5).");
}

void add_checked_files(CLI::App& app, ValidateOptions& options) {
  add_type(app, options.type);
  add_choice(app, "--format", options.format,
             {{"text", ReportFormat::Text},
              {"json", ReportFormat::Json},
              {"sarif", ReportFormat::Sarif},
              {"github", ReportFormat::Github},
              {"junit", ReportFormat::Junit}},
             "Form of the report (default text; github in GitHub Actions)");
  add_assignments(app, "--subst", options.subst, "K=V", "Fills ${K} in the definitions");
}

constexpr const char* kFilesHelp = "Definitions, templates (template.yaml#LogicalId), folders of them, or -";

void add_validate(CLI::App& app, ValidateOptions& validate) {
  app.add_option("FILE", validate.files, kFilesHelp)->required()->type_name(" ");
  add_checked_files(app, validate);
  app.footer(
      "Examples:\n"
      "  pawl validate order.asl.json\n"
      "  pawl validate template.yaml#OrderMachine\n"
      "  pawl validate --format json flows/ | jq '.diagnostics[].message'\n\n"
      "Exit codes: 0 valid, 3 invalid, 2 could not be read. See pawl-validate(1).");
}

void add_lint(CLI::App& app, LintOptions& lint) {
  using Profile = LintOptions::Profile;
  using FailOn = LintOptions::FailOn;
  app.add_option("FILE", lint.files, kFilesHelp)->type_name(" ");
  add_checked_files(app, lint);
  add_choice(app, "--profile", lint.profile, {{"aws", Profile::Aws}, {"local", Profile::Local}},
             "aws: has to run there too; local: runs here only");
  add_choice(app, "--fail-on", lint.fail_on,
             {{"error", FailOn::Error}, {"warning", FailOn::Warning}, {"info", FailOn::Info}},
             "Exits with 1 from this severity on (default warning)");
  add_assignments(app, "--rule", lint.rules, "ID=SEVERITY", "Makes a rule off, info, warning or error");
  app.add_flag("--list-rules", lint.list_rules, "Lists all rules and ends");
  app.add_option("--explain", lint.explain, "Explains one rule, with examples, and ends")->type_name("ID");
  app.footer(
      "Examples:\n"
      "  pawl lint flows/\n"
      "  pawl lint --profile aws --fail-on error template.yaml\n"
      "  pawl lint --rule hard-coded-account=off --format sarif flows/ > pawl.sarif\n"
      "  pawl lint --explain undefined-variable\n\n"
      "Exit codes: 0 clean, 1 findings, 3 invalid, 2 could not be read. See pawl-lint(1), pawl-rules(7).");
}

void add_graph(CLI::App& app, GraphOptions& graph) {
  using Layout = GraphOptions::Layout;
  app.add_option("DEF", graph.definition, "The definition: a path, or - (default: the run's own)")
      ->type_name(" ");
  std::vector<std::pair<std::string, std::string>> names;
  for (const pawl::graph::DrawingFormat& format : pawl::graph::formats())
    names.emplace_back(format.name, std::string(format.name));
  add_choice(app, "--format", graph.format, names,
             "Of the drawing (default: by the name of the output, else text)");
  app.add_option("-o,--output", graph.output, "Where the drawing goes (default: standard output)")
      ->type_name("FILE");
  app.add_option("--run", graph.run, "Shows what a run did: its name, @last, or a history of pawl or AWS")
      ->type_name("RUN|HISTORY");
  add_choice(app, "--layout", graph.layout, {{"auto", Layout::Layers}, {"layers", Layout::Layers}},
             "How states are arranged: in layers from top to bottom, the only layout there is");
  add_number(app, "--width", graph.width, "N", "Columns of the text (default: the terminal's)");
  app.add_flag("--ascii", graph.ascii, "Draws the text with ASCII characters only");
  app.add_flag("--watch", graph.watch, "Draws again whenever the definition or the run changes");
  add_assignments(app, "--subst", graph.subst, "K=V", "Fills ${K} in the definition");
  app.footer(
      "Examples:\n"
      "  pawl graph order.asl.json\n"
      "  pawl graph order.asl.json --run @last -o report.html\n"
      "  pawl graph order.asl.json --format mermaid >> README.md\n"
      "  pawl graph order.asl.json -o order.svg --watch\n\n"
      "Exit codes: 0 drawn, 2 could not, 3 invalid definition. See pawl-graph(1).");
}

void add_eval(CLI::App& app, EvalOptions& eval) {
  using Language = EvalOptions::Language;
  add_choice(
      app, "--language", eval.language,
      {{"jsonpath", Language::JsonPath}, {"intrinsic", Language::Intrinsic}, {"jsonata", Language::Jsonata}},
      "Of the expression (default jsonpath)");
  add_choice(app, "--dialect", eval.dialect,
             {{"aws", jsonata::Dialect::Aws}, {"reference", jsonata::Dialect::Reference}},
             "Of JSONata: as Step Functions has it (default), or as jsonata-js 2.0.6");
  app.add_option("--expr", eval.expression, "The expression: $.a[0], States.Format(…)")->type_name("EXPR");
  app.add_option("--data", eval.data, "What it is evaluated on: a file, or - for standard input")
      ->type_name("FILE");
  app.add_option("-i,--input", eval.input, "The same as JSON text, a path, or -")->type_name("VALUE");
  app.add_flag("--batch", eval.batch, "One request per line of standard input, one answer per line");
  add_number(app, "--bench", eval.bench, "N", "Evaluates N times and says how long one takes");
  app.footer(
      "Examples:\n"
      "  pawl eval --expr '$.items[?(@.price < 10)].name' -i order.json\n"
      "  pawl eval --language intrinsic --expr \"States.Format('Hello, {}', $.name)\" -i '{\"name\": "
      "\"Ann\"}'\n\n"
      "Exit codes: 0 evaluated, 1 the expression fails, 2 usage or input. See pawl-eval(1).");
}

/// What could stand where `command` (null: none yet) is read.
Known known_to(const CLI::App& app, const CLI::App* command) {
  Known known;
  for (const CLI::App* one : {command, &app}) {
    if (one == nullptr) continue;
    for (const CLI::Option* option : one->get_options()) {
      for (const std::string& name : option->get_lnames()) known.flags.push_back("--" + name);
    }
  }
  if (command != nullptr) return known;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    known.commands.push_back(one->get_name());
  return known;
}

int usage_error(Console& console, const CLI::App* command, std::string_view message) {
  console.error(message);
  console.err(fmt::format("See `pawl{}{} --help`.\n", command != nullptr ? " " : "",
                          command != nullptr ? command->get_name() : ""));
  return kExitCannot;
}

}  // namespace

int main_app(int argc, char** argv) {
  // A reader that goes away is noticed by write(), not by a signal that would leave tasks behind.
  std::signal(SIGPIPE, SIG_IGN);

  CLI::App app("pawl runs Amazon States Language (AWS Step Functions) on this machine.", "pawl");
  app.set_help_flag("-h,--help", "Shows this help");
  app.set_version_flag("--version", "pawl " + std::string(version()), "Shows the version");
  app.get_formatter()->column_width(34);
  ColorChoice color = ColorChoice::Auto;

  RunOptions run_options;
  ValidateOptions validate_options;
  LintOptions lint_options;
  GraphOptions graph_options;
  EvalOptions eval_options;
  ReplayOptions replay_options;
  ResumeOptions resume_options;
  LsOptions ls_options;
  ShowOptions show_options;
  TailOptions tail_options;
  StopOptions stop_options;
  GcOptions gc_options;
  MockOptions mock_options;
  CompletionOptions completion_options;
  std::vector<Command> commands;
  const auto add = [&](const char* name, const char* what, auto declare, auto action) {
    CLI::App* command = app.add_subcommand(name, what);
    commands.push_back({command, action});
    // Declaring options takes longer than running a small workflow: only what may be asked for is declared.
    if (std::find(argv, argv + argc, std::string_view(name)) == argv + argc) return;
    command->set_help_flag("-h,--help", "Shows this help");
    declare(*command);
    add_choice(*command, "--color", color,
               {{"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}},
               "Colours (auto: on a terminal, unless NO_COLOR is set)");
  };
  add(
      "run", "Executes a definition: its tasks are commands, HTTP calls or mocks",
      [&](CLI::App& command) { add_run(command, run_options); },
      [&](Console& console) { return run(run_options, console); });
  add(
      "validate", "Would AWS accept this definition? Runs nothing",
      [&](CLI::App& command) { add_validate(command, validate_options); },
      [&](Console& console) { return validate(validate_options, console); });
  add(
      "lint", "Is this definition good? Bugs waiting, bad practice, what is not portable",
      [&](CLI::App& command) { add_lint(command, lint_options); },
      [&](Console& console) { return lint(lint_options, console); });
  add(
      "graph", "Draws a definition, and what a run did",
      [&](CLI::App& command) { add_graph(command, graph_options); },
      [&](Console& console) { return graph(graph_options, console); });
  add(
      "eval", "Evaluates one expression", [&](CLI::App& command) { add_eval(command, eval_options); },
      [&](Console&) { return eval(eval_options); });
  add(
      "replay", "Would this definition take the recorded path again? Runs no task",
      [&](CLI::App& command) { add_replay(command, replay_options); },
      [&](Console& console) { return replay(replay_options, console); });
  add(
      "resume", "Goes on with a run that crashed, was stopped or failed",
      [&](CLI::App& command) { add_resume(command, resume_options); },
      [&](Console& console) { return resume(resume_options, console); });
  add(
      "ls", "Which runs are there?", [&](CLI::App& command) { add_ls(command, ls_options); },
      [&](Console& console) { return ls(ls_options, console); });
  add(
      "show", "What happened in a run: states, times, attempts, errors",
      [&](CLI::App& command) { add_show(command, show_options); },
      [&](Console& console) { return show(show_options, console); });
  add(
      "tail", "Follows a run", [&](CLI::App& command) { add_tail(command, tail_options); },
      [&](Console& console) { return tail(tail_options, console); });
  add(
      "stop", "Ends a run that is running", [&](CLI::App& command) { add_stop(command, stop_options); },
      [&](Console& console) { return stop(stop_options, console); });
  add(
      "gc", "Removes old runs", [&](CLI::App& command) { add_gc(command, gc_options); },
      [&](Console& console) { return gc(gc_options, console); });
  add(
      "mock", "Makes mocks of a run", [&](CLI::App& command) { add_mock(command, mock_options); },
      [&](Console& console) { return mock(mock_options, console); });
  add(
      "completion", "Prints the completion script for a shell",
      [&](CLI::App& command) {
        command.add_option("SHELL", completion_options.shell, "bash, zsh or fish")
            ->required()
            ->type_name(" ");
      },
      [&](Console& console) { return completion(completion_options, console); });
  app.footer("`pawl COMMAND --help` says more; the manual is pawl(1).");

  const auto chosen = [&commands]() -> const Command* {
    for (const Command& command : commands) {
      if (command.app->parsed()) return &command;
    }
    return nullptr;
  };
  const auto chosen_app = [&chosen]() -> const CLI::App* {
    const Command* command = chosen();
    return command != nullptr ? command->app : nullptr;
  };
  if (const std::string flag = flag_without_value({argv + 1, argv + argc}); !flag.empty()) {
    Console console(color);
    return usage_error(console, nullptr,
                       flag + "= has no value; where it comes from a variable, that one is empty");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* command = chosen_app();
    Console console(color);
    return console.out(command != nullptr ? command->help("pawl") : app.help()) ? kExitYes : kExitCannot;
  } catch (const CLI::CallForVersion& version) {
    Console console(color);
    return console.out(std::string(version.what()) + "\n") ? kExitYes : kExitCannot;
  } catch (const CLI::ExtrasError&) {
    Console console(color);
    const std::vector<std::string> left = app.remaining(true);
    return usage_error(console, chosen_app(),
                       unexpected(known_to(app, chosen_app()), left.empty() ? "" : left.front()));
  } catch (const CLI::ParseError& error) {
    Console console(color);
    return usage_error(console, chosen_app(), error.what());
  }

  Console console(color);
  const Command* command = chosen();
  if (command == nullptr) {
    console.err(app.help());
    return kExitCannot;
  }
  return command->action(console);
}

}  // namespace pawl::cli
