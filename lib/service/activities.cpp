#include "service/activities.h"

#include <chrono>
#include <list>
#include <optional>
#include <utility>

#include "runtime/clock.h"
#include "runtime/folder_watch.h"
#include "runtime/loop_timer.h"
#include "value/dump.h"
#include "value/members.h"
#include "waiting/answer.h"
#include "waiting/json_file.h"
#include "waiting/open_task.h"

namespace pawl::service {

namespace {

constexpr auto kLongPoll = std::chrono::seconds(60);

Value no_task() { return Value::object({{"taskToken", Value()}}); }

}  // namespace

/// One call of GetActivityTask.
struct Activities::Poll {
  std::string worker;
  Reply reply;
  std::optional<runtime::LoopTimer> timer = std::nullopt;
};

/// The calls that wait for the tasks of one activity, the oldest first.
struct Activities::Queue {
  Queue(const std::string& state_folder, const std::string& name) : tasks(state_folder, name) {}
  waiting::ActivityQueue tasks;
  std::unique_ptr<runtime::FolderWatch> watch;
  std::list<Poll> polls;
};

Activities::Activities(runtime::Host& host, std::string state_folder)
    : host_(host), state_folder_(std::move(state_folder)) {}

Activities::~Activities() = default;

std::string Activities::file_of(const std::string& name) const {
  return state_folder_ + "/activities/" + name + "/activity.json";
}

Activities::Activity Activities::read(const std::string& name, const std::string& arn) const {
  Activity activity{
      .arn = arn, .name = name, .encryption = Value::object({{"type", Value::string("AWS_OWNED_KEY")}})};
  const auto json = waiting::read_object(file_of(name));
  if (!json) return activity;
  if (const auto known = text_of(*json, "arn"); !known.empty()) activity.arn = known;
  activity.created = number_of(*json, "creationDate");
  if (const Value* encryption = json->find("encryptionConfiguration")) activity.encryption = *encryption;
  if (const Value* tags = json->find("tags")) add_tags(activity.tags, *tags);
  return activity;
}

std::optional<Activities::Activity> Activities::find(const StatesArn& arn) const {
  if (!waiting::is_activity_name(arn.name) || !waiting::ActivityQueue(state_folder_, arn.name).exists())
    return std::nullopt;
  return read(arn.name, arn.text);
}

std::vector<Activities::Activity> Activities::all() const {
  std::vector<Activity> found;
  for (const std::string& name : waiting::activity_names(state_folder_))
    found.push_back(read(name, "arn:aws:states:us-east-1:123456789012:activity:" + name));
  return found;
}

Result<void> Activities::add(const Activity& activity) const {
  PAWL_CHECK(waiting::ActivityQueue(state_folder_, activity.name).create());
  const Value json = Value::object({{"arn", Value::string(activity.arn)},
                                    {"creationDate", Value::integer(activity.created)},
                                    {"encryptionConfiguration", activity.encryption},
                                    {"tags", tags_to_json(activity.tags)}});
  PAWL_CHECK(write_file(file_of(activity.name), to_json(json), IfThere::Replace, Sync::Yes));
  return {};
}

void Activities::remove(const StatesArn& arn) {
  (void)waiting::ActivityQueue(state_folder_, arn.name).remove_activity();
  const auto queue = queues_.find(arn.name);
  if (queue == queues_.end()) return;
  const auto polls = std::exchange(queue->second->polls, {});
  queues_.erase(queue);
  for (const Poll& poll : polls)
    poll.reply(fault("ActivityDoesNotExist", "Activity Does Not Exist: '" + arn.text + "'"));
}

std::optional<Tags> Activities::tags(const StatesArn& arn) const {
  auto activity = find(arn);
  return activity ? std::optional(std::move(activity->tags)) : std::nullopt;
}

Result<void> Activities::set_tags(const StatesArn& arn, const Tags& tags) const {
  auto activity = find(arn);
  if (!activity) return fail("there is no such activity");
  activity->tags = tags;
  return add(*activity);
}

void Activities::await_task(const StatesArn& arn, std::string worker, Reply reply) {
  std::unique_ptr<Queue>& queue = queues_[arn.name];
  if (!queue) {
    queue = std::make_unique<Queue>(state_folder_, arn.name);
    queue->watch = std::make_unique<runtime::FolderWatch>(host_.loop(), queue->tasks.tasks_folder(),
                                                          [this, name = arn.name](std::string_view) {
                                                            const auto found = queues_.find(name);
                                                            if (found != queues_.end())
                                                              hand_out(*found->second);
                                                          });
  }
  Queue& here = *queue;
  const auto poll = here.polls.insert(here.polls.end(), Poll{std::move(worker), std::move(reply)});
  poll->timer.emplace(host_.loop(), kLongPoll, [this, name = arn.name, poll] {
    const auto found = queues_.find(name);
    if (found == queues_.end()) return;
    const Reply late = std::move(poll->reply);
    found->second->polls.erase(poll);
    late(no_task());
  });
  hand_out(here);
}

void Activities::hand_out(Queue& queue) {
  while (!queue.polls.empty()) {
    const auto task = queue.tasks.claim();
    if (!task) return;
    const waiting::OpenTasks open(state_folder_);
    if (!waiting::send_start(open, task->token, queue.polls.front().worker, runtime::wall_millis())) continue;
    const Reply reply = std::move(queue.polls.front().reply);
    queue.polls.pop_front();
    reply(Value::object(
        {{"taskToken", Value::string(task->token)}, {"input", Value::string(to_json(task->input))}}));
  }
}

void Activities::stop() {
  for (auto& [name, queue] : std::exchange(queues_, {})) {
    for (Poll& poll : queue->polls) poll.reply(no_task());
  }
}

}  // namespace pawl::service
