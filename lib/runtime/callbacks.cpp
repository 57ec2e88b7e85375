#include "runtime/callbacks.h"

#include <utility>

#include "runtime/host.h"
#include "tasks/mask.h"
#include "waiting/state_folder.h"

namespace pawl::runtime {

using engine::Outcome;
using waiting::OpenTask;

Result<std::unique_ptr<Callbacks>> Callbacks::open(Host& host, const std::string& folder,
                                                   const std::string& mark, Sync sync,
                                                   std::span<const std::string> secrets) {
  PAWL_TRY(std::string state, waiting::state_folder());
  std::string answers =
      folder.empty() ? state + "/waiting/answers-" + waiting::token_digest(mark) : folder + "/answers";
  std::unique_ptr<Callbacks> callbacks(
      new Callbacks(host, std::move(state), std::move(answers), sync, secrets));
  PAWL_CHECK(callbacks->answers_.make());
  callbacks->answers_.recover();
  return callbacks;
}

Callbacks::Callbacks(Host& host, std::string state_folder, std::string answers, Sync sync,
                     std::span<const std::string> secrets)
    : host_(host),
      state_folder_(std::move(state_folder)),
      notes_(state_folder_),
      answers_(std::move(answers)),
      sync_(sync),
      secrets_(secrets) {}

Result<void> Callbacks::note(OpenTask task) const {
  task.answers = answers_.path();
  return notes_.add(task, sync_);
}

void Callbacks::listen(JobId job, engine::CommandId command, const OpenTask& task) {
  if (!watch_) {
    watch_ = std::make_unique<FolderWatch>(host_.loop(), answers_.path(),
                                           [this](std::string_view name) { heard(name); });
  }
  Listener& listener = listeners_[waiting::token_digest(task.token)];
  listener = {
      .job = job, .command = command, .token = task.token, .activity = task.activity, .since = task.since};
  look(listener, News::No);
}

Result<bool> Callbacks::offer(const waiting::ActivityTask& task, const std::string& activity,
                              bool makes) const {
  const waiting::ActivityQueue queue(state_folder_, activity);
  if (makes) PAWL_CHECK(queue.create());
  return queue.add(task, sync_);
}

std::optional<Outcome> Callbacks::close(std::string_view token) const {
  notes_.remove(token);
  return take(token);
}

void Callbacks::forget(std::string_view token, bool keeps_answer) {
  notes_.remove(token);
  const auto found = listeners_.find(waiting::token_digest(token));
  if (found != listeners_.end()) {
    const Listener& one = found->second;
    if (!one.activity.empty())
      waiting::ActivityQueue(state_folder_, one.activity).remove(one.token, one.since);
    listeners_.erase(found);
  }
  if (!keeps_answer) answers_.remove(token);
}

void Callbacks::end() {
  watch_.reset();
  answers_.remove_all();
}

void Callbacks::sweep(const std::string& history) const {
  for (const OpenTask& task : notes_.list()) {
    if (!history.empty() && task.history == history &&
        !listeners_.contains(waiting::token_digest(task.token)))
      notes_.remove(task.token);
  }
}

// --- What is heard -------------------------------------------------------------------------------------

void Callbacks::heard(std::string_view name) {
  if (name.empty()) {
    std::vector<std::string> digests;  // answers change the table
    for (const auto& [digest, listener] : listeners_) digests.push_back(digest);
    for (const std::string& digest : digests) {
      if (const auto found = listeners_.find(digest); found != listeners_.end())
        look(found->second, News::Yes);
    }
    return;
  }
  const auto found = listeners_.find(std::string(name.substr(0, name.find('.'))));
  if (found != listeners_.end()) look(found->second, News::Yes);
}

void Callbacks::look(Listener& listener, News news) {
  Job* job = host_.find(listener.job);
  if (job == nullptr || listener.is_answered) return;
  // What happens now happens at the time of the run's clock, which need not be that of the wall.
  const auto time_of = [&](Millis at) { return news == News::Yes ? job->now() : at; };
  if (!listener.activity.empty() && !listener.has_started) {
    if (const auto start = answers_.start(listener.token)) {
      listener.has_started = true;
      job->worker_started(listener.command, start->worker, time_of(start->at));
    }
  }
  if (const auto beat = answers_.last_heartbeat(listener.token))
    job->heartbeat(listener.command, time_of(*beat));
  if (auto answer = take(listener.token)) {
    listener.is_answered = true;
    job->answered(listener.command, std::move(*answer));
  }
}

std::optional<Outcome> Callbacks::take(std::string_view token) const {
  auto answer = answers_.take(token);
  if (!answer) return std::nullopt;
  if (auto* output = std::get_if<Value>(&*answer))
    return Outcome::succeeded(secrets_.empty() ? std::move(*output) : tasks::mask(*output, secrets_));
  auto& error = std::get<asl::StateError>(*answer);
  for (auto* text : {&error.error, &error.cause}) {
    if (*text && !secrets_.empty()) *text = tasks::mask(**text, secrets_);
  }
  return Outcome::failed(std::move(error));
}

}  // namespace pawl::runtime
