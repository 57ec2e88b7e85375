#include <utility>

#include "runtime/clock.h"
#include "service/activities.h"
#include "service/configurations.h"
#include "service/names.h"
#include "service/paging.h"
#include "value/members.h"
#include "value/parse.h"
#include "waiting/answer.h"

namespace pawl::service {

namespace {

using Kind = StatesArn::Kind;
using Activity = Activities::Activity;

Served<Activity> find_activity(ServiceParts& parts, std::string_view text) {
  PAWL_TRY(const StatesArn arn, StatesArn::parse(text, Kind::Activity));
  auto activity = parts.activities.find(arn);
  if (!activity) return fault("ActivityDoesNotExist", "Activity Does Not Exist: '" + arn.text + "'");
  return std::move(*activity);
}

Value listed(const Activity& activity) {
  return Value::object({{"activityArn", Value::string(activity.arn)},
                        {"name", Value::string(activity.name)},
                        {"creationDate", api_time(activity.created)}});
}

Served<Value> sent(const waiting::Answered& answered) {
  if (answered) return Value::empty_object();
  using Code = waiting::AnswerError::Code;
  const char* type = "InternalFailure";
  switch (answered.error().code) {
    case Code::InvalidToken: type = "InvalidToken"; break;
    case Code::TaskDoesNotExist: type = "TaskDoesNotExist"; break;
    case Code::TaskTimedOut: type = "TaskTimedOut"; break;
    case Code::NotDelivered: break;
  }
  return fault(type, answered.error().message);
}

std::optional<std::string> text_if_given(const Value& input, std::string_view member) {
  const Value* value = given(input, member);
  return value != nullptr ? std::optional<std::string>(value->as_string()) : std::nullopt;
}

/// Answers are as durable as histories that are synced now and then.
Served<Value> answer_task(ServiceParts& parts, const Value& input, const waiting::Answer& answer) {
  const waiting::OpenTasks open(parts.settings.state_folder);
  return sent(
      waiting::send_answer(open, text_of(input, "taskToken"), answer, runtime::wall_millis(), Sync::No));
}

}  // namespace

Served<Value> create_activity(ServiceParts& parts, const Value& input, const CallScope& scope) {
  const std::string name(text_of(input, "name"));
  PAWL_CHECK(check_name(name));
  if (!waiting::is_activity_name(name)) return fault("InvalidName", "Invalid Name: '" + name + "'");
  PAWL_TRY(Value encryption, encryption_configuration(given(input, "encryptionConfiguration")));
  const std::string text = parts.arn_prefix(scope) + "activity:" + name;
  PAWL_TRY(const StatesArn arn, StatesArn::parse(text, Kind::Activity));
  auto activity = parts.activities.find(arn);
  if (!activity || activity->created == 0) {
    activity = Activity{
        .arn = text, .name = name, .created = runtime::wall_millis(), .encryption = std::move(encryption)};
    if (const Value* tags = given(input, "tags")) add_tags(activity->tags, *tags);
    PAWL_CHECK(parts.activities.add(*activity));
  }
  return Value::object(
      {{"activityArn", Value::string(activity->arn)}, {"creationDate", api_time(activity->created)}});
}

Served<Value> delete_activity(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const StatesArn arn, StatesArn::parse(text_of(input, "activityArn"), Kind::Activity));
  if (parts.activities.find(arn)) parts.activities.remove(arn);
  return Value::empty_object();
}

Served<Value> describe_activity(ServiceParts& parts, const Value& input, const CallScope&) {
  PAWL_TRY(const Activity activity, find_activity(parts, text_of(input, "activityArn")));
  return listed(activity).with_member(Value::string("encryptionConfiguration"), activity.encryption);
}

Served<Value> list_activities(ServiceParts& parts, const Value& input, const CallScope&) {
  constexpr std::string_view kWhat = "ListActivities";
  PAWL_TRY(const PageRequest page, page_request(input, kWhat));
  return page_of(
      "activities", parts.activities.all(), page, kWhat, [](const Activity& one) { return one.name; },
      listed);
}

void get_activity_task(ServiceParts& parts, const Value& input, const CallScope&, Reply reply) {
  const std::string_view text = text_of(input, "activityArn");
  if (const auto activity = find_activity(parts, text); !activity)
    return reply(tl::unexpected(activity.error()));
  parts.activities.await_task(*StatesArn::parse(text, Kind::Activity),
                              std::string(text_of(input, "workerName")), std::move(reply));
}

Served<Value> send_task_success(ServiceParts& parts, const Value& input, const CallScope&) {
  auto output = parse_json(text_of(input, "output"));
  if (!output) return fault("InvalidOutput", "Invalid Output: '" + output.error().message + "'");
  return answer_task(parts, input, std::move(*output));
}

Served<Value> send_task_failure(ServiceParts& parts, const Value& input, const CallScope&) {
  return answer_task(parts, input,
                     asl::StateError{text_if_given(input, "error"), text_if_given(input, "cause")});
}

Served<Value> send_task_heartbeat(ServiceParts& parts, const Value& input, const CallScope&) {
  const waiting::OpenTasks open(parts.settings.state_folder);
  return sent(waiting::send_heartbeat(open, text_of(input, "taskToken"), runtime::wall_millis()));
}

}  // namespace pawl::service
