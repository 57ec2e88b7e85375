#include "runs/resume.h"

#include <doctest/doctest.h>

#include "history/run_probe.h"
#include "support/workflow_folder.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;
using workflow::ErrorCode;

namespace {

/// A run of the folder's definition, to its end; the path of its history.
std::string run_once(const WorkflowFolder& folder) {
  const workflow::Workflow workflow = folder.load();
  test::KeptNotices notices;
  Launcher launcher(workflow, folder.settings(), notices);
  auto run = launcher.prepare({.name = "r", .name_kind = RunName::Given, .label = "", .number = 0}, Value());
  REQUIRE(run);
  return carry_out(std::move(*run), nullptr).place.file;
}

ResumeRequest request() {
  ResumeRequest out;
  out.settings.bounds.time.clear();
  return out;
}

ErrorCode code_of_find(const std::string& name) {
  test::KeptNotices notices;
  const auto found = Resumption::find(name, request(), notices);
  REQUIRE_FALSE(found);
  return found.error().code;
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("a failed run is redriven from the state that failed") {
    const WorkflowFolder folder(test::kTaskOfReady);
    const std::string history = run_once(folder);
    CHECK(history::probe_run({"", "", history}).status == history::RunStatus::Failed);
    folder.write("ready", "{\"done\": true}");

    test::KeptNotices notices;
    auto found = Resumption::find(history, request(), notices);
    REQUIRE(found);
    CHECK(found->place().run == "r");
    CHECK(code_of_find(history) == ErrorCode::RunIsRunning);  // found->has it
    CHECK_FALSE(found->output()->has_value());
    REQUIRE(found->bind());
    REQUIRE(found->rebuild(std::nullopt));
    CHECK(found->divergence() == nullptr);
    CHECK(found->recovered().redrive.has_value());
    CHECK(found->before().find("Work")->failed == 1);
    CHECK_FALSE(found->config_change().has_value());
    CHECK_FALSE(found->newer_definition().has_value());
    auto run = found->begin();
    REQUIRE(run);
    REQUIRE(run->has_value());
    const RunEnd end = carry_out(std::move(**run), nullptr);
    REQUIRE(end.result);
    CHECK(end.result->status == engine::Status::Succeeded);
    CHECK(end.written.has_value());
    CHECK(end.place.file == history);
    CHECK(notices.said.empty());
  }

  TEST_CASE("a run that has succeeded gives its output, and nothing is left to redrive") {
    const WorkflowFolder folder(test::kPass);
    const std::string history = run_once(folder);
    test::KeptNotices notices;
    {
      auto found = Resumption::find(history, request(), notices);
      REQUIRE(found);
      const auto output = found->output();
      REQUIRE(output);
      REQUIRE(output->has_value());
      CHECK((*output)->as_int64() == 7);
    }
    ResumeRequest with_definition = request();
    with_definition.definition = folder.path("flow.asl.json");
    auto found = Resumption::find(history, with_definition, notices);
    REQUIRE(found);
    CHECK_FALSE(found->output()->has_value());
    REQUIRE(found->bind());
    const auto rebuilt = found->rebuild(std::nullopt);
    REQUIRE_FALSE(rebuilt);
    CHECK(rebuilt.error().code == ErrorCode::NotResumable);
  }

  TEST_CASE("a run goes back to a state, with another input for it") {
    const WorkflowFolder folder(test::kTaskOfReady);
    const std::string history = run_once(folder);
    folder.write("ready", "1");
    test::KeptNotices notices;
    ResumeRequest back = request();
    back.from = "B";
    {
      auto found = Resumption::find(history, back, notices);
      REQUIRE(found);
      const auto bound = found->bind();
      REQUIRE_FALSE(bound);
      CHECK(bound.error().code == ErrorCode::InvalidArgument);
    }
    back.from = "First";
    back.has_input = true;
    auto found = Resumption::find(history, back, notices);
    REQUIRE(found);
    REQUIRE(found->bind());
    CHECK(found->from()->event == 2);
    REQUIRE(found->rebuild(Value::integer(3)));
    auto run = found->begin();
    REQUIRE(run->has_value());
    CHECK(carry_out(std::move(**run), nullptr).result->status == engine::Status::Succeeded);
  }

  TEST_CASE("another definition has to fit the record") {
    const WorkflowFolder folder(test::kTaskOfReady);
    const std::string history = run_once(folder);
    ResumeRequest other = request();
    other.definition =
        folder.folder.write("other.json", R"({"StartAt":"X","States":{"X":{"Type":"Succeed"}}})");
    test::KeptNotices notices;
    auto found = Resumption::find(history, other, notices);
    REQUIRE(found);
    REQUIRE(found->bind());
    const auto rebuilt = found->rebuild(std::nullopt);
    REQUIRE_FALSE(rebuilt);
    CHECK(rebuilt.error().code == ErrorCode::NotResumable);
    REQUIRE(found->divergence() != nullptr);
    CHECK(found->divergence()->event == 2);
  }

  TEST_CASE("what changed since the run was started is known") {
    const WorkflowFolder folder(test::kTaskOfReady);
    const std::string history = run_once(folder);
    folder.write("pawl.yaml", "limits: aws\n");
    folder.write("flow.asl.json", std::string(test::kTaskOfReady) + "\n");
    test::KeptNotices notices;
    auto found = Resumption::find(history, request(), notices);
    REQUIRE(found);
    REQUIRE(found->bind());
    REQUIRE(found->config_change().has_value());
    CHECK(found->config_change()->was_added);
    CHECK(found->config_change()->path == folder.path("pawl.yaml"));
    CHECK(found->newer_definition() == folder.path("flow.asl.json"));
  }

  TEST_CASE("no run, no resuming") { CHECK(code_of_find("/no/such/folder") == ErrorCode::RunNotFound); }
}
