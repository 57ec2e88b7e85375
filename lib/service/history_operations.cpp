#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "history/event_type.h"
#include "history/reader.h"
#include "service/execution_operations.h"
#include "service/executions.h"
#include "service/paging.h"
#include "service/states_arn.h"
#include "value/members.h"

namespace pawl::service {

namespace {

/// A recorded event as the API has it.
Value api_event(const history::RecordedEvent& event, bool has_data) {
  constexpr std::string_view kData[] = {"input", "output", "inputDetails", "outputDetails", "parameters"};
  Value out = Value::object({{"timestamp", api_time(event.timestamp)},
                             {"type", Value::string(history::name_of(event.type))},
                             {"id", Value::integer(static_cast<int64_t>(event.id))},
                             {"previousEventId", Value::integer(static_cast<int64_t>(event.previous))}});
  const std::string_view member = history::details_member_of(event.type);
  if (member.empty()) return out;
  Value details = Value::empty_object();
  for (const Member& one : event.details.members()) {
    if (has_data || std::ranges::find(kData, one.key.as_string()) == std::end(kData))
      details = details.with_member(one.key, one.value);
  }
  if (const Value* service = event.pawl.find("service")) {
    for (const auto& [ours, theirs] :
         {std::pair{"alias", "stateMachineAliasArn"}, {"version", "stateMachineVersionArn"}}) {
      if (const std::string_view arn = text_of(*service, ours); !arn.empty())
        details = details.with_member(Value::string(theirs), Value::string(arn));
    }
  }
  return out.with_member(Value::string(member), std::move(details));
}

}  // namespace

Served<Value> get_execution_history(ServiceParts& parts, const Value& input, const CallScope&) {
  const std::string_view arn = text_of(input, "executionArn");
  PAWL_CHECK(StatesArn::parse(arn, StatesArn::Kind::Execution));
  const ExecutionRecord* record = parts.executions.find(arn);
  if (record == nullptr)
    return fault("ExecutionDoesNotExist", "Execution Does Not Exist: '" + std::string(arn) + "'");
  const Value* reverse = given(input, "reverseOrder");
  const Value* data = given(input, "includeExecutionData");
  const bool is_reversed = reverse != nullptr && reverse->as_boolean();
  const bool has_data = data == nullptr || data->as_boolean();
  const std::string what = fmt::format("GetExecutionHistory {} {} {}", arn, is_reversed, has_data);
  PAWL_TRY(const PageRequest page, page_request(input, what));
  PAWL_TRY(const std::string file, parts.executions.history_of(*record));

  PAWL_TRY(history::Reader reader, history::Reader::open(file));
  std::vector<history::RecordedEvent> events;
  for (;;) {
    PAWL_TRY(auto event, reader.next());
    if (!event) break;
    events.push_back(std::move(*event));
  }
  if (is_reversed) std::ranges::reverse(events);
  const auto position = [is_reversed](const history::RecordedEvent& one) {
    return fmt::format("{:020}", is_reversed ? UINT64_MAX - one.id : one.id);
  };
  return page_of("events", events, page, what, position,
                 [has_data](const history::RecordedEvent& one) { return api_event(one, has_data); });
}

}  // namespace pawl::service
