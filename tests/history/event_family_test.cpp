// The table of families says what the names of the event types say.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "asl/state_machine.h"
#include "history/event_family.h"
#include "history/event_type.h"

using namespace pawl::history;
using pawl::asl::StateType;

namespace {

constexpr std::pair<std::string_view, EventPhase> kEndings[] = {
    {"Entered", EventPhase::Entered},     {"Scheduled", EventPhase::Scheduled},
    {"Started", EventPhase::Started},     {"Submitted", EventPhase::Submitted},
    {"Succeeded", EventPhase::Succeeded}, {"Failed", EventPhase::Failed},
    {"TimedOut", EventPhase::TimedOut},   {"Aborted", EventPhase::Aborted},
    {"Redriven", EventPhase::Redriven},   {"Exited", EventPhase::Exited},
};

EventFamily family_by_name(std::string_view name) {
  EventFamily family;
  for (const auto& [ending, phase] : kEndings) {
    if (name.ends_with(ending)) family.phase = phase;
  }
  constexpr StateType kStates[] = {StateType::Pass,    StateType::Task, StateType::Choice,   StateType::Wait,
                                   StateType::Succeed, StateType::Fail, StateType::Parallel, StateType::Map};
  for (const StateType state : kStates) {
    if (!name.starts_with(std::string(pawl::asl::name_of(state)) + "State")) continue;
    family.subject = EventSubject::State;
    family.state = state;
    return family;
  }
  constexpr std::pair<std::string_view, EventSubject> kBeginnings[] = {
      {"Execution", EventSubject::Execution},    {"MapIteration", EventSubject::Iteration},
      {"MapRun", EventSubject::MapRun},          {"Evaluation", EventSubject::Evaluation},
      {"LambdaFunction", EventSubject::Attempt}, {"Activity", EventSubject::Attempt},
      {"Task", EventSubject::Attempt},
  };
  for (const auto& [beginning, subject] : kBeginnings) {
    if (!name.starts_with(beginning)) continue;
    family.subject = subject;
    if (subject == EventSubject::Attempt) family.state = StateType::Task;
    if (name.starts_with("Map")) family.state = StateType::Map;
    return family;
  }
  return family;
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("every event type has the family that its name tells") {
    for (size_t i = 0; i < kEventTypes; ++i) {
      const auto type = static_cast<EventType>(i);
      CAPTURE(name_of(type));
      CHECK((family_of(type) == family_by_name(name_of(type))));
    }
  }

  TEST_CASE("questions about a single type") {
    using enum EventType;
    CHECK(is_entered(FailStateEntered));
    CHECK_FALSE(is_entered(MapStateStarted));
    CHECK(is_exited(WaitStateExited));
    CHECK(is_scheduled(ActivityScheduled));
    CHECK_FALSE(is_scheduled(ActivityScheduleFailed));
    CHECK(is_failure(LambdaFunctionStartFailed));
    CHECK(is_failure(MapIterationAborted));
    CHECK(is_failure(TaskTimedOut));
    CHECK_FALSE(is_failure(FailStateEntered));
    CHECK_FALSE(is_failure(Unknown));
  }

  TEST_CASE("what ends an execution") {
    using enum EventType;
    for (const EventType type : {ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut, ExecutionAborted})
      CHECK(ends_execution(type));
    for (const EventType type : {ExecutionStarted, ExecutionRedriven, MapRunFailed, TaskFailed, Unknown})
      CHECK_FALSE(ends_execution(type));
  }
}
