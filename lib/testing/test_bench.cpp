#include "testing/test_bench.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/glob.h"
#include "base/printable.h"
#include "items/folder_store.h"
#include "runs/child_executions.h"
#include "runs/identity.h"
#include "runs/settings.h"
#include "runtime/host.h"
#include "tasks/aws_object_store.h"
#include "tasks/mock_file.h"
#include "tasks/runner_kind.h"
#include "testing/difference.h"
#include "testing/judge.h"
#include "testing/name_check.h"
#include "testing/run_record.h"
#include "value/dump.h"
#include "workflow/name.h"

namespace pawl::testing {

namespace {

using tasks::Binding;
using workflow::ErrorCode;
using workflow::ServiceError;
using workflow::ServiceResult;
using workflow::Workflow;

using BindingPtr = std::shared_ptr<const Binding>;

constexpr Millis kStart =
    1'767'225'600'000;  // 2026-01-01T00:00:00Z: what is computed from the time is the same
constexpr Millis kExpressLife = 300'000;
constexpr std::string_view kRunName = "test";
constexpr std::string_view kUnmocked = "no mock";

/// What executions that the cases start have to say is no matter of theirs.
class NoNotices final : public runs::Notices {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void hint(std::string_view) override {}
};

/// A Task with this binding may not be called.
BindingPtr unmocked() {
  auto binding = std::make_shared<Binding>();
  binding->target = tasks::MockBinding{.responses = {}, .needs_answer = true};
  binding->origin = kUnmocked;
  return binding;
}

tl::unexpected<ServiceError> broken(const std::string& what, source::Diagnostics findings,
                                    source::Document document) {
  ServiceError error(ErrorCode::ConfigInvalid, what + " is broken; none of its cases was run");
  error.findings = std::move(findings);
  error.document = std::make_shared<const source::Document>(std::move(document));
  return tl::unexpected(std::move(error));
}

/// A definition without what its tasks do here.
Workflow mocked_workflow(workflow::Definition definition, const TestFile& file) {
  Workflow out;
  out.definition = std::move(definition);
  out.machine_name = workflow::machine_name(file.definition);
  items::FolderStore::Folders folders;
  if (file.bucket_root) folders.root = *file.bucket_root;
  out.objects = tasks::make_object_store(std::move(folders), nullptr, {});
  return out;
}

ServiceResult<Workflow> load_workflow(const TestFile& file) {
  PAWL_TRY(auto definition, workflow::load_runnable({file.definition, file.substitutions, file.type}));
  const bool any_real = file.config || std::any_of(file.cases.begin(), file.cases.end(),
                                                   [](const TestCase& test) { return test.is_real; });
  if (!any_real) return mocked_workflow(std::move(definition), file);
  workflow::Settings settings;
  settings.config = file.config;
  settings.bucket_root = file.bucket_root;
  settings.substitutions = file.substitutions;
  return workflow::bind(std::move(definition), file.definition, settings);
}

}  // namespace

struct TestBench::Parts {
  Parts(TestFile test_file, Workflow loaded, Snapshots known)
      : file(std::move(test_file)),
        workflow(std::move(loaded)),
        snapshots(std::move(known)),
        points(*workflow.definition.machine, workflow.definition.document),
        recorder(points) {}

  [[nodiscard]] const asl::StateMachine& machine() const { return *workflow.definition.machine; }

  /// What Tasks do in a case.
  Result<tasks::BoundTasks> bind(const TestCase& test);
  [[nodiscard]] BindingPtr binding_of(const TestCase& test, const asl::State& state, const asl::Task& task,
                                      const std::map<std::string, BindingPtr>& mock_case) const;
  [[nodiscard]] runtime::RunRequest request_for(const TestCase& test, const tasks::BoundTasks& bound);
  Result<runtime::RunResult> carry_out(runtime::RunRequest request);
  void end_without_result(const Error& error, const TestCase& test, const RunRecord& record,
                          CaseResult& result) const;
  void check_mocks_used(const TestCase& test, const RunRecord& record, CaseResult& result) const;
  void check_results(const TestCase& test, const RunRecord& record, CaseResult& result);
  const std::vector<aws::ResultCheck>& checks_of(const asl::State& state, const Binding& binding);
  Result<const std::map<std::string, BindingPtr>*> mocks_of_case(const std::string& name);
  void compare_snapshot(const TestCase& test, const runtime::RunResult& run, CaseResult& result) const;

  TestFile file;
  Workflow workflow;
  Snapshots snapshots;
  std::optional<tasks::MockFile> mock_file;
  coverage::CoveragePoints points;
  coverage::CoverageRecorder recorder;
  NoNotices notices;
  BindingPtr no_mock = unmocked();
  std::map<std::string, std::map<std::string, BindingPtr>> mock_cases;  // of mock_file, by name and state
  aws::ResultModels models;
  /// What is wrong with the results of mocks, by State::index and binding, which live as long.
  std::map<std::pair<uint32_t, const Binding*>, std::vector<aws::ResultCheck>> checked;
  std::optional<runtime::Host> host;
  std::unique_ptr<runtime::ExecutionStarter> starter;
};

TestBench::TestBench(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TestBench::~TestBench() = default;

ServiceResult<std::unique_ptr<TestBench>> TestBench::open(const std::string& path) {
  PAWL_TRY(TestFileResult loaded, with_code(ErrorCode::ConfigInvalid, load_test_file(path)));
  if (source::has_errors(loaded.findings))
    return broken("the test file", std::move(loaded.findings), std::move(loaded.file.document));
  return open(std::move(loaded.file));
}

ServiceResult<std::unique_ptr<TestBench>> TestBench::open(TestFile file) {
  PAWL_TRY(Workflow workflow, load_workflow(file));
  source::Diagnostics findings = check_names(file, *workflow.definition.machine);
  if (!findings.empty()) return broken("the test file", std::move(findings), std::move(file.document));
  PAWL_TRY(Snapshots snapshots, with_code(ErrorCode::ConfigInvalid, load_snapshots(file.path)));
  auto parts = std::make_unique<Parts>(std::move(file), std::move(workflow), std::move(snapshots));
  if (parts->file.mock_file) {
    PAWL_TRY(parts->mock_file,
             with_code(ErrorCode::ConfigInvalid, tasks::MockFile::load(*parts->file.mock_file)));
  }
  return std::unique_ptr<TestBench>(new TestBench(std::move(parts)));
}

const TestFile& TestBench::file() const { return parts_->file; }
const workflow::Definition& TestBench::definition() const { return parts_->workflow.definition; }
const Snapshots& TestBench::snapshots() const { return parts_->snapshots; }
const coverage::CoveragePoints& TestBench::points() const { return parts_->points; }
const coverage::CoverageCounts& TestBench::counts() const { return parts_->recorder.counts(); }

// --- What tasks do -------------------------------------------------------------------------------------

BindingPtr TestBench::Parts::binding_of(const TestCase& test, const asl::State& state, const asl::Task& task,
                                        const std::map<std::string, BindingPtr>& mock_case) const {
  for (const auto* mocks : {&test.mocks, &file.mocks}) {
    for (const Mock& mock : *mocks) {
      if (mock.of == state.name) return mock.binding;
    }
    if (mocks == &test.mocks) {
      if (const auto found = mock_case.find(state.name); found != mock_case.end()) return found->second;
    }
    for (const Mock& mock : *mocks) {
      if (glob_matches(mock.of, task.resource.text)) return mock.binding;
    }
  }
  if (!test.is_real) return no_mock;
  const BindingPtr& real = workflow.tasks.tasks.by_state[state.index];
  return real == nullptr || tasks::waits_for_answer(task, *real) ? no_mock : real;
}

Result<const std::map<std::string, BindingPtr>*> TestBench::Parts::mocks_of_case(const std::string& name) {
  if (const auto known = mock_cases.find(name); known != mock_cases.end()) return &known->second;
  const std::string& machine_name = file.machine_name.empty() ? workflow.machine_name : file.machine_name;
  PAWL_TRY(auto mocks, mock_file->pick(machine_name, name));
  for (auto& [state, binding] : mocks) {
    PAWL_CHECK(tasks::need_task(machine(), state, binding->origin));
    Binding strict = *binding;
    std::get<tasks::MockBinding>(strict.target).needs_answer = true;
    binding = std::make_shared<const Binding>(std::move(strict));
  }
  return &mock_cases.emplace(name, std::move(mocks)).first->second;
}

Result<tasks::BoundTasks> TestBench::Parts::bind(const TestCase& test) {
  static const std::map<std::string, BindingPtr> kNone;
  const std::map<std::string, BindingPtr>* mock_case = &kNone;
  if (test.mock_case) {
    PAWL_TRY(mock_case, mocks_of_case(*test.mock_case));
  }
  tasks::BoundTasks bound = workflow.tasks.tasks;
  bound.by_state.resize(machine().states.size());
  bound.any_waits = false;
  for (const asl::State* state : machine().states) {
    const auto* task = std::get_if<asl::Task>(&state->kind);
    if (task != nullptr) bound.by_state[state->index] = binding_of(test, *state, *task, *mock_case);
  }
  return bound;
}

// --- A case --------------------------------------------------------------------------------------------

runtime::RunRequest TestBench::Parts::request_for(const TestCase& test, const tasks::BoundTasks& bound) {
  engine::ExecutionInfo info =
      runs::execution_info(workflow.machine_name, std::string(kRunName), workflow.definition.type, 0);
  info.start_time = kStart;
  info.context = test.context;
  info.variables = test.variables;
  engine::Limits limits = runs::limits_of(workflow.limits);
  limits.events = runs::kEventLimit;
  runtime::RunRequest request{.machine = machine(),
                              .input = test.input,
                              .info = std::move(info),
                              .limits = limits,
                              .time = {.kind = runtime::TimeMode::Kind::Skip},
                              .no_wait = true,
                              .tasks = bound,
                              .objects = workflow.objects.get()};
  if (workflow.definition.type == asl::WorkflowType::Express) request.timeout = kExpressLife;
  if (!workflow.machines.empty()) {
    if (!starter) {
      runs::LaunchSettings settings;
      settings.run.history.place = "none";
      settings.run.bounds.time = "skip";
      settings.time = request.time;
      settings.type = workflow.definition.type;
      starter = runs::child_executions(workflow, settings, {.run = std::string(kRunName)}, notices);
    }
    request.starter = starter.get();
  }
  return request;
}

Result<runtime::RunResult> TestBench::Parts::carry_out(runtime::RunRequest request) {
  if (!host) host.emplace();
  Result<runtime::RunResult> result = fail("the run has not ended");
  runtime::start_run(*host, std::move(request),
                     [&result](Result<runtime::RunResult> ended) { result = std::move(ended); });
  if (auto ran = runtime::run_jobs(*host); !ran) {
    host.reset();
    return tl::unexpected(std::move(ran.error()));
  }
  return result;
}

CaseResult TestBench::run(const TestCase& test) {
  Parts& parts = *parts_;
  CaseResult result;
  result.file = parts.file.path;
  if (!parts.file.machine_name.empty()) result.definition = parts.file.definition;
  result.name = test.name;
  result.place = parts.file.locate(test.span);
  const auto began = std::chrono::steady_clock::now();
  auto bound = parts.bind(test);
  if (!bound) {
    result.failures.push_back({.what = "mock_case",
                               .message = bound.error().message,
                               .details = {},
                               .place = parts.file.locate(test.mock_case_span)});
    result.outcome = CaseResult::Outcome::Failed;
    return result;
  }
  RunRecord record(parts.machine(), parts.recorder);
  runtime::RunRequest request = parts.request_for(test, *bound);
  request.observer = &record;
  request.data_flow = &record;
  const auto run = parts.carry_out(std::move(request));
  for (size_t i = 0; i < std::min(record.path().size(), kMostPath); ++i)
    result.path.push_back(record.path()[i]->name);
  result.entered = record.path_length();
  result.elapsed = record.elapsed();
  if (!run || run->is_parked) {
    parts.end_without_result(run ? Error{"a Task waits for somebody outside; mock it"} : run.error(), test,
                             record, result);
  } else {
    result.status = name_of(run->status);
    result.error = run->error.error.value_or("");
    result.cause = run->error.cause.value_or("");
    result.failures = judge(parts.file, test, *run, record);
    parts.check_mocks_used(test, record, result);
    parts.check_results(test, record, result);
    if (test.expect.snapshot) parts.compare_snapshot(test, *run, result);
  }
  if (!result.failures.empty()) {
    result.outcome = CaseResult::Outcome::Failed;
    for (const std::string& line : record.stderr_lines())
      result.failures.back().details.push_back("stderr of " + line);
  }
  result.took_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began).count();
  return result;
}

/// A task was called that cannot be answered, or pawl could not go on.
void TestBench::Parts::end_without_result(const Error& error, const TestCase& test, const RunRecord& record,
                                          CaseResult& result) const {
  CaseFailure failure{
      .what = "run", .message = error.message, .details = {}, .place = file.locate(test.span)};
  if (!record.calls().empty()) {
    const RunRecord::Call& last = record.calls().back();
    const std::string name = printable(last.state->name);
    if (last.binding == no_mock.get()) {
      failure.what = "mocks";
      failure.message = "the Task '" + name + "' was called, and nothing says what it answers";
      failure.details.push_back("add to `mocks`: " + name + ": {return: …}" +
                                (test.is_real ? "" : ", or `real: true` to do what pawl.yaml says"));
    }
    failure.details.push_back("it received " + value_shown(last.received));
  }
  failure.details.push_back("path: " + path_text(result.path));
  result.failures.push_back(std::move(failure));
}

/// A mock of the case itself that nothing asked is a mistake.
void TestBench::Parts::check_mocks_used(const TestCase& test, const RunRecord& record,
                                        CaseResult& result) const {
  for (const Mock& mock : test.mocks) {
    const bool was_asked =
        std::any_of(record.calls().begin(), record.calls().end(),
                    [&mock](const RunRecord::Call& call) { return call.binding == mock.binding.get(); });
    if (was_asked || record.calls().size() == RunRecord::kMostEntries) continue;
    result.failures.push_back({.what = "mocks",
                               .message = "the mock of '" + printable(mock.of) + "' was never asked",
                               .details = {"path: " + path_text(result.path)},
                               .place = file.locate(mock.span)});
  }
}

const std::vector<aws::ResultCheck>& TestBench::Parts::checks_of(const asl::State& state,
                                                                 const Binding& binding) {
  const auto [found, is_new] = checked.try_emplace({state.index, &binding});
  const auto* mock = std::get_if<tasks::MockBinding>(&binding.target);
  if (!is_new || mock == nullptr || file.mock_validation == aws::FieldValidation::None) return found->second;
  for (const tasks::MockBinding::Response& response : mock->responses) {
    if (response.result)
      found->second.push_back(
          models.check(std::get<asl::Task>(state.kind).resource, *response.result, file.mock_validation));
  }
  return found->second;
}

/// What mocks return has to be what the services could.
void TestBench::Parts::check_results(const TestCase& test, const RunRecord& record, CaseResult& result) {
  std::set<std::pair<const asl::State*, const Binding*>> seen;
  for (const RunRecord::Call& call : record.calls()) {
    if (!seen.emplace(call.state, call.binding).second) continue;
    const auto mock = std::find_if(test.mocks.begin(), test.mocks.end(),
                                   [&call](const Mock& one) { return one.binding.get() == call.binding; });
    const auto common = std::find_if(file.mocks.begin(), file.mocks.end(),
                                     [&call](const Mock& one) { return one.binding.get() == call.binding; });
    const source::Span span = mock != test.mocks.end()     ? mock->span
                              : common != file.mocks.end() ? common->span
                                                           : test.mock_case_span;
    for (const aws::ResultCheck& check : checks_of(*call.state, *call.binding)) {
      if (!check.fault.empty()) {
        result.failures.push_back({.what = "mocks",
                                   .message = "the service does not return this for '" +
                                              printable(call.state->name) + "': " + printable(check.fault),
                                   .details = {"mock_validation: present, or none, checks less"},
                                   .place = file.locate(span)});
      } else if (!check.unchecked.empty()) {
        result.notes.push_back("what the mock of '" + printable(call.state->name) +
                               "' returns was not checked: " + printable(check.unchecked));
      }
    }
  }
}

void TestBench::Parts::compare_snapshot(const TestCase& test, const runtime::RunResult& run,
                                        CaseResult& result) const {
  ObjectBuilder snapshot;
  snapshot.append("status", Value::string(result.status));
  if (run.status == engine::Status::Succeeded) snapshot.append("output", run.output);
  if (run.error.error) snapshot.append("error", Value::string(*run.error.error));
  if (run.error.cause) snapshot.append("cause", Value::string(*run.error.cause));
  ArrayBuilder path;
  for (const std::string& name : result.path) path.push(Value::string(name));
  snapshot.append("path", path.finish());
  const Value value = snapshot.finish();
  result.snapshot = to_json(value);
  CaseFailure failure{
      .what = "snapshot", .message = {}, .details = {}, .place = file.locate(test.expect.snapshot_span)};
  const auto known = snapshots.find(test.name);
  if (known == snapshots.end()) {
    failure.message = "there is none of this case yet; --update writes it";
    failure.details.push_back("got " + value_shown(value));
  } else {
    failure.details = differences(known->second, value, DataMatch::Equal);
    if (failure.details.empty()) return;
    failure.message = "differs from " + std::filesystem::path(snapshot_path(file.path)).filename().string() +
                      "; --update accepts what is new";
  }
  result.failures.push_back(std::move(failure));
}

}  // namespace pawl::testing
