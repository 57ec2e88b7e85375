#include "cli/app_history.h"

#include "cli/app_flags.h"

namespace pawl::cli {

void add_replay(CLI::App& app, ReplayOptions& replay) {
  using Format = ReplayOptions::Format;
  app.add_option("HISTORY", replay.histories, "Runs, or files: pawl's or AWS's; - for standard input")
      ->required()
      ->type_name(" ");
  app.add_option("-d,--definition", replay.definition,
                 "The definition (default: the one that the history holds)")
      ->type_name("DEF");
  add_number(app, "--until", replay.until, "EVENT", "Compares no event beyond this one");
  add_choice(app, "--format", replay.format, {{"text", Format::Text}, {"json", Format::Json}},
             "Form of the report");
  add_assignments(app, "--subst", replay.subst, "K=V", "Fills ${K} in the definition");
  app.footer(
      "Examples:\n"
      "  pawl replay @last\n"
      "  pawl replay --definition order.asl.json production/*.json\n"
      "  aws stepfunctions get-execution-history --execution-arn $ARN | pawl replay - -d order.asl.json\n\n"
      "Exit codes: 0 the same path, 1 diverged, 2 could not be read, 3 invalid definition. See "
      "pawl-replay(1).");
}

void add_ls(CLI::App& app, LsOptions& ls) {
  using Format = LsOptions::Format;
  app.add_option("PATTERN", ls.pattern, "Only runs with such names: order-*")->type_name(" ");
  app.add_option("--status", ls.status,
                 "Only runs that are so: running, succeeded, failed, timed-out, aborted, crashed, unreadable")
      ->type_name("STATUS")
      ->delimiter(',');
  add_number(app, "-n,--limit", ls.limit, "N", "Only the newest N");
  add_choice(app, "--format", ls.format, {{"text", Format::Text}, {"json", Format::Json}},
             "A table, or a JSON object per line");
  app.footer("Examples:\n  pawl ls --status failed,crashed\n  pawl ls -n 10 'order-*'\n\nSee pawl-ls(1).");
}

void add_show(CLI::App& app, ShowOptions& show) {
  using Format = ShowOptions::Format;
  app.add_option("RUN", show.run_name, "A run: its name, the beginning of it, @last, or a history's path")
      ->required()
      ->type_name(" ");
  auto* trace = app.add_option("--trace", show.trace, "Every stage of this state's data, in each visit")
                    ->type_name("STATE");
  app.add_option("-d,--definition", show.definition,
                 "With --trace: the definition (default: the one that the history holds)")
      ->type_name("DEF")
      ->needs(trace);
  add_assignments(app, "--subst", show.subst, "K=V", "With --trace: fills ${K} in the definition");
  auto* vars = app.add_flag("--vars", show.vars, "Which state assigned which variables")->excludes(trace);
  app.add_flag("--stats", show.stats, "Transitions, and what AWS would bill")
      ->excludes(trace)
      ->excludes(vars);
  add_choice(app, "--format", show.format,
             {{"text", Format::Text}, {"json", Format::Json}, {"csv", Format::Csv}}, "Form of the report");
  app.footer("Examples:\n  pawl show @last\n  pawl show order-7 --trace Charge\n\nSee pawl-show(1).");
}

void add_tail(CLI::App& app, TailOptions& tail) {
  using Format = TailOptions::Format;
  app.add_option("RUN", tail.run_name, "A run: its name, the beginning of it, @last, or a history's path")
      ->required()
      ->type_name(" ");
  app.add_flag("--no-follow", tail.no_follow, "Shows what there is, and does not wait for more");
  add_choice(app, "--format", tail.format, {{"text", Format::Text}, {"json", Format::Json}},
             "A line for people, or the events themselves");
  app.footer(
      "Examples:\n  pawl tail @last\n\nExit codes: 0 the run succeeded, 1 it did not, 2 could not be read. "
      "See pawl-tail(1).");
}

void add_stop(CLI::App& app, StopOptions& stop) {
  app.add_option("RUN", stop.run_name, "A run: its name, the beginning of it, or @last")
      ->required()
      ->type_name(" ");
  app.add_flag("--now", stop.now, "Kills its tasks at once");
  app.footer(
      "Examples:\n  pawl stop order-7\n\nExit codes: 0 stopped, 1 it was not running, 2 could not stop it. "
      "See pawl-stop(1).");
}

void add_gc(CLI::App& app, GcOptions& gc) {
  add_number(app, "--keep", gc.keep, "N", "Keeps the newest N runs");
  app.add_option("--older-than", gc.older_than, "Removes only what ended longer ago: 30d, 12h, 45m")
      ->type_name("D");
  app.add_flag("--dry-run", gc.dry_run, "Says what would be removed");
  app.footer("Examples:\n  pawl gc --keep 50 --older-than 30d\n\nSee pawl-gc(1).");
}

void add_mock(CLI::App& app, MockOptions& mock) {
  app.add_option("--from", mock.from, "A run: its name, the beginning of it, @last, or a history's path")
      ->required()
      ->type_name("HISTORY");
  app.add_option("-d,--definition", mock.definition,
                 "The definition (default: the one that the history holds)")
      ->type_name("DEF");
  add_assignments(app, "--subst", mock.subst, "K=V", "Fills ${K} in the definition");
  app.add_option("-o,--output", mock.output, "Where the mocks go (default: standard output)")
      ->type_name("FILE");
  app.add_option("--machine", mock.machine, "The state machine's name (default: the recorded one)")
      ->type_name("NAME");
  app.add_option("--case", mock.mock_case, "The test case's name (default Recorded)")->type_name("NAME");
  app.footer(
      "Examples:\n"
      "  pawl mock --from @last -o mocks.json && pawl run order.asl.json --mocks mocks.json --case "
      "Recorded\n\n"
      "See pawl-mock(1).");
}

}  // namespace pawl::cli
