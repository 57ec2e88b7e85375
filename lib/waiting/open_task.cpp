#include "waiting/open_task.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/digest.h"
#include "history/details.h"
#include "history/run_probe.h"
#include "value/dump.h"
#include "waiting/state_folder.h"

namespace pawl::waiting {

namespace {

constexpr size_t kDigits = 32;

Value to_value(const OpenTask& task) {
  ObjectBuilder out;
  const auto text = [&out](std::string_view member, std::string_view value) {
    if (!value.empty()) out.append(member, Value::string(value));
  };
  const auto number = [&out](std::string_view member, int64_t value) {
    if (value > 0) out.append(member, Value::integer(value));
  };
  text("token", task.token);
  text("run", task.run);
  text("history", task.history);
  text("answers", task.answers);
  text("state", task.state);
  if (task.map_index >= 0) out.append("index", Value::integer(task.map_index));
  text("activity", task.activity);
  number("process", task.process);
  number("since", task.since);
  number("deadline", task.deadline);
  number("heartbeat", task.heartbeat);
  return out.finish();
}

OpenTask open_task_of(const Value& value) {
  return {.token = std::string(text_of(value, "token")),
          .run = std::string(text_of(value, "run")),
          .history = std::string(text_of(value, "history")),
          .answers = std::string(text_of(value, "answers")),
          .state = std::string(text_of(value, "state")),
          .map_index = number_of(value, "index", -1),
          .activity = std::string(text_of(value, "activity")),
          .process = static_cast<int>(number_of(value, "process")),
          .since = number_of(value, "since"),
          .deadline = number_of(value, "deadline"),
          .heartbeat = number_of(value, "heartbeat")};
}

}  // namespace

std::string OpenTask::label() const {
  return map_index < 0 ? state : state + "[" + std::to_string(map_index) + "]";
}

bool OpenTask::is_abandoned() const {
  if (history.empty()) return process <= 0 || (::kill(process, 0) != 0 && errno == ESRCH);
  if (::access(history.c_str(), F_OK) != 0) return errno == ENOENT || errno == ENOTDIR;
  return !history::is_being_written(history) &&
         history::probe_run({run, "", history}).status != history::RunStatus::Running;
}

std::string token_digest(std::string_view token) { return digest(token, "SHA-256")->substr(0, kDigits); }

Result<OpenTasks> OpenTasks::of_user() {
  PAWL_TRY(const std::string folder, state_folder());
  return OpenTasks(folder);
}

std::string OpenTasks::path_of(std::string_view token) const {
  return folder_ + "/" + token_digest(token) + ".json";
}

Result<void> OpenTasks::add(const OpenTask& task, Sync sync) const {
  PAWL_CHECK(make_folders(folder_));
  PAWL_CHECK(write_file(path_of(task.token), to_json(to_value(task)) + "\n", IfThere::Replace, sync));
  return {};
}

bool OpenTasks::remove(std::string_view token) const { return ::unlink(path_of(token).c_str()) == 0; }

bool OpenTasks::has(std::string_view token) const { return ::access(path_of(token).c_str(), F_OK) == 0; }

std::optional<OpenTask> OpenTasks::find(std::string_view token) const {
  const auto value = read_object(path_of(token));
  if (!value) return std::nullopt;
  OpenTask task = open_task_of(*value);
  return task.token == token ? std::optional(std::move(task)) : std::nullopt;
}

std::vector<OpenTask> OpenTasks::list() const {
  std::vector<OpenTask> tasks;
  for (const std::string& name : files_in(folder_, ".json")) {
    const auto value = read_object(folder_ + "/" + name);
    if (!value) continue;
    OpenTask task = open_task_of(*value);
    if (task.is_abandoned()) remove(task.token);
    else tasks.push_back(std::move(task));
  }
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const OpenTask& a, const OpenTask& b) { return a.since < b.since; });
  return tasks;
}

}  // namespace pawl::waiting
