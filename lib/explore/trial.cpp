#include "explore/trial.h"

#include <algorithm>
#include <deque>

#include "engine/frame.h"

namespace pawl::explore {

namespace {

using coverage::CoveragePoint;
using engine::Command;
using engine::Execution;
using engine::Outcome;
using engine::Progress;
using engine::Status;

constexpr Millis kStart = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
constexpr size_t kMostItems = 50;             // of a Map Run: so many children are started

class TrialObserver final : public coverage::PointObserver {
 public:
  TrialObserver(const coverage::CoveragePoints& points, Trial& trial) : points_(points), trial_(trial) {
    trial_.counts.resize(points.all().size());
  }

  void entered(const asl::State& state) override {
    PointObserver::entered(state);
    trial_.visits.push_back({.state = &state});
  }
  void left(const asl::State& state, const asl::State* next) override {
    PointObserver::left(state, next);
    if (StateVisit* visit = open_visit(state)) visit->has_left = true;
  }
  void failed(const engine::Frame& frame, const engine::Failure& failure) override {
    PointObserver::failed(frame, failure);
    if (StateVisit* visit = open_visit(frame.state())) {
      trial_.failures.push_back({.visit = static_cast<size_t>(visit - trial_.visits.data()),
                                 .field = failure.field,
                                 .span = failure.span,
                                 .error = failure.error});
    }
  }
  /// A task that is called may never answer: another branch fails before.
  void task_called(const Command& command) {
    uint32_t& runs = trial_.runs[command.state->index];
    runs = std::max(runs, command.invocation + 1);
  }
  void task_answers(const asl::State& state, uint32_t invocation) {
    StateVisit* visit = open_visit(state);
    if (visit == nullptr) return;
    if (!visit->has_run) visit->first_invocation = invocation;
    visit->has_run = true;
    visit->invocation = invocation;
  }

 private:
  void reached(const asl::State& state, CoveragePoint::Kind kind, size_t index) override {
    ++trial_.counts[points_.find(state.index, kind, index)];
    if (kind != CoveragePoint::Kind::Next && kind != CoveragePoint::Kind::Rule &&
        kind != CoveragePoint::Kind::Default && kind != CoveragePoint::Kind::Catch)
      return;
    if (StateVisit* visit = open_visit(state)) {
      visit->way = kind;
      visit->way_index = static_cast<uint32_t>(index);
    }
  }

  /// The state's last stay that has not ended.
  StateVisit* open_visit(const asl::State& state) {
    const auto found =
        std::find_if(trial_.visits.rbegin(), trial_.visits.rend(),
                     [&](const StateVisit& visit) { return visit.state == &state && !visit.has_left; });
    return found == trial_.visits.rend() ? nullptr : &*found;
  }

  const coverage::CoveragePoints& points_;
  Trial& trial_;
};

/// Carries out an execution, and the children of its Map Runs within it.
class TrialDriver {
 public:
  TrialDriver(const Scenario& scenario, TrialObserver& observer, uint32_t transitions)
      : scenario_(scenario), observer_(observer), left_(transitions) {}

  /// Until it ends, or is aborted since it does not.
  void carry_out(Execution& execution, const Value& input) {
    execution.set_observer(&observer_);
    execution.start(input, now_);
    std::deque<Command> waiting;
    for (;;) {
      const uint64_t before = execution.transitions();
      const Progress progress = execution.advance(now_, kSlice);
      const auto used = static_cast<uint32_t>(execution.transitions() - before);
      left_ -= std::min(left_, std::max(used, 1U));
      for (Command& command : execution.take_commands()) {
        if (command.type == Command::Type::Cancel) continue;
        if (command.type == Command::Type::StartTask) observer_.task_called(command);
        waiting.push_back(std::move(command));
      }
      if (progress == Progress::Finished) return;
      if (left_ == 0) return execution.abort({}, now_);
      if (progress == Progress::More) continue;
      if (waiting.empty()) return execution.abort({}, now_);
      answer(execution, next(waiting));
    }
  }

 private:
  static constexpr uint32_t kSlice = 64;

  /// Tasks end at once, so only timers make time pass: the earliest when nothing else waits.
  static Command next(std::deque<Command>& waiting) {
    auto chosen = std::ranges::find_if(
        waiting, [](const Command& command) { return command.type != Command::Type::StartTimer; });
    if (chosen == waiting.end()) chosen = std::ranges::min_element(waiting, {}, &Command::due);
    Command command = std::move(*chosen);
    waiting.erase(chosen);
    return command;
  }

  void answer(Execution& execution, const Command& command) {
    if (!execution.awaits(command.id)) return;
    if (command.type == Command::Type::StartTimer) {
      now_ = std::max(now_, command.due);
      execution.resume(command.id, Outcome::timer_fired(), now_);
    } else if (command.type == Command::Type::StartTask) {
      observer_.task_answers(*command.state, command.invocation);
      const MockedAnswer mocked = scenario_.answer(command.state->index, command.invocation);
      execution.resume(command.id,
                       mocked.error.empty() ? Outcome::succeeded(mocked.result)
                                            : Outcome::failed({mocked.error, std::string(kMockedCause)}),
                       now_);
    } else {
      execution.resume(command.id, run_map(execution, command), now_);
    }
  }

  Outcome run_map(Execution& parent, const Command& command) {
    const auto& map = std::get<asl::Map>(command.state->kind);
    Value items = command.map_run->items;
    if (map.item_reader) {
      MockedAnswer mocked = scenario_.answer(command.state->index, 0);
      if (!mocked.error.empty()) return Outcome::failed({mocked.error, std::string(kMockedCause)});
      items = mocked.result.is_array() ? mocked.result : Value::array({Value::empty_object()});
    }
    std::vector<Value> inputs;
    for (uint32_t i = 0; i < std::min(items.size(), kMostItems); ++i) {
      engine::MapItem item{.index = i};
      if (items.is_array()) item.value = items.items()[i];
      else item.value = Value::object({{"Key", items.members()[i].key}, {"Value", items.members()[i].value}});
      if (items.is_object()) item.key = &items.members()[i].key;
      auto input = parent.item_input(command.id, item);
      if (!input) return Outcome::failed(std::move(input.error()->error));
      inputs.push_back(std::move(*input));
    }
    if (map.item_batcher && !inputs.empty()) {
      ObjectBuilder batch;
      if (command.map_run->batch_input) batch.append("BatchInput", *command.map_run->batch_input);
      batch.append("Items", Value::array(std::move(inputs)));
      inputs = {batch.finish()};
    }
    return run_children(parent, map, *command.map_run, inputs);
  }

  Outcome run_children(Execution& parent, const asl::Map& map, const engine::MapRunPlan& plan,
                       const std::vector<Value>& inputs) {
    ArrayBuilder outputs(inputs.size());
    int64_t failures = 0;
    for (const Value& input : inputs) {
      engine::ExecutionInfo info = parent.info();
      info.name += "-" + std::to_string(outputs.size());
      Execution child(parent.machine(), map.item_processor, std::move(info), parent.limits(), parent.seed(),
                      nullptr);
      child.count_invocations_with(parent);
      carry_out(child, input);
      if (child.status() != Status::Succeeded) ++failures;
      outputs.push(child.status() == Status::Succeeded ? child.output() : Value());
    }
    const double percentage =
        inputs.empty() ? 0 : 100.0 * static_cast<double>(failures) / static_cast<double>(inputs.size());
    const bool is_tolerated = failures == 0 ||
                              (plan.tolerates_count && failures <= plan.tolerated_failure_count) ||
                              (plan.tolerates_percentage && percentage <= plan.tolerated_failure_percentage);
    if (!is_tolerated)
      return Outcome::failed({"States.ExceedToleratedFailureThreshold",
                              "The specified tolerated failure threshold was exceeded"});
    if (map.result_writer && map.result_writer->resource) {
      return Outcome::succeeded(
          Value::object({{"MapRunArn", Value::string(plan.arn)},
                         {"ResultWriterDetails", Value::object({{"Bucket", Value::string("results")},
                                                                {"Key", Value::string("manifest.json")}})}}));
    }
    return Outcome::succeeded(outputs.finish());
  }

  static constexpr std::string_view kMockedCause = "mocked";

  const Scenario& scenario_;
  TrialObserver& observer_;
  uint32_t left_;  // transitions
  Millis now_ = kStart;
};

}  // namespace

Trial run_trial(const asl::StateMachine& machine, const coverage::CoveragePoints& points,
                const Scenario& scenario, const TrialBounds& bounds) {
  Trial trial;
  TrialObserver observer(points, trial);
  Execution execution(machine,
                      {.name = "explored",
                       .id = "arn:aws:states:us-east-1:123456789012:execution:machine:explored",
                       .state_machine_name = "machine",
                       .state_machine_id = "arn:aws:states:us-east-1:123456789012:stateMachine:machine",
                       .role_arn = "arn:aws:iam::123456789012:role/pawl",
                       .start_time = kStart},
                      {}, 1, nullptr);
  TrialDriver(scenario, observer, bounds.transitions).carry_out(execution, scenario.input);
  trial.status = execution.status();
  if (trial.status == Status::Succeeded) trial.output = execution.output();
  else trial.error = execution.error();
  return trial;
}

}  // namespace pawl::explore
