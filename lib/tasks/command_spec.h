// What to start for a Task bound to a command: from the binding or, for local:exec, from the input.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asl/state_error.h"
#include "tasks/binding.h"
#include "value/value.h"

namespace pawl::tasks {

struct CommandSpec {
  std::vector<std::string> argv;
  std::string directory;
  std::optional<std::string> input;                // nullopt: /dev/null
  std::map<std::string, std::string> environment;  // over that of all tasks
  ExecBinding::Output output = ExecBinding::Output::Json;
};

/// Errors (States.Runtime): the Parameters of local:exec are invalid; a NUL character where the system would
/// cut the text, also in the name of the `state`, which becomes a variable. `binding.target` is an
/// ExecBinding.
tl::expected<CommandSpec, asl::StateError> make_command(const Binding& binding, const Value& input,
                                                        const std::string& state);

/// argv as the history shows it: cut, and valid UTF-8.
Value shown_words(const std::vector<std::string>& argv);

}  // namespace pawl::tasks
