#include "waiting/activity_queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <utility>

#include "aws/name.h"
#include "base/utf8.h"
#include "history/details.h"
#include "value/dump.h"
#include "waiting/open_task.h"
#include "waiting/state_folder.h"

namespace pawl::waiting {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".json";

/// Names sort by the time at which the tasks began to wait.
std::string file_name(std::string_view token, Millis since) {
  char time[24];
  std::snprintf(time, sizeof time, "%016lld-", static_cast<long long>(std::max<Millis>(since, 0)));
  return time + token_digest(token) + std::string(kSuffix);
}

Value to_value(const ActivityTask& task) {
  ObjectBuilder out;
  out.append("token", Value::string(task.token));
  out.append("run", Value::string(task.run));
  out.append("state", Value::string(task.state));
  out.append("attempt", Value::integer(task.attempt));
  if (task.map_index >= 0) out.append("index", Value::integer(task.map_index));
  out.append("since", Value::integer(task.since));
  if (task.heartbeat > 0) out.append("heartbeat", Value::integer(task.heartbeat));
  out.append("input", task.input);
  return out.finish();
}

std::optional<ActivityTask> from_value(const Value& value) {
  const Value* input = value.find("input");
  if (input == nullptr || text_of(value, "token").empty()) return std::nullopt;
  return ActivityTask{.token = std::string(text_of(value, "token")),
                      .input = *input,
                      .run = std::string(text_of(value, "run")),
                      .state = std::string(text_of(value, "state")),
                      .attempt = static_cast<uint32_t>(number_of(value, "attempt", 1)),
                      .map_index = number_of(value, "index", -1),
                      .since = number_of(value, "since", 0),
                      .heartbeat = number_of(value, "heartbeat", 0)};
}

}  // namespace

std::string_view name_of_activity(std::string_view arn) {
  constexpr std::string_view kBefore = ":activity:";
  const size_t at = arn.find(kBefore);
  return at == std::string_view::npos ? arn : arn.substr(at + kBefore.size());
}

bool is_activity_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || utf8::find_invalid(name) != std::string_view::npos) return false;
  return utf8::count(name) <= aws::kLongestName &&
         std::none_of(name.begin(), name.end(), aws::is_forbidden_in_names);
}

Result<ActivityQueue> ActivityQueue::of_user(std::string_view name) {
  PAWL_TRY(const std::string folder, state_folder());
  return ActivityQueue(folder, name);
}

bool ActivityQueue::exists() const { return pawl::exists(tasks_folder()); }

Result<void> ActivityQueue::create() const {
  PAWL_CHECK(make_folders(claimed_folder()));
  return make_folders(tasks_folder());
}

bool ActivityQueue::remove_activity() const {
  std::error_code ignored;
  return fs::remove_all(folder_, ignored) > 0;
}

Result<bool> ActivityQueue::add(const ActivityTask& task, Sync sync) const {
  const std::string name = file_name(task.token, task.since);
  const std::string queued = tasks_folder() + "/" + name;
  // In this order: a worker moves it from the one folder to the other.
  if (pawl::exists(queued) || pawl::exists(claimed_folder() + "/" + name)) return true;
  if (!exists()) return false;
  PAWL_CHECK(write_file(queued, to_json(to_value(task)) + "\n", IfThere::Replace, sync));
  return true;
}

void ActivityQueue::remove(std::string_view token, Millis since) const {
  const std::string name = file_name(token, since);
  for (std::string path : {tasks_folder(), claimed_folder()}) ::unlink(path.append("/").append(name).c_str());
}

ActivityQueue::Counts ActivityQueue::counts() const {
  return {files_in(tasks_folder(), kSuffix).size(), files_in(claimed_folder(), kSuffix).size()};
}

std::optional<ActivityTask> ActivityQueue::claim() {
  for (bool is_read = false;; seen_.pop_front()) {
    // Others may have taken all that was seen before.
    if (seen_.empty() && !std::exchange(is_read, true)) {
      auto names = files_in(tasks_folder(), kSuffix);
      seen_.assign(std::make_move_iterator(names.begin()), std::make_move_iterator(names.end()));
    }
    if (seen_.empty()) return std::nullopt;
    const std::string& name = seen_.front();
    const std::string claimed = claimed_folder() + "/" + name;
    if (::rename((tasks_folder() + "/" + name).c_str(), claimed.c_str()) != 0) continue;
    const auto value = read_object(claimed);
    if (auto task = value ? from_value(*value) : std::nullopt) {
      seen_.pop_front();
      return task;
    }
    ::unlink(claimed.c_str());  // nobody of ours wrote it
  }
}

std::vector<std::string> activity_names(const std::string& state_folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator folders(state_folder + "/activities", error), end; !error && folders != end;
       folders.increment(error)) {
    if (folders->is_directory(error)) names.push_back(folders->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace pawl::waiting
