#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/report/error.h"
#include "remote/import.h"

namespace pawl::cli {

namespace {

struct ImportOptions {
  std::string execution;  // an ARN
  std::optional<std::string> endpoint_url;
  bool quiet = false;
};

int import(const ImportOptions& options, Console& console) {
  const auto execution = remote::parse_execution_arn(options.execution);
  if (!execution) return report(execution.error(), console);
  const runtime::Interrupts interrupts;
  const auto client =
      remote::ApiClient::connect(options.endpoint_url.value_or(""), execution->region, interrupts);
  if (!client) return report(client.error(), console);
  remote::StatesApi api(**client);
  const auto run = remote::import_execution(api, *execution);
  if (!run) {
    const int code = report(run.error(), console);
    return interrupts.count() > 0 ? 128 + interrupts.first_signal() : code;
  }
  if (!run->no_definition.empty()) {
    console.warning(fmt::format("the definition could not be fetched ({}): give commands --definition FILE",
                                run->no_definition));
  }
  if (run->status == history::RunStatus::Running && !options.quiet)
    console.info("the execution has not ended: import it again for the rest");
  const auto written =
      console.out(fmt::format("{} {}, {} event{}\n", printable(run->files.name),
                              history::name_of(run->status), run->events, run->events == 1 ? "" : "s"));
  return written ? int{kExitYes} : report(written.error(), console);
}

void add_options(OptionList& list, ImportOptions& import) {
  list.operand("ARN", import.execution, "The ARN of an execution of a Standard workflow").required();
  list.value("--endpoint-url", "URL", import.endpoint_url,
             "Where Step Functions' API is (default: AWS, in the region of the ARN)");
  list.flag("-q,--quiet", import.quiet, "Shows errors only");
  list.footer(
      "Examples:\n"
      "  pawl import arn:aws:states:us-east-1:123456789012:execution:Order:order-7\n\n"
      "Exit codes: 0 fetched, 2 could not be.\n"
      "See pawl-import(1).");
}

}  // namespace

extern const Subcommand kImport = {"import",
                                   "Fetches an execution from AWS Step Functions into the run store",
                                   declare_command<ImportOptions, add_options, import>};

}  // namespace pawl::cli
