// pawl eval DEF --state, and --request: one state alone.
#pragma once
#include <optional>
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "value/value.h"

namespace pawl::cli {

struct EvalStateOptions {
  std::string state;                 // its name; empty: no state is asked for
  std::optional<std::string> input;  // as RunOptions::input
  std::optional<std::string> mock;   // JSON text, a path or "-": see eval_state()
  std::optional<std::string> context;
  Assignments variables;  // of the workflow, their values JSON
  Assignments substitutions;
  workflow::Settings tasks;  // what a Task does that is not mocked
  bool trace = false;
};

/// The variables as an object; null: there are none.
Result<Value> variables_of(const EvalStateOptions& options);

/// Runs the state and prints its output, or with --trace what each of its fields gave. A mock is the result
/// of the Task, Map or Parallel, or an object as AWS's TestState takes it. Returns the exit code.
int eval_state(const std::string& definition, const EvalStateOptions& options, Console& console);

/// Prints the answer to a request of AWS's TestState in a file, or "-". Returns the exit code.
int eval_request(const std::string& path, Console& console);

}  // namespace pawl::cli
