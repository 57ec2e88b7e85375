#include "service/operations.h"

#include <algorithm>
#include <array>

#include "runtime/clock.h"
#include "service/activities.h"
#include "service/definition_check.h"
#include "service/execution_operations.h"
#include "service/executions.h"
#include "service/machine_operations.h"
#include "service/map_run_operations.h"
#include "service/tag_operations.h"
#include "test_state/api.h"

namespace pawl::service {

namespace {

Served<Value> validate(ServiceParts&, const Value& input, const CallScope&) {
  return validate_definition(input);
}

Served<Value> test_state_alone(ServiceParts& parts, const Value& input, const CallScope&) {
  auto answer = test_state::answer_test_state(input, runtime::wall_millis(), parts.executions.random() >> 11,
                                              parts.models);
  if (!answer) return fault(std::move(answer.error().code), std::move(answer.error().message));
  return std::move(answer->response);
}

constexpr std::array kOperations = {
    ApiOperation{"CreateActivity", create_activity},
    ApiOperation{"CreateStateMachine", create_machine},
    ApiOperation{"CreateStateMachineAlias", create_alias},
    ApiOperation{"DeleteActivity", delete_activity},
    ApiOperation{"DeleteStateMachine", delete_machine},
    ApiOperation{"DeleteStateMachineAlias", delete_alias},
    ApiOperation{"DeleteStateMachineVersion", delete_version},
    ApiOperation{"DescribeActivity", describe_activity},
    ApiOperation{"DescribeExecution", describe_execution},
    ApiOperation{"DescribeMapRun", describe_map_run},
    ApiOperation{"DescribeStateMachine", describe_machine},
    ApiOperation{"DescribeStateMachineAlias", describe_alias},
    ApiOperation{"DescribeStateMachineForExecution", describe_machine_for_execution},
    ApiOperation{"GetActivityTask", nullptr, get_activity_task},
    ApiOperation{"GetExecutionHistory", get_execution_history},
    ApiOperation{"ListActivities", list_activities},
    ApiOperation{"ListExecutions", list_executions},
    ApiOperation{"ListMapRuns", list_map_runs},
    ApiOperation{"ListStateMachineAliases", list_aliases},
    ApiOperation{"ListStateMachineVersions", list_versions},
    ApiOperation{"ListStateMachines", list_machines},
    ApiOperation{"ListTagsForResource", list_tags},
    ApiOperation{"PublishStateMachineVersion", publish_version},
    ApiOperation{"RedriveExecution", redrive_execution},
    ApiOperation{"SendTaskFailure", send_task_failure},
    ApiOperation{"SendTaskHeartbeat", send_task_heartbeat},
    ApiOperation{"SendTaskSuccess", send_task_success},
    ApiOperation{"StartExecution", start_execution},
    ApiOperation{"StartSyncExecution", nullptr, start_sync_execution},
    ApiOperation{"StopExecution", stop_execution},
    ApiOperation{"TagResource", tag_resource},
    ApiOperation{"TestState", test_state_alone},
    ApiOperation{"UntagResource", untag_resource},
    ApiOperation{"UpdateStateMachine", update_machine},
    ApiOperation{"UpdateStateMachineAlias", update_alias},
    ApiOperation{"ValidateStateMachineDefinition", validate},
};

}  // namespace

const ApiOperation* find_operation(std::string_view name) {
  const auto found = std::ranges::find(kOperations, name, &ApiOperation::name);
  return found == kOperations.end() ? nullptr : &*found;
}

}  // namespace pawl::service
