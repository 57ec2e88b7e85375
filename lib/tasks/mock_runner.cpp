#include "tasks/mock_runner.h"

namespace pawl::tasks {
namespace {

using engine::Outcome;

const MockBinding::Response* find_response(const MockBinding& mock, uint32_t invocation) {
  if (mock.always) return &mock.responses.front();
  for (const MockBinding::Response& response : mock.responses) {
    if (response.first <= invocation && invocation <= response.last) return &response;
  }
  return nullptr;
}

class MockRunner : public TaskRunner {
 public:
  explicit MockRunner(const RunnerContext& context) : sink_(context.sink) {}

  void start(TaskRequest request) override {
    report_started(sink_, request);
    if (std::get<asl::Task>(request.state->kind).resource.pattern == asl::Resource::Pattern::WaitForTaskToken)
      sink_.report(request.id, {Outcome::Type::Submitted, {}, {}, {}});
    const MockBinding::Response* response =
        find_response(std::get<MockBinding>(request.binding->target), request.invocation);
    if (response == nullptr) {
      const std::string number = std::to_string(request.invocation);
      sink_.report(
          request.id,
          Outcome::failed({"States.Runtime", "The mock of the state '" + request.state->name + "' (" +
                                                 request.binding->origin + ") has no entry for invocation " +
                                                 number + "; add \"" + number + "\" to it"}));
    } else if (response->result) {
      sink_.report(request.id,
                   Outcome::succeeded(request.binding->wrap_lambda ? wrap_lambda_answer(*response->result)
                                                                   : *response->result));
    } else if (response->error->error == "States.Timeout") {
      Outcome outcome = Outcome::timed_out();
      outcome.error = *response->error;
      sink_.report(request.id, std::move(outcome));
    } else {
      sink_.report(request.id, Outcome::failed(*response->error));
    }
  }

  void cancel(TaskId) override {}
  void stop(Stop) override {}
  [[nodiscard]] bool is_idle() const override { return true; }

 private:
  TaskSink& sink_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_mock_runner(const RunnerContext& context) {
  return std::make_unique<MockRunner>(context);
}

}  // namespace pawl::tasks
