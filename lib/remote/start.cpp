#include "remote/start.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/digest.h"
#include "base/printable.h"
#include "history/run_store.h"
#include "remote/history_lines.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::remote {

using workflow::ErrorCode;
using workflow::ServiceResult;

namespace {

namespace fs = std::filesystem;

/// As the service takes it: JSON, as it is written if it is that.
std::string json_of(const workflow::Definition& definition) {
  const std::string_view text = definition.full_text();
  return try_parse_json(text) ? std::string(text) : to_json(source::to_value(definition.document.root));
}

/// Where the definition was read from, as a history of a local run says it.
Value source_of(const workflow::Definition& definition) {
  std::error_code ignored;
  return Value::object({{"file", Value::string(definition.document.name)},
                        {"directory", Value::string(fs::current_path(ignored).string())},
                        {"sha256", Value::string(*digest(definition.full_text(), "SHA-256"))}});
}

/// An execution that starts right after an update may run the definition from before. Errors: it does, and
/// was stopped.
ServiceResult<void> check_definition(StatesApi& api, const RemoteMachine& wanted,
                                     const std::string& execution) {
  const auto used = api.machine_of(execution);
  if (!used || is_same_definition(used->definition, wanted.definition)) return {};
  const auto stopped = api.stop(execution, "", "It runs the definition from before an update.");
  return refuse(
      ErrorCode::Other,
      fmt::format("the update of '{}' takes some seconds to hold: the execution began with the definition "
                  "from before and {}; run it again",
                  printable(wanted.name),
                  stopped ? "was stopped" : "could not be stopped: " + stopped.error().message));
}

ServiceResult<ExecutionArn> start_at_service(StatesApi& api, RemoteMachine& machine, const std::string& name,
                                             const Value& input, Deployed& deployed) {
  PAWL_TRY(deployed, deploy(api, machine));
  const auto started = api.start(machine.arn, name, to_json(input));
  if (!started) {
    auto error = service_error(started.error(), fmt::format("start the execution '{}'", printable(name)));
    if (started.error().code == "ExecutionAlreadyExists") error.hint = "choose another --name";
    if (started.error().code.empty())
      error.hint = fmt::format("it may run all the same, in the state machine {}", printable(machine.arn));
    return tl::unexpected(std::move(error));
  }
  PAWL_TRY(ExecutionArn arn, parse_execution_arn(*started));
  if (deployed == Deployed::Updated) PAWL_CHECK(check_definition(api, machine, arn.text));
  return arn;
}

}  // namespace

ServiceResult<StartedExecution> start_execution(StatesApi& api, const workflow::Definition& definition,
                                                const RemoteStart& request, runs::Notices& notices) {
  PAWL_TRY(runs::OpenHistory history,
           runs::open_history(request.history, request.name, request.name_kind, request.input, notices));
  StartedExecution out{std::move(history.place), std::move(history.writer)};
  if (out.place.is_running) return out;
  if (out.writer) {
    PAWL_CHECK(out.writer->clear());
    if (const std::string folder = runs::run_folder(out.place); !folder.empty())
      history::note_writer({out.place.run, folder, out.place.file});
  }
  RemoteMachine machine{
      .arn = {}, .name = request.machine, .definition = json_of(definition), .role_arn = request.role_arn};
  auto started = start_at_service(api, machine, out.place.run, request.input, out.deployed);
  if (!started) {
    (void)runs::remove_empty(out.place);
    return tl::unexpected(std::move(started.error()));
  }
  out.arn = std::move(*started);
  out.note = first_note(out.arn, api.client().access(), source::to_value(definition.document.root),
                        source_of(definition));
  return out;
}

}  // namespace pawl::remote
