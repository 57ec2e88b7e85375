#include "service/execution_operations.h"
#include "service/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "history/run_probe.h"
#include "runtime/clock.h"
#include "service/execution_input.h"
#include "service/executions.h"
#include "service/machine_operations.h"
#include "service/names.h"
#include "service/paging.h"
#include "service/states_arn.h"
#include "value/dump.h"
#include "value/members.h"

namespace pawl::service {

namespace {

using history::RunStatus;
using Kind = StatesArn::Kind;

Value included(bool is) { return Value::object({{"included", Value::boolean(is)}}); }

Served<ExecutionRecord*> find_execution(ServiceParts& parts, std::string_view arn) {
  PAWL_CHECK(StatesArn::parse(arn, Kind::Execution));
  ExecutionRecord* record = parts.executions.find(arn);
  if (record == nullptr)
    return fault("ExecutionDoesNotExist", "Execution Does Not Exist: '" + std::string(arn) + "'");
  return record;
}

/// The state machine's revision that a start names, by version, by alias, or the current one. "ARN#CASE" asks
/// for the mocks of a test case, as Step Functions Local has it.
Served<ExecutionStart> execution_start(ServiceParts& parts, const Value& input) {
  std::string_view arn = text_of(input, "stateMachineArn");
  ExecutionStart start;
  if (const size_t hash = arn.find('#'); hash != std::string_view::npos) {
    start.test_case = arn.substr(hash + 1);
    arn = arn.substr(0, hash);
    if (!start.test_case.empty() && !parts.settings.workflow.mocks)
      return fault("InvalidArn",
                   "Invalid Arn: 'There are no mocks for the test case " + start.test_case + "'");
  }
  start.name = text_of(input, "name");
  PAWL_TRY(const NamedMachine named, find_machine(parts, arn));
  if (!named.arn.label.empty()) return invalid("API_DOES_NOT_SUPPORT_LABELED_ARNS: " + named.arn.text);
  const ServedMachine& machine = *named.machine;
  if (machine.is_deleting)
    return fault("StateMachineDeleting", "State Machine Is Deleting: '" + machine.arn + "'");
  start.machine = &machine;
  const MachineVersion* version = named.version;
  if (named.alias != nullptr) {
    start.alias_arn = named.arn.text;
    auto weight = static_cast<int64_t>(parts.executions.random() % 100);
    for (const VersionRoute& route : named.alias->routes) {
      if (weight < route.weight) {
        version = machine.version(route.version);
        break;
      }
      weight -= route.weight;
    }
  }
  start.revision = version != nullptr ? version->revision : machine.revisions.size() - 1;
  if (version != nullptr) start.version_arn = machine.version_arn(version->number);
  return start;
}

Served<void> check_start(const Value& input) {
  if (const Value* name = given(input, "name")) PAWL_CHECK(check_name(name->as_string()));
  return {};
}

std::string_view redrive_reason(const ExecutionRecord& record) {
  switch (record.status) {
    case RunStatus::Running: return "Execution is RUNNING and cannot be redriven";
    case RunStatus::Succeeded: return "Execution is SUCCEEDED and cannot be redriven";
    default: return "";
  }
}

/// Members of a record that are only there if they are known.
void add_optional(Value& answer, const ExecutionRecord& record) {
  if (record.stopped != 0) add(answer, "stopDate", api_time(record.stopped));
  if (!record.version_arn.empty()) add(answer, "stateMachineVersionArn", text(record.version_arn));
  if (!record.alias_arn.empty()) add(answer, "stateMachineAliasArn", text(record.alias_arn));
  add(answer, "redriveCount", Value::integer(static_cast<int64_t>(record.redrives)));
  if (record.redriven != 0) add(answer, "redriveDate", api_time(record.redriven));
}

}  // namespace

Served<Value> start_execution(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_CHECK(check_start(input));
  PAWL_TRY(ExecutionStart start, execution_start(parts, input));
  PAWL_TRY(start.input, execution_input(given(input, "input")));
  if (start.machine->type == asl::WorkflowType::Express) {
    PAWL_TRY(const auto began, parts.executions.start_express(std::move(start), {}));
    return Value::object({{"executionArn", text(began.first)}, {"startDate", api_time(began.second)}});
  }
  PAWL_TRY(const ExecutionRecord* record, parts.executions.start(std::move(start)));
  return Value::object({{"executionArn", text(record->arn)}, {"startDate", api_time(record->started)}});
}

void start_sync_execution(ServiceParts& parts, const Value& input, const CallScope&, Reply reply) {
  const auto begin = [&]() -> Served<void> {
    PAWL_CHECK(check_start(input));
    if (text_of(input, "stateMachineArn").find('#') != std::string_view::npos)
      return fault("InvalidArn", "Invalid Arn: 'A synchronous execution has no test cases'");
    PAWL_TRY(ExecutionStart start, execution_start(parts, input));
    if (start.machine->type != asl::WorkflowType::Express) {
      return fault("StateMachineTypeNotSupported",
                   "This operation is not supported by this type of state machine");
    }
    PAWL_TRY(start.input, execution_input(given(input, "input")));
    const bool has_data = text_of(input, "includedData") != "METADATA_ONLY";
    std::string machine_arn(text_of(input, "stateMachineArn"));
    std::string sent = to_json(start.input);
    auto ended = [reply, machine_arn, sent, has_data](Result<ExpressEnd> end) {
      if (!end) return reply(fault("InternalFailure", end.error().message));
      constexpr Millis kBilledStep = 100;
      const Millis took = std::max<Millis>(end->stopped - end->started, 1);
      const runtime::RunResult& result = end->result;
      Value out = Value::object(
          {{"executionArn", text(end->arn)},
           {"stateMachineArn", text(machine_arn)},
           {"name", text(end->name)},
           {"startDate", api_time(end->started)},
           {"stopDate", api_time(end->stopped)},
           {"status", text(name_of(result.status))},
           {"inputDetails", included(has_data)},
           {"billingDetails",
            Value::object({{"billedDurationInMilliseconds",
                            Value::integer((took + kBilledStep - 1) / kBilledStep * kBilledStep)},
                           {"billedMemoryUsedInMB", Value::integer(64)}})}});
      if (has_data) add(out, "input", text(sent));
      if (result.status == RunStatus::Succeeded) {
        if (has_data) add(out, "output", text(to_json(result.output)));
        add(out, "outputDetails", included(has_data));
      } else {
        if (result.error.error) add(out, "error", text(*result.error.error));
        if (result.error.cause) add(out, "cause", text(*result.error.cause));
      }
      reply(out);
    };
    PAWL_CHECK(parts.executions.start_express(std::move(start), std::move(ended)));
    return {};
  };
  if (auto begun = begin(); !begun) reply(tl::unexpected(std::move(begun.error())));
}

Served<Value> stop_execution(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(ExecutionRecord * record, find_execution(parts, text_of(input, "executionArn")));
  const auto member = [&input](std::string_view name) {
    const Value* value = given(input, name);
    return value != nullptr ? std::optional<std::string>(value->as_string()) : std::nullopt;
  };
  if (record->stopped == 0) parts.executions.abort(*record, {member("error"), member("cause")});
  return Value::object(
      {{"stopDate", api_time(record->stopped != 0 ? record->stopped : runtime::wall_millis())}});
}

Served<Value> redrive_execution(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(ExecutionRecord * record, find_execution(parts, text_of(input, "executionArn")));
  if (const std::string_view reason = redrive_reason(*record); !reason.empty())
    return fault("ExecutionNotRedrivable", std::string(reason));
  PAWL_CHECK(parts.executions.redrive(*record));
  return Value::object({{"redriveDate", api_time(record->redriven)}});
}

Served<Value> describe_execution(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const ExecutionRecord* record, find_execution(parts, text_of(input, "executionArn")));
  const bool has_data = text_of(input, "includedData") != "METADATA_ONLY";
  PAWL_TRY(const std::string file, parts.executions.history_of(*record));
  PAWL_TRY(const auto first, history::first_event(file));
  Value answer = Value::object({{"executionArn", text(record->arn)},
                                {"stateMachineArn", text(record->machine_arn)},
                                {"name", text(record->name)},
                                {"status", text(name_of(record->status))},
                                {"startDate", api_time(record->started)}});
  if (has_data && first) add(answer, "input", text(text_of(first->details, "input")));
  add(answer, "inputDetails", included(has_data));
  if (record->stopped != 0) {
    PAWL_TRY(const auto last, history::last_event(file));
    if (record->status == RunStatus::Succeeded) {
      if (has_data) add(answer, "output", text(text_of(last.details, "output")));
      add(answer, "outputDetails", included(has_data));
    } else if (record->status != RunStatus::TimedOut) {
      for (const std::string_view member : {"error", "cause"}) {
        if (const Value* value = given(last.details, member)) add(answer, member, *value);
      }
    }
  }
  add_optional(answer, *record);
  const std::string_view reason = redrive_reason(*record);
  add(answer, "redriveStatus", text(reason.empty() ? "REDRIVABLE" : "NOT_REDRIVABLE"));
  if (!reason.empty()) add(answer, "redriveStatusReason", text(reason));
  return answer;
}

Served<Value> describe_machine_for_execution(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const ExecutionRecord* record, find_execution(parts, text_of(input, "executionArn")));
  PAWL_TRY(const NamedMachine named, find_machine(parts, record->machine_arn));
  const auto& revisions = named.machine->revisions;
  const auto used = std::ranges::find(revisions, record->revision, &MachineRevision::id);
  const MachineRevision& revision = used == revisions.end() ? revisions.back() : *used;
  return described_revision(*named.machine, revision, text_of(input, "includedData") != "METADATA_ONLY")
      .with_member(text("stateMachineArn"), text(record->machine_arn))
      .with_member(text("updateDate"), api_time(revision.updated));
}

Served<Value> list_executions(ServiceParts& parts, const Value& input, const CallScope&) {
  const Value* machine_arn = given(input, "stateMachineArn");
  const Value* map_run_arn = given(input, "mapRunArn");
  if ((machine_arn != nullptr) == (map_run_arn != nullptr))
    return invalid("Either stateMachineArn or mapRunArn must be specified, and not both");
  const std::string_view status = text_of(input, "statusFilter");
  if (map_run_arn == nullptr && (given(input, "redriveFilter") != nullptr || status == "PENDING_REDRIVE"))
    return invalid("redriveFilter and the status PENDING_REDRIVE need a mapRunArn");
  if (map_run_arn != nullptr)
    return fault("ResourceNotFound", "Resource not found: '" + std::string(map_run_arn->as_string()) + "'");
  PAWL_TRY(const NamedMachine named, find_machine(parts, machine_arn->as_string()));
  if (named.machine->type == asl::WorkflowType::Express)
    return fault("StateMachineTypeNotSupported",
                 "This operation is not supported by this type of state machine");
  const std::string what = fmt::format("ListExecutions {} {}", named.arn.text, status);
  PAWL_TRY(const PageRequest page, page_request(input, what));
  const auto is_listed = [&](const ExecutionRecord* one) {
    if (named.version != nullptr && one->version_arn != named.arn.text) return false;
    if (named.alias != nullptr && one->alias_arn != named.arn.text) return false;
    return status.empty() || status == name_of(one->status);
  };
  std::vector<const ExecutionRecord*> newest_first;
  const auto& all = parts.executions.of_machine(named.machine->arn);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (is_listed(*one)) newest_first.push_back(*one);
  }
  return page_of(
      "executions", newest_first, page, what,
      [](const ExecutionRecord* one) { return fmt::format("{:020}", UINT64_MAX - one->number); },
      [](const ExecutionRecord* one) {
        Value entry = Value::object({{"executionArn", text(one->arn)},
                                     {"stateMachineArn", text(one->machine_arn)},
                                     {"name", text(one->name)},
                                     {"status", text(name_of(one->status))},
                                     {"startDate", api_time(one->started)}});
        add_optional(entry, *one);
        return entry;
      });
}

}  // namespace pawl::service
