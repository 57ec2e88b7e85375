// The environment that tasks receive (`env:`, `secrets:`, --var), and .env files.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tasks/config.h"

namespace pawl::tasks {

using Environment = std::map<std::string, std::string>;

struct TaskEnvironment {
  Environment variables;
  std::vector<std::string> secrets;  // the values, none empty
};

/// pawl's own environment cut down to `env.pass`, then the file, then `env.values`, then `variables`; secrets
/// are always passed. `config` may be null. Errors: the .env file is unreadable or broken, a secret is set
/// nowhere, a variable holds a NUL character.
Result<TaskEnvironment> build_environment(const Config* config, const Environment& variables);

/// The lines of a .env file: NAME=value, `export` and comments allowed, 'as it is' or "with \n" quoted.
/// Errors: any other line.
Result<Environment> parse_env_file(std::string_view text, const std::string& path);

/// `text` with each `${NAME}` replaced. Errors: a name that is not in the environment.
Result<std::string> fill_variables(std::string_view text, const Environment& variables);

}  // namespace pawl::tasks
