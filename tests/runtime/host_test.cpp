#include "runtime/host.h"

#include <doctest/doctest.h>

#include <map>

#include "asl/parse.h"
#include "source/document.h"
#include "tasks/resolve.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using engine::Status;
using runtime::Host;
using runtime::RunRoot;

namespace {

/// A definition with what its tasks do.
struct Machine {
  explicit Machine(const std::string& text)
      : document(source::read("d.json", text, source::Format::Json).document) {
    machine = std::move(asl::parse(document).machine);
    REQUIRE(machine != nullptr);
    tasks = std::move(tasks::resolve({.machine = *machine, .directory = "/tmp"})->tasks);
  }
  [[nodiscard]] runtime::RunRequest request(const std::string& name) const {
    runtime::RunRequest request{.machine = *machine, .input = Value::empty_object(), .tasks = tasks};
    request.info.name = name;
    return request;
  }
  source::Document document;
  std::unique_ptr<asl::StateMachine> machine;
  tasks::BoundTasks tasks;
};

/// Keeps the results in the order of the ends, and may act on one.
class Ends : public runtime::JobListener {
 public:
  void job_ended(runtime::Job& job, Result<runtime::RunResult> result) override {
    const std::string name = job.execution().info().name;
    order.push_back(name);
    results.insert_or_assign(name, std::move(result));
    if (then) then(job);
  }
  [[nodiscard]] Status status(const std::string& name) const { return results.at(name)->status; }
  std::vector<std::string> order;
  std::map<std::string, Result<runtime::RunResult>> results;
  std::function<void(runtime::Job&)> then;
};

Machine waits(int seconds) {
  return Machine(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":)" + std::to_string(seconds) +
                 R"(,"End":true}}})");
}

}  // namespace

TEST_SUITE("runtime") {
  TEST_CASE("jobs of one root share a virtual clock") {
    const Machine slow = waits(3600);
    const Machine fast = waits(60);
    Host host;
    RunRoot& root = host.add_root({runtime::TimeMode::Kind::Skip}, 1'000'000, {});
    const auto ends = std::make_shared<Ends>();
    Millis at_first_end = 0;
    ends->then = [&](runtime::Job& job) {
      if (at_first_end == 0) at_first_end = job.now();
    };
    runtime::start_job(host, root, slow.request("slow"), ends);
    runtime::start_job(host, root, fast.request("fast"), ends);
    host.run();
    CHECK(ends->order == std::vector<std::string>{"fast", "slow"});
    CHECK(at_first_end == 1'060'000);
    CHECK(ends->results.at("slow")->skipped == 3'600'000);
  }

  TEST_CASE("an endless loop in one job starves no other") {
    const Machine loop(
        R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}})");
    const Machine task(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"exec:true","End":true}}})");
    Host host;
    RunRoot& root = host.add_root({}, 0, {});
    const auto ends = std::make_shared<Ends>();
    runtime::Job& endless = runtime::start_job(host, root, loop.request("loop"), ends);
    const runtime::JobId id = endless.id();
    runtime::start_job(host, root, task.request("task"), ends);
    ends->then = [&](runtime::Job& job) {
      if (job.id() == id) return;
      host.find(id)->abort({std::nullopt, "enough"});
    };
    host.run();
    CHECK(ends->order == std::vector<std::string>{"task", "loop"});
    CHECK(ends->status("task") == Status::Succeeded);
    CHECK(ends->status("loop") == Status::Aborted);
    CHECK(host.find(id) == nullptr);
  }

  TEST_CASE("an endless loop in one job keeps no timer of another one back") {
    const Machine loop(
        R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}})");
    const Machine wait = waits(0);
    const Machine second = waits(1);
    Host host;
    RunRoot& root = host.add_root({}, 0, {});
    const auto ends = std::make_shared<Ends>();
    const runtime::JobId id = runtime::start_job(host, root, loop.request("loop"), ends).id();
    runtime::start_job(host, root, wait.request("at once"), ends);
    runtime::start_job(host, root, second.request("in a second"), ends);
    ends->then = [&](runtime::Job& job) {
      if (job.execution().info().name == "in a second") host.find(id)->abort({std::nullopt, "enough"});
    };
    host.run();
    CHECK(ends->order == std::vector<std::string>{"at once", "in a second", "loop"});
  }

  TEST_CASE("each root has a clock of its own; jobs may be added while others run") {
    const Machine hour = waits(3600);
    const Machine task(
        R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:sleep 0.05","End":true}}})");
    Host host;
    const auto ends = std::make_shared<Ends>();
    int added = 0;
    ends->then = [&](runtime::Job&) {
      if (added++ > 2) return;
      RunRoot& root = host.add_root({runtime::TimeMode::Kind::Skip}, 0, {});
      runtime::start_job(host, root, hour.request("hour" + std::to_string(added)), ends);
    };
    runtime::start_job(host, host.add_root({}, 0, {}), task.request("task"), ends);
    host.run();
    CHECK(ends->order == std::vector<std::string>{"task", "hour1", "hour2", "hour3"});
  }

  TEST_CASE("a bound on tasks counts over all jobs of a root") {
    const std::string lock = "/tmp/pawl-test-host-lock-" + std::to_string(::getpid());
    const Machine task(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:mkdir )" + lock +
                       " && sleep 0.02 && rmdir " + lock + R"(","End":true}}})");
    Host host;
    RunRoot& root = host.add_root({}, 0, {.tasks = 1});
    const auto ends = std::make_shared<Ends>();
    for (int i = 0; i < 8; ++i) runtime::start_job(host, root, task.request(std::to_string(i)), ends);
    host.run();
    CHECK(ends->order.size() == 8);
    for (const std::string& name : ends->order) CHECK(ends->status(name) == Status::Succeeded);
  }
}
