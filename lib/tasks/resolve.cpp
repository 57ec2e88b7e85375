#include "tasks/resolve.h"

#include <sys/stat.h>

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "base/glob.h"
#include "base/suggestion.h"
#include "tasks/aws_binding.h"
#include "tasks/command_line.h"
#include "tasks/lambda_call.h"
#include "tasks/lambda_function.h"
#include "tasks/mask.h"
#include "tasks/program_lookup.h"
#include "tasks/runner_kind.h"
#include "tasks/start_execution.h"
#include "value/dump.h"

namespace pawl::tasks {
namespace {

constexpr const char* kNativeOrigin = "resource";

using asl::State;
using asl::Task;

using BindingPtr = std::shared_ptr<const Binding>;

const Task* task_of(const State& state) { return std::get_if<Task>(&state.kind); }

/// A member of Parameters or Arguments that is written out, or null pointer.
const Value* literal_parameter(const Task& task, std::string_view name) {
  if (!task.parameters) return nullptr;
  const asl::TemplateNode& root = task.parameters->root;
  if (const Value* literal = std::get_if<Value>(&root.content)) return literal->find(name);
  const auto* object = std::get_if<asl::TemplateNode::Object>(&root.content);
  if (object == nullptr) return nullptr;
  for (const asl::TemplateMember& member : object->members) {
    if (member.key.as_string() == name) return std::get_if<Value>(&member.node.content);
  }
  return nullptr;
}

bool matches(const TaskRule& rule, const State& state, const Task& task) {
  if (rule.state && !glob_matches(*rule.state, state.name)) return false;
  if (rule.resource && !glob_matches(*rule.resource, task.resource.text)) return false;
  return std::all_of(rule.where.begin(), rule.where.end(), [&](const auto& condition) {
    const Value* literal = literal_parameter(task, condition.first);
    if (literal == nullptr || literal->is_container()) return false;
    return glob_matches(condition.second, to_text(*literal));
  });
}

/// The binding of a Resource with a native scheme; null pointer: it has none.
Result<std::shared_ptr<Binding>> native_binding(std::string_view text, const std::string& directory) {
  for (const RunnerKind* kind : runner_kinds()) {
    if (kind->from_resource == nullptr) continue;
    PAWL_TRY(auto target, kind->from_resource(text));
    if (!target) continue;
    auto binding = std::make_shared<Binding>();
    binding->directory = directory;
    binding->target = std::move(*target);
    return binding;
  }
  return std::shared_ptr<Binding>();
}

/// The COMMAND of `-b STATE=COMMAND`: a Resource of ours, or a command line.
Result<std::shared_ptr<Binding>> command_binding(std::string_view command, const std::string& directory) {
  PAWL_TRY(auto binding, native_binding(command, directory));
  if (binding) return binding;
  binding = std::make_shared<Binding>();
  binding->directory = directory;
  ExecBinding exec;
  if (auto words = words_without_shell(command)) {
    exec.argv = std::move(*words);
  } else if (command.find_first_not_of(" \t\n") == std::string_view::npos) {
    return fail("the command is empty");
  } else {
    exec.script = std::string(command);
  }
  binding->target = std::move(exec);
  return binding;
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

class Resolver {
 public:
  explicit Resolver(const ResolveRequest& request) : request_(request) {}

  Result<Resolved> resolve() {
    PAWL_TRY(auto environment, build_environment(request_.config, request_.variables));
    result_.tasks.environment = std::move(environment.variables);
    result_.tasks.secrets = std::move(environment.secrets);
    PAWL_CHECK(take_connections());
    result_.tasks.secrets = shown_forms(result_.tasks.secrets);
    PAWL_CHECK(take_overrides());
    PAWL_CHECK(take_mocks());
    result_.tasks.by_state.resize(request_.machine.states.size());
    for (const State* state : request_.machine.states) {
      const Task* task = task_of(*state);
      if (task == nullptr) continue;
      BindingPtr binding = find_binding(*state, *task);
      if (binding) {
        check(*state, *task, *binding);
        if (waits_for_answer(*task, *binding)) result_.tasks.any_waits = true;
      }
      result_.tasks.by_state[state->index] = std::move(binding);
    }
    std::stable_sort(result_.unbound.begin(), result_.unbound.end(),
                     [](const Unbound& a, const Unbound& b) { return a.span.begin < b.span.begin; });
    return std::move(result_);
  }

 private:
  [[nodiscard]] const std::string& directory() const {
    return request_.config != nullptr ? request_.config->directory : request_.directory;
  }

  Result<void> take_connections() {
    if (request_.config == nullptr) return {};
    result_.tasks.connections = request_.config->connections;
    for (Connection& connection : result_.tasks.connections) {
      const auto filled = fill_connection(connection, result_.tasks.environment, result_.tasks.secrets);
      if (!filled)
        return fail(request_.config->path + ": connection " + connection.arn + ": " + filled.error().message);
    }
    return {};
  }

  Result<void> take_overrides() {
    for (const auto& [state, command] : request_.overrides) {
      PAWL_CHECK(need_task(request_.machine, state, "-b " + state));
      auto binding = command_binding(command, directory());
      if (!binding) return fail("-b " + state + ": " + binding.error().message);
      (*binding)->origin = "-b";
      take_errors(**binding);
      overrides_[state] = std::move(*binding);
    }
    return {};
  }

  Result<void> take_mocks() {
    if (request_.mocks == nullptr) return {};
    PAWL_TRY(mocks_, request_.mocks->pick(request_.machine_name, request_.test_case));
    for (const auto& [state, binding] : mocks_)
      PAWL_CHECK(need_task(request_.machine, state, binding->origin));
    return {};
  }

  /// What the configuration calls exit codes holds for commands that it does not name, too.
  void take_errors(Binding& binding) const {
    if (request_.config != nullptr)
      binding.errors.insert(request_.config->errors.begin(), request_.config->errors.end());
  }

  BindingPtr find_binding(const State& state, const Task& task) {
    if (const auto mock = mocks_.find(state.name); mock != mocks_.end()) return mock->second;
    if (const auto own = overrides_.find(state.name); own != overrides_.end()) return own->second;
    if (request_.config != nullptr) {
      for (const TaskRule& rule : request_.config->tasks) {
        if (matches(rule, state, task)) return for_task(task, rule.binding);
      }
      if (auto binding = machines_binding(task)) return binding;
    }
    if (task.resource.kind == asl::Resource::Kind::Activity) return activity_binding(task);
    auto native = native_binding(task.resource.text, directory());
    if (!native) {
      report(Unbound::Reason::NoBinding, state, task, native.error().message, "write exec:PATH ARGUMENTS");
      return nullptr;
    }
    if (*native) {
      (*native)->origin = kNativeOrigin;
      take_errors(**native);
      return std::move(*native);
    }
    if (const NamedFunction* function = named_function(task))
      return std::make_shared<const Binding>(function->binding);
    if (request_.config != nullptr && request_.config->aws && is_aws_resource(task.resource))
      return aws_binding(*request_.config);
    std::string hint = start_form(task.resource)
                           ? "in pawl.yaml under tasks: - {state: \"" + state.name + "\", machine: FILE}"
                           : "-b '" + state.name + "=COMMAND', or in pawl.yaml under tasks: - {state: \"" +
                                 state.name + "\", exec: [PROGRAM]}";
    if (is_aws_resource(task.resource)) hint += "; aws: {endpoint: URL} at its top calls such a service";
    report(Unbound::Reason::NoBinding, state, task, "nothing says what it does here", std::move(hint));
    return nullptr;
  }

  /// An activity's Resource is for its workers.
  BindingPtr activity_binding(const Task& task) const {
    auto binding = std::make_shared<Binding>();
    binding->directory = directory();
    binding->origin = kNativeOrigin;
    binding->target = ActivityBinding{.name = task.resource.text.substr(task.resource.text.rfind(':') + 1)};
    return binding;
  }

  /// `aws` at the top of the configuration.
  static BindingPtr aws_binding(const Config& config) {
    auto binding = std::make_shared<Binding>();
    binding->directory = config.directory;
    binding->origin = "aws";
    binding->target = *config.aws;
    return binding;
  }

  /// The template's function that a Task calls; null pointer: it calls none, or data say which.
  const NamedFunction* named_function(const Task& task) const {
    const asl::Resource& resource = task.resource;
    if (resource.kind == asl::Resource::Kind::Lambda) return find_function(request_.functions, resource.text);
    if (!is_lambda_invoke(resource)) return nullptr;
    const Value* name = literal_parameter(task, "FunctionName");
    return name != nullptr && name->is_string() ? find_function(request_.functions, name->as_string())
                                                : nullptr;
  }

  /// What `machines` of the configuration says about a Task that starts executions; null pointer: nothing.
  BindingPtr machines_binding(const Task& task) const {
    const Config& config = *request_.config;
    if (config.machines.machines.empty() || !start_form(task.resource)) return nullptr;
    Binding binding;
    binding.target = config.machines;
    binding.directory = config.directory;
    binding.origin = "machines";
    return for_task(task, std::move(binding));
  }

  /// A binding of the configuration as it is for one Task. Of several machines only the one that a literal
  /// StateMachineArn names; none if it names none.
  static BindingPtr for_task(const Task& task, Binding binding) {
    if (auto* http = std::get_if<HttpBinding>(&binding.target)) {
      const HttpBinding::Form form = HttpBinding::form_of(task.resource.text);
      if (form == HttpBinding::Form::ApiGateway) http->form = form;
    }
    const Value* arn = literal_parameter(task, "StateMachineArn");
    if (auto* bound = std::get_if<MachineBinding>(&binding.target); bound && arn && arn->is_string()) {
      const MachineBinding::Machine* machine = bound->find(arn->as_string());
      bound->machines = machine != nullptr ? std::vector{*machine} : std::vector<MachineBinding::Machine>{};
    }
    return std::make_shared<const Binding>(std::move(binding));
  }

  void check_machine(const State& state, const Task& task, const MachineBinding& machine) {
    if (!start_form(task.resource)) {
      report(Unbound::Reason::NoBinding, state, task, "its Resource starts no execution of a state machine",
             "'machine' is for arn:aws:states:::states:startExecution, .sync, .sync:2 and .waitForTaskToken, "
             "and "
             "for aws-sdk:sfn:startExecution and startSyncExecution");
    } else if (machine.machines.empty()) {
      const Value* arn = literal_parameter(task, "StateMachineArn");
      report(Unbound::Reason::NoBinding, state, task,
             "'machines' in " + request_.config->path + " has no '" + std::string(arn->as_string()) + "'",
             "add the state machine's name with the file of its definition");
    }
  }

  void report(Unbound::Reason reason, const State& state, const Task& task, std::string message,
              std::string hint) {
    result_.unbound.push_back(
        {reason, &state, task.resource.text, state.name_span, std::move(message), std::move(hint)});
  }

  void check(const State& state, const Task& task, const Binding& binding) {
    if (const auto* http = std::get_if<HttpBinding>(&binding.target)) check_http(state, task, *http);
    if (kind_of(binding).uses_network && request_.network == Network::Denied) {
      return report(Unbound::Reason::Denied, state, task, "it opens a connection, and --offline forbids that",
                    "bind it to a command or a mock");
    }
    if (const auto* machine = std::get_if<MachineBinding>(&binding.target))
      return check_machine(state, task, *machine);
    if (std::holds_alternative<LambdaBinding>(binding.target)) return check_function(state, task, binding);
    if (std::holds_alternative<AwsBinding>(binding.target)) return check_aws(state, task, binding);
    const auto* job = std::get_if<JobBinding>(&binding.target);
    const auto* exec = job != nullptr ? &job->command : std::get_if<ExecBinding>(&binding.target);
    if (exec == nullptr) return;
    if (request_.native_commands == NativeCommands::Denied && binding.origin == kNativeOrigin) {
      return report(Unbound::Reason::Denied, state, task, "its definition may not name commands",
                    "bind the task in pawl.yaml; --allow-exec allows it");
    }
    if (!is_directory(binding.directory)) {
      report(Unbound::Reason::DirectoryMissing, state, task,
             "the directory " + binding.directory + " does not exist", "see cwd in " + binding.origin);
      return;
    }
    std::vector<std::string> programs;
    if (!binding.prefix.empty()) programs.push_back(binding.prefix.front());
    if (job != nullptr) programs.push_back(job->system.submit.front());
    else if (!exec->argv.empty())
      programs.push_back(exec->argv.front());  // where a job runs, others may be there
    if (exec->from_parameters) {
      if (auto program = literal_program(task)) programs.push_back(std::move(*program));
    }
    for (const std::string& program : programs) {
      auto found = find_program(program, binding.directory, search_path(result_.tasks.environment));
      if (found) continue;
      const std::string where = binding.origin == "resource" ? "its Resource" : binding.origin;
      report(Unbound::Reason::ProgramMissing, state, task, found.error().message, "see " + where);
    }
  }

  void check_http(const State& state, const Task& task, const HttpBinding& http) {
    if (http.form == HttpBinding::Form::HttpInvoke) {
      const Value* authentication = literal_parameter(task, "Authentication");
      const Value* arn = authentication != nullptr ? authentication->find("ConnectionArn") : nullptr;
      if (arn != nullptr && arn->is_string() &&
          !find_connection(result_.tasks.connections, arn->as_string())) {
        report(Unbound::Reason::NoBinding, state, task,
               "there is no connection for " + std::string(arn->as_string()),
               "in pawl.yaml under connections: \"" + std::string(arn->as_string()) +
                   "\": {headers: {Authorization: \"Bearer ${TOKEN}\"}}; {} sends requests as they are");
      }
      warn_of_open_connections(state, task, arn);
    } else if (http.form == HttpBinding::Form::ApiGateway && http.url.empty()) {
      const Value* authentication = literal_parameter(task, "AuthType");
      if (authentication == nullptr || !authentication->is_string() ||
          authentication->as_string() == "NO_AUTH")
        return;
      report(Unbound::Reason::NoBinding, state, task,
             "AuthType " + std::string(authentication->as_string()) +
                 " needs a signature of AWS's, which pawl does not make",
             "in pawl.yaml under tasks: - {state: \"" + state.name + "\", http: \"http://127.0.0.1:3000\"}");
    }
  }

  void check_function(const State& state, const Task& task, const Binding& binding) {
    if (auto good = check_lambda_function(binding, result_.tasks.environment); !good)
      report(Unbound::Reason::ProgramMissing, state, task, good.error().message, "see " + binding.origin);
  }

  void check_aws(const State& state, const Task& task, const Binding& binding) {
    if (auto problem = check_aws_resource(task.resource))
      report(Unbound::Reason::NoBinding, state, task, std::move(problem->message), std::move(problem->hint));
    const std::string& named = std::get<AwsBinding>(binding.target).python;
    const std::string python = named.empty() ? "python3" : named;
    if (auto found = find_program(python, binding.directory, search_path(result_.tasks.environment)); !found)
      report(Unbound::Reason::ProgramMissing, state, task,
             found.error().message + ", which calls AWS's services with botocore",
             "install python3-botocore, or name a Python in pawl.yaml, aws: {python: PROGRAM}");
  }

  /// What a connection adds is secret; data that chooses the host gets it.
  void warn_of_open_connections(const State& state, const Task& task, const Value* arn) {
    if (literal_parameter(task, "ApiEndpoint") != nullptr) return;
    for (const Connection& connection : result_.tasks.connections) {
      if (!connection.hosts.empty()) continue;
      if (arn != nullptr && arn->is_string() && !glob_matches(connection.arn, arn->as_string())) continue;
      result_.warnings.push_back(
          "the state '" + state.name + "' takes its ApiEndpoint from data, and the connection " +
          connection.arn + " of " + request_.config->path +
          " is for any host: whoever chooses the endpoint gets what it adds; a list 'hosts' "
          "in it says where it may go");
    }
  }

  /// The first word of local:exec's Command, if it is written out and the directory is known.
  static std::optional<std::string> literal_program(const Task& task) {
    if (task.parameters && std::holds_alternative<asl::TemplateNode::Object>(task.parameters->root.content)) {
      const auto& members = std::get<asl::TemplateNode::Object>(task.parameters->root.content).members;
      for (const asl::TemplateMember& member : members) {
        if (member.key.as_string() == "WorkingDirectory") return std::nullopt;
      }
    }
    if (literal_parameter(task, "WorkingDirectory") != nullptr) return std::nullopt;
    const Value* command = literal_parameter(task, "Command");
    if (command == nullptr || command->size() == 0 || !command->items().front().is_string())
      return std::nullopt;
    return std::string(command->items().front().as_string());
  }

  const ResolveRequest& request_;
  Resolved result_;
  std::map<std::string, BindingPtr> overrides_;
  std::map<std::string, BindingPtr> mocks_;
};

}  // namespace

Result<void> need_task(const asl::StateMachine& machine, std::string_view name, const std::string& what) {
  std::vector<std::string_view> tasks;
  for (const State* state : machine.states) {
    if (task_of(*state) != nullptr) tasks.push_back(state->name);
    if (state->name != name) continue;
    if (task_of(*state) != nullptr) return {};
    return fail(what + ": the state '" + state->name + "' is no Task");
  }
  const std::string_view nearest = nearest_name(name, tasks);
  const std::string hint = nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
  return fail(what + ": there is no state '" + std::string(name) + "'" + hint);
}

Result<Resolved> resolve(const ResolveRequest& request) { return Resolver(request).resolve(); }

std::string describe(const Binding& binding, std::span<const std::string> secrets) {
  return kind_of(binding).describe(binding, secrets);
}

}  // namespace pawl::tasks
