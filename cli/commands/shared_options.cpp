#include "cli/commands/shared_options.h"

#include "cli/report/format.h"

namespace pawl::cli {
namespace {

/// The bounds of TimeoutSeconds, in parts of a second too.
ValueSetter seconds_setter(double& into) {
  return [&into](const std::string& text) {
    constexpr double kMost = 99'999'999;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (is_number && into > 0 && into <= kMost) return std::string();
    return fmt::format("must be a number of seconds above 0, at most {}, not '{}'", kMost, printable(text));
  };
}

}  // namespace

void add_running_options(OptionList& list, RunningOptions& run, Assignments& substitutions) {
  using history::Durability;
  list.value("-c,--config", "FILE", run.workflow.config,
             "Configuration of the tasks (default: pawl.yaml in the definition's folder or above)")
      .completed(Offer::Files);
  list.assignments("-b,--bind", "STATE=COMMAND", run.workflow.bind,
                   "The command of one state; takes precedence over the configuration");
  list.value("--mocks", "FILE", run.workflow.mocks, "Mocked results, in the format of MockConfigFile.json")
      .completed(Offer::Files);
  list.value("--case", "NAME", run.workflow.mock_case, "Test case of the mocks");
  list.value("--bucket-root", "DIR", run.workflow.bucket_root,
             "The S3 buckets of Distributed Maps: each is the folder of its name in DIR")
      .completed(Offer::Files);
  list.number("-j,--jobs", "N", run.bounds.jobs,
              "Most tasks running at the same time (default: as many commands as processors, 0: no "
              "bound); with --each: most runs (default: 1)");
  list.value("--time", "real|skip|Nx", run.bounds.time, "real, skip (nothing waits) or a factor such as 60x")
      .completed({"real", "skip", "60x"});
  list.value("--timeout", "S", seconds_setter(run.bounds.timeout), "Ends the run after this many seconds");
  list.flag("--no-wait", run.bounds.no_wait,
            "Exits with 75 where the run could only wait for somebody's answer");
  list.choice("--durability", run.history.durability,
              {{"event", Durability::Event}, {"batch", Durability::Batch}, {"none", Durability::None}},
              "When the history is synced to disk (default: batch)");
  list.value("--events", "FILE|-", run.history.events,
             "Also writes every event to FILE, or to standard output (-)")
      .completed(Offer::Files);
  list.assignments("--var", "K=V", run.workflow.variables, "An environment variable for tasks");
  list.assignments("--subst", "K=V", substitutions, "Fills ${K} in the definition");
  list.flag("--offline", run.workflow.offline, "Denies tasks that need the network");
  list.choice("--progress", run.display.progress,
              {{"auto", ProgressChoice::Auto},
               {"tty", ProgressChoice::Tty},
               {"plain", ProgressChoice::Plain},
               {"none", ProgressChoice::None}},
              "How progress is shown on standard error");
  list.flag("-q,--quiet", run.display.quiet, "Shows errors only");
  list.flag("-v,--verbose", run.display.verbose, "Shows every state");
}

void add_limits(OptionList& list, workflow::Settings& settings) {
  using Limits = workflow::LimitPolicy;
  list.choice("--limits", settings.limits,
              {{"aws", Limits::Aws}, {"strict", Limits::Strict}, {"off", Limits::Off}},
              "AWS's limits: on payloads (aws), on 25,000 events too (strict), none (off)");
}

void add_type(OptionList& list, asl::WorkflowType& type) {
  using Type = asl::WorkflowType;
  list.choice("--type", type, {{"standard", Type::Standard}, {"express", Type::Express}},
              "Type of the workflow");
}

Option& add_file_operands(OptionList& list, ValidateOptions& options) {
  return list
      .operands("FILE", options.files, "Definitions, templates (template.yaml#LogicalId), folders, or -")
      .completed(Offer::Files);
}

void add_check_options(OptionList& list, ValidateOptions& options) {
  add_type(list, options.type);
  std::vector<std::string> formats;
  for (const ReportFormat& format : report_formats()) formats.emplace_back(format.name);
  list.choice("--format", options.format, formats,
              "Format of the report (default: text; in GitHub Actions: github)");
  list.assignments("--subst", "K=V", options.subst, "Fills ${K} in the definitions");
}

}  // namespace pawl::cli
