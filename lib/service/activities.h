// Activities: the activities of the service, and the workers that wait for their tasks.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/host.h"
#include "service/parts.h"
#include "service/state_machine.h"
#include "service/states_arn.h"
#include "waiting/activity_queue.h"

namespace pawl::service {

/// Each is the folder of its queue (waiting/activity_queue.h), with a file activity.json for what the API
/// keeps.
class Activities {
 public:
  Activities(runtime::Host& host, std::string state_folder);
  ~Activities();
  Activities(const Activities&) = delete;
  Activities& operator=(const Activities&) = delete;

  struct Activity {
    std::string arn;
    std::string name;
    Millis created = 0;
    Value encryption;
    Tags tags;
  };
  /// nullopt: there is none.
  [[nodiscard]] std::optional<Activity> find(const StatesArn& arn) const;
  /// By name.
  [[nodiscard]] std::vector<Activity> all() const;
  Result<void> add(const Activity& activity) const;
  void remove(const StatesArn& arn);
  [[nodiscard]] std::optional<Tags> tags(const StatesArn& arn) const;
  Result<void> set_tags(const StatesArn& arn, const Tags& tags) const;

  /// Answers with a task as soon as there is one, after a minute without any. Demands find(arn).
  void await_task(const StatesArn& arn, std::string worker, Reply reply);
  /// Nobody waits any more: all are told that there is no task.
  void stop();

 private:
  struct Poll;
  struct Queue;
  [[nodiscard]] Activity read(const std::string& name, const std::string& arn) const;
  [[nodiscard]] std::string file_of(const std::string& name) const;
  void hand_out(Queue& queue);

  runtime::Host& host_;
  std::string state_folder_;
  std::map<std::string, std::unique_ptr<Queue>> queues_;  // by name, of those that somebody waits for
};

Served<Value> create_activity(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> delete_activity(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> describe_activity(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> list_activities(ServiceParts& parts, const Value& input, const CallScope& scope);
void get_activity_task(ServiceParts& parts, const Value& input, const CallScope& scope, Reply reply);

Served<Value> send_task_success(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> send_task_failure(ServiceParts& parts, const Value& input, const CallScope& scope);
Served<Value> send_task_heartbeat(ServiceParts& parts, const Value& input, const CallScope& scope);

}  // namespace pawl::service
