// What was typed, per subcommand: plain structs, filled by app.cpp. What the texts mean is decided by the
// command that reads them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pawl::cli {

enum class ColorChoice : uint8_t { Auto, Always, Never };
enum class ProgressChoice : uint8_t { Auto, Tty, Plain, None };

/// K=V of `--var` and `--subst`, STATE=COMMAND of `--bind`.
using Assignments = std::vector<std::pair<std::string, std::string>>;

struct RunOptions {
  enum class Limits : uint8_t { Config, Aws, Strict, Off };  // Config: what pawl.yaml says, else Aws
  enum class Durability : uint8_t { Event, Batch, None };

  std::string definition;            // a path, or "-"
  std::optional<std::string> input;  // JSON text, "-" or a path
  bool each = false;
  std::optional<std::string> config;
  Assignments bind;
  std::optional<std::string> mocks;
  std::optional<std::string> mock_case;
  std::optional<std::string> name;
  bool express = false;
  std::optional<std::string> context;  // a path
  uint32_t jobs = 0;                   // 0: not given
  std::string time = "real";           // "real", "skip", "60x"
  double timeout = 0;                  // seconds; 0: none
  Limits limits = Limits::Config;
  std::optional<uint64_t> seed;
  std::optional<std::string> history;  // a file, a folder, "none"; nothing: the state directory
  Durability durability = Durability::Batch;
  std::optional<std::string> events;  // a path, or "-"
  Assignments var;
  Assignments subst;
  bool dry_run = false;
  bool offline = false;
  bool no_wait = false;
  ProgressChoice progress = ProgressChoice::Auto;
  bool quiet = false;
  bool verbose = false;
  std::optional<std::string> report;  // a path of the page about the run
};

enum class ReportFormat : uint8_t { Auto, Text, Json, Sarif, Github, Junit };

struct ValidateOptions {
  std::vector<std::string> files;  // paths, "-", or template.yaml#LogicalId
  bool express = false;
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

struct ResumeOptions {
  std::string run_name;                   // see RunStore::find
  std::optional<std::string> from;        // a state
  std::optional<std::string> edit_input;  // as RunOptions::input
  std::optional<std::string> definition;  // a path; none: the recorded one
  RunOptions run;                         // what is not said is as recorded
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
  enum class Layout : uint8_t { Layers } layout = Layout::Layers;
  uint32_t width = 0;  // columns; 0: the terminal's
  bool ascii = false;
  bool watch = false;
  Assignments subst;
};

struct CompletionOptions {
  std::string shell;  // "bash", "zsh", "fish"
};

}  // namespace pawl::cli
