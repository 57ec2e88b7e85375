// DeployedFunction: what all workers of a Lambda function have in common, made of its binding.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tasks/binding.h"
#include "tasks/spawner.h"

namespace pawl::tasks {

struct DeployedFunction {
  std::string program;  // the file to execute
  std::vector<std::string> argv;
  std::string directory;
  std::optional<std::string> input;  // for its stdin: our bootstrap of the language
  std::shared_ptr<const EnvironmentBlock> environment;
  int64_t timeout_seconds = 0;

  /// Whether workers of one can do the work of the other.
  [[nodiscard]] bool is_same(const DeployedFunction& other) const {
    return program == other.program && argv == other.argv && directory == other.directory &&
           timeout_seconds == other.timeout_seconds && *environment == *other.environment;
  }
};

/// Errors: what keeps it from being started: no program, no file with the handler.
Result<DeployedFunction> make_lambda_function(const Binding& binding, const std::string& name,
                                              const std::string& version,
                                              const std::map<std::string, std::string>& environment);

/// The name of a function that no Task names: of its file.
std::string default_function_name(const LambdaBinding& code);

/// Errors: as make_lambda_function(), and a file that cannot have the function; found before anything runs.
Result<void> check_lambda_function(const Binding& binding,
                                   const std::map<std::string, std::string>& environment);

}  // namespace pawl::tasks
