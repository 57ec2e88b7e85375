#include <array>
#include <unordered_map>

#include "history/event.h"
#include "history/event_type.h"

namespace pawl::history {
namespace {

struct Row {
  std::string_view name;
  std::string_view details;  // the member that holds the details
};

constexpr std::array<Row, kEventTypes> kRows = {{
    {"ActivityFailed", "activityFailedEventDetails"},
    {"ActivityScheduled", "activityScheduledEventDetails"},
    {"ActivityScheduleFailed", "activityScheduleFailedEventDetails"},
    {"ActivityStarted", "activityStartedEventDetails"},
    {"ActivitySucceeded", "activitySucceededEventDetails"},
    {"ActivityTimedOut", "activityTimedOutEventDetails"},
    {"ChoiceStateEntered", "stateEnteredEventDetails"},
    {"ChoiceStateExited", "stateExitedEventDetails"},
    {"EvaluationFailed", "evaluationFailedEventDetails"},
    {"ExecutionAborted", "executionAbortedEventDetails"},
    {"ExecutionFailed", "executionFailedEventDetails"},
    {"ExecutionRedriven", "executionRedrivenEventDetails"},
    {"ExecutionStarted", "executionStartedEventDetails"},
    {"ExecutionSucceeded", "executionSucceededEventDetails"},
    {"ExecutionTimedOut", "executionTimedOutEventDetails"},
    {"FailStateEntered", "stateEnteredEventDetails"},
    {"LambdaFunctionFailed", "lambdaFunctionFailedEventDetails"},
    {"LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails"},
    {"LambdaFunctionScheduleFailed", "lambdaFunctionScheduleFailedEventDetails"},
    {"LambdaFunctionStarted", ""},
    {"LambdaFunctionStartFailed", "lambdaFunctionStartFailedEventDetails"},
    {"LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails"},
    {"LambdaFunctionTimedOut", "lambdaFunctionTimedOutEventDetails"},
    {"MapIterationAborted", "mapIterationAbortedEventDetails"},
    {"MapIterationFailed", "mapIterationFailedEventDetails"},
    {"MapIterationStarted", "mapIterationStartedEventDetails"},
    {"MapIterationSucceeded", "mapIterationSucceededEventDetails"},
    {"MapRunAborted", ""},
    {"MapRunFailed", "mapRunFailedEventDetails"},
    {"MapRunRedriven", "mapRunRedrivenEventDetails"},
    {"MapRunStarted", "mapRunStartedEventDetails"},
    {"MapRunSucceeded", ""},
    {"MapStateAborted", ""},
    {"MapStateEntered", "stateEnteredEventDetails"},
    {"MapStateExited", "stateExitedEventDetails"},
    {"MapStateFailed", ""},
    {"MapStateStarted", "mapStateStartedEventDetails"},
    {"MapStateSucceeded", ""},
    {"ParallelStateAborted", ""},
    {"ParallelStateEntered", "stateEnteredEventDetails"},
    {"ParallelStateExited", "stateExitedEventDetails"},
    {"ParallelStateFailed", ""},
    {"ParallelStateStarted", ""},
    {"ParallelStateSucceeded", ""},
    {"PassStateEntered", "stateEnteredEventDetails"},
    {"PassStateExited", "stateExitedEventDetails"},
    {"SucceedStateEntered", "stateEnteredEventDetails"},
    {"SucceedStateExited", "stateExitedEventDetails"},
    {"TaskFailed", "taskFailedEventDetails"},
    {"TaskScheduled", "taskScheduledEventDetails"},
    {"TaskStartFailed", "taskStartFailedEventDetails"},
    {"TaskStarted", "taskStartedEventDetails"},
    {"TaskStateAborted", ""},
    {"TaskStateEntered", "stateEnteredEventDetails"},
    {"TaskStateExited", "stateExitedEventDetails"},
    {"TaskSubmitFailed", "taskSubmitFailedEventDetails"},
    {"TaskSubmitted", "taskSubmittedEventDetails"},
    {"TaskSucceeded", "taskSucceededEventDetails"},
    {"TaskTimedOut", "taskTimedOutEventDetails"},
    {"WaitStateAborted", ""},
    {"WaitStateEntered", "stateEnteredEventDetails"},
    {"WaitStateExited", "stateExitedEventDetails"},
    {"", ""},
}};

}  // namespace

std::string_view name_of(EventType type) { return kRows[static_cast<size_t>(type)].name; }

std::string_view details_member_of(EventType type) { return kRows[static_cast<size_t>(type)].details; }

std::optional<EventType> event_type_of(std::string_view name) {
  static const auto kByName = [] {
    std::unordered_map<std::string_view, EventType> types;
    for (size_t i = 0; i < kRows.size(); ++i) {
      if (!kRows[i].name.empty()) types.emplace(kRows[i].name, static_cast<EventType>(i));
    }
    return types;
  }();
  const auto found = kByName.find(name);
  if (found == kByName.end()) return std::nullopt;
  return found->second;
}

EventType entered_type(asl::StateType type) {
  using enum EventType;
  constexpr EventType kTypes[] = {PassStateEntered,     TaskStateEntered,    ChoiceStateEntered,
                                  WaitStateEntered,     SucceedStateEntered, FailStateEntered,
                                  ParallelStateEntered, MapStateEntered};
  return kTypes[static_cast<size_t>(type)];
}

EventType exited_type(asl::StateType type) {
  using enum EventType;
  // A Fail state is never exited; its place is taken so that the index holds.
  constexpr EventType kTypes[] = {PassStateExited,    TaskStateExited,  ChoiceStateExited,   WaitStateExited,
                                  SucceedStateExited, FailStateEntered, ParallelStateExited, MapStateExited};
  return kTypes[static_cast<size_t>(type)];
}

}  // namespace pawl::history
