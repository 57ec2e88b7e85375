#include "test_state/mock_rules.h"

#include <algorithm>

#include "asl/state_machine.h"

namespace pawl::test_state {
namespace {

bool has_state(const asl::Block& block, std::string_view name);

bool has_inner_state(const asl::State& state, std::string_view name) {
  if (const auto* map = std::get_if<asl::Map>(&state.kind)) return has_state(map->item_processor, name);
  const auto* parallel = std::get_if<asl::Parallel>(&state.kind);
  return parallel != nullptr && std::ranges::any_of(parallel->branches, [name](const asl::Block& branch) {
           return has_state(branch, name);
         });
}

/// Definitions bound their nesting, so this recursion is bounded.
bool has_state(const asl::Block& block, std::string_view name) {
  return std::ranges::any_of(block.states, [name](const auto& state) {
    return state->name == name || has_inner_state(*state, name);
  });
}

OrException<void> check_result(const asl::State& state, const Value& result) {
  if (const auto* parallel = std::get_if<asl::Parallel>(&state.kind)) {
    if (!result.is_array()) return refuse("Mocked result must be an array.");
    if (result.size() != parallel->branches.size())
      return refuse("Mocked result must contain the same number of items as number of Parallel branches.");
  }
  if (const auto* map = std::get_if<asl::Map>(&state.kind)) {
    const bool is_written = map->result_writer != nullptr && map->result_writer->resource.has_value();
    if (is_written && !result.is_object()) return refuse("Mocked result must be a JSON object.");
    if (!is_written && !result.is_array()) return refuse("Mocked result must be an array.");
  }
  return {};
}

OrException<void> check_unmocked(const StateTest& test) {
  const StateConfiguration& configuration = test.configuration;
  const auto needs_mock = [](std::string_view what) {
    return refuse("TestState does not support " + std::string(what) + " when a mock is not specified.");
  };
  if (configuration.map_iteration_failure_count) return needs_mock("MapIterationFailureCount");
  if (configuration.map_item_reader_data) return needs_mock("MapItemReaderData");
  if (configuration.error_caused_by_state) return needs_mock("ErrorCausedByState");
  if (configuration.retrier_retry_count) return needs_mock("RetrierRetryCount");
  if (!test.context.is_null() && test.call == nullptr) return needs_mock("Context");
  const asl::StateType type = test.state.type();
  if (type == asl::StateType::Map || type == asl::StateType::Parallel) {
    return refuse(
        "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, "
        "Pass, Succeed, Fail, Choice]",
        "InvalidDefinition");
  }
  const auto* task = std::get_if<asl::Task>(&test.state.kind);
  if (task == nullptr) return {};
  if (task->resource.kind == asl::Resource::Kind::Activity) return needs_mock("Activity tasks");
  if (task->resource.pattern == asl::Resource::Pattern::WaitForTaskToken)
    return needs_mock(".waitForTaskToken integrations");
  if (test.call != nullptr) return {};
  if (task->resource.pattern == asl::Resource::Pattern::Sync) return needs_mock(".sync integrations");
  if (test.role_arn.empty()) return refuse("RoleArn must be specified when testing a Task state");
  return refuse("no Task is carried out here: specify a mock");
}

}  // namespace

OrException<void> check_mock(const StateTest& test) {
  if (!test.mock) return check_unmocked(test);
  const asl::StateType type = test.state.type();
  const bool is_map = type == asl::StateType::Map;
  if (!is_map && type != asl::StateType::Parallel && type != asl::StateType::Task) {
    return refuse("State type '" + std::string(asl::name_of(type)) +
                  "' is not supported when a mock is specified");
  }
  const StateConfiguration& configuration = test.configuration;
  if (configuration.map_iteration_failure_count && !asl::is_distributed_map(test.state))
    return refuse("MapIterationFailureCount is only supported for Distributed Map states");
  if (configuration.map_item_reader_data &&
      (!is_map || std::get<asl::Map>(test.state.kind).item_reader == nullptr))
    return refuse("MapItemReaderData is only supported for Map states with an ItemReader");
  if (configuration.error_caused_by_state &&
      !has_inner_state(test.state, *configuration.error_caused_by_state)) {
    return refuse("ErrorCausedByState: there is no state '" + *configuration.error_caused_by_state +
                  "' in the state under test");
  }
  return test.mock->result ? check_result(test.state, *test.mock->result) : OrException<void>();
}

OrException<void> check_failure_count(const StateTest& test, size_t items) {
  if (test.configuration.map_iteration_failure_count.value_or(0) > static_cast<int64_t>(items))
    return refuse("Map iteration failure count must be less than or equal to the number of Map iterations");
  return {};
}

}  // namespace pawl::test_state
