#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "runs/settings.h"
#include "server/serve.h"
#include "waiting/state_folder.h"

namespace pawl::cli {

namespace {

constexpr uint16_t kDefaultPort = 8083;  // that of Step Functions Local

struct ServeOptions {
  uint64_t port = kDefaultPort;
  std::optional<std::string> state_dir;
  std::optional<std::string> config;
  std::optional<std::string> mocks;
  std::optional<std::string> bucket_root;
  std::string time = "real";
  std::optional<uint32_t> jobs;
  history::Durability durability = history::Durability::Batch;
  bool allow_exec = false;
};

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

Result<service::ServiceSettings> settings_of(const ServeOptions& options) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (options.state_dir) {
    const std::string folder = fs::absolute(*options.state_dir, error).lexically_normal().string();
    if (::setenv("PAWL_STATE_DIR", folder.c_str(), 1) != 0) return fail("the environment cannot be changed");
  }
  service::ServiceSettings settings;
  PAWL_TRY(settings.state_folder, waiting::state_folder());
  settings.directory = fs::current_path(error).string();
  settings.region = environment("AWS_DEFAULT_REGION").value_or(settings.region);
  settings.account = environment("AWS_ACCOUNT_ID").value_or(settings.account);
  settings.workflow.config = options.config;
  settings.workflow.mocks = options.mocks ? options.mocks : environment("SFN_MOCK_CONFIG");
  settings.workflow.bucket_root = options.bucket_root;
  PAWL_TRY(settings.time, runs::parse_time(options.time));
  settings.durability = options.durability;
  settings.jobs = options.jobs;
  settings.allows_exec = options.allow_exec;
  return settings;
}

Result<void> serve_until_stopped(const ServeOptions& options, Console& console) {
  PAWL_TRY(service::ServiceSettings settings, settings_of(options));
  const std::string place = fmt::format("with account {}, region {}", settings.account, settings.region);
  // The first words are those of Step Functions Local, which scripts wait for.
  return server::serve(
      {.service = std::move(settings), .http = {.port = static_cast<uint16_t>(options.port)}}, console,
      [&](uint16_t port) {
        return console.out(fmt::format("Starting server on port {} {}\n", port, place));
      });
}

int serve(const ServeOptions& options, Console& console) {
  if (options.port > UINT16_MAX) {
    console.error("--port must be at most 65535");
    return kExitCannot;
  }
  const auto served = serve_until_stopped(options, console);
  if (served) return kExitYes;
  console.error(served.error().message);
  return kExitCannot;
}

void add_options(OptionList& list, ServeOptions& serve) {
  list.number("--port", "N", serve.port,
              "The port to listen on, on loopback (default: 8083; 0: any that is free)");
  list.value("--state-dir", "DIR", serve.state_dir,
             "Where state machines and runs are kept (default: the user's)")
      .completed(Offer::Files);
  list.value("--config", "FILE", serve.config, "What tasks do here (default: pawl.yaml, found upward)")
      .completed(Offer::Files);
  list.value("--mocks", "FILE", serve.mocks,
             "A MockConfigFile.json: ARN#CASE starts an execution with its answers")
      .completed(Offer::Files);
  list.value("--bucket-root", "DIR", serve.bucket_root, "S3 buckets are the folders in DIR")
      .completed(Offer::Files);
  list.value("--time", "MODE", serve.time, "How time passes: real, skip, or a factor such as 60x");
  list.number("-j,--jobs", "N", serve.jobs, "Most tasks at a time");
  list.choice("--durability", serve.durability,
              {{"none", history::Durability::None},
               {"batch", history::Durability::Batch},
               {"event", history::Durability::Event}},
              "What histories survive (default: batch)");
  list.flag("--allow-exec", serve.allow_exec,
            "Definitions that calls bring may name commands (exec:, sh:, local:exec)");
  list.footer(
      "Examples:\n"
      "  pawl serve\n"
      "  aws stepfunctions list-state-machines --endpoint-url http://127.0.0.1:8083\n\n"
      "Exit codes: 0 ended by a signal, 2 could not serve.\n"
      "See pawl-serve(1).");
}

}  // namespace

extern const Subcommand kServe = {"serve", "Serves the API of AWS Step Functions on this machine",
                                  declare_command<ServeOptions, add_options, serve>};

}  // namespace pawl::cli
