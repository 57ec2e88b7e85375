// A workflow ready to run: the definition with what its tasks do here. Everything that can be wrong before
// the first state runs is found by making one.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "items/object_store.h"
#include "tasks/config.h"
#include "tasks/resolve.h"
#include "workflow/definition.h"
#include "workflow/service_error.h"
#include "workflow/settings.h"

namespace pawl::workflow {

struct Workflow;

/// Where the definition of a state machine stands: the absolute path of its file, and whether it is Express.
using MachineFile = std::pair<std::string, bool>;
MachineFile file_of(const tasks::Binding& binding, const tasks::MachineBinding::Machine& machine);

struct Workflow {
  Definition definition;
  std::optional<tasks::Config> config;
  std::string machine_name;
  tasks::Resolved tasks;
  std::unique_ptr<items::ObjectStore> objects;  // the buckets of its Distributed Maps
  LimitPolicy limits = LimitPolicy::Aws;
  /// The state machines that its tasks start executions of, and theirs; these have none of their own here.
  std::map<MachineFile, std::unique_ptr<Workflow>> machines;
};

/// What of a workflow's settings holds for `machine`, one of its `machines`: of the bindings of -b those of
/// states that the workflow does not have, but this machine or one that it starts in turn.
Settings settings_of_machine(const Workflow& workflow, const Workflow& machine, Settings settings);

/// A definition that can run, whatever its tasks do.
ServiceResult<Definition> load_runnable(const DefinitionSource& source);

/// Reads definition, configuration and mocks. Unbound tasks are no error here: see check_bound().
ServiceResult<Workflow> load(const DefinitionSource& source, const Settings& settings);

/// The same for a definition that is valid and at hand; `path` only says where it comes from. Loads the state
/// machines that its tasks start as well.
ServiceResult<Workflow> bind(Definition definition, const std::string& path, const Settings& settings);

/// An error that lists every task which cannot run, with what to write; of the first state machine that has
/// one.
ServiceResult<void> check_bound(const Workflow& workflow);

/// What a Task state does here.
struct PlannedTask {
  const asl::State* state;
  std::string what;         // "exec ./bin/resize --fast", secrets masked; why it cannot run
  bool is_unbound = false;  // it cannot run
};

/// All Task states of its own definition, in the order of the text.
std::vector<PlannedTask> planned_tasks(const Workflow& workflow);

}  // namespace pawl::workflow
