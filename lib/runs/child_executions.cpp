#include "runs/child_executions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "base/random_source.h"
#include "history/details.h"
#include "history/run_probe.h"
#include "history/summary.h"
#include "runs/child_record.h"
#include "runs/identity.h"
#include "runs/recorded.h"
#include "runs/resume.h"
#include "runtime/host.h"
#include "tasks/machine_binding.h"
#include "tasks/start_execution.h"

namespace pawl::runs {

namespace {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using runtime::Job;
using tasks::DescribedExecution;
using tasks::StartForm;
using tasks::StartRequest;
using workflow::Workflow;

class Child;

/// A Task that lasts until a child has ended.
class Waiting final : public runtime::Work {
 public:
  Waiting(Job& parent, CommandId id, StartForm form, std::shared_ptr<Child> child)
      : parent_(parent), id_(id), form_(form), child_(std::move(child)) {}
  void cancel() override;
  void child_ended(const DescribedExecution& execution) {
    parent_.report(id_, tasks::end_of_task(form_, execution));
  }

 private:
  Job& parent_;
  CommandId id_;
  StartForm form_;
  std::shared_ptr<Child> child_;
};

class Children;

/// An execution that a Task started, while it runs.
class Child final : public runtime::JobListener {
 public:
  Child(Children& all, runtime::Host& host, DescribedExecution described)
      : all_(all), host_(host), described_(std::move(described)) {}

  void job_ended(Job& job, Result<runtime::RunResult> result) override;
  void add(std::shared_ptr<Waiting> task) { waiting_.push_back(std::move(task)); }
  /// The Task ended before the child: stops the child.
  void leave(const Waiting* task) {
    std::erase_if(waiting_, [task](const auto& one) { return one.get() == task; });
    is_stopped_ = true;
    if (Job* job = host_.find(job_)) job->abort({std::nullopt, "Stopped with the execution that started it"});
  }

  [[nodiscard]] const DescribedExecution& described() const { return described_; }

 private:
  friend class Children;

  Children& all_;
  runtime::Host& host_;
  DescribedExecution described_;
  std::string run_;     // the run's name
  uint32_t depth_ = 0;  // 1: started by the run itself
  uint64_t number_ = 0;
  bool is_stopped_ = false;  // by the Task that waited for it
  runtime::JobId job_;
  std::optional<Resumption> resumption_;  // of one that is resumed
  std::optional<PreparedRun> prepared_;
  std::vector<std::shared_ptr<Waiting>> waiting_;
};

void Waiting::cancel() { child_->leave(this); }

/// Of children, who watches a run sees what their tasks write to standard error, and which wait.
class SeenOfChildren final : public runtime::Observer {
 public:
  void set(runtime::Observer* to) { to_ = to; }
  void task_stderr(const asl::State& state, uint32_t attempt, std::string_view line) override {
    if (to_ != nullptr) to_->task_stderr(state, attempt, line);
  }
  void waits(const asl::State& state, const waiting::OpenTask& task) override {
    if (to_ != nullptr) to_->waits(state, task);
  }

 private:
  runtime::Observer* to_ = nullptr;  // null: none
};

class Children final : public runtime::ExecutionStarter {
 public:
  Children(const Workflow& workflow, LaunchSettings settings, std::string run, Notices& notices)
      : workflow_(workflow), settings_(std::move(settings)), run_(std::move(run)), notices_(notices) {}

  std::shared_ptr<runtime::Work> start(Job& job, const Command& command, const tasks::Binding& binding,
                                       bool was_started) override;
  /// Removes a child that has ended.
  void ended(const Child& child);
  /// pawl cannot continue: the whole run ends without an event, and can be resumed.
  void cannot_continue(Job& job, Error why);
  [[nodiscard]] Notices& notices() { return notices_; }

 private:
  /// A Task that asks for an execution.
  struct Asked {
    Job& parent;
    const Command& command;
    StartForm form;
    StartRequest request;
    const Workflow& machine;
    bool is_express;
    std::string name;  // of the execution
    std::string run;
    tasks::ExecutionArns arns;
    Child* by;                 // the child whose task asks; null: a task of the run itself
    bool was_started = false;  // by a pawl that ended
  };
  using Refused = tl::unexpected<asl::StateError>;

  tl::expected<Asked, asl::StateError> understand(Job& job, const Command& command,
                                                  const tasks::Binding& binding);
  bool answer(const Asked& asked, const DescribedExecution& execution);
  std::shared_ptr<runtime::Work> attach(const Asked& asked, const std::shared_ptr<Child>& child);
  std::shared_ptr<runtime::Work> begin(const Asked& asked);
  std::shared_ptr<runtime::Work> launch(const Asked& asked);
  std::shared_ptr<runtime::Work> resume(const Asked& asked, const std::string& file);
  std::shared_ptr<runtime::Work> take_over(const Asked& asked, const std::string& file);
  std::shared_ptr<runtime::Work> run(const Asked& asked, const std::shared_ptr<Child>& child,
                                     PreparedRun prepared);
  void fail(const Asked& asked, const asl::StateError& error);
  void refuse_taken(const Asked& asked);

  [[nodiscard]] Value note(const Asked& asked) const;
  [[nodiscard]] DescribedExecution described(const Asked& asked, Millis started) const;
  [[nodiscard]] uint64_t number_of(const Asked& asked) const;
  Launcher& launcher(const Workflow& machine);
  [[nodiscard]] Child* child_of(const Job& job) const;
  static uint64_t key(runtime::JobId id) { return uint64_t{id.slot} << 32 | id.generation; }

  const Workflow& workflow_;
  LaunchSettings settings_;  // of the children
  std::string run_;
  Notices& notices_;
  SeenOfChildren seen_;
  runtime::JobId first_;  // the job of the run itself
  std::map<const Workflow*, std::unique_ptr<Launcher>> launchers_;
  std::map<std::string, std::shared_ptr<Child>> running_;  // by run
  std::unordered_map<uint64_t, Child*> by_job_;
  std::map<std::string, std::string> ended_;  // without histories: runs with their ARNs
};

// --- A child -------------------------------------------------------------------------------------------

void Child::job_ended(Job& job, Result<runtime::RunResult> result) {
  if (result && result->is_parked) history::note_parked(prepared_->place.file, true);
  Result<void> written = prepared_->journal->close();
  if (!written && result) result = tl::unexpected(written.error());
  if (!result) (void)remove_empty(prepared_->place);
  if (resumption_) resumption_->end();
  const auto waiting = std::exchange(waiting_, {});
  described_.stopped = job.now();
  if (!result) {
    all_.cannot_continue(job, std::move(result.error()));
  } else if (!result->is_parked) {
    described_.status = name_of(result->status);
    described_.output = std::move(result->output);
    described_.error = std::move(result->error);
    for (const auto& task : waiting) task->child_ended(described_);
    if (waiting.empty() && !is_stopped_ && result->status != engine::Status::Succeeded &&
        result->interrupted_by == 0) {
      all_.notices().warning(
          fmt::format("the execution '{}' is {}{}", printable(run_), described_.status,
                      described_.error.error ? ": " + printable(*described_.error.error) : std::string()));
    }
  }
  all_.ended(*this);
}

// --- Starting ------------------------------------------------------------------------------------------

Child* Children::child_of(const Job& job) const {
  const auto found = by_job_.find(key(job.id()));
  return found == by_job_.end() ? nullptr : found->second;
}

tl::expected<Children::Asked, asl::StateError> Children::understand(Job& job, const Command& command,
                                                                    const tasks::Binding& binding) {
  const auto& task = std::get<asl::Task>(command.state->kind);
  const StartForm form = *tasks::start_form(task.resource);
  PAWL_TRY(StartRequest request, tasks::read_start_request(form, command.input));
  const tasks::MachineBinding::Machine* bound =
      std::get<tasks::MachineBinding>(binding.target).find(request.machine);
  const auto loaded = bound == nullptr ? workflow_.machines.end()
                                       : workflow_.machines.find(workflow::file_of(binding, *bound));
  if (loaded == workflow_.machines.end()) {
    return Refused(tasks::start_error(form, "StateMachineDoesNotExist",
                                      fmt::format("State Machine Does Not Exist: '{}'", request.machine)));
  }
  const Workflow& machine = *loaded->second;
  const bool is_express = machine.definition.type == asl::WorkflowType::Express;
  if (form == StartForm::SdkSync ? !is_express : is_express && tasks::waits_for_end(form)) {
    return Refused(tasks::start_error(form, "StateMachineTypeNotSupported",
                                      fmt::format("State Machine Type Not Supported: '{}' is {}",
                                                  request.machine, is_express ? "EXPRESS" : "STANDARD")));
  }
  Child* by = child_of(job);
  if (by == nullptr) {
    first_ = job.id();
    seen_.set(job.observer());
  }
  const engine::ExecutionInfo& info = job.execution().info();
  const std::string given = fmt::format("{} {} {}", info.id, info.start_time, command.scheduled);
  std::string name = request.name.value_or(tasks::uuid_of(given));
  const std::string express_id = is_express ? tasks::uuid_of("express " + given) : "";
  tasks::ExecutionArns arns = tasks::execution_arns(request.machine, name, express_id);
  std::string run = fmt::format("{}:{}", tasks::name_of_machine(arns.machine), name);
  if (is_express) run += ":" + express_id;
  if (run.size() > kMostNameBytes || run.find('/') != std::string::npos || run.front() == '.' ||
      run.front() == '@') {
    return Refused(tasks::start_error(form, "InvalidName", fmt::format("Invalid Name: '{}'", run)));
  }
  return Asked{job,        command,         form,           std::move(request), machine,
               is_express, std::move(name), std::move(run), std::move(arns),    by};
}

std::shared_ptr<runtime::Work> Children::start(Job& job, const Command& command,
                                               const tasks::Binding& binding, bool was_started) {
  auto asked = understand(job, command, binding);
  if (!asked) {
    job.report(command.id, Outcome::started());
    job.report(command.id, Outcome::failed(asked.error()));
    return nullptr;
  }
  asked->was_started = was_started;
  job.report(command.id, Outcome::started(Value::object({{"run", Value::string(asked->run)}})));
  return begin(*asked);
}

std::shared_ptr<runtime::Work> Children::begin(const Asked& asked) {
  if (asked.by != nullptr && asked.by->depth_ == kDeepestExecution) {
    cannot_continue(asked.parent,
                    {fmt::format("executions start each other {} deep, which is the most here: does "
                                 "the state machine '{}' start itself without an end?",
                                 kDeepestExecution, printable(asked.request.machine))});
    return nullptr;
  }
  if (const auto same = running_.find(asked.run); same != running_.end()) {
    if (same->second->described().input == asked.request.input) return attach(asked, same->second);
    refuse_taken(asked);
    return nullptr;
  }
  const std::string file = history_of_child(settings_.run.history.place, asked.run);
  if (file.empty() && ended_.contains(asked.run)) {
    refuse_taken(asked);
    return nullptr;
  }
  if (!file.empty() && was_started_by(file, note(asked))) {
    const history::RunProbe probe = history::probe_run({asked.run, "", file});
    return probe.status == history::RunStatus::Running ? resume(asked, file) : take_over(asked, file);
  }
  if (asked.was_started && !tasks::waits_for_end(asked.form)) {
    // Its record is gone; but it began once, and whoever has the Task's token may still answer.
    (void)answer(asked, described(asked, asked.parent.now()));
    return nullptr;
  }
  return launch(asked);
}

void Children::fail(const Asked& asked, const asl::StateError& error) {
  asked.parent.report(asked.command.id, Outcome::failed(error));
}

void Children::cannot_continue(Job& job, Error why) {
  if (job.root().error) return;
  if (job.host().find(first_) == nullptr) {
    notices_.warning(
        fmt::format("an execution that '{}' started has no end: {}", printable(run_), why.message));
  }
  job.root().error = std::move(why);
}

void Children::refuse_taken(const Asked& asked) {
  fail(asked, tasks::start_error(asked.form, "ExecutionAlreadyExists",
                                 fmt::format("Execution Already Exists: '{}'", asked.arns.execution)));
}

/// True: the Task is over.
bool Children::answer(const Asked& asked, const DescribedExecution& execution) {
  const CommandId id = asked.command.id;
  const Value started = tasks::started_answer(asked.form, execution);
  const bool waits = tasks::waits_for_end(asked.form);
  if (!waits) asked.parent.report(id, Outcome::succeeded(started));
  else if (asked.form != StartForm::SdkSync)
    asked.parent.report(id, {Outcome::Type::Submitted, started, {}, {}});
  return !waits;
}

std::shared_ptr<runtime::Work> Children::attach(const Asked& asked, const std::shared_ptr<Child>& child) {
  if (answer(asked, child->described())) return nullptr;
  auto waiting = std::make_shared<Waiting>(asked.parent, asked.command.id, asked.form, child);
  child->add(waiting);
  return waiting;
}

DescribedExecution Children::described(const Asked& asked, Millis started) const {
  return {.arns = asked.arns,
          .name = asked.name,
          .input = asked.request.input,
          .status = "RUNNING",
          .output = {},
          .error = {},
          .started = started};
}

std::shared_ptr<runtime::Work> Children::launch(const Asked& asked) {
  engine::ExecutionInfo info = execution_info(std::string(tasks::name_of_machine(asked.arns.machine)),
                                              asked.name, asked.machine.definition.type, 0);
  info.id = asked.arns.execution;
  info.state_machine_id = asked.arns.machine;
  info.start_time = asked.parent.now();
  const Millis started = info.start_time;
  const Launch launch{.name = asked.run,
                      .name_kind = RunName::Given,
                      .label = asked.run + ": ",
                      .number = number_of(asked),
                      .info = std::move(info),
                      .started_by = note(asked)};
  auto prepared = launcher(asked.machine).prepare(launch, asked.request.data);
  if (!prepared && prepared.error().code == workflow::ErrorCode::RunExists) {
    refuse_taken(asked);
    return nullptr;
  }
  if (!prepared) {
    cannot_continue(asked.parent, {prepared.error().message});
    return nullptr;
  }
  if (prepared->place.is_running) {  // another process runs it
    refuse_taken(asked);
    return nullptr;
  }
  auto child = std::make_shared<Child>(*this, asked.parent.host(), described(asked, started));
  return run(asked, child, std::move(*prepared));
}

std::shared_ptr<runtime::Work> Children::resume(const Asked& asked, const std::string& file) {
  const auto broken = [&](const workflow::ServiceError& error) {
    cannot_continue(asked.parent,
                    {fmt::format("the execution '{}' cannot be resumed: {}", asked.run, error.message)});
    return nullptr;
  };
  ResumeRequest request;
  request.settings = launcher(asked.machine).settings().run;
  request.settings.bounds.time.clear();
  auto resumption = Resumption::find(file, std::move(request), notices_);
  if (!resumption) return broken(resumption.error());
  auto child =
      std::make_shared<Child>(*this, asked.parent.host(), described(asked, history::start_of_history(file)));
  Resumption& own = child->resumption_.emplace(std::move(*resumption));
  if (const auto bound = own.bind(); !bound) return broken(bound.error());
  if (const auto rebuilt = own.rebuild(std::nullopt); !rebuilt) return broken(rebuilt.error());
  asked.parent.root().jump_to(own.recovered().last_timestamp);
  auto prepared = own.begin();
  if (!prepared) return broken(prepared.error());
  if (!*prepared) return take_over(asked, file);
  return run(asked, child, std::move(**prepared));
}

/// How a child ended that this Task started before pawl was restarted.
std::shared_ptr<runtime::Work> Children::take_over(const Asked& asked, const std::string& file) {
  auto reader = history::Reader::open(file);
  auto summary = reader ? history::summarize(*reader) : tl::unexpected<Error>(reader.error());
  if (!summary) {
    cannot_continue(asked.parent, std::move(summary.error()));
    return nullptr;
  }
  DescribedExecution execution = described(asked, summary->started);
  execution.stopped = summary->last_event;
  execution.status = history::name_of(summary->status);
  execution.output = history::payload(summary->output);
  if (const auto& error = summary->error) {
    if (!error->error.empty()) execution.error.error = error->error;
    if (!error->cause.empty()) execution.error.cause = error->cause;
  }
  if (!answer(asked, execution))
    asked.parent.report(asked.command.id, tasks::end_of_task(asked.form, execution));
  return nullptr;
}

std::shared_ptr<runtime::Work> Children::run(const Asked& asked, const std::shared_ptr<Child>& child,
                                             PreparedRun prepared) {
  child->run_ = asked.run;
  child->depth_ = asked.by == nullptr ? 1 : asked.by->depth_ + 1;
  child->number_ = number_of(asked);
  child->prepared_.emplace(std::move(prepared));
  runtime::RunRequest& request = child->prepared_->request;
  RunJournal& journal = *child->prepared_->journal;
  request.journal = &journal;
  request.starter = this;
  request.observer = &seen_;
  running_[asked.run] = child;
  Job& job = runtime::start_job(asked.parent.host(), asked.parent.root(), std::move(request), child);
  child->job_ = job.id();
  by_job_[key(job.id())] = child.get();
  // The task's answer says that the child exists.
  if (auto committed = journal.commit(); !committed) {
    cannot_continue(asked.parent, std::move(committed.error()));
    return nullptr;
  }
  return attach(asked, child);
}

void Children::ended(const Child& child) {
  by_job_.erase(key(child.job_));
  if (child.prepared_->place.file.empty()) ended_[child.run_] = child.described().arns.execution;
  running_.erase(child.run_);
}

// --- What is recorded ----------------------------------------------------------------------------------

/// Who started a child: the event that scheduled the Task, in the run and the execution that it belongs to.
Value Children::note(const Asked& asked) const {
  const engine::ExecutionInfo& info = asked.parent.execution().info();
  return Value::object({{"run", Value::string(asked.by == nullptr ? run_ : asked.by->run_)},
                        {"execution", Value::string(info.id)},
                        {"started", Value::integer(info.start_time)},
                        {"event", Value::integer(static_cast<int64_t>(asked.command.scheduled))}});
}

uint64_t Children::number_of(const Asked& asked) const {
  return mix_bits((asked.by == nullptr ? 0 : asked.by->number_) + asked.command.scheduled);
}

Launcher& Children::launcher(const Workflow& machine) {
  std::unique_ptr<Launcher>& known = launchers_[&machine];
  if (!known) {
    LaunchSettings settings = settings_;
    settings.run.workflow = workflow::settings_of_machine(workflow_, machine, settings.run.workflow);
    settings.type = machine.definition.type;
    known = std::make_unique<Launcher>(machine, std::move(settings), notices_);
  }
  return *known;
}

}  // namespace

std::unique_ptr<runtime::ExecutionStarter> child_executions(const Workflow& workflow,
                                                            const LaunchSettings& settings,
                                                            const HistoryPlace& place, Notices& notices) {
  if (workflow.machines.empty()) return nullptr;
  LaunchSettings own = settings;
  own.run.history.place = place_of_children(settings.run.history, place);
  own.run.history.events = std::nullopt;
  own.context = Value();
  return std::make_unique<Children>(workflow, std::move(own), place.run, notices);
}

}  // namespace pawl::runs
