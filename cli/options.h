// What was typed, per subcommand: plain structs, filled by app.cpp. What the texts mean is decided by the
// command that reads them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "graph/layout_choice.h"
#include "runs/settings.h"
#include "workflow/settings.h"

namespace pawl::cli {

enum class ColorChoice : uint8_t { Auto, Always, Never };
enum class ProgressChoice : uint8_t { Auto, Tty, Plain, None };

/// K=V of `--var` and `--subst`, STATE=COMMAND of `--bind`.
using Assignments = std::vector<std::pair<std::string, std::string>>;

/// What is shown on standard error while a run goes on.
struct Display {
  ProgressChoice progress = ProgressChoice::Auto;
  bool quiet = false;
  bool verbose = false;
};

/// What `run` and `resume` share.
struct RunningOptions : runs::RunSettings {
  Display display;
};

struct RunOptions : RunningOptions {
  workflow::DefinitionSource definition;
  std::optional<std::string> input;  // JSON text, "-" or a path
  bool each = false;                 // one input per line of standard input
  std::optional<std::string> name;
  std::optional<std::string> context;  // a path
  std::optional<uint64_t> seed;
  bool dry_run = false;
  bool no_wait = false;
  std::optional<std::string> report;  // a path of the page about the run
};

enum class ReportFormat : uint8_t { Auto, Text, Json, Sarif, Github, Junit };

struct ValidateOptions {
  std::vector<std::string> files;  // paths, "-", or template.yaml#LogicalId
  asl::WorkflowType type = asl::WorkflowType::Standard;
  ReportFormat format = ReportFormat::Auto;
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

struct ReplayOptions {
  enum class Format : uint8_t { Text, Json };
  std::vector<std::string> histories;     // runs, paths or "-"
  std::optional<std::string> definition;  // a path; none: what the history holds
  uint64_t until = 0;                     // an event; 0: all
  Format format = Format::Text;
  Assignments subst;
};

/// What is not said is as recorded.
struct ResumeOptions : RunningOptions {
  std::string run_name;                   // see RunStore::find
  std::optional<std::string> from;        // a state
  std::optional<std::string> edit_input;  // as RunOptions::input
  std::optional<std::string> definition;  // a path; none: the recorded one
  Assignments subst;
};

struct LsOptions {
  enum class Format : uint8_t { Text, Json };
  std::string pattern;  // a glob of names; empty: all
  std::vector<std::string> status;
  uint64_t limit = 0;  // the newest; 0: all
  Format format = Format::Text;
};

struct ShowOptions {
  enum class Format : uint8_t { Text, Json, Csv };
  std::string run_name;                   // see RunStore::find
  std::optional<std::string> trace;       // a state
  std::optional<std::string> definition;  // for `trace`: a path; none: what the history holds
  Assignments subst;
  bool vars = false;
  bool stats = false;
  Format format = Format::Text;
};

struct TailOptions {
  enum class Format : uint8_t { Text, Json };
  std::string run_name;  // see RunStore::find
  bool no_follow = false;
  Format format = Format::Text;
};

struct StopOptions {
  std::string run_name;  // see RunStore::find
  bool now = false;
};

struct GcOptions {
  std::optional<uint64_t> keep;           // the newest
  std::optional<std::string> older_than;  // "30d"
  bool dry_run = false;
};

struct MockOptions {
  std::string from;                       // see RunStore::find
  std::optional<std::string> definition;  // a path; none: what the history holds
  Assignments subst;
  std::optional<std::string> output;   // a path; nothing: standard output
  std::optional<std::string> machine;  // the state machine's name
  std::string mock_case = "Recorded";
};

struct GraphOptions {
  std::optional<std::string> definition;  // a path or "-"; nothing: the one that the run's history holds
  std::optional<std::string> format;      // nothing: by the name of the output, else text
  std::optional<std::string> output;      // a path or "-"
  std::optional<std::string> run;         // as RunStore::find takes it
  graph::LayoutChoice layout = graph::LayoutChoice::Auto;
  uint32_t width = 0;  // columns; 0: the terminal's
  bool ascii = false;
  bool watch = false;
  Assignments subst;
};

struct CompletionOptions {
  std::string shell;  // "bash", "zsh", "fish"
};

}  // namespace pawl::cli
