// Finds the binding of each Task state: mocks first, then -b, then the configuration, then Resources with a
// native scheme, then the functions of a template.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "asl/state_machine.h"
#include "base/result.h"
#include "source/location.h"
#include "tasks/binding.h"
#include "tasks/config.h"
#include "tasks/environment.h"
#include "tasks/mock_file.h"
#include "tasks/template_lambda.h"

namespace pawl::tasks {

/// Whether bindings may open sockets (`--offline`).
enum class Network : uint8_t { Allowed, Denied };
/// Whether Resources with a native scheme run their commands (exec:, sh:, local:exec). Denied: only those
/// that the configuration binds do, since the definition is not the user's.
enum class NativeCommands : uint8_t { Allowed, Denied };

struct ResolveRequest {
  const asl::StateMachine& machine;
  std::string machine_name;        // chooses among the machines of a mock file
  std::string directory;           // absolute: where commands run without a configuration
  const Config* config = nullptr;  // null: none
  std::vector<std::pair<std::string, std::string>>
      overrides;                    // -b STATE=COMMAND, the last one for a state counts
  const MockFile* mocks = nullptr;  // null: none
  std::string test_case;            // --case; empty: the only one
  Environment variables;            // --var
  Network network = Network::Allowed;
  NativeCommands native_commands = NativeCommands::Allowed;
  std::vector<NamedFunction> functions;  // of the template that holds the definition
};

/// A Task state that cannot run.
struct Unbound {
  enum class Reason : uint8_t {
    NoBinding,
    ProgramMissing,
    DirectoryMissing,
    Denied
  } reason = Reason::NoBinding;
  const asl::State* state = nullptr;
  std::string resource;
  source::Span span;    // the state's name in the definition
  std::string message;  // "nothing says what it does here", "there is no program 'x' in PATH"
  std::string hint;     // what to write
};

struct Resolved {
  BoundTasks tasks;
  std::vector<Unbound> unbound;       // in the order of the definition; empty: everything can run
  std::vector<std::string> warnings;  // about connections
};

/// Errors unless a Task state of the machine has that name; `what` begins the message.
Result<void> need_task(const asl::StateMachine& machine, std::string_view name, const std::string& what);

/// Errors, whatever the states are: -b names no Task state, an unreadable .env file, an unknown test case.
Result<Resolved> resolve(const ResolveRequest& request);

/// What a binding does, on one line, secrets masked: "exec ./bin/resize --fast", "POST http://…", "mock".
std::string describe(const Binding& binding, std::span<const std::string> secrets = {});

}  // namespace pawl::tasks
