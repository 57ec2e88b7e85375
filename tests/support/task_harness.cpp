#include "support/task_harness.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tasks/process_mark.h"
#include "tasks/spawner.h"

namespace pawl::test {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

struct TaskHarness::Loop {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tasks::SpawnThreads spawn_threads;
};

TaskHarness::TaskHarness(Make make, tasks::BoundTasks tasks)
    : loop_(std::make_unique<Loop>()), tasks_(std::move(tasks)), masked_(*this, tasks_.secrets) {
  runner_ = make({.sink = masked_,
                  .tasks = tasks_,
                  .run_name = "the-run",
                  .run_mark = tasks::run_mark({}, 0),
                  .loop = [](void* loop) -> asio::io_context& { return static_cast<Loop*>(loop)->io; },
                  .loop_owner = loop_.get(),
                  .spawn_threads = loop_->spawn_threads});
}

TaskHarness::~TaskHarness() { runner_.reset(); }

tasks::BoundTasks TaskHarness::default_tasks() {
  tasks::BoundTasks tasks;
  tasks.environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}};
  return tasks;
}

tasks::TaskId TaskHarness::start(const tasks::Binding& binding, Value input, const std::string& state) {
  tasks::TaskRequest request;
  bindings_.push_back(std::make_unique<tasks::Binding>(binding));
  request.binding = bindings_.back().get();
  request.input = std::move(input);
  return start(std::move(request), state);
}

tasks::TaskId TaskHarness::start(tasks::TaskRequest request, const std::string& state) {
  asl::State& the_state = states_[state];
  if (the_state.name.empty()) {
    the_state.name = state;
    the_state.kind = asl::Task{};
  }
  request.id = ++started_;
  if (request.state == nullptr) request.state = &the_state;
  runner_->start(request);
  return request.id;
}

void TaskHarness::cancel(tasks::TaskId id) { runner_->cancel(id); }
void TaskHarness::stop(tasks::Stop how) { runner_->stop(how); }
bool TaskHarness::has_unawaited() const { return runner_->has_unawaited(); }

bool TaskHarness::wait_for(size_t ends) {
  const auto limit = clock::now() + std::chrono::seconds(60);
  while (ends_.size() < ends && clock::now() < limit) loop_->io.run_one_for(std::chrono::seconds(1));
  return ends_.size() >= ends;
}

bool TaskHarness::wait_until_idle() {
  const auto limit = clock::now() + std::chrono::seconds(60);
  while (!runner_->is_idle() && clock::now() < limit) loop_->io.run_one_for(std::chrono::seconds(1));
  return runner_->is_idle();
}

void TaskHarness::run_for(int milliseconds) { loop_->io.run_for(std::chrono::milliseconds(milliseconds)); }

const engine::Outcome& TaskHarness::end_of(tasks::TaskId id) {
  REQUIRE(ends_.contains(id));
  return ends_.at(id);
}

engine::Outcome TaskHarness::run(const tasks::Binding& binding, Value input) {
  const tasks::TaskId id = start(binding, std::move(input));
  REQUIRE(wait_for(ends_.contains(id) ? ends_.size() : ends_.size() + 1));
  return end_of(id);
}

void TaskHarness::report(tasks::TaskId id, engine::Outcome outcome) {
  if (outcome.type == engine::Outcome::Type::Started || outcome.type == engine::Outcome::Type::Submitted) {
    steps.push_back(std::move(outcome));
    return;
  }
  CHECK_MESSAGE(!ends_.contains(id), "a task ended twice");
  ends_[id] = std::move(outcome);
}

void TaskHarness::stderr_line(const tasks::TaskRequest&, std::string_view line) { lines.emplace_back(line); }

tasks::Binding exec(std::vector<std::string> argv) {
  tasks::Binding binding;
  binding.target = tasks::ExecBinding{.argv = std::move(argv), .script = {}};
  binding.directory = "/tmp";
  return binding;
}

tasks::Binding sh(std::string script) {
  tasks::Binding binding;
  binding.target = tasks::ExecBinding{.argv = {}, .script = std::move(script)};
  binding.directory = "/tmp";
  return binding;
}

size_t open_descriptors() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

size_t children() {
  size_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream file(task.path() / "children");
    for (int pid = 0; file >> pid;) ++count;
  }
  return count;
}

}  // namespace pawl::test
