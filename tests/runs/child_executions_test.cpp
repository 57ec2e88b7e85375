// Executions that tasks start: real runs, each with its history.
#include "runs/child_executions.h"

#include <doctest/doctest.h>

#include <fstream>

#include "history/details.h"
#include "history/summary.h"
#include "replay/replayer.h"
#include "runs/resume.h"
#include "support/workflow_folder.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;
using testing_support::read_text;

namespace {

namespace fs = std::filesystem;

std::string start_task(const std::string& resource, const std::string& parameters,
                       const std::string& more = "") {
  return R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::)" + resource +
         R"(","Parameters":)" + parameters + more + R"(,"End":true}}})";
}

constexpr std::string_view kDouble =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"got.$":"$.k"},"End":true}}})";
constexpr std::string_view kFails =
    R"({"StartAt":"A","States":{"A":{"Type":"Fail","Error":"Boom","Cause":"why"}}})";
constexpr std::string_view kWaits =
    R"({"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1000,"End":true}}})";

/// A folder with state machines of each kind, and a run of the one under test.
struct Nest {
  explicit Nest(const std::string& definition) : folder(definition) {
    folder.write("double.asl.json", kDouble);
    folder.write("fails.asl.json", kFails);
    folder.write("waits.asl.json", kWaits);
    folder.write("pawl.yaml",
                 "machines:\n  double: double.asl.json\n  fails: fails.asl.json\n  waits: waits.asl.json\n"
                 "  self: flow.asl.json\n  quick: {file: double.asl.json, type: express}\n"
                 "  slow: {file: waits.asl.json, type: express}\n  quickfails: {file: fails.asl.json, type: "
                 "express}\n");
  }

  Result<runtime::RunResult> run(const std::string& name = "p") {
    const workflow::Workflow workflow = folder.load();
    Launcher launcher(workflow, folder.settings(), notices);
    auto prepared = launcher.prepare({.name = name, .name_kind = RunName::Given}, *parse_json(R"({"k":1})"));
    if (!prepared) return fail(prepared.error().message);
    return carry_out(std::move(*prepared), nullptr).result;
  }
  /// The runs that there are.
  [[nodiscard]] std::vector<std::string> runs() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path("runs")))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] std::string history(const std::string& run) const {
    return folder.path("runs/" + run + "/history.jsonl");
  }
  [[nodiscard]] history::RunSummary summary(const std::string& run) const {
    auto reader = history::Reader::open(history(run));
    REQUIRE(reader);
    return history::summarize(*reader).value();
  }

  WorkflowFolder folder;
  test::KeptNotices notices;
};

std::string error_of(const Result<runtime::RunResult>& result) {
  return result ? result->error.error.value_or("none") : result.error().message;
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("a child is a run of its own; parent and child name each other") {
    Nest nest(start_task("states:startExecution.sync:2",
                         R"({"StateMachineArn":"double","Name":"n","Input":{"k.$":"$.k"}})"));
    const auto result = nest.run();
    REQUIRE(result);
    REQUIRE(result->status == engine::Status::Succeeded);
    CHECK(to_json(*result->output.find("Output")) == R"({"got":1})");
    CHECK(nest.runs() == std::vector<std::string>{"double:n", "p"});
    CHECK(nest.summary("p").children == std::vector<std::string>{"double:n"});
    const Value by = *nest.summary("double:n").pawl.find("startedBy");
    CHECK(by.find("run")->as_string() == "p");
    CHECK(by.find("event")->as_int64() == 3);
    for (const char* run : {"p", "double:n"}) {
      const auto recorded = replay::read_recorded_run(nest.history(run));
      REQUIRE(recorded);
      const auto definition =
          workflow::read_definition("d", recorded->definition, asl::WorkflowType::Standard);
      CHECK(replay::replay(*definition.machine, nest.history(run))->divergence == std::nullopt);
    }
    CHECK(replay::read_recorded_run(nest.history("double:n"))->name == "n");
    CHECK(nest.notices.said.empty());
  }

  TEST_CASE("each form of starting: what waits and what does not") {
    for (const char* form : {"states:startExecution", "aws-sdk:sfn:startExecution"}) {
      Nest nest(start_task(form, R"({"StateMachineArn":"waits","Name":"n"})"));
      const auto result = nest.run();
      REQUIRE(result);
      CHECK(result->output.find("Status") == nullptr);
      CHECK(result->output.find("ExecutionArn")->as_string().ends_with(":execution:waits:n"));
      // pawl has waited for it all the same.
      CHECK(nest.summary("waits:n").status == history::RunStatus::Succeeded);
    }
    Nest express(
        start_task("aws-sdk:sfn:startSyncExecution", R"({"StateMachineArn":"quick","Input":{"k":2}})"));
    CHECK(express.run()->output.find("Output")->as_string() == R"({"got":2})");
    CHECK(express.runs().size() == 2);
  }

  TEST_CASE("a child that fails is States.TaskFailed; one that nobody waits for is told of") {
    Nest nest(start_task("states:startExecution.sync", R"({"StateMachineArn":"fails"})",
                         R"(,"Catch":[{"ErrorEquals":["Boom"],"Next":"S"}])"));
    const auto result = nest.run();
    REQUIRE(result);
    CHECK(error_of(result) == "States.TaskFailed");
    CHECK(parse_json(*result->error.cause)->find("Error")->as_string() == "Boom");
    CHECK(nest.notices.said.empty());

    Nest alone(start_task("states:startExecution", R"({"StateMachineArn":"fails","Name":"n"})"));
    CHECK(alone.run()->status == engine::Status::Succeeded);
    CHECK(alone.notices.said == "warning: the execution 'fails:n' is FAILED: Boom\n");

    Nest express(start_task("aws-sdk:sfn:startSyncExecution", R"({"StateMachineArn":"quickfails"})"));
    CHECK(express.run()->output.find("Error")->as_string() == "Boom");
  }

  TEST_CASE("a Task that is stopped stops the execution it waits for, and no other") {
    Nest nest(start_task("states:startExecution.sync", R"({"StateMachineArn":"waits","Name":"n"})",
                         R"(,"TimeoutSeconds":5)"));
    CHECK(error_of(nest.run()) == "States.Timeout");
    CHECK(nest.summary("waits:n").status == history::RunStatus::Aborted);
    CHECK(nest.notices.said.empty());

    Nest sibling(
        R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
             {"StartAt":"W","States":{"W":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
               "Parameters":{"StateMachineArn":"waits","Name":"w"},"End":true}}},
             {"StartAt":"R","States":{"R":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution",
               "Parameters":{"StateMachineArn":"waits","Name":"r"},"Next":"T"},
               "T":{"Type":"Wait","Seconds":2,"Next":"F"},"F":{"Type":"Fail","Error":"X"}}}]}}})");
    CHECK(error_of(sibling.run()) == "X");
    CHECK(sibling.summary("waits:w").status == history::RunStatus::Aborted);
    CHECK(sibling.summary("waits:r").status == history::RunStatus::Succeeded);
  }

  TEST_CASE("Express executions have five minutes, and are not waited for with .sync") {
    Nest slow(start_task("aws-sdk:sfn:startSyncExecution", R"({"StateMachineArn":"slow"})"));
    CHECK(slow.run()->output.find("Status")->as_string() == "TIMED_OUT");
    Nest sync(start_task("states:startExecution.sync", R"({"StateMachineArn":"quick"})"));
    CHECK(error_of(sync.run()) == "StepFunctions.StateMachineTypeNotSupportedException");
    Nest standard(start_task("aws-sdk:sfn:startSyncExecution", R"({"StateMachineArn":"double"})"));
    CHECK(error_of(standard.run()) == "Sfn.StateMachineTypeNotSupportedException");
  }

  TEST_CASE("names: the same execution while it runs with the same input, taken otherwise") {
    const std::string same = start_task("states:startExecution.sync:2",
                                        R"({"StateMachineArn":"double","Name":"n","Input":{"k":3}})");
    Nest nest(same);
    CHECK(nest.run("p")->status == engine::Status::Succeeded);
    CHECK(error_of(nest.run("q")) == "StepFunctions.ExecutionAlreadyExistsException");

    Nest both(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemsPath":"$$.Execution.Input.k","ItemProcessor":{
         "StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
         "Parameters":{"StateMachineArn":"waits","Name":"n","Input":{"item":0}},"OutputPath":"$.Name","End":true}}}}}})");
    const workflow::Workflow workflow = both.folder.load();
    Launcher launcher(workflow, both.folder.settings(), both.notices);
    auto prepared =
        launcher.prepare({.name = "p", .name_kind = RunName::Given}, *parse_json(R"({"k":[1,2,3]})"));
    REQUIRE(prepared);
    CHECK(to_json(carry_out(std::move(*prepared), nullptr).result->output) == R"(["n","n","n"])");
    CHECK(both.runs() == std::vector<std::string>{"p", "waits:n"});

    Nest unknown(start_task("states:startExecution", R"({"StateMachineArn.$":"$$.Execution.Name"})"));
    CHECK(error_of(unknown.run("nobody")) == "StepFunctions.StateMachineDoesNotExistException");
  }

  TEST_CASE("executions that start themselves end with a clear error") {
    for (const char* form : {"states:startExecution.sync", "states:startExecution"}) {
      Nest nest(start_task(form, R"({"StateMachineArn":"self"})"));
      (void)nest.run();
      const std::string said = error_of(nest.run("q")) + nest.notices.said;
      CHECK_MESSAGE(said.find("executions start each other 50 deep") != std::string::npos, said);
      CHECK(nest.runs().size() == 2 * (kDeepestExecution + 1));
    }
  }

  TEST_CASE(
      "resume: the end of a child that has ended is taken over, and a Task that is new starts a new one") {
    for (const char* form : {"states:startExecution.sync:2", "states:startExecution"}) {
      Nest nest(start_task(form, R"({"StateMachineArn":"double","Input":{"k.$":"$.k"}})"));
      const Value before = nest.run()->output;
      const std::vector<std::string> runs = nest.runs();
      REQUIRE(runs.size() == 2);
      const std::string child = read_text(nest.history(runs[0]));
      // Killed after the Task was scheduled, before it knew of the child.
      const std::string whole = read_text(nest.history("p"));
      size_t end = 0;
      for (int lines = 0; lines < 3; ++lines) end = whole.find('\n', end) + 1;
      fs::resize_file(nest.history("p"), end);

      ResumeRequest again;
      again.settings.bounds.time.clear();
      auto found = Resumption::find(nest.history("p"), std::move(again), nest.notices);
      REQUIRE(found);
      REQUIRE(found->bind());
      REQUIRE(found->rebuild(std::nullopt));
      auto run = found->begin();
      REQUIRE(run);
      const RunEnd ended = carry_out(std::move(**run), nullptr);
      REQUIRE(ended.result);
      CHECK(to_json(ended.result->output) == to_json(before));
      CHECK(nest.runs() == runs);
      CHECK(read_text(nest.history(runs[0])) == child);
    }
  }

  TEST_CASE("without a history children have none either; beside a file they have a folder") {
    Nest nest(start_task("states:startExecution.sync", R"({"StateMachineArn":"double","Name":"n"})"));
    const workflow::Workflow workflow = nest.folder.load();
    LaunchSettings settings = nest.folder.settings();
    settings.run.history.place = "none";
    auto none = Launcher(workflow, settings, nest.notices).prepare({.name = "p"}, *parse_json(R"({"k":1})"));
    REQUIRE(none);
    CHECK(error_of(carry_out(std::move(*none), nullptr).result) == "States.TaskFailed");  // $.k is missing
    CHECK_FALSE(fs::exists(nest.folder.path("runs")));

    settings.run.history.place = nest.folder.path("h.jsonl");
    auto file = Launcher(workflow, settings, nest.notices).prepare({.name = "p"}, *parse_json(R"({"k":1})"));
    REQUIRE(file);
    (void)carry_out(std::move(*file), nullptr);
    CHECK(fs::exists(nest.folder.path("h.jsonl.children/double:n/history.jsonl")));
  }

  TEST_CASE("machines are loaded before the run: what is wrong in them has its place in their file") {
    Nest nest(start_task("states:startExecution.sync", R"({"StateMachineArn":"broken"})"));
    nest.folder.write("broken.asl.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass"}}})");
    nest.folder.write("pawl.yaml", "machines: {broken: broken.asl.json}");
    const auto broken = workflow::load(nest.folder.source(), {});
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == workflow::ErrorCode::InvalidDefinition);
    CHECK(broken.error().document->name == nest.folder.path("broken.asl.json"));

    nest.folder.write(
        "broken.asl.json",
        R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"t","Message":"m"},"End":true}}})");
    const workflow::Workflow unbound = nest.folder.load();
    const auto bound = workflow::check_bound(unbound);
    REQUIRE_FALSE(bound);
    CHECK(bound.error().document->name == nest.folder.path("broken.asl.json"));

    nest.folder.write("pawl.yaml", "machines: {other: broken.asl.json}");
    const workflow::Workflow missing = nest.folder.load();
    REQUIRE(missing.tasks.unbound.size() == 1);
    CHECK(missing.tasks.unbound.front().message.find("has no 'broken'") != std::string::npos);

    nest.folder.write("pawl.yaml", "machines: {broken: nowhere.asl.json}");
    const auto nowhere = workflow::load(nest.folder.source(), {});
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().code == workflow::ErrorCode::DefinitionNotFound);
  }
}
