#include "cli/commands/run_remote.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <random>

#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/error.h"
#include "cli/report/page.h"
#include "cli/terminal/run_reporter.h"
#include "remote/follow.h"
#include "remote/start.h"
#include "runs/identity.h"
#include "runtime/clock.h"
#include "workflow/name.h"
#include "workflow/workflow.h"

namespace pawl::cli {

namespace {

/// Asks on the terminal, whatever standard input is. Nobody there: no.
bool asks_to_stop(Console& console) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0) return false;
  console.set_status_line("");
  console.err("\nStop the execution at the service, too? [y/N] ");
  char answer = 'n';
  // Another Ctrl-C does not break it off: it is no answer.
  const bool is_answered = ::read(terminal, &answer, 1) == 1;
  ::close(terminal);
  return is_answered && (answer == 'y' || answer == 'Y');
}

class RemoteRun {
 public:
  RemoteRun(const RunOptions& options, const workflow::Definition& definition, remote::StatesApi& api,
            remote::StartedExecution started, Console& console)
      : options_(options),
        definition_(definition),
        api_(api),
        started_(std::move(started)),
        console_(console) {}

  Ended carry_out() {
    const Millis began = runtime::wall_millis();
    if (!options_.display.quiet) console_.info(fmt::format("started {}", printable(started_.arn.text)));
    const Shown shown{options_.display};
    ProgressDisplay progress(console_, *definition_.machine, style_of(shown, console_),
                             detail_of(options_.display));
    auto result = remote::follow(api_, started_.arn, *definition_.machine, started_.writer.get(),
                                 started_.note, &progress, settings());
    progress.finish();
    const auto closed = started_.writer ? started_.writer->close() : Result<void>();
    Ended ended{kExitCannot, {}, started_.place};
    if (!result || !closed) {
      report(result ? closed.error() : result.error(), console_);
      say_where();
    } else if (result->status == engine::Status::Running) {
      ended.exit_code = 128 + result->interrupted_by;
      console_.error(fmt::format("{} ended pawl; the execution '{}' goes on",
                                 runtime::name_of_signal(result->interrupted_by),
                                 printable(started_.place.run)));
      say_where();
    } else if (result->status == engine::Status::Succeeded) {
      ended.exit_code = kExitYes;
      say_succeeded(*result, runtime::wall_millis() - began, started_.place, "", shown, console_);
      ended.output = std::move(result->output);
    } else {
      ended.exit_code = result->interrupted_by != 0 ? 128 + result->interrupted_by : int{kExitNo};
      std::string text = failure_text(definition_, "", started_.place.run, *result, console_);
      if (!started_.place.file.empty())
        text += fmt::format("  history: {}\n", printable(started_.place.file));
      console_.err(text);
    }
    return ended;
  }

 private:
  [[nodiscard]] remote::FollowSettings settings() {
    using On = RemoteOptions::OnInterrupt;
    remote::FollowSettings out;
    out.timeout = static_cast<Millis>(std::ceil(options_.bounds.timeout * 1000));
    if (options_.remote.on_interrupt == On::Leave) return out;
    out.stops = [this](int) {
      return options_.remote.on_interrupt == On::Stop ||
             (console_.err_is_terminal() && asks_to_stop(console_));
    };
    return out;
  }

  /// How to stop an execution that goes on, and how to fetch what becomes of it.
  void say_where() {
    const std::string arn = printable(started_.arn.text);
    const std::string endpoint =
        options_.remote.endpoint_url ? " --endpoint-url " + printable(*options_.remote.endpoint_url) : "";
    std::string text;
    if (started_.place.has_folder)
      text += fmt::format("  to stop it:  pawl stop {}\n", printable(runs::resume_argument(started_.place)));
    else
      text += fmt::format("  to stop it:  aws stepfunctions stop-execution --execution-arn {}{}\n", arn,
                          endpoint);
    console_.err(text + fmt::format("  to fetch it: pawl import {}{}\n", arn, endpoint));
  }

  const RunOptions& options_;
  const workflow::Definition& definition_;
  remote::StatesApi& api_;
  remote::StartedExecution started_;
  Console& console_;
};

remote::RemoteStart request_for(const RunOptions& options, Value input) {
  remote::RemoteStart request;
  request.machine = options.remote.machine.value_or(workflow::machine_name(options.definition.path));
  request.role_arn = options.remote.role_arn;
  request.name_kind = options.name ? runs::RunName::Given : runs::RunName::Generated;
  request.name = options.name.value_or(
      runs::new_run_name(request.machine, runtime::wall_millis(), std::random_device()()));
  request.input = std::move(input);
  request.history = options.history;
  return request;
}

}  // namespace

int run_remote(const RunOptions& options, Console& console) {
  if (options.definition.type == asl::WorkflowType::Express) {
    console.error("only Standard executions can be followed: the API has no history of Express ones");
    return kExitCannot;
  }
  const auto definition = workflow::load_runnable(options.definition);
  if (!definition) return report(definition.error(), console);
  auto input = options.input ? read_input(*options.input) : Result<Value>(Value::empty_object());
  if (!input) return report(input.error(), console);
  const runtime::Interrupts interrupts;
  const auto client = remote::ApiClient::connect(options.remote.endpoint_url.value_or(""), "", interrupts);
  if (!client) return report(client.error(), console);
  remote::StatesApi api(**client);
  auto started = remote::start_execution(api, *definition, request_for(options, std::move(*input)), console);
  if (!started) {
    const int code = report(started.error(), console);
    return interrupts.count() > 0 ? 128 + interrupts.first_signal() : code;
  }
  if (started->place.is_running) return show_output(wait_for(started->place, "", console), console);
  const runs::HistoryPlace place = started->place;
  Ended ended = RemoteRun(options, *definition, api, std::move(*started), console).carry_out();
  if (options.report && !place.file.empty()) {
    const auto written =
        write_report(*definition, {place.run, runs::run_folder(place), place.file}, *options.report);
    if (!written) ended.exit_code = report(written.error(), console);
  }
  return show_output(ended, console);
}

}  // namespace pawl::cli
