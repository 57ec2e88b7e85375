#include "runs/recorded.h"

#include <doctest/doctest.h>

#include "runs/mock_answers.h"
#include "runs/trace.h"
#include "support/workflow_folder.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::runs;
using test::WorkflowFolder;
using workflow::ErrorCode;

namespace {

constexpr std::string_view kFlow = R"({"StartAt":"P","States":{
  "P":{"Type":"Pass","Parameters":{"n.$":"$.n"},"Next":"T"},
  "T":{"Type":"Task","Resource":"sh:cat","ResultPath":"$.r","End":true}}})";

Recorded record(const WorkflowFolder& folder) {
  const workflow::Workflow workflow = folder.load();
  test::KeptNotices notices;
  Launcher launcher(workflow, folder.settings(), notices);
  auto run = launcher.prepare({.name = "r", .name_kind = RunName::Given, .label = "", .number = 0},
                              Value::object({{"n", Value::integer(1)}}));
  REQUIRE(run);
  const RunEnd end = carry_out(std::move(*run), nullptr);
  REQUIRE(end.result->status == engine::Status::Succeeded);
  auto recorded = find_recorded(end.place.file);
  REQUIRE(recorded);
  return std::move(*recorded);
}

}  // namespace

TEST_SUITE("runs") {
  TEST_CASE("definition_of: its file while that is the same, else what the history holds") {
    const WorkflowFolder folder(kFlow);
    const Recorded recorded = record(folder);
    CHECK(definition_of(recorded, std::nullopt, {})->document.name == folder.path("flow.asl.json"));
    folder.write("flow.asl.json", "{}");
    CHECK(definition_of(recorded, std::nullopt, {})->document.name == "<recorded definition>");
    const auto invalid = definition_of(recorded, folder.path("flow.asl.json"), {});
    REQUIRE_FALSE(invalid);
    CHECK(invalid.error().code == ErrorCode::InvalidDefinition);
    CHECK_FALSE(invalid.error().findings.empty());
    CHECK(definition_of(recorded, folder.path("none.json"), {}).error().code ==
          ErrorCode::DefinitionNotFound);
  }

  TEST_CASE("a history that holds no definition") {
    Recorded recorded;
    recorded.files.history = "h.json";
    CHECK(definition_of(recorded, std::nullopt, {}).error().code == ErrorCode::DefinitionNotFound);
    const auto known = definition_if_known(recorded, std::nullopt, {});
    REQUIRE(known);
    CHECK_FALSE(known->has_value());
    CHECK(type_of(recorded.run) == asl::WorkflowType::Standard);
  }

  TEST_CASE("trace: the stages of a state's data, and the names of others where it was not entered") {
    const WorkflowFolder folder(kFlow);
    const Recorded recorded = record(folder);
    const auto definition = definition_of(recorded, std::nullopt, {});
    REQUIRE(definition);
    test::KeptNotices notices;
    std::string stages;
    const auto take = [&](const TraceVisit& visit) -> Result<void> {
      CHECK(visit.exited);
      CHECK(visit.number == 1);
      for (const TraceStage& stage : visit.stages) stages += stage.stage + " " + stage.value + "\n";
      return {};
    };
    const auto traced = trace(recorded, &*definition, "P", take, notices);
    REQUIRE(traced);
    CHECK(stages == "input {\"n\":1}\nParameters {\"n\":1}\noutput {\"n\":1}\n");
    stages.clear();
    CHECK(trace(recorded, nullptr, "P", take, notices).has_value());
    CHECK(stages == "input {\"n\":1}\noutput {\"n\":1}\n");
    const auto other = trace(recorded, &*definition, "X", take, notices);
    CHECK(other->states == std::vector<std::string>{"P", "T"});
    CHECK(notices.said.empty());
  }

  TEST_CASE("mock answers: what tasks answered, by state and number") {
    const WorkflowFolder folder(kFlow);
    const Recorded recorded = record(folder);
    const auto answers = MockAnswers::read(recorded.files.history);
    REQUIRE(answers);
    CHECK_FALSE(answers->has_forks());
    const auto numbered = answers->as_recorded();
    REQUIRE(numbered.contains("T"));
    CHECK(to_json(numbered.at("T").at(0)) == R"({"Return":{"n":1}})");
    const auto definition = definition_of(recorded, std::nullopt, {});
    const auto rehearsed = answers->as_mocked(*definition->machine, recorded);
    CHECK(rehearsed.status == engine::Status::Succeeded);
    CHECK(to_json(rehearsed.output) == to_json(answers->output()));
  }
}
