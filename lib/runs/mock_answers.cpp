#include "runs/mock_answers.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <tuple>

#include "history/details.h"
#include "history/event_family.h"
#include "history/redrives.h"
#include "replay/recorded_outcome.h"
#include "replay/recorded_settings.h"
#include "runs/identity.h"
#include "runtime/outcomes.h"

namespace pawl::runs {

namespace {

using engine::Command;
using engine::CommandId;
using engine::Outcome;
using history::EventId;
using history::EventType;

Value answer_of(const Outcome& outcome) {
  if (outcome.type == Outcome::Type::Succeeded) return Value::object({{"Return", outcome.output}});
  asl::StateError error = outcome.error;
  if (outcome.type == Outcome::Type::TimedOut) error = {"States.Timeout", std::nullopt};
  ObjectBuilder out;
  if (error.error) out.append("Error", Value::string(*error.error));
  if (error.cause) out.append("Cause", Value::string(*error.cause));
  return Value::object({{"Throw", out.finish()}});
}

/// Carries out an execution as runtime::run() does with mocks and skipped time: tasks answer at once.
class Rehearsal : private history::EventSink {
 public:
  using Answer = std::function<Outcome(const Command& command, const std::string& block)>;

  Rehearsal(const asl::StateMachine& machine, engine::ExecutionInfo info, engine::Limits limits,
            uint64_t seed, Answer answer)
      : execution_(machine, std::move(info), limits, seed, this), answer_(std::move(answer)) {}

  engine::Execution& run(const Value& input) {
    constexpr uint64_t kMostTransitions = 10'000'000;
    now_ = execution_.info().start_time;
    execution_.start(input, now_);
    while (execution_.transitions() < kMostTransitions) {
      const engine::Progress progress = execution_.advance(now_);
      if (progress == engine::Progress::Finished) break;
      for (Command& command : execution_.take_commands()) take(command);
      if (progress == engine::Progress::Idle && outcomes_.empty() && !fire_timers()) break;
      runtime::deliver(execution_, outcomes_, now_);
    }
    return execution_;
  }

 private:
  void append(const history::HistoryEvent& event) override {
    const uint32_t visit = timeline_.note(event).visit;
    if (history::is_scheduled(event.type)) scheduled_[event.id] = timeline_.block_of(visit);
  }

  void take(const Command& command) {
    if (command.type == Command::Type::StartTimer) timers_.emplace(command.due, timers_added_++, command.id);
    if (command.type != Command::Type::StartTask) return;
    outcomes_.emplace_back(command.id, Outcome::started());
    outcomes_.emplace_back(command.id, answer_(command, scheduled_[command.scheduled]));
    scheduled_.erase(command.scheduled);
  }

  /// False: there is none.
  bool fire_timers() {
    while (!timers_.empty()) {
      const auto& [due, order, id] = timers_.top();
      if (execution_.awaits(id)) {
        if (due > now_ && !outcomes_.empty()) break;
        now_ = std::max(now_, due);
        outcomes_.emplace_back(id, Outcome::timer_fired());
      }
      timers_.pop();
    }
    return !outcomes_.empty();
  }

  using Timer = std::tuple<Millis, uint64_t, CommandId>;
  struct Later {
    bool operator()(const Timer& a, const Timer& b) const {
      return std::tie(std::get<0>(a), std::get<1>(a)) > std::tie(std::get<0>(b), std::get<1>(b));
    }
  };
  engine::Execution execution_;
  Answer answer_;
  Millis now_ = 0;
  history::Timeline timeline_;
  std::map<EventId, std::string> scheduled_;  // the block of what is about to start
  runtime::Outcomes outcomes_;
  std::priority_queue<Timer, std::vector<Timer>, Later> timers_;
  uint64_t timers_added_ = 0;
};

}  // namespace

Result<MockAnswers> MockAnswers::read(const std::string& path) {
  PAWL_TRY(const history::Redrives redrives, history::read_redrives(path));
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  MockAnswers answers;
  EventId redriven = 0;  // what comes before it was undone
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) break;
    const bool was_undone = event->id < redriven;
    if (const auto found = redrives.find(event->id); found != redrives.end())
      redriven = std::max(redriven, found->second);
    // The redriven event is linked to what failed.
    const bool failed = event->id < redriven && replay::is_outcome(event->type);
    if (event->id >= redriven || (failed && !was_undone)) PAWL_CHECK(answers.note(*event));
  }
  answers.faults_ = reader.faults();
  return answers;
}

Result<void> MockAnswers::note(const history::RecordedEvent& event) {
  const uint32_t visit = timeline_.note(event).visit;
  switch (event.type) {
    case EventType::ExecutionStarted:
      input_ = history::payload_of(event.details, "input");
      started_ = event.timestamp;
      return {};
    case EventType::ExecutionSucceeded:
      output_ = history::payload_of(event.details, "output");
      status_ = engine::Status::Succeeded;
      return {};
    case EventType::ExecutionFailed: status_ = engine::Status::Failed; return {};
    case EventType::ExecutionAborted: status_ = engine::Status::Aborted; return {};
    case EventType::ExecutionTimedOut: status_ = engine::Status::TimedOut; return {};
    case EventType::ExecutionRedriven: redriven(event); return {};
    default: break;
  }
  if (visit != history::Timeline::kNone && history::is_scheduled(event.type)) {
    running_[event.id] = invocations_.size();
    invocations_.push_back({.state = timeline_.name_of(visit), .block = timeline_.block_of(visit)});
    failure_ = 0;
    return {};
  }
  if (history::is_entered(event.type) || history::is_exited(event.type)) failure_ = 0;
  const auto running = running_.find(event.previous);
  if (running == running_.end() || !replay::is_outcome(event.type)) return {};
  const size_t number = running->second;
  running_.erase(running);
  if (!replay::is_final_outcome(event.type)) {
    running_[event.id] = number;
    return {};
  }
  if (!replay::is_success(event.type)) {
    failure_ = event.id;
  } else if (auto output = replay::whole_payload(event, "output"); !output) {
    return fail(output.error().message + ": the run cannot be made mocks of");
  }
  invocations_[number].answered = event.id;
  invocations_[number].outcome = replay::outcome_of(event);
  return {};
}

/// A redrive runs again what failed and what never answered. AWS does not record what that was: it is the
/// failure that only the end of the execution followed.
void MockAnswers::redriven(const history::RecordedEvent& event) {
  const EventId said = history::undone_from(event);
  const EventId from = said != 0 ? said : failure_ != 0 ? failure_ : event.id;
  std::erase_if(invocations_,
                [from](const Invocation& one) { return one.answered == 0 || one.answered >= from; });
  running_.clear();
  status_ = engine::Status::Running;
}

MockAnswers::Numbered MockAnswers::as_recorded() const {
  Numbered numbered;
  for (const Invocation& one : invocations_) {
    auto& of_state = numbered[one.state];
    of_state.emplace(of_state.size(), answer_of(one.outcome));
  }
  return numbered;
}

MockAnswers::Rehearsed MockAnswers::as_mocked(const asl::StateMachine& machine,
                                              const Recorded& recorded) const {
  std::map<std::pair<std::string, std::string>, std::queue<const Invocation*>> recorded_in;
  for (const Invocation& one : invocations_) recorded_in[{one.block, one.state}].push(&one);
  Rehearsed out;
  const auto answer = [&](const Command& command, const std::string& block) {
    auto& left = recorded_in[{block, command.state->name}];
    if (left.empty()) return Outcome::failed({"States.Runtime", "The record has no answer."});
    const Invocation& one = *left.front();
    left.pop();
    out.numbered[command.state->name][command.invocation] = answer_of(one.outcome);
    return one.outcome;
  };
  const Value& extras = recorded.run.extras;
  const auto recorded_seed = replay::recorded_seed(extras);
  const uint64_t seed = recorded_seed ? recorded_seed->value_or(0) : 0;
  engine::ExecutionInfo info =
      execution_info(recorded.run.machine, recorded.run.name, type_of(recorded.run), seed);
  info.start_time = started_;
  if (const Value* context = extras.find("context")) info.context = *context;
  Rehearsal rehearsal(machine, std::move(info), replay::recorded_limits(extras), seed, answer);
  const engine::Execution& execution = rehearsal.run(input_);
  out.status = execution.status();
  if (out.status == engine::Status::Succeeded) out.output = execution.output();
  return out;
}

bool MockAnswers::has_forks() const {
  std::map<std::string_view, std::set<std::string_view>> blocks;
  return std::any_of(invocations_.begin(), invocations_.end(), [&](const Invocation& one) {
    blocks[one.state].insert(one.block);
    return blocks[one.state].size() > 1;
  });
}

}  // namespace pawl::runs
