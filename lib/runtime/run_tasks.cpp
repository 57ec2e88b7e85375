#include "runtime/run_tasks.h"

#include <utility>

#include "runtime/host.h"

namespace pawl::runtime {

using engine::Outcome;

RunTasks::RunTasks(Host& host, RunRoot& root, const tasks::BoundTasks& tasks, const RunIdentity& run,
                   Observer* observer)
    : host_(host),
      root_(root),
      tasks_(tasks),
      run_(run),
      observer_(observer),
      runners_({.sink = *this,
                .tasks = tasks,
                .run_name = run.name,
                .run_mark = run.mark,
                .run_folder = run.folder,
                .job_folder = run.job_folder,
                .loop = [](void* owner) -> boost::asio::io_context& {
                  return static_cast<Host*>(owner)->loop().io();
                },
                .loop_owner = &host,
                .spawn_threads = host.spawn_threads()}) {}

Result<Callbacks*> RunTasks::callbacks() {
  if (!callbacks_) {
    PAWL_TRY(callbacks_, Callbacks::open(host_, run_.folder, run_.mark, run_.sync, tasks_.secrets));
  }
  return callbacks_.get();
}

tasks::TaskId RunTasks::new_task(JobId job, engine::CommandId command) {
  started_[++last_] = {job, command, nullptr};
  return last_;
}

void RunTasks::cancel(tasks::TaskId task, const tasks::Binding& binding) {
  started_.erase(task);
  runners_.cancel(task, binding);
}

void RunTasks::report(tasks::TaskId task, Outcome outcome) {
  const auto found = started_.find(task);
  if (found == started_.end()) return;
  const JobId job_id = found->second.job;
  const engine::CommandId command = found->second.command;
  if (outcome.is_final()) started_.erase(found);
  if (Job* job = host_.find(job_id)) job->report(command, std::move(outcome));
}

void RunTasks::report_later(tasks::TaskId task, Outcome outcome, Millis delay) {
  const auto found = started_.find(task);
  if (found == started_.end()) return;
  Started& started = found->second;
  started.later = std::make_unique<Outcome>(std::move(outcome));
  root_.timers.add(root_.now() + delay, started.job, started.command, TimerKind::TaskAnswer);
}

void RunTasks::answer(tasks::TaskId task) {
  const auto found = started_.find(task);
  if (found != started_.end() && found->second.later != nullptr)
    report(task, std::move(*found->second.later));
}

void RunTasks::stderr_line(const tasks::TaskRequest& task, std::string_view line) {
  if (observer_ != nullptr) observer_->task_stderr(*task.state, task.attempt, line);
}

void RunTasks::cannot_continue(Error why) {
  if (!root_.error) root_.error = std::move(why);
}

}  // namespace pawl::runtime
