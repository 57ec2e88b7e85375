#include "runs/launch.h"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "history/details.h"
#include "replay/replayer.h"
#include "runs/await_end.h"
#include "support/workflow_folder.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;

namespace {

Launch named(const std::string& name, uint64_t number = 0) {
  return {.name = name, .name_kind = RunName::Given, .label = "", .number = number};
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("a launcher starts one execution after the other, each with a history and a seed of its own") {
    const WorkflowFolder folder(test::kPass);
    const workflow::Workflow workflow = folder.load();
    test::KeptNotices notices;
    LaunchSettings settings = folder.settings();
    settings.seed = 5;
    settings.context = Value::object({{"Who", Value::string("me")}});
    Launcher launcher(workflow, settings, notices);
    std::vector<replay::RecordedRun> recorded;
    for (uint64_t number = 0; number < 3; ++number) {
      auto run = launcher.prepare(named("r" + std::to_string(number), number), Value::integer(1));
      REQUIRE(run);
      const RunEnd end = carry_out(std::move(*run), nullptr);
      REQUIRE(end.result);
      CHECK(end.written.has_value());
      CHECK(end.result->status == engine::Status::Succeeded);
      CHECK(end.result->output.as_int64() == 7);
      auto read = replay::read_recorded_run(end.place.file);
      REQUIRE(read);
      CHECK(replay::replay(*workflow.definition.machine, end.place.file)->divergence == std::nullopt);
      recorded.push_back(std::move(*read));
    }
    CHECK(recorded[0].name == "r0");
    CHECK(recorded[0].machine == "flow");
    CHECK(recorded[0].file == folder.path("flow.asl.json"));
    CHECK(text_of(recorded[0].extras, "time") == "skip");
    CHECK(recorded[0].extras.find("seed")->as_int64() == 5);
    CHECK(recorded[1].extras.find("seed")->as_int64() != recorded[2].extras.find("seed")->as_int64());
    CHECK(recorded[2].extras.find("context")->find("Who")->as_string() == "me");
    CHECK_FALSE(recorded[2].definition.is_null());
    CHECK(notices.said.empty());
  }

  TEST_CASE("a run without a history leaves nothing, and one whose events are shown says them") {
    const WorkflowFolder folder(test::kPass);
    const workflow::Workflow workflow = folder.load();
    test::KeptNotices notices;
    LaunchSettings settings = folder.settings();
    settings.run.history.place = "none";
    settings.run.history.events = "-";
    Launcher launcher(workflow, settings, notices);
    auto run = launcher.prepare(named("r"), Value());
    REQUIRE(run);
    const RunEnd end = carry_out(std::move(*run), nullptr);
    CHECK(end.place.file.empty());
    CHECK(notices.events.find("\"ExecutionSucceeded\"") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.path("runs")));

    notices.events.clear();
    notices.is_read = false;
    auto unread = launcher.prepare(named("r"), Value());
    REQUIRE(unread);
    CHECK(carry_out(std::move(*unread), nullptr).result->status == engine::Status::Succeeded);
    CHECK(notices.said ==
          "warning: the reader of the events is gone: the run continues without writing them there\n");
  }

  TEST_CASE("the same name with the same input is the same run while it lasts: its end is awaited") {
    const WorkflowFolder folder(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}})");
    test::KeptNotices notices;
    std::thread other([&] {
      const workflow::Workflow workflow = folder.load();
      test::KeptNotices own;
      LaunchSettings settings = folder.settings();
      settings.time = {};
      auto run = Launcher(workflow, settings, own).prepare(named("r"), Value());
      (void)carry_out(std::move(*run), nullptr);
    });
    REQUIRE(testing_support::wait_for_file(folder.path("runs") + "/r/history.jsonl"));
    const workflow::Workflow workflow = folder.load();
    auto run = Launcher(workflow, folder.settings(), notices).prepare(named("r"), Value());
    REQUIRE(run);
    CHECK(run->place.is_running);
    CHECK(run->journal == nullptr);
    const auto end = await_end(run->place, "line 1: ", notices);
    other.join();
    REQUIRE(end);
    CHECK(end->interrupted_by == 0);
    CHECK(end->summary.status == history::RunStatus::Succeeded);
    CHECK(notices.said ==
          "info: line 1: the run 'r' with the same input is running already: waiting for its end\n");
  }

  TEST_CASE("ends_before_any_task: a chain of states, but neither a task nor a timer") {
    test::KeptNotices notices;
    const WorkflowFolder pass(test::kPass), task(test::kTaskOfReady);
    const workflow::Workflow passes = pass.load(), works = task.load();
    CHECK(Launcher(passes, pass.settings(), notices).ends_before_any_task(named("r"), Value()));
    CHECK_FALSE(Launcher(works, task.settings(), notices).ends_before_any_task(named("r"), Value()));
    CHECK_FALSE(std::filesystem::exists(pass.path("runs")));
  }

  TEST_CASE("a secret in what people wrote themselves is warned of once per run") {
    const WorkflowFolder folder(test::kPass);
    folder.write(".env", "TOKEN=geheim123\n");
    folder.write("pawl.yaml", "env:\n  file: .env\nsecrets: [TOKEN]\n");
    const workflow::Workflow workflow = folder.load();
    test::KeptNotices notices;
    Launcher launcher(workflow, folder.settings(), notices);
    REQUIRE(launcher.prepare(named("r"), Value::string("geheim123")));
    CHECK(notices.said.starts_with("warning: the input holds a secret"));
    notices.said.clear();
    REQUIRE(launcher.prepare(named("s"), Value::string("nothing")));
    CHECK(notices.said.empty());
  }
}
