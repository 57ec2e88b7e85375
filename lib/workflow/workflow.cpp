#include "workflow/workflow.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/printable.h"
#include "items/folder_store.h"
#include "tasks/aws_object_store.h"
#include "tasks/trusted_file.h"
#include "waiting/activity_queue.h"
#include "waiting/state_folder.h"
#include "workflow/name.h"

namespace pawl::workflow {

namespace {

namespace fs = std::filesystem;

std::string placeholder_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "${" : ", ${") + name + "}";
  return out;
}

std::string placeholder_hint(const Definition& definition) {
  if (definition.unfilled.empty()) return {};
  return fmt::format("not filled in: {}; `--subst {}=VALUE` does it", placeholder_list(definition.unfilled),
                     definition.unfilled.front());
}

/// A placeholder in a place where what it stands for is unknown.
ServiceResult<void> check_filled(const Definition& definition) {
  const auto& bare = definition.document.bare_placeholders;
  const auto& open = definition.machine->open_placeholders;
  if (bare.empty() && open.empty()) return {};
  return refuse(ErrorCode::InvalidDefinition,
                fmt::format("a placeholder {} has no value; nothing was run",
                            bare.empty() ? "in this field" : "without quotes"),
                place_text(definition.document, bare.empty() ? open.front() : bare.front()),
                placeholder_hint(definition));
}

ServiceResult<std::optional<tasks::Config>> load_config(const Settings& settings,
                                                        const std::string& directory) {
  const std::optional<std::string> path = settings.config ? settings.config : tasks::find_config(directory);
  if (!path) return std::nullopt;
  const auto check_trusted = [&](const std::string& file) -> ServiceResult<void> {
    if (settings.config) return {};
    const auto good = tasks::check_trusted(file, fmt::format("`--config {}` takes it as it is", *path));
    if (!good) return refuse(ErrorCode::ConfigInvalid, printable(good.error().message));
    return {};
  };
  PAWL_CHECK(check_trusted(*path));
  PAWL_TRY(tasks::ConfigResult loaded, with_code(ErrorCode::ConfigInvalid, tasks::load_config(*path)));
  if (!loaded.config.env_file.empty()) PAWL_CHECK(check_trusted(loaded.config.env_file));
  if (!source::has_errors(loaded.diagnostics)) return std::move(loaded.config);
  ServiceError error(ErrorCode::ConfigInvalid, "the configuration is broken; nothing was run");
  for (source::Diagnostic& diagnostic : loaded.diagnostics) diagnostic.code.clear();  // AWS has no say here
  error.findings = std::move(loaded.diagnostics);
  error.document = std::make_shared<const source::Document>(std::move(loaded.document));
  return tl::unexpected(std::move(error));
}

LimitPolicy policy_of(const std::optional<tasks::Config>& config) {
  const std::string_view said = config ? std::string_view(config->limits) : "";
  return said == "strict" ? LimitPolicy::Strict : said == "off" ? LimitPolicy::Off : LimitPolicy::Aws;
}

/// Where commands run without a configuration.
std::string directory_of(const std::string& path) {
  const fs::path folder = path == "-" ? fs::path() : fs::path(path).parent_path();
  std::error_code error;
  return fs::absolute(folder.empty() ? fs::path(".") : folder, error).lexically_normal().string();
}

items::FolderStore::Folders buckets_of(const std::optional<tasks::Config>& config, const Settings& settings) {
  items::FolderStore::Folders folders;
  if (settings.bucket_root) folders.root = *settings.bucket_root;
  if (config) folders.named.insert(config->buckets.begin(), config->buckets.end());
  return folders;
}

ServiceResult<Definition> load_valid(const DefinitionSource& source) {
  PAWL_TRY(Definition definition, with_code(ErrorCode::DefinitionNotFound, load_definition(source)));
  if (!source::has_errors(definition.diagnostics)) return definition;
  const auto errors = std::count_if(definition.diagnostics.begin(), definition.diagnostics.end(),
                                    [](const auto& one) { return one.severity == source::Severity::Error; });
  std::string hint = placeholder_hint(definition);
  auto error = invalid(
      std::move(definition),
      fmt::format("the definition is invalid, {} error{}; nothing was run", errors, errors == 1 ? "" : "s"));
  error.value().hint = std::move(hint);
  return error;
}

bool has_state(const Workflow& workflow, std::string_view name) {
  const auto& states = workflow.definition.machine->states;
  return std::any_of(states.begin(), states.end(),
                     [name](const asl::State* state) { return state->name == name; });
}

/// The files of the state machines that the workflow's own tasks start, each with the task's binding.
std::vector<std::pair<MachineFile, const tasks::Binding*>> files_started_by(const Workflow& workflow) {
  std::vector<std::pair<MachineFile, const tasks::Binding*>> files;
  for (const auto& binding : workflow.tasks.tasks.by_state) {
    const auto* target = binding ? std::get_if<tasks::MachineBinding>(&binding->target) : nullptr;
    if (target == nullptr) continue;
    for (const tasks::MachineBinding::Machine& machine : target->machines)
      files.emplace_back(file_of(*binding, machine), binding.get());
  }
  return files;
}

/// Tasks of activities that do not exist cannot run.
void check_activities(tasks::Resolved& resolved, const asl::StateMachine& machine) {
  const auto state_folder = waiting::state_folder();
  for (const asl::State* state : machine.states) {
    const tasks::Binding* binding = resolved.tasks.find(*state);
    const auto* activity =
        binding != nullptr ? std::get_if<tasks::ActivityBinding>(&binding->target) : nullptr;
    if (activity == nullptr) continue;
    const std::string name = printable(activity->name);
    tasks::Unbound unbound{.state = state,
                           .resource = std::get<asl::Task>(state->kind).resource.text,
                           .span = state->name_span,
                           .message = {},
                           .hint = {}};
    if (!waiting::is_activity_name(activity->name)) {
      unbound.message = "an activity cannot be named '" + name + "'";
      unbound.hint = "see " + binding->origin;
    } else if (!activity->is_declared &&
               !(state_folder && waiting::ActivityQueue(*state_folder, activity->name).exists())) {
      unbound.message = "the activity '" + name + "' does not exist here";
      unbound.hint = fmt::format(
          "start a worker: pawl worker {0} -- COMMAND; or make it: pawl activity create {0}; or bind the "
          "task",
          name);
    } else {
      continue;
    }
    resolved.unbound.push_back(std::move(unbound));
  }
}

/// Tasks that cannot run fail with why.
void fail_unbound(tasks::Resolved& resolved) {
  for (const tasks::Unbound& unbound : std::exchange(resolved.unbound, {})) {
    tasks::MockBinding::Response response;
    response.error = asl::StateError{"Pawl.Unbound", unbound.message + ": " + unbound.hint};
    tasks::Binding binding;
    binding.origin = "unbound";
    binding.target = tasks::MockBinding{.responses = {std::move(response)}};
    resolved.tasks.by_state[unbound.state->index] =
        std::make_shared<const tasks::Binding>(std::move(binding));
  }
}

/// `is_started`: by another workflow's task; then mocks that are for other state machines are none.
ServiceResult<Workflow> bind_alone(Definition definition, const std::string& path, const Settings& settings,
                                   bool is_started) {
  Workflow out;
  out.definition = std::move(definition);
  PAWL_CHECK(check_filled(out.definition));
  auto own_bindings = settings.bind;
  std::erase_if(own_bindings, [&out](const auto& one) { return !has_state(out, one.first); });
  const std::string directory = directory_of(path);
  PAWL_TRY(out.config, load_config(settings, directory));
  out.machine_name = machine_name(path);
  out.limits = settings.limits.value_or(policy_of(out.config));

  std::optional<tasks::MockFile> mocks;
  if (settings.mocks) {
    PAWL_TRY(mocks, with_code(ErrorCode::ConfigInvalid, tasks::MockFile::load(*settings.mocks)));
    if (is_started && !mocks->knows(out.machine_name)) mocks.reset();
  }
  auto resolved = tasks::resolve(
      {.machine = *out.definition.machine,
       .machine_name = out.machine_name,
       .directory = directory,
       .config = out.config ? &*out.config : nullptr,
       .overrides = std::move(own_bindings),
       .mocks = mocks ? &*mocks : nullptr,
       .test_case = mocks ? settings.mock_case.value_or("") : "",
       .variables = {settings.variables.begin(), settings.variables.end()},
       .network = settings.offline ? tasks::Network::Denied : tasks::Network::Allowed,
       .native_commands =
           settings.denies_native_commands ? tasks::NativeCommands::Denied : tasks::NativeCommands::Allowed,
       .functions = tasks::bind_functions(out.definition.functions, out.definition.template_file)});
  PAWL_TRY(out.tasks, with_code(ErrorCode::ConfigInvalid, std::move(resolved)));
  if (settings.unbound_fails) fail_unbound(out.tasks);
  else check_activities(out.tasks, *out.definition.machine);
  const bool has_network = !settings.offline && out.config;
  out.objects = tasks::make_object_store(buckets_of(out.config, settings),
                                         has_network ? &*out.config : nullptr, out.tasks.tasks.environment);
  return out;
}

/// Loads a state machine that a task starts. Errors say whose task that is, unless they have a place.
ServiceResult<std::unique_ptr<Workflow>> load_machine(const MachineFile& file, const Settings& settings,
                                                      const std::string& origin) {
  const auto [path, is_express] = file;
  const DefinitionSource source{path, settings.substitutions,
                                is_express ? asl::WorkflowType::Express : asl::WorkflowType::Standard};
  auto definition = load_valid(source);
  if (!definition) {
    ServiceError error = std::move(definition.error());
    if (error.findings.empty()) error.message += "; see " + origin;
    return tl::unexpected(std::move(error));
  }
  PAWL_TRY(Workflow machine, bind_alone(std::move(*definition), path, settings, true));
  return std::make_unique<Workflow>(std::move(machine));
}

/// Adds the machines that tasks of `of` start to those of `root`. `found`: what was added.
ServiceResult<void> load_machines(const Workflow& of, const Settings& settings, Workflow& root,
                                  std::vector<const Workflow*>& found) {
  for (const auto& [file, binding] : files_started_by(of)) {
    if (root.machines.contains(file)) continue;
    PAWL_TRY(root.machines[file], load_machine(file, settings, binding->origin));
    found.push_back(root.machines[file].get());
  }
  return {};
}

ServiceResult<void> check_bound_alone(const Workflow& workflow) {
  const auto& unbound = workflow.tasks.unbound;
  if (unbound.empty()) return {};
  ServiceError error(ErrorCode::UnboundTask,
                     unbound.size() == 1
                         ? std::string("a task cannot run here; nothing was run")
                         : fmt::format("{} tasks cannot run here; nothing was run", unbound.size()),
                     "", placeholder_hint(workflow.definition));
  for (const tasks::Unbound& one : unbound) {
    error.findings.push_back(
        {.rule = "unbound-task",
         .message = fmt::format("'{}' ({}): {}", printable(one.state->name),
                                shortened(printable(one.resource), 80), printable(one.message)),
         .hint = one.hint,
         .span = one.span});
  }
  error.document = std::make_shared<const source::Document>(workflow.definition.document);
  return tl::unexpected(std::move(error));
}

}  // namespace

MachineFile file_of(const tasks::Binding& binding, const tasks::MachineBinding::Machine& machine) {
  return {(fs::path(binding.directory) / machine.file).lexically_normal().string(), machine.is_express};
}

Settings settings_of_machine(const Workflow& workflow, const Workflow& machine, Settings settings) {
  std::vector<const Workflow*> started = {&machine};
  for (size_t i = 0; i < started.size(); ++i) {
    for (const auto& [file, binding] : files_started_by(*started[i])) {
      const Workflow* const one = workflow.machines.at(file).get();
      if (std::find(started.begin(), started.end(), one) == started.end()) started.push_back(one);
    }
  }
  std::erase_if(settings.bind, [&](const auto& one) {
    return has_state(workflow, one.first) ||
           std::none_of(started.begin(), started.end(),
                        [&one](const Workflow* of) { return has_state(*of, one.first); });
  });
  return settings;
}

ServiceResult<Definition> load_runnable(const DefinitionSource& source) {
  PAWL_TRY(Definition definition, load_valid(source));
  PAWL_CHECK(check_filled(definition));
  return definition;
}

ServiceResult<Workflow> load(const DefinitionSource& source, const Settings& settings) {
  PAWL_TRY(Definition definition, load_valid(source));
  return bind(std::move(definition), source.path, settings);
}

ServiceResult<Workflow> bind(Definition definition, const std::string& path, const Settings& settings) {
  PAWL_TRY(Workflow out, bind_alone(std::move(definition), path, settings, false));
  Settings of_machines = settings;
  std::erase_if(of_machines.bind, [&out](const auto& one) { return has_state(out, one.first); });
  std::vector<const Workflow*> found = {&out};
  for (size_t i = 0; i < found.size(); ++i) PAWL_CHECK(load_machines(*found[i], of_machines, out, found));
  for (const auto& [state, command] : of_machines.bind) {
    const bool is_known = std::any_of(found.begin(), found.end(),
                                      [&name = state](const Workflow* one) { return has_state(*one, name); });
    if (!is_known) {
      PAWL_CHECK(with_code(ErrorCode::ConfigInvalid,
                           tasks::need_task(*out.definition.machine, state, "-b " + state)));
    }
  }
  return out;
}

ServiceResult<void> check_bound(const Workflow& workflow) {
  PAWL_CHECK(check_bound_alone(workflow));
  for (const auto& [file, machine] : workflow.machines) PAWL_CHECK(check_bound_alone(*machine));
  return {};
}

std::vector<PlannedTask> planned_tasks(const Workflow& workflow) {
  std::vector<PlannedTask> out;
  for (const asl::State* state : workflow.definition.machine->states) {
    if (state->type() != asl::StateType::Task) continue;
    const auto& unbound = workflow.tasks.unbound;
    const auto problem =
        std::find_if(unbound.begin(), unbound.end(), [&](const auto& one) { return one.state == state; });
    if (problem != unbound.end()) {
      out.push_back({state, problem->message, true});
      continue;
    }
    const tasks::Binding* binding = workflow.tasks.tasks.find(*state);
    out.push_back(
        {state, binding != nullptr ? tasks::describe(*binding, workflow.tasks.tasks.secrets) : "nothing"});
  }
  std::stable_sort(out.begin(), out.end(), [](const PlannedTask& a, const PlannedTask& b) {
    return a.state->name_span.begin < b.state->name_span.begin;
  });
  return out;
}

}  // namespace pawl::workflow
