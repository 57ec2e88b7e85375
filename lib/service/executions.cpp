#include "service/executions.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "history/run_probe.h"
#include "history/sync_thread.h"
#include "runs/identity.h"
#include "runs/launch.h"
#include "runs/resume.h"
#include "runtime/clock.h"
#include "service/definition_check.h"
#include "service/states_arn.h"
#include "value/compare.h"
#include "value/dump.h"
#include "value/members.h"

namespace pawl::service {

using history::RunStatus;

/// A revision of a state machine, bound to what its tasks do, with or without mocks.
struct RunnableMachine {
  explicit RunnableMachine(workflow::Workflow bound) : workflow(std::move(bound)) {}
  workflow::Workflow workflow;
  std::optional<runs::Launcher> launcher;
};

/// An execution that runs here, or whose history is still open.
class LiveExecution final : public runtime::JobListener, public std::enable_shared_from_this<LiveExecution> {
 public:
  explicit LiveExecution(Executions& of) : all(of) {}
  void job_ended(runtime::Job&, Result<runtime::RunResult> how) override { all.ended(*this, std::move(how)); }

  Executions& all;
  ExecutionRecord* record = nullptr;  // null: of an Express execution
  std::shared_ptr<RunnableMachine> machine;
  std::optional<runs::Resumption> resumption;
  std::optional<runs::PreparedRun> run;
  runtime::JobId job;
  Value input;
  ExpressEnd express;
  std::function<void(Result<ExpressEnd>)> express_ended;
  std::optional<Result<runtime::RunResult>> result;  // once it is over
};

namespace {

/// Closes histories between the slices of jobs.
class Closer final : public runtime::Work {
 public:
  explicit Closer(std::function<void()> act) : act_(std::move(act)) {}
  void cancel() override {}
  void turn() override { act_(); }

 private:
  std::function<void()> act_;
};

runtime::TaskBounds bounds_of(const ServiceSettings& settings) {
  static const uint32_t processors = std::max(1U, std::thread::hardware_concurrency());
  return settings.jobs ? runtime::TaskBounds{.tasks = *settings.jobs}
                       : runtime::TaskBounds{.commands = processors};
}

/// The folder of a Standard execution: executions of different state machines may have the same name.
std::string run_of(const ServedMachine& machine, const std::string& name) {
  const std::string run = machine.name + ":" + name;
  return run.size() <= runs::kMostNameBytes ? run : digest(run, "SHA-256").value();
}

}  // namespace

Executions::Executions(runtime::Host& host, const ServiceSettings& settings, MachineStore& machines,
                       runs::Notices& notices)
    : host_(host),
      settings_(settings),
      machines_(machines),
      notices_(notices),
      store_(settings.state_folder + "/runs"),
      root_(host.add_root(settings.time, runtime::wall_millis(), bounds_of(settings), true)),
      closer_(std::make_shared<Closer>([this] { close_ended(); })) {}

Executions::~Executions() = default;

ExecutionRecord& Executions::add(ExecutionRecord record) {
  record.number = records_.size() + 1;
  ExecutionRecord& kept = records_.emplace_back(std::move(record));
  by_arn_[kept.arn] = &kept;
  if (!kept.run.empty()) by_run_[kept.run] = &kept;
  by_machine_[kept.machine_arn].push_back(&kept);
  return kept;
}

std::optional<ExecutionRecord> Executions::read_record(const history::RunFiles& run) {
  const auto first = history::first_event(run.history);
  if (!first || !*first || text_of((*first)->pawl, "type") == "EXPRESS") return std::nullopt;
  const Value& note = (*first)->pawl;
  ExecutionRecord record{.arn = std::string(text_of(note, "arn")),
                         .run = run.name,
                         .machine_arn = std::string(text_of(note, "machineArn")),
                         .started = (*first)->timestamp};
  if (record.arn.empty()) return std::nullopt;
  record.name = record.arn.substr(record.arn.rfind(':') + 1);
  if (const Value* service = note.find("service")) {
    record.version_arn = text_of(*service, "version");
    record.alias_arn = text_of(*service, "alias");
    record.revision = text_of(*service, "revision");
  }
  const history::RunProbe probe = history::probe_run(run);
  record.status = probe.status;
  if (probe.status != RunStatus::Running) record.stopped = probe.last_event;
  return record;
}

void Executions::refresh() {
  constexpr Millis kSeldom = 100;
  const Millis now = runtime::wall_millis();
  if (now - refreshed_ < kSeldom && now >= refreshed_) return;
  refreshed_ = now;
  struct stat status {};
  if (::stat(store_.folder().c_str(), &status) != 0) return;
  const int64_t changed = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
  if (std::exchange(store_changed_, changed) == changed) return;
  const auto runs = store_.list();
  if (!runs) return;
  std::vector<ExecutionRecord> found;
  for (const history::RunFiles& run : *runs) {
    if (by_run_.contains(run.name)) continue;
    if (auto record = read_record(run); record && !by_arn_.contains(record->arn))
      found.push_back(std::move(*record));
  }
  std::ranges::stable_sort(found, {}, &ExecutionRecord::started);
  for (ExecutionRecord& record : found) add(std::move(record));
}

Result<void> Executions::open() {
  refresh();
  for (ExecutionRecord& record : records_) {
    const history::RunFiles files = store_.files_of(record.run);
    const auto first = history::first_event(files.history);
    const bool was_served = first && *first && (*first)->pawl.find("service") != nullptr;
    if (record.status != RunStatus::Running || !was_served || history::is_being_written(files.history))
      continue;
    if (auto resumed = resume(record); !resumed)
      notices_.warning(
          fmt::format("the execution '{}' cannot be resumed: {}", record.run, resumed.error().message));
  }
  return {};
}

Served<std::shared_ptr<RunnableMachine>> Executions::runnable(const ExecutionStart& start) {
  const ServedMachine& machine = *start.machine;
  const MachineRevision& revision = machine.revisions[start.revision];
  const std::string key = fmt::format("{}:{}:{}:{}#{}", machine.arn, machine.created, start.revision,
                                      revision.id, start.test_case);
  std::shared_ptr<RunnableMachine>& kept = runnables_[key];
  if (kept) return kept;
  PAWL_TRY(workflow::Definition definition, valid_definition(revision.definition, machine.type));
  runs::LaunchSettings launch{.time = settings_.time, .type = machine.type, .seed = random() >> 11};
  launch.run.workflow = settings_.workflow;
  launch.run.workflow.unbound_fails = true;
  launch.run.workflow.denies_native_commands = revision.file.empty() && !settings_.allows_exec;
  launch.run.history.durability = settings_.durability;
  if (start.test_case.empty()) launch.run.workflow.mocks.reset();
  else launch.run.workflow.mock_case = start.test_case;
  if (machine.type == asl::WorkflowType::Express) launch.run.history.place = "none";
  const std::string path =
      revision.file.empty() ? settings_.directory + "/" + machine.name + ".asl.json" : revision.file;
  definition.document.name = path;
  auto bound = workflow::bind(std::move(definition), path, launch.run.workflow);
  if (!bound) return fault("InternalFailure", bound.error().message);
  bound->machine_name = machine.name;
  auto made = std::make_shared<RunnableMachine>(std::move(*bound));
  made->launcher.emplace(made->workflow, std::move(launch), notices_);
  return kept = std::move(made);
}

namespace {

engine::ExecutionInfo info_of(const ExecutionStart& start, const std::string& arn, Millis now) {
  const ServedMachine& machine = *start.machine;
  engine::ExecutionInfo info;
  info.name = start.name;
  info.id = arn;
  info.state_machine_name = machine.name;
  info.state_machine_id = machine.arn;
  info.role_arn = machine.revisions[start.revision].role_arn;
  info.type = machine.type;
  info.start_time = now;
  return info;
}

Value service_note(const ExecutionStart& start) {
  const MachineRevision& revision = start.machine->revisions[start.revision];
  return Value::object({{"version", Value::string(start.version_arn)},
                        {"alias", Value::string(start.alias_arn)},
                        {"revision", Value::string(revision.id)}});
}

/// "arn:aws:states:us-east-1:123456789012:" of the machine's.
std::string_view prefix_of(const ServedMachine& machine) {
  return std::string_view(machine.arn).substr(0, machine.arn.find("stateMachine:"));
}

tl::unexpected<ServiceFault> could_not_start(const workflow::ServiceError& error) {
  return fault("InternalFailure", error.message);
}

}  // namespace

Served<const ExecutionRecord*> Executions::start(ExecutionStart start) {
  if (start.name.empty()) start.name = new_uuid();
  const ServedMachine& machine = *start.machine;
  const Millis now = root_.now();
  const std::string arn = fmt::format("{}execution:{}:{}", prefix_of(machine), machine.name, start.name);
  if (const auto known = by_arn_.find(arn); known != by_arn_.end()) {
    const ExecutionRecord* there = known->second;
    const bool is_same = there->live != nullptr && deep_equal(there->live->input, start.input);
    if (is_same) return there;
    return fault("ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
  }
  PAWL_TRY(const auto runnable_machine, runnable(start));
  const runs::Launch launch{.name = run_of(machine, start.name),
                            .name_kind = runs::RunName::Generated,
                            .number = random() >> 1 | 1,
                            .info = info_of(start, arn, now),
                            .service = service_note(start)};
  auto prepared = runnable_machine->launcher->prepare(launch, start.input);
  if (!prepared) return could_not_start(prepared.error());

  auto live = std::make_shared<LiveExecution>(*this);
  live->machine = runnable_machine;
  live->run.emplace(std::move(*prepared));
  live->input = start.input;
  ExecutionRecord& record = add({.arn = arn,
                                 .name = start.name,
                                 .run = live->run->place.run,
                                 .machine_arn = machine.arn,
                                 .version_arn = start.version_arn,
                                 .alias_arn = start.alias_arn,
                                 .revision = machine.revisions[start.revision].id,
                                 .started = now,
                                 .live = live});
  live->record = &record;
  ++running_[record.machine_arn];
  live_[live.get()] = live;
  live->job = runs::start(host_, root_, *live->run, nullptr, live).id();
  PAWL_CHECK(live->run->journal->flush());
  return &record;
}

Served<std::pair<std::string, Millis>> Executions::start_express(
    ExecutionStart start, std::function<void(Result<ExpressEnd>)> ended) {
  if (start.name.empty()) start.name = new_uuid();
  const ServedMachine& machine = *start.machine;
  PAWL_TRY(const auto runnable_machine, runnable(start));
  auto live = std::make_shared<LiveExecution>(*this);
  live->express = {
      .arn = fmt::format("{}express:{}:{}:{}", prefix_of(machine), machine.name, start.name, new_uuid()),
      .name = start.name,
      .started = root_.now()};
  const runs::Launch launch{.name = run_of(machine, start.name),
                            .number = random() >> 1 | 1,
                            .info = info_of(start, live->express.arn, live->express.started)};
  auto prepared = runnable_machine->launcher->prepare(launch, start.input);
  if (!prepared) return could_not_start(prepared.error());
  live->machine = runnable_machine;
  live->run.emplace(std::move(*prepared));
  live->express_ended = std::move(ended);
  live_[live.get()] = live;
  std::pair began{live->express.arn, live->express.started};
  live->job = runs::start(host_, root_, *live->run, nullptr, live).id();
  return began;
}

void Executions::abort(ExecutionRecord& record, asl::StateError error) {
  if (!record.live) return;
  if (runtime::Job* job = host_.find(record.live->job)) job->abort(std::move(error));
}

Served<void> Executions::redrive(ExecutionRecord& record) {
  if (record.live && record.live->result) close_ended();
  PAWL_CHECK(resume(record));
  ++record.redrives;
  record.redriven = root_.now();
  return {};
}

Served<void> Executions::resume(ExecutionRecord& record) {
  const auto refused = [](const workflow::ServiceError& error) {
    return fault("ExecutionNotRedrivable", error.message);
  };
  const history::RunFiles files = store_.files_of(record.run);
  runs::ResumeRequest request;
  request.settings.workflow = settings_.workflow;
  request.settings.workflow.mocks.reset();
  request.settings.workflow.unbound_fails = true;
  request.settings.workflow.denies_native_commands = !settings_.allows_exec;
  request.settings.history.durability = settings_.durability;
  const ServedMachine* machine = machine_of(record.machine_arn);
  if (machine != nullptr && !machine->current().file.empty())
    request.settings.workflow.denies_native_commands = false;
  auto found = runs::Resumption::find(files.folder, std::move(request), notices_);
  if (!found) return refused(found.error());
  auto live = std::make_shared<LiveExecution>(*this);
  live->resumption.emplace(std::move(*found));
  live->input = live->resumption->recorded().run.input;
  if (auto bound = live->resumption->bind(); !bound) return refused(bound.error());
  if (auto rebuilt = live->resumption->rebuild(std::nullopt); !rebuilt) return refused(rebuilt.error());
  auto begun = live->resumption->begin();
  if (!begun) return refused(begun.error());
  if (!*begun) {  // only the end of a success was missing
    record.status = RunStatus::Succeeded;
    record.stopped = history::probe_run(files).last_event;
    return {};
  }
  live->run.emplace(std::move(**begun));
  live->record = &record;
  record.live = live;
  record.status = RunStatus::Running;
  record.stopped = 0;
  ++running_[record.machine_arn];
  live_[live.get()] = live;
  live->job = runs::start(host_, root_, *live->run, nullptr, live).id();
  if (auto flushed = live->run->journal->flush(); !flushed)
    return tl::unexpected(ServiceFault(flushed.error()));
  return {};
}

void Executions::ended(LiveExecution& live, Result<runtime::RunResult> result) {
  if (live.record != nullptr && result) {
    live.record->status = result->status;
    live.record->stopped = root_.now();
  }
  live.express.stopped = root_.now();
  live.result.emplace(std::move(result));
  live.run->journal->begin_close();
  if (over_.empty()) host_.ask_turn(closer_);
  over_.push_back(live.shared_from_this());
}

void Executions::close_ended() {
  for (const std::shared_ptr<LiveExecution>& live : std::exchange(over_, {})) {
    live_.erase(live.get());
    Result<runtime::RunResult>& result = *live->result;
    const Result<void> written = live->run->journal->close();
    if (result && !written) result = tl::unexpected(written.error());
    if (live->resumption) live->resumption->end();
    if (!result && !is_stopping_)
      notices_.warning(fmt::format("an execution cannot go on: {}", result.error().message));
    if (ExecutionRecord* record = live->record) {
      record->live.reset();
      if (const auto running = running_.find(record->machine_arn); --running->second == 0) {
        running_.erase(running);
        remove_if_deleting(record->machine_arn);
      }
    }
    if (!live->express_ended) continue;
    if (result) live->express.result = std::move(*result);
    live->express_ended(result ? Result<ExpressEnd>(std::move(live->express))
                               : tl::unexpected(result.error()));
  }
}

ExecutionRecord* Executions::find(std::string_view arn) {
  auto found = by_arn_.find(arn);
  if (found == by_arn_.end()) {
    refresh();
    found = by_arn_.find(arn);
    if (found == by_arn_.end()) return nullptr;
  }
  ExecutionRecord& record = *found->second;
  if (!record.live && record.status == RunStatus::Running) {  // somebody else runs it
    const history::RunProbe probe = history::probe_run(store_.files_of(record.run));
    record.status = probe.status;
    if (probe.status != RunStatus::Running) record.stopped = probe.last_event;
  }
  return &record;
}

const std::vector<ExecutionRecord*>& Executions::of_machine(std::string_view machine_arn) {
  refresh();
  static const std::vector<ExecutionRecord*> kNone;
  const auto found = by_machine_.find(machine_arn);
  return found == by_machine_.end() ? kNone : found->second;
}

size_t Executions::running_of(std::string_view machine_arn) const {
  const auto found = running_.find(machine_arn);
  return found == running_.end() ? 0 : found->second;
}

void Executions::remove_if_deleting(std::string_view machine_arn) {
  const ServedMachine* machine = machine_of(machine_arn);
  if (machine != nullptr && machine->is_deleting) machines_.remove(std::string(machine->name));
}

const ServedMachine* Executions::machine_of(std::string_view arn) {
  const auto parsed = StatesArn::parse(arn, StatesArn::Kind::StateMachine);
  const ServedMachine* machine = parsed ? machines_.find(parsed->name) : nullptr;
  return machine != nullptr && machine->arn == arn ? machine : nullptr;
}

void Executions::stop_all_of(std::string_view machine_arn) {
  for (ExecutionRecord* record : of_machine(machine_arn)) abort(*record, {std::nullopt, std::nullopt});
}

Result<std::string> Executions::history_of(const ExecutionRecord& record) {
  if (record.live && record.live->run && !record.live->result) PAWL_CHECK(record.live->run->journal->flush());
  return store_.files_of(record.run).history;
}

void Executions::stop() {
  is_stopping_ = true;
  host_.fail_all({"the service is stopped"});
}

}  // namespace pawl::service
