// What was typed: plain structs that several files read. What the texts mean is decided by the
// command that reads them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "runs/settings.h"
#include "workflow/settings.h"

namespace pawl::cli {

enum class ColorChoice : uint8_t { Auto, Always, Never };
enum class ProgressChoice : uint8_t { Auto, Tty, Plain, None };

/// K=V of `--var` and `--subst`, STATE=COMMAND of `--bind`.
using Assignments = std::vector<std::pair<std::string, std::string>>;

/// What is shown on standard error while a run is running.
struct Display {
  ProgressChoice progress = ProgressChoice::Auto;
  bool quiet = false;
  bool verbose = false;
};

/// What `run` and `resume` share.
struct RunningOptions : runs::RunSettings {
  Display display;
};

/// An execution at AWS Step Functions, or at what speaks its API.
struct RemoteOptions {
  enum class OnInterrupt : uint8_t { Ask, Stop, Leave };
  bool aws = false;
  std::optional<std::string> endpoint_url;
  std::string role_arn;
  std::optional<std::string> machine;  // its name; nothing: made from the definition's path
  OnInterrupt on_interrupt = OnInterrupt::Ask;

  [[nodiscard]] bool is_wanted() const { return aws || endpoint_url; }
};

struct RunOptions : RunningOptions {
  workflow::DefinitionSource definition;
  std::optional<std::string> input;  // JSON text, "-" or a path
  bool each = false;                 // one input per line of standard input
  std::optional<std::string> name;
  std::optional<std::string> context;  // a path
  std::optional<uint64_t> seed;
  bool dry_run = false;
  std::optional<std::string> report;  // a path of the page about the run
  RemoteOptions remote;
};

struct ValidateOptions {
  std::vector<std::string> files;  // paths, "-", or template.yaml#LogicalId
  asl::WorkflowType type = asl::WorkflowType::Standard;
  std::optional<std::string> format;  // of the report; nothing: the default
  Assignments subst;
};

struct LintOptions : ValidateOptions {
  enum class Profile : uint8_t { Any, Aws, Local };
  enum class FailOn : uint8_t { Error, Warning, Info };
  Profile profile = Profile::Any;
  FailOn fail_on = FailOn::Warning;
  Assignments rules;  // ID=SEVERITY
  bool list_rules = false;
  std::optional<std::string> explain;  // an id
};

/// What is not said is as recorded.
struct ResumeOptions : RunningOptions {
  std::string run_name;                   // see RunStore::find
  std::optional<std::string> from;        // a state
  std::optional<std::string> edit_input;  // as RunOptions::input
  std::optional<std::string> definition;  // a path; none: the recorded one
  Assignments subst;
};

struct ShowOptions {
  enum class Format : uint8_t { Text, Json, Csv };
  std::string run_name;                   // see RunStore::find
  std::optional<std::string> trace;       // a state
  std::optional<std::string> definition;  // for `trace`: a path; none: what the history holds
  Assignments subst;
  bool vars = false;
  bool stats = false;
  bool map = false;                      // the Map Runs
  std::optional<std::string> map_state;  // only those of this state
  std::optional<uint64_t> item;          // a child of the only Map Run left
  Format format = Format::Text;
};

}  // namespace pawl::cli
