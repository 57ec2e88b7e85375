// pawl::Workflow: the public face of loading, checking, running and replaying.
#include <pawl/pawl.h>

#include <optional>

#include "api/guard.h"
#include "api/load.h"
#include "history/writer.h"
#include "replay/replayer.h"
#include "runtime/clock.h"
#include "runtime/run.h"
#include "tasks/process_mark.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl {

namespace {

using Code = Failure::Code;

Diagnostic public_form(const source::Diagnostic& from, const source::Document& document) {
  static_assert(static_cast<int>(Severity::Info) == static_cast<int>(source::Severity::Info));
  const source::Location at = document.locate(from.span);
  return {static_cast<Severity>(from.severity),
          from.rule,
          from.code,
          from.message,
          from.hint,
          from.pointer,
          at.line,
          at.column};
}

Status public_form(engine::Status status) {
  switch (status) {
    case engine::Status::Succeeded: return Status::Succeeded;
    case engine::Status::Failed: return Status::Failed;
    case engine::Status::TimedOut: return Status::TimedOut;
    case engine::Status::Aborted: return Status::Aborted;
    case engine::Status::Running: break;
  }
  return Status::Running;
}

engine::Limits engine_limits(Limits limits) {
  constexpr uint64_t kMostEvents = 25'000;
  switch (limits) {
    case Limits::Strict: return {.events = kMostEvents};
    case Limits::Off: return {.payload_bytes = 0, .events = 0};
    case Limits::Aws: break;
  }
  return {.events = 0};
}

engine::ExecutionInfo info_of(const std::string& machine, const std::string& name, bool express) {
  const std::string arn = "arn:aws:states:us-east-1:123456789012:";
  engine::ExecutionInfo info;
  info.name = name;
  info.type = express ? asl::WorkflowType::Express : asl::WorkflowType::Standard;
  info.state_machine_name = machine;
  info.state_machine_id = arn + "stateMachine:" + machine;
  info.id = arn + (express ? "express:" : "execution:") + machine + ":" + name;
  info.role_arn = "arn:aws:iam::123456789012:role/pawl";
  info.start_time = runtime::wall_millis();
  return info;
}

class FileJournal final : public runtime::Journal {
 public:
  explicit FileJournal(std::unique_ptr<history::Writer> writer) : writer_(std::move(writer)) {}
  void append(const history::HistoryEvent& event) override { writer_->append(event); }
  Result<void> commit() override { return writer_->commit(); }
  Result<void> flush() override { return writer_->flush(); }
  Result<void> close() { return writer_->close(); }

 private:
  std::unique_ptr<history::Writer> writer_;
};

}  // namespace

struct v0::Workflow::Impl {
  api::Loaded loaded;
  bool express = false;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> unbound;

  /// Why it cannot be run; nothing: it can.
  [[nodiscard]] std::optional<Failure> obstacle() const {
    if (!loaded.is_valid()) return Failure{Code::Invalid, "the definition has errors"};
    for (const asl::State* state : loaded.machine->states) {
      if (asl::is_distributed_map(*state))
        return Failure{Code::Unsupported, "the state '" + state->name + "' is a Distributed Map"};
    }
    if (!unbound.empty()) return Failure{Code::Unbound, unbound.front()};
    return std::nullopt;
  }
};

v0::Workflow::Workflow(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
v0::Workflow::~Workflow() = default;
v0::Workflow::Workflow(Workflow&&) noexcept = default;
v0::Workflow& v0::Workflow::operator=(Workflow&&) noexcept = default;

Answer<v0::Workflow> v0::Workflow::load(const std::string& path, const LoadOptions& options) {
  return api::guarded<Workflow>([&]() -> Answer<Workflow> {
    auto loaded = api::load(path, options);
    if (!loaded) return std::move(loaded.error());
    auto impl = std::make_unique<Impl>();
    impl->loaded = std::move(*loaded);
    impl->express = options.express;
    for (const source::Diagnostic& one : impl->loaded.diagnostics)
      impl->diagnostics.push_back(public_form(one, impl->loaded.document));
    for (const tasks::Unbound& one : impl->loaded.tasks.unbound)
      impl->unbound.push_back("'" + one.state->name + "' (" + one.resource + "): " + one.message);
    return Workflow(std::move(impl));
  });
}

const std::vector<Diagnostic>& v0::Workflow::diagnostics() const { return impl_->diagnostics; }
bool v0::Workflow::is_valid() const { return impl_->loaded.is_valid(); }
const std::vector<std::string>& v0::Workflow::unbound() const { return impl_->unbound; }

Answer<RunResult> v0::Workflow::run(std::string_view input, const RunOptions& options) const {
  return api::guarded<RunResult>([&]() -> Answer<RunResult> {
    if (auto obstacle = impl_->obstacle()) return *std::move(obstacle);
    auto data = parse_json(input);
    if (!data) return Failure{Code::Argument, "the input is not JSON: " + data.error().message};
    std::optional<FileJournal> journal;
    if (!options.history.empty()) {
      auto writer = history::Writer::create(options.history, history::Durability::Batch);
      if (!writer) return Failure{Code::System, writer.error().message};
      journal.emplace(std::move(*writer));
    }
    const engine::ExecutionInfo info = info_of(impl_->loaded.machine_name, options.name, impl_->express);
    using Kind = runtime::TimeMode::Kind;
    const auto result = runtime::run({.machine = *impl_->loaded.machine,
                                      .input = std::move(*data),
                                      .info = info,
                                      .limits = engine_limits(impl_->loaded.limits),
                                      .seed = options.seed,
                                      .time = {options.time == Time::Skip ? Kind::Skip : Kind::Real},
                                      .timeout = options.timeout_ms,
                                      .run_mark = tasks::run_mark(options.history, info.start_time),
                                      .tasks = impl_->loaded.tasks.tasks,
                                      .journal = journal ? &*journal : nullptr,
                                      .handles_signals = options.handle_signals});
    if (!result) return Failure{Code::System, result.error().message};
    if (journal) {
      if (const auto closed = journal->close(); !closed) return Failure{Code::System, closed.error().message};
    }
    RunResult out;
    out.status = public_form(result->status);
    if (out.status == Status::Succeeded) out.output = to_json(result->output);
    out.error = result->error.error.value_or("");
    out.cause = result->error.cause.value_or("");
    out.failed_state = result->failed_state;
    out.events = result->events;
    return out;
  });
}

Answer<ReplayResult> v0::Workflow::replay(const std::string& history) const {
  return api::guarded<ReplayResult>([&]() -> Answer<ReplayResult> {
    if (!is_valid()) return Failure{Code::Invalid, "the definition has errors"};
    const auto replayed = replay::replay(*impl_->loaded.machine, history);
    if (!replayed) return Failure{Code::Unreadable, replayed.error().message};
    ReplayResult out;
    out.same_path = !replayed->divergence;
    out.events = replayed->events;
    out.status = public_form(replayed->status);
    if (const auto& divergence = replayed->divergence) {
      const bool is_event = divergence->field.empty();
      out.event = divergence->event;
      out.state = divergence->state;
      out.field = divergence->field;
      out.recorded = is_event ? divergence->expected_type : divergence->expected;
      out.replayed = is_event ? divergence->actual_type : divergence->actual;
    }
    return out;
  });
}

}  // namespace pawl
