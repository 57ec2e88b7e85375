// pawl as a library: state machines are loaded, checked, run and replayed, and expressions evaluated. Data go
// in and come out as JSON text; nothing throws; C++17 and the standard library are enough to use it.
//
//   #include <iostream>
//   #include <pawl/pawl.h>
//
//   int main() {
//     pawl::Answer<pawl::Workflow> order = pawl::Workflow::load("order.asl.json");
//     if (!order) return std::cerr << order.failure().message << '\n', 2;
//     for (const pawl::Diagnostic& d : order->diagnostics())
//       std::cerr << d.line << ':' << d.column << ": " << d.message << '\n';
//
//     pawl::RunOptions options;
//     options.history = "order.jsonl";
//     options.time = pawl::Time::Skip;  // a Wait of a day takes no time
//     pawl::Answer<pawl::RunResult> run = order->run(R"({"amount": 80})", options);
//     if (!run) return std::cerr << run.failure().message << '\n', 2;
//     if (run->status == pawl::Status::Succeeded) std::cout << run->output << '\n';
//     else std::cerr << run->failed_state << ": " << run->error << ": " << run->cause << '\n';
//
//     // The same from its record, with the definition as it is now: no task is started.
//     pawl::Answer<pawl::ReplayResult> replay = order->replay("order.jsonl");
//     if (replay && !replay->same_path) std::cerr << "differs at event " << replay->event << '\n';
//
//     auto sum = pawl::evaluate(pawl::Language::Jsonata, "$sum(prices)", R"({"prices": [1, 2]})");
//     if (sum) std::cout << *sum << '\n';  // 3
//   }
//
// CMake: find_package(pawl) and pawl::pawl. Else: pkg-config --cflags --libs --static pawl.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pawl {
inline namespace v0 {

/// Why pawl could not do what was asked for.
struct Failure {
  enum class Code : std::uint8_t {
    Unreadable,     // the definition or a history cannot be read
    Invalid,        // the definition has errors: see Workflow::diagnostics()
    Unsupported,    // valid, but not run by this version
    Configuration,  // pawl.yaml is broken
    Unbound,        // nothing says what a task does here, or it cannot be started
    Argument,       // an input is no JSON, an expression cannot be parsed, a name is not allowed
    Evaluation,     // an expression cannot be evaluated with these data
    System,         // the disk is full, no process can be started, a history is being written already
    Internal        // a bug in pawl
  };
  Code code = Code::Internal;
  std::string message;  // one sentence for people
};

/// A T, or why there is none.
template <class T>
class Answer {
 public:
  Answer(T value) : value_(std::move(value)) {}              // NOLINT: implicit, as of std::expected
  Answer(Failure failure) : failure_(std::move(failure)) {}  // NOLINT

  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  /// Only where there is no value.
  const Failure& failure() const { return failure_; }

 private:
  std::optional<T> value_;
  Failure failure_;
};

enum class Severity : std::uint8_t { Error, Warning, Info };

/// One finding about a definition.
struct Diagnostic {
  Severity severity = Severity::Error;
  std::string rule;  // "missing-transition-target": man pawl-rules(7)
  std::string code;  // AWS's, where it has one: "MISSING_TRANSITION_TARGET"
  std::string message;
  std::string hint;        // "did you mean 'Process'?"; empty if none
  std::string pointer;     // JSON pointer: "/States/A/Next"
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1, in code points
};

/// Aws: payloads over 256 KiB fail. Strict: an execution with 25,000 events fails too. Off: neither.
enum class Limits : std::uint8_t { Aws, Strict, Off };

struct LoadOptions {
  bool express = false;               // an Express workflow, which has other rules
  std::optional<std::string> config;  // a pawl.yaml; nothing: found upward from the definition
  std::optional<std::string> mocks;   // a MockConfigFile.json
  std::string mock_case;              // of it; empty: the only one
  std::vector<std::pair<std::string, std::string>> commands;       // state, command: before the configuration
  std::vector<std::pair<std::string, std::string>> substitutions;  // for ${placeholders} of the definition
  bool offline = false;                                            // tasks that need the network are refused
  std::optional<Limits> limits;  // nothing: what the configuration says, else Aws
};

/// Real: as the clock goes. Skip: waits and retries take no time.
enum class Time : std::uint8_t { Real, Skip };

struct RunOptions {
  std::string name;     // of the execution, in its ARN and context object; empty: one is made
  std::string history;  // a file for its events: man pawl-history(5); empty: none
  Time time = Time::Real;
  std::int64_t timeout_ms = 0;  // 0: none but the definition's
  std::uint64_t seed = 0;       // of random numbers
  bool handle_signals = false;  // SIGINT, SIGTERM and SIGHUP stop the tasks and abort the execution
};

enum class Status : std::uint8_t { Succeeded, Failed, TimedOut, Aborted, Running };

struct RunResult {
  Status status = Status::Succeeded;
  std::string output;  // JSON; of an execution that succeeded
  std::string error;   // "States.TaskFailed"; of one that did not
  std::string cause;
  std::string failed_state;  // empty if none
  std::uint64_t events = 0;
};

struct ReplayResult {
  bool same_path = true;
  std::uint64_t events = 0;         // compared
  Status status = Status::Running;  // of the record; Running: it ends before the execution does
  // Where the paths part:
  std::uint64_t event = 0;
  std::string state;
  std::string field;  // "parameters.Amount"; empty: the event itself
  std::string recorded;
  std::string replayed;
};

/// A definition with what its tasks do here. It may be moved, and stays in one thread; others may have their
/// own at the same time.
class Workflow {
 public:
  /// The file may be JSON, YAML or a template (template.yaml#LogicalId). A definition with errors loads too:
  /// see is_valid().
  static Answer<Workflow> load(const std::string& path, const LoadOptions& options = {});

  /// What `pawl validate` says, in the order of the text.
  const std::vector<Diagnostic>& diagnostics() const;
  /// Whether there are no errors among them.
  bool is_valid() const;
  /// The tasks that cannot run here, a sentence for each; empty: all can.
  const std::vector<std::string>& unbound() const;

  /// Runs to the end in this thread. A workflow that fails is a result; a Failure says that there was no run,
  /// or that it broke off and its history can be resumed (`pawl resume`).
  Answer<RunResult> run(std::string_view input, const RunOptions& options = {}) const;
  /// Compares a recorded history, of pawl or exported from AWS, with what this definition would do.
  Answer<ReplayResult> replay(const std::string& history) const;

  ~Workflow();
  Workflow(Workflow&&) noexcept;
  Workflow& operator=(Workflow&&) noexcept;

 private:
  struct Impl;
  explicit Workflow(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

enum class Language : std::uint8_t { Jsonata, JsonPath, Intrinsic };

/// The value of an expression as JSON text; empty where it is JSONata's undefined. `variables` is an object.
Answer<std::string> evaluate(Language language, std::string_view expression, std::string_view input = "null",
                             std::string_view variables = "{}");

/// "0.1.0"
std::string_view library_version();

}  // namespace v0
}  // namespace pawl
