// How commands are stopped, and what they leave running.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "support/process.h"
#include "support/task_harness.h"
#include "tasks/process_runner.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;
using testing_support::TemporaryFolder;

namespace {

std::string result_of(const Outcome& outcome) {
  CHECK_MESSAGE(outcome.type == Outcome::Type::Succeeded, outcome.error.cause.value_or("(none)"));
  return to_json(outcome.output);
}

std::string read(const std::string& path) { return testing_support::read_text(path); }

bool lives(pid_t pid) { return ::kill(pid, 0) == 0; }

bool dies_soon(pid_t pid) {
  for (int i = 0; i < 200 && lives(pid); ++i) ::usleep(10'000);
  return !lives(pid);
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a cancelled task dies with its whole group and reports nothing") {
    TemporaryFolder folder;
    TaskHarness harness(tasks::make_process_runner);
    const std::string note = folder.path().string() + "/pid";
    const auto id = harness.start(
        sh("sleep 1000 & echo $! > " + note + ".tmp; mv " + note + ".tmp " + note + "; wait"), {});
    while (!std::filesystem::exists(note)) harness.run_for(10);
    const pid_t grandchild = std::stoi(read(note));
    CHECK(lives(grandchild));
    harness.cancel(id);
    CHECK(harness.wait_until_idle());
    CHECK(!harness.has_ended(id));
    CHECK(dies_soon(grandchild));
    CHECK(children() == 0);
  }

  TEST_CASE("one that ignores SIGTERM is killed, its children as well") {
    TemporaryFolder folder;
    TaskHarness harness(tasks::make_process_runner);
    const std::string note = folder.path().string() + "/pid";
    const auto id =
        harness.start(sh("trap '' TERM; (trap '' TERM; exec >/dev/null 2>&1; sleep 1000) & echo $! > " +
                         note + ".tmp; mv " + note + ".tmp " + note + "; sleep 1000; sleep 1000"),
                      {});
    while (!std::filesystem::exists(note)) harness.run_for(10);
    const pid_t grandchild = std::stoi(read(note));
    harness.cancel(id);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(harness.wait_until_idle());
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(4500));
    CHECK(!lives(grandchild));
    CHECK(children() == 0);
  }

  TEST_CASE("a stop at once does not wait five seconds; one that is starting is caught, too") {
    TaskHarness harness(tasks::make_process_runner);
    for (int i = 0; i < 20; ++i) harness.start(sh("trap '' TERM; sleep 1000"), {});
    harness.stop(tasks::Stop::Gently);
    harness.run_for(50);
    const auto begin = std::chrono::steady_clock::now();
    harness.stop(tasks::Stop::AtOnce);
    CHECK(harness.wait_until_idle());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(4));
    CHECK(children() == 0);
  }

  TEST_CASE("a child that cleans up on SIGTERM gets the time for it") {
    TemporaryFolder folder;
    TaskHarness harness(tasks::make_process_runner);
    const std::string ready = folder.path().string() + "/ready";
    const std::string done = folder.path().string() + "/done";
    // The shell dies at once; the one that cleans up closed its pipes and is in the group.
    const auto id =
        harness.start(sh("(exec >/dev/null 2>&1; trap 'sleep 0.3; touch " + done + "; exit' TERM; touch " +
                         ready + "; while :; do sleep 0.05; done) & wait"),
                      {});
    while (!std::filesystem::exists(ready)) harness.run_for(10);
    harness.cancel(id);
    CHECK(harness.wait_until_idle());
    CHECK(std::filesystem::exists(done));
    CHECK(children() == 0);
  }

  TEST_CASE("background processes: output is waited for, those that closed it are left alone") {
    TemporaryFolder folder;
    TaskHarness harness(tasks::make_process_runner);
    CHECK(result_of(harness.run(sh("(sleep 0.2; echo 7) &"))) == "7");
    const std::string note = folder.path().string() + "/pid";
    CHECK(result_of(harness.run(sh("sleep 1000 >/dev/null 2>&1 & echo $! > " + note + "; echo 8"))) == "8");
    CHECK(harness.wait_until_idle());
    const pid_t background = std::stoi(read(note));
    CHECK(lives(background));
    ::kill(background, SIGKILL);
    // Once a second the dead are waited for, while a task runs.
    harness.run(exec({"sleep", "1.5"}));
    CHECK(!lives(background));
  }

  TEST_CASE("a runner that is thrown away in the middle leaves nothing running") {
    const size_t before = open_descriptors();
    {
      TaskHarness harness(tasks::make_process_runner);
      for (int i = 0; i < 10; ++i) harness.start(sh("trap '' TERM; sleep 1000"), {});
      harness.run_for(20);
    }
    CHECK(open_descriptors() == before);
    CHECK(children() == 0);
  }
}
