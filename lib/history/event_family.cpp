#include "history/event_family.h"

namespace pawl::history {
namespace {

using Subject = EventSubject;
using Phase = EventPhase;
using Kind = asl::StateType;

}  // namespace

constexpr std::array<EventFamily, kEventTypes> kEventFamilies = {{
    {Subject::Attempt, Phase::Failed, Kind::Task},       // ActivityFailed
    {Subject::Attempt, Phase::Scheduled, Kind::Task},    // ActivityScheduled
    {Subject::Attempt, Phase::Failed, Kind::Task},       // ActivityScheduleFailed
    {Subject::Attempt, Phase::Started, Kind::Task},      // ActivityStarted
    {Subject::Attempt, Phase::Succeeded, Kind::Task},    // ActivitySucceeded
    {Subject::Attempt, Phase::TimedOut, Kind::Task},     // ActivityTimedOut
    {Subject::State, Phase::Entered, Kind::Choice},      // ChoiceStateEntered
    {Subject::State, Phase::Exited, Kind::Choice},       // ChoiceStateExited
    {Subject::Evaluation, Phase::Failed},                // EvaluationFailed
    {Subject::Execution, Phase::Aborted},                // ExecutionAborted
    {Subject::Execution, Phase::Failed},                 // ExecutionFailed
    {Subject::Execution, Phase::Redriven},               // ExecutionRedriven
    {Subject::Execution, Phase::Started},                // ExecutionStarted
    {Subject::Execution, Phase::Succeeded},              // ExecutionSucceeded
    {Subject::Execution, Phase::TimedOut},               // ExecutionTimedOut
    {Subject::State, Phase::Entered, Kind::Fail},        // FailStateEntered
    {Subject::Attempt, Phase::Failed, Kind::Task},       // LambdaFunctionFailed
    {Subject::Attempt, Phase::Scheduled, Kind::Task},    // LambdaFunctionScheduled
    {Subject::Attempt, Phase::Failed, Kind::Task},       // LambdaFunctionScheduleFailed
    {Subject::Attempt, Phase::Started, Kind::Task},      // LambdaFunctionStarted
    {Subject::Attempt, Phase::Failed, Kind::Task},       // LambdaFunctionStartFailed
    {Subject::Attempt, Phase::Succeeded, Kind::Task},    // LambdaFunctionSucceeded
    {Subject::Attempt, Phase::TimedOut, Kind::Task},     // LambdaFunctionTimedOut
    {Subject::Iteration, Phase::Aborted, Kind::Map},     // MapIterationAborted
    {Subject::Iteration, Phase::Failed, Kind::Map},      // MapIterationFailed
    {Subject::Iteration, Phase::Started, Kind::Map},     // MapIterationStarted
    {Subject::Iteration, Phase::Succeeded, Kind::Map},   // MapIterationSucceeded
    {Subject::MapRun, Phase::Aborted, Kind::Map},        // MapRunAborted
    {Subject::MapRun, Phase::Failed, Kind::Map},         // MapRunFailed
    {Subject::MapRun, Phase::Redriven, Kind::Map},       // MapRunRedriven
    {Subject::MapRun, Phase::Started, Kind::Map},        // MapRunStarted
    {Subject::MapRun, Phase::Succeeded, Kind::Map},      // MapRunSucceeded
    {Subject::State, Phase::Aborted, Kind::Map},         // MapStateAborted
    {Subject::State, Phase::Entered, Kind::Map},         // MapStateEntered
    {Subject::State, Phase::Exited, Kind::Map},          // MapStateExited
    {Subject::State, Phase::Failed, Kind::Map},          // MapStateFailed
    {Subject::State, Phase::Started, Kind::Map},         // MapStateStarted
    {Subject::State, Phase::Succeeded, Kind::Map},       // MapStateSucceeded
    {Subject::State, Phase::Aborted, Kind::Parallel},    // ParallelStateAborted
    {Subject::State, Phase::Entered, Kind::Parallel},    // ParallelStateEntered
    {Subject::State, Phase::Exited, Kind::Parallel},     // ParallelStateExited
    {Subject::State, Phase::Failed, Kind::Parallel},     // ParallelStateFailed
    {Subject::State, Phase::Started, Kind::Parallel},    // ParallelStateStarted
    {Subject::State, Phase::Succeeded, Kind::Parallel},  // ParallelStateSucceeded
    {Subject::State, Phase::Entered, Kind::Pass},        // PassStateEntered
    {Subject::State, Phase::Exited, Kind::Pass},         // PassStateExited
    {Subject::State, Phase::Entered, Kind::Succeed},     // SucceedStateEntered
    {Subject::State, Phase::Exited, Kind::Succeed},      // SucceedStateExited
    {Subject::Attempt, Phase::Failed, Kind::Task},       // TaskFailed
    {Subject::Attempt, Phase::Scheduled, Kind::Task},    // TaskScheduled
    {Subject::Attempt, Phase::Failed, Kind::Task},       // TaskStartFailed
    {Subject::Attempt, Phase::Started, Kind::Task},      // TaskStarted
    {Subject::State, Phase::Aborted, Kind::Task},        // TaskStateAborted
    {Subject::State, Phase::Entered, Kind::Task},        // TaskStateEntered
    {Subject::State, Phase::Exited, Kind::Task},         // TaskStateExited
    {Subject::Attempt, Phase::Failed, Kind::Task},       // TaskSubmitFailed
    {Subject::Attempt, Phase::Submitted, Kind::Task},    // TaskSubmitted
    {Subject::Attempt, Phase::Succeeded, Kind::Task},    // TaskSucceeded
    {Subject::Attempt, Phase::TimedOut, Kind::Task},     // TaskTimedOut
    {Subject::State, Phase::Aborted, Kind::Wait},        // WaitStateAborted
    {Subject::State, Phase::Entered, Kind::Wait},        // WaitStateEntered
    {Subject::State, Phase::Exited, Kind::Wait},         // WaitStateExited
    {},                                                  // Unknown
}};

}  // namespace pawl::history
