#include "test_state/state_test.h"

#include <algorithm>

#include "asl/error_name.h"
#include "engine/data_flow.h"
#include "engine/retry.h"
#include "engine/states.h"
#include "test_state/context.h"
#include "test_state/inspection.h"
#include "test_state/map_items.h"
#include "test_state/mock_rules.h"

namespace pawl::test_state {
namespace {

constexpr history::EventId kEntered = 2;  // the first state of an execution is entered by its second event
constexpr uint64_t kPayloadLimit = 262'144;

class StateRun final : public engine::ContextMaker {
 public:
  StateRun(const StateTest& test, aws::ResultModels& models)
      : test_(test), models_(models), inspection_(test) {}

  OrException<StateTestResult> run() {
    PAWL_CHECK(check_mock(test_));
    inspection_.note("input", test_.input);
    engine::Frame frame = this->frame();
    engine::Step step =
        std::visit([&frame](const auto& kind) { return engine::enter(frame, kind); }, test_.state.kind);
    if (std::holds_alternative<engine::Sleep>(step)) step = engine::finish_wait(frame);
    PAWL_CHECK(end(frame, std::move(step)));
    if (result_.output) inspection_.note("output", *result_.output);
    if (variables_.size() > 0) inspection_.note("variables", variables_);
    result_.inspection = inspection_.data(error_details_.finish(), variables_);
    result_.stages = inspection_.take_stages();
    return std::move(result_);
  }

 private:
  Value context_of(const engine::Frame& frame) override {
    if (context_.is_null()) {
      engine::Frame random = this->frame();
      context_ = make_context(test_, random);
    }
    const engine::MapItem* item = frame.parts().item;
    return item != nullptr ? with_item(context_, *item) : context_;
  }

  engine::Frame frame(const engine::MapItem* item = nullptr) {
    return engine::Frame({.state = test_.state,
                          .input = test_.input,
                          .variables = test_.variables,
                          .contexts = *this,
                          .slot = 0,
                          .item = item,
                          .entered = kEntered,
                          .seed = test_.seed,
                          .draws = draws_,
                          .payload_limit = kPayloadLimit,
                          .now = test_.now,
                          .observer = &inspection_});
  }

  /// Whatever the state asked for.
  OrException<void> end(engine::Frame& frame, engine::Step step) {
    if (auto* transition = std::get_if<engine::Transition>(&step)) {
      succeed(std::move(*transition));
    } else if (auto* failure = std::get_if<engine::FailurePtr>(&step)) {
      inspection_.failed(frame, **failure);
      fail(frame, std::move(*failure));
    } else if (auto* call = std::get_if<engine::TaskCall>(&step)) {
      return task(frame, *call);
    } else if (auto* run = std::get_if<engine::MapRunCall>(&step)) {
      return map(frame, run->plan, run->input, std::move(run->failure));
    } else if (test_.state.type() == asl::StateType::Map) {
      auto& fork = std::get<engine::Fork>(step);
      engine::MapRunPlan plan;
      plan.items = std::move(fork.items);
      return map(frame, plan, fork.input, nullptr);
    } else {
      take_mock(frame);
    }
    return {};
  }

  OrException<void> task(engine::Frame& frame, const engine::TaskCall& call) {
    if (!test_.mock) {
      engine::Outcome outcome = test_.call(call);
      if (outcome.type == engine::Outcome::Type::Succeeded) finish(frame, std::move(outcome.output));
      else if (outcome.type == engine::Outcome::Type::TimedOut) fail(frame, {"States.Timeout", std::nullopt});
      else fail(frame, std::move(outcome.error));
      return {};
    }
    if (test_.mock->result) {
      const auto& resource = std::get<asl::Task>(test_.state.kind).resource;
      aws::ResultCheck check = models_.check(resource, *test_.mock->result, test_.mock->validation);
      if (!check.fault.empty()) return refuse("Mock result schema validation error: " + check.fault);
      result_.unchecked = std::move(check.unchecked);
    }
    take_mock(frame);
    return {};
  }

  OrException<void> map(engine::Frame& frame, const engine::MapRunPlan& plan, const Value& input,
                        engine::FailurePtr failure) {
    const auto& map = std::get<asl::Map>(test_.state.kind);
    std::optional<Value> items = plan.items;
    if (map.item_reader && !failure) {
      auto read = read_items(test_, frame, input, plan);
      if (read) items = std::move(*read);
      else failure = std::move(read.error());
    }
    if (items && !items->is_null() && !failure) {
      PAWL_CHECK(check_failure_count(test_, items->size()));
      note_items(map, *items);
      failure = inspect_items(
          map, *items, input, plan, [this](const engine::MapItem& item) { return this->frame(&item); },
          inspection_);
    }
    if (failure) return end(frame, std::move(failure));
    if (test_.mock->result && exceeds_tolerance(plan, items ? items->size() : 0)) {
      fail(frame, {"States.ExceedToleratedFailureThreshold",
                   "The specified tolerated failure threshold was exceeded"});
    } else {
      take_mock(frame);
    }
    return {};
  }

  void note_items(const asl::Map& map, const Value& items) {
    if (test_.state.query_language == asl::QueryLanguage::JSONPath &&
        !test_.configuration.map_item_reader_data)
      inspection_.note_items("afterItemsPath", items);
    if (map.item_reader && map.item_reader->reader_config.find("ItemsPointer") != nullptr)
      inspection_.note_items("afterItemsPointer", items);
  }

  [[nodiscard]] bool exceeds_tolerance(const engine::MapRunPlan& plan, size_t items) const {
    const auto failures = test_.configuration.map_iteration_failure_count.value_or(0);
    if (plan.tolerates_count && failures > plan.tolerated_failure_count) return true;
    return plan.tolerates_percentage && items > 0 &&
           static_cast<double>(failures) * 100 >
               plan.tolerated_failure_percentage * static_cast<double>(items);
  }

  void take_mock(engine::Frame& frame) {
    if (test_.mock->error) fail(frame, *test_.mock->error);
    else finish(frame, *test_.mock->result);
  }

  void finish(engine::Frame& frame, Value result) {
    inspection_.note("result", result);
    engine::Step step = engine::finish_with_result(frame, std::move(result));
    if (auto* transition = std::get_if<engine::Transition>(&step)) return succeed(std::move(*transition));
    auto failure = std::move(std::get<engine::FailurePtr>(step));
    inspection_.failed(frame, *failure);
    fail(frame, std::move(failure));
  }

  void succeed(engine::Transition transition) {
    result_.status = StateTestStatus::Succeeded;
    leave(std::move(transition));
  }

  void leave(engine::Transition transition) {
    result_.next = transition.next;
    result_.output = std::move(transition.output);
    ObjectBuilder variables(test_.variables, transition.assigned.size());
    for (const Member& member : transition.assigned.members()) variables.set(member.key, member.value);
    variables_ = variables.finish();
  }

  void fail(engine::Frame& frame, asl::StateError error) {
    auto failure = std::make_unique<engine::Failure>();
    failure->catchable = error.error != "States.Runtime";
    failure->error = std::move(error);
    fail(frame, std::move(failure));
  }

  void fail(engine::Frame& frame, engine::FailurePtr failure) {
    asl::StateError& error = failure->error;
    remove_prefix(error);
    variables_ = test_.variables;
    result_.status = StateTestStatus::Failed;
    result_.failed_field = failure->field;
    result_.failed_span = failure->span;
    result_.error = error;
    if (!failure->catchable || retried(frame, error)) return;
    const asl::Catcher* catcher = engine::find_catcher(test_.state, error);
    if (catcher == nullptr) return;
    result_.status = StateTestStatus::CaughtError;
    error_details_.append("catchIndex", Value::integer(catcher - test_.state.catchers.data()));
    engine::Step step = engine::finish_with_error(frame, error, *catcher);
    // A catcher that fails leaves no output (measured).
    if (auto* transition = std::get_if<engine::Transition>(&step)) leave(std::move(*transition));
    else result_.next = catcher->next;
  }

  /// Whether a Retry takes the error.
  bool retried(engine::Frame& frame, const asl::StateError& error) {
    const std::vector<asl::Retrier>& retry = test_.state.retry;
    const auto matching = std::ranges::find_if(retry, [&error](const asl::Retrier& retrier) {
      return asl::matches(retrier.error_equals, error.error ? *error.error : std::string_view());
    });
    if (matching == retry.end()) return false;
    error_details_.append("retryIndex", Value::integer(matching - retry.begin()));
    const int64_t used = test_.configuration.retrier_retry_count.value_or(0);
    if (used >= matching->max_attempts) return false;
    engine::RetryCounts counts{.used = std::vector<uint32_t>(retry.size(), static_cast<uint32_t>(used))};
    const auto next = engine::next_retry(test_.state, error, counts, frame);
    const Value seconds = Value::integer(next->delay / 1000);
    error_details_.append("retryBackoffIntervalSeconds", seconds);
    inspection_.note("Retry[" + std::to_string(next->retrier) + "]", seconds);
    result_.status = StateTestStatus::Retriable;
    return true;
  }

  /// The causes of executions name the state and its event; those of TestState do not (measured).
  void remove_prefix(asl::StateError& error) const {
    const std::string prefix = "An error occurred while executing the state '" + test_.state.name +
                               "' (entered at the event id #" + std::to_string(kEntered) + "). ";
    if (error.cause && error.cause->starts_with(prefix)) error.cause->erase(0, prefix.size());
  }

  const StateTest& test_;
  aws::ResultModels& models_;
  Inspection inspection_;
  StateTestResult result_;
  Value context_;
  Value variables_;  // after the state
  ObjectBuilder error_details_;
  uint32_t draws_ = 0;
};

}  // namespace

OrException<StateTestResult> test_state(const StateTest& test, aws::ResultModels& models) {
  return StateRun(test, models).run();
}

std::string_view name_of(StateTestStatus status) {
  switch (status) {
    case StateTestStatus::Succeeded: return "SUCCEEDED";
    case StateTestStatus::Failed: return "FAILED";
    case StateTestStatus::Retriable: return "RETRIABLE";
    case StateTestStatus::CaughtError: return "CAUGHT_ERROR";
  }
  return "";
}

}  // namespace pawl::test_state
