// pawl.yaml (or JSON): what Tasks do on this machine. Read once per run, independent of the state machine.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "tasks/binding.h"

namespace pawl::tasks {

/// One entry of `tasks:`. It matches a Task state if all of its conditions do.
struct TaskRule {
  std::optional<std::string> state;     // glob on the state's name
  std::optional<std::string> resource;  // glob on the Resource as written
  std::vector<std::pair<std::string, std::string>>
      where;        // literal member of Parameters or Arguments -> glob
  Binding binding;  // `errors` of the whole file already in it
};

/// The `lint:` section. Rule names are checked by its user.
struct LintConfig {
  struct Ignored {
    std::string rule;
    std::string state;  // glob on the name of the state, or of one around it; empty: everywhere
    std::string reason;
  };
  std::map<std::string, std::string> severities;  // rule -> off, info, warning, error
  std::vector<Ignored> ignored;
};

struct Config {
  std::string path;       // as found or given
  std::string directory;  // absolute: where relative paths in it start
  std::string sha256;     // of its text
  std::vector<TaskRule> tasks;
  std::map<std::string, std::string> buckets;     // S3 bucket -> absolute folder
  std::map<std::string, AwsBinding> aws_buckets;  // those that are in S3, or in what speaks its API
  std::vector<std::string> secrets;               // names of variables
  std::optional<std::vector<std::string>> pass;   // globs of the variables tasks receive; absent: all of them
  std::string env_file;                           // absolute; empty: none
  std::map<std::string, std::string> env_values;
  std::vector<Connection> connections;  // `${NAME}` not filled in yet
  std::optional<AwsBinding> aws;        // for Tasks of AWS's services that nothing else is bound to
  MachineBinding machines;              // for Tasks that start executions and match none of `tasks`
  std::map<int, std::string>
      errors;          // exit code -> error name, for commands that the tasks above do not name
  std::string limits;  // "aws", "strict", "off"; empty: not said
  LintConfig lint;
};

/// `config` counts only if `diagnostics` has no errors; spans are in `document`.
struct ConfigResult {
  Config config;
  source::Document document;
  source::Diagnostics diagnostics;
};

/// Errors: the file cannot be read. Everything wrong inside it is a diagnostic.
Result<ConfigResult> load_config(const std::string& path);
/// The same for a text; `path` is the file it stands for.
ConfigResult read_config(const std::string& path, std::string text, source::Format format);

/// The nearest pawl.yaml, pawl.yml or pawl.json in `directory` or above it.
std::optional<std::string> find_config(const std::string& directory);

/// "pawl.yaml:3:5: error: …; did you mean 'tasks'?", one line per finding.
std::string describe(const source::Document& document, const source::Diagnostics& diagnostics);

}  // namespace pawl::tasks
