// pawl::Workflow: the public face of loading, checking, running and replaying.
#include "workflow/workflow.h"

#include <pawl/pawl.h>

#include <random>

#include "api/guard.h"
#include "replay/replayer.h"
#include "runs/identity.h"
#include "runs/launch.h"
#include "runtime/clock.h"
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

Code public_form(workflow::ErrorCode code) {
  switch (code) {
    case workflow::ErrorCode::DefinitionNotFound: return Code::Unreadable;
    case workflow::ErrorCode::InvalidDefinition: return Code::Invalid;
    case workflow::ErrorCode::Unsupported: return Code::Unsupported;
    case workflow::ErrorCode::ConfigInvalid: return Code::Configuration;
    case workflow::ErrorCode::UnboundTask: return Code::Unbound;
    case workflow::ErrorCode::InvalidName:
    case workflow::ErrorCode::InvalidArgument: return Code::Argument;
    default: return Code::System;
  }
}

Failure public_form(const workflow::ServiceError& error) {
  return {public_form(error.code), error.place.empty() ? error.message : error.place + ": " + error.message};
}

workflow::Settings settings_of(const LoadOptions& options) {
  workflow::Settings settings;
  settings.config = options.config;
  settings.bind = options.commands;
  settings.mocks = options.mocks;
  if (!options.mock_case.empty()) settings.mock_case = options.mock_case;
  settings.offline = options.offline;
  static_assert(static_cast<int>(Limits::Off) == static_cast<int>(workflow::LimitPolicy::Off));
  if (options.limits) settings.limits = static_cast<workflow::LimitPolicy>(*options.limits);
  return settings;
}

/// Whoever uses the library sees what happened in its result.
class NoNotices : public runs::Notices {
 public:
  void info(std::string_view) override {}
  void warning(std::string_view) override {}
  void hint(std::string_view) override {}
};

runs::LaunchSettings launch_settings(const RunOptions& options, const workflow::Settings& settings,
                                     asl::WorkflowType type) {
  constexpr double kMillis = 1000;
  runs::LaunchSettings out;
  out.run.workflow = settings;
  out.run.bounds.time = options.time == Time::Skip ? "skip" : "real";
  out.run.bounds.timeout = static_cast<double>(options.timeout_ms) / kMillis;
  out.run.history.place = options.history.empty() ? "none" : options.history;
  using Kind = runtime::TimeMode::Kind;
  out.time.kind = options.time == Time::Skip ? Kind::Skip : Kind::Real;
  out.type = type;
  out.seed = options.seed;
  return out;
}

}  // namespace

struct v0::Workflow::Impl {
  workflow::Settings settings;
  workflow::Workflow workflow;
  std::vector<Diagnostic> diagnostics;
  std::optional<Failure> obstacle;  // why it cannot be run, whatever the input
  std::vector<std::string> unbound;

  [[nodiscard]] bool is_valid() const {
    return workflow.definition.machine != nullptr && !source::has_errors(workflow.definition.diagnostics);
  }
};

v0::Workflow::Workflow(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
v0::Workflow::~Workflow() = default;
v0::Workflow::Workflow(Workflow&&) noexcept = default;
v0::Workflow& v0::Workflow::operator=(Workflow&&) noexcept = default;

Answer<v0::Workflow> v0::Workflow::load(const std::string& path, const LoadOptions& options) {
  return api::guarded<Workflow>([&]() -> Answer<Workflow> {
    const workflow::DefinitionSource from{
        .path = path,
        .substitutions = options.substitutions,
        .type = options.express ? asl::WorkflowType::Express : asl::WorkflowType::Standard};
    auto impl = std::make_unique<Impl>();
    impl->settings = settings_of(options);
    auto definition = with_code(workflow::ErrorCode::DefinitionNotFound, workflow::load_definition(from));
    if (!definition) return public_form(definition.error());
    for (const source::Diagnostic& one : definition->diagnostics)
      impl->diagnostics.push_back(public_form(one, definition->document));
    impl->workflow.definition = std::move(*definition);
    if (!impl->is_valid()) {
      impl->obstacle = Failure{Code::Invalid, "the definition has errors"};
      return Workflow(std::move(impl));
    }
    auto bound = workflow::bind(std::move(impl->workflow.definition), path, impl->settings);
    if (bound) {
      impl->workflow = std::move(*bound);
      for (const tasks::Unbound& one : impl->workflow.tasks.unbound)
        impl->unbound.push_back("'" + one.state->name + "' (" + one.resource + "): " + one.message);
    } else if (bound.error().code == workflow::ErrorCode::Unsupported ||
               bound.error().code == workflow::ErrorCode::InvalidDefinition) {
      impl->obstacle = public_form(bound.error());
      auto again = with_code(workflow::ErrorCode::DefinitionNotFound,
                             workflow::load_definition(from));  // it can still be replayed
      if (!again) return public_form(again.error());
      impl->workflow.definition = std::move(*again);
    } else {
      return public_form(bound.error());
    }
    return Workflow(std::move(impl));
  });
}

const std::vector<Diagnostic>& v0::Workflow::diagnostics() const { return impl_->diagnostics; }
bool v0::Workflow::is_valid() const { return impl_->is_valid(); }
const std::vector<std::string>& v0::Workflow::unbound() const { return impl_->unbound; }

Answer<RunResult> v0::Workflow::run(std::string_view input, const RunOptions& options) const {
  return api::guarded<RunResult>([&]() -> Answer<RunResult> {
    if (impl_->obstacle) return *impl_->obstacle;
    const auto data = parse_json(input);
    if (!data) return Failure{Code::Argument, "the input is not JSON: " + data.error().message};
    NoNotices notices;
    runs::Launcher launcher(
        impl_->workflow, launch_settings(options, impl_->settings, impl_->workflow.definition.type), notices);
    runs::Launch launch{.name = options.name};
    if (options.name.empty()) {
      launch.name =
          runs::new_run_name(impl_->workflow.machine_name, runtime::wall_millis(), std::random_device()());
    } else if (const auto good = runs::check_run_name(options.name); !good) {
      return public_form(good.error());
    }
    if (!impl_->unbound.empty() && !launcher.ends_before_any_task(launch, *data))
      return Failure{Code::Unbound, impl_->unbound.front()};
    auto prepared = launcher.prepare(launch, *data);
    if (!prepared) return public_form(prepared.error());
    if (prepared->place.is_running) return Failure{Code::System, "another process runs it already"};
    prepared->request.handles_signals = options.handle_signals;
    const runs::RunEnd end = runs::carry_out(std::move(*prepared), nullptr);
    if (!end.result) return Failure{Code::System, end.result.error().message};
    if (!end.written) return Failure{Code::System, end.written.error().message};
    RunResult out;
    out.status = public_form(end.result->status);
    if (out.status == Status::Succeeded) out.output = to_json(end.result->output);
    out.error = end.result->error.error.value_or("");
    out.cause = end.result->error.cause.value_or("");
    out.failed_state = end.result->failed_state;
    out.events = end.result->events;
    return out;
  });
}

Answer<ReplayResult> v0::Workflow::replay(const std::string& history) const {
  return api::guarded<ReplayResult>([&]() -> Answer<ReplayResult> {
    if (!is_valid()) return Failure{Code::Invalid, "the definition has errors"};
    const auto replayed = replay::replay(*impl_->workflow.definition.machine, history);
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
