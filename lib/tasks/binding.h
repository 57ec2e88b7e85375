// Binding: what a Task's Resource does on this machine (man pawl.yaml). pawl.yaml, -b, the native schemes and
// mocks all result in a Binding.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/state_error.h"
#include "asl/state_machine.h"
#include "base/result.h"
#include "base/timestamp.h"
#include "tasks/aws_call.h"
#include "tasks/connection.h"
#include "tasks/data_condition.h"
#include "tasks/job_template.h"
#include "value/value.h"

namespace pawl::tasks {

struct RunnerKind;

/// A local command. The effective input goes to its stdin as JSON, its stdout is the result.
struct ExecBinding {
  /// argv[0] is looked up in PATH unless it holds a slash; relative paths resolve in `directory`
  std::vector<std::string> argv;
  std::optional<std::string> script;  // sh: run by /bin/sh -c, data never in its text
  enum class Output : uint8_t { Json, Text, Lines, None } output = Output::Json;
  /// local:exec: Command, Script, Stdin, Env, WorkingDirectory, Output come from the input
  bool from_parameters = false;
  /// `detach:`; background processes of the command outlive the run
  bool detach = false;
  static const RunnerKind& kind();
};

struct HttpBinding {
  std::string url;  // may hold {Name} placeholders filled from the input's members, URL-encoded
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> headers;
  /// What the request is made of: the binding and the input, or the parameters of an integration of AWS's.
  enum class Form : uint8_t { Plain, HttpInvoke, ApiGateway } form = Form::Plain;
  /// The form that a Resource asks for.
  static Form form_of(std::string_view resource);
  static const RunnerKind& kind();
};

/// Answers instead of a task (`mock:`, a test file, MockConfigFile.json).
struct MockBinding {
  /// Both ends included.
  struct Numbers {
    uint64_t first = 0;
    uint64_t last = std::numeric_limits<uint64_t>::max();
    [[nodiscard]] bool contains(uint64_t number) const { return first <= number && number <= last; }
    [[nodiscard]] bool is_all() const { return first == 0 && last == Numbers().last; }
  };
  /// One answer, and the calls that it is for.
  struct Response {
    Numbers invocations;                   // TaskRequest::invocation
    Numbers attempts;                      // TaskRequest::attempt
    std::optional<Numbers> iterations;     // TaskRequest::map_index
    std::optional<DataCondition> when;     // on what the task received
    Millis delay = 0;                      // of the run's clock, before the answer
    std::optional<Value> result;           // return
    std::optional<asl::StateError> error;  // throw
    /// Whether it is for every call.
    [[nodiscard]] bool is_for_all() const {
      return invocations.is_all() && attempts.is_all() && !iterations && !when;
    }
  };
  std::vector<Response> responses;  // the first one that is for a call answers it
  /// A call that none is for stops the run without an event; else its task fails with States.Runtime.
  bool needs_answer = false;
  static const RunnerKind& kind();
};

/// A command that a batch system runs (`via:` with a job template).
struct JobBinding {
  ExecBinding command;
  JobTemplate system;  // the task's resources filled in
  static const RunnerKind& kind();
};

/// State machines that the Task starts executions of (`machine:`, `machines:`).
struct MachineBinding {
  struct Machine {
    std::string name;         // glob on StateMachineArn, or on the name in it
    std::string file;         // of the definition, from the binding's directory; also template.yaml#LogicalId
    bool is_express = false;  // a template may say so as well
  };
  std::vector<Machine> machines;  // in the order written; the first that matches applies
  /// Null pointer: none matches.
  [[nodiscard]] const Machine* find(std::string_view arn) const;
  static const RunnerKind& kind();
};

/// Nothing is started: the Task waits until somebody answers it (`approve: {}`).
struct ApprovalBinding {
  static const RunnerKind& kind();
};

/// The Task waits for a worker of an activity (`activity: NAME`, or an activity's Resource).
struct ActivityBinding {
  std::string name;
  bool is_declared = false;  // by `activity`: then it is made if it does not exist
  static const RunnerKind& kind();
};

/// The code of a Lambda function (`handler:`, `runtime:`), run by workers that speak Lambda's Runtime API.
struct LambdaBinding {
  enum class Language : uint8_t { Python, Node, Executable } language = Language::Executable;
  std::string root = ".";         // folder of the code, from the binding's directory: LAMBDA_TASK_ROOT
  std::string file;               // from `root`, with the function; Executable: empty
  std::string function;           // the function's name in the file; Executable: empty
  std::string handler;            // as Lambda names it: _HANDLER
  std::string interpreter;        // of the file; empty: python3, node
  std::vector<std::string> argv;  // of an Executable
  std::string name;               // the function's, where a Task does not say it; empty: made of the file's
  int64_t memory = 128;           // MB; only the function sees it
  int64_t timeout_seconds = 900;
  std::map<std::string, std::string> environment;  // over that of all tasks
  std::string problem;  // why it cannot run here; empty: nothing is known against it
  static const RunnerKind& kind();
};

/// The AWS service that the Resource names (`aws: {}`), or one that speaks its API.
struct AwsBinding {
  AwsTarget target;
  std::map<std::string, std::string> endpoints;  // of single services, by their names in Resources
  std::string python;                            // the program with botocore; empty: python3
  static const RunnerKind& kind();
};

/// What a binding does. Each alternative says by kind() how it is read, shown and run.
using BindingTarget = std::variant<ExecBinding, HttpBinding, MockBinding, MachineBinding, ApprovalBinding,
                                   ActivityBinding, JobBinding, LambdaBinding, AwsBinding>;

struct Binding {
  BindingTarget target;
  std::string directory;               // working directory, absolute
  bool wrap_lambda = false;            // `wrap: lambda`: {"Payload": …, "StatusCode": 200, …}
  int64_t timeout_seconds = 0;         // `timeout:`; 0: none
  std::map<int, std::string> errors;   // exit code -> error name
  std::vector<std::string> prefix;     // `via:`, the task's resources filled in
  bool prefix_takes_one_word = false;  // what follows it is one word, quoted for a shell
  std::string origin;                  // for messages: "pawl.yaml:12", "-b", "resource"
};

/// All Task states of a machine with their bindings, by State::index (null pointer: not a Task).
struct BoundTasks {
  std::vector<std::shared_ptr<const Binding>> by_state;
  bool any_waits = false;  // a Task ends only when somebody outside answers it: see waits_for_answer()
  std::map<std::string, std::string> environment;  // what tasks receive (env:, --var …)
  std::vector<std::string> secrets;                // what to mask: see shown_forms()
  std::vector<Connection> connections;             // in the order written; the first that matches applies
  [[nodiscard]] const Binding* find(const asl::State& state) const {
    return state.index < by_state.size() ? by_state[state.index].get() : nullptr;
  }
};

}  // namespace pawl::tasks
