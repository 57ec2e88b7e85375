#include "tasks/mock_runner.h"

namespace pawl::tasks {
namespace {

using engine::Outcome;

/// The answer for a call; null pointer: there is none. Errors: a condition fails.
Result<const MockBinding::Response*> find_response(const MockBinding& mock, const TaskRequest& request) {
  for (const MockBinding::Response& response : mock.responses) {
    if (!response.invocations.contains(request.invocation) || !response.attempts.contains(request.attempt))
      continue;
    if (response.iterations &&
        (request.map_index < 0 || !response.iterations->contains(static_cast<uint64_t>(request.map_index))))
      continue;
    if (response.when) {
      const auto holds = response.when->holds(request.input, Value::object({{"input", request.input}}));
      if (!holds)
        return fail("its condition '" + response.when->text() + "' fails: " + holds.error().message);
      if (!*holds) continue;
    }
    return &response;
  }
  return nullptr;
}

Outcome outcome_of(const MockBinding::Response& response, bool wrap_lambda) {
  if (response.result)
    return Outcome::succeeded(wrap_lambda ? wrap_lambda_answer(*response.result) : *response.result);
  Outcome outcome =
      response.error->error == "States.Timeout" ? Outcome::timed_out() : Outcome::failed(*response.error);
  outcome.error = *response.error;
  return outcome;
}

bool is_callback(const asl::State& state) {
  return std::get<asl::Task>(state.kind).resource.pattern == asl::Resource::Pattern::WaitForTaskToken;
}

/// Whether who works on the task can send heartbeats, which a mock does not.
bool may_beat(const asl::State& state) {
  return is_callback(state) || std::get<asl::Task>(state.kind).resource.kind == asl::Resource::Kind::Activity;
}

class MockRunner : public TaskRunner {
 public:
  explicit MockRunner(const RunnerContext& context) : sink_(context.sink) {}

  void start(TaskRequest request) override {
    report_started(sink_, request);
    if (is_callback(*request.state)) sink_.report(request.id, {Outcome::Type::Submitted, {}, {}, {}});
    const auto& mock = std::get<MockBinding>(request.binding->target);
    const auto response = find_response(mock, request);
    if (!response) return refuse(mock, request, response.error().message);
    if (*response == nullptr) {
      return refuse(mock, request,
                    "it has no answer for call " + std::to_string(request.invocation + 1) + " (attempt " +
                        std::to_string(request.attempt) + "), which a MockConfigFile.json numbers \"" +
                        std::to_string(request.invocation) + "\"");
    }
    Outcome outcome = outcome_of(**response, request.binding->wrap_lambda);
    Millis delay = (*response)->delay;
    if (request.heartbeat > 0 && request.heartbeat <= delay && may_beat(*request.state)) {
      outcome = Outcome::missed_heartbeat();
      delay = request.heartbeat;
    }
    if (delay > 0) sink_.report_later(request.id, std::move(outcome), delay);
    else sink_.report(request.id, std::move(outcome));
  }

  void cancel(TaskId) override {}
  void stop(Stop) override {}
  [[nodiscard]] bool is_idle() const override { return true; }

 private:
  void refuse(const MockBinding& mock, const TaskRequest& request, const std::string& why) {
    std::string message =
        "The mock of the state '" + request.state->name + "' (" + request.binding->origin + "): " + why;
    if (mock.needs_answer) sink_.cannot_continue({std::move(message)});
    else sink_.report(request.id, Outcome::failed({"States.Runtime", std::move(message)}));
  }

  TaskSink& sink_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_mock_runner(const RunnerContext& context) {
  return std::make_unique<MockRunner>(context);
}

}  // namespace pawl::tasks
