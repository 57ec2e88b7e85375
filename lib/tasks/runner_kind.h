// RunnerKind: one kind of binding: how pawl.yaml and Resources write it, how it is shown, what runs it.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "source/document.h"
#include "tasks/binding.h"
#include "tasks/runner.h"

namespace pawl::tasks {

class ConfigReader;

/// Whether a task takes real time: while one is in flight, a virtual clock does not jump.
enum class TaskTime : uint8_t { Real, None };

struct RunnerKind {
  /// The keys that choose it in an entry of pawl.yaml's `tasks`.
  std::span<const std::string_view> keys;
  TaskTime time = TaskTime::Real;
  bool is_command = false;    // takes `output`, `via` and `detach`
  bool is_local = false;      // uses this machine's processors: counts for `-j`
  bool uses_network = false;  // refused with --offline
  bool waits = false;         // nothing is started: somebody outside answers
  /// Null pointer: no runner carries it out, but executions that the job starts, or somebody outside.
  std::unique_ptr<TaskRunner> (*make)(const RunnerContext& context) = nullptr;
  /// The value of one of its keys. What is wrong is reported to the reader.
  BindingTarget (*read)(ConfigReader& reader, const source::NodeMember& member) = nullptr;
  /// A Resource with a scheme of this kind; nullopt: it has none. Null pointer: the kind has no scheme.
  Result<std::optional<BindingTarget>> (*from_resource)(std::string_view resource) = nullptr;
  /// What a binding of this kind does, on one line, secrets masked.
  std::string (*describe)(const Binding& binding, std::span<const std::string> secrets) = nullptr;
};

/// All kinds, in the order of BindingTarget.
std::span<const RunnerKind* const> runner_kinds();
const RunnerKind& kind_of(const Binding& binding);

/// Whether a Task with this binding ends only when somebody outside answers it, whatever its runner does.
bool waits_for_answer(const asl::Task& task, const Binding& binding);

}  // namespace pawl::tasks
