#include "workflow/workflow.h"

#include <doctest/doctest.h>

#include "support/workflow_folder.h"

using namespace pawl;
using namespace pawl::workflow;
using test::WorkflowFolder;

namespace {

constexpr std::string_view kTwoTasks =
    R"({"StartAt":"B","States":{
         "B":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:b","Next":"A"},
         "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:a","End":true}}})";

}  // namespace

TEST_SUITE("workflow") {
  TEST_CASE("load: a definition with its name and the limits of the configuration beside it") {
    const WorkflowFolder folder(test::kPass);
    CHECK(folder.load().machine_name == "flow");
    CHECK(folder.load().limits == LimitPolicy::Aws);
    CHECK_FALSE(folder.load().config.has_value());
    folder.write("pawl.yaml", "limits: strict\n");
    CHECK(folder.load().limits == LimitPolicy::Strict);
    CHECK(folder.load({.limits = LimitPolicy::Off}).limits == LimitPolicy::Off);
    CHECK(folder.load().config->path == folder.path("pawl.yaml"));
  }

  TEST_CASE("load: what is missing, invalid or not supported has a code") {
    const WorkflowFolder folder(R"({"StartAt":"X","States":{"A":{"Type":"Pass","End":true}}})");
    const auto missing = load({folder.path("none.json"), {}}, {});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::DefinitionNotFound);
    CHECK(missing.error().findings.empty());

    const auto broken = load(folder.source(), {});
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == ErrorCode::InvalidDefinition);
    REQUIRE(broken.error().findings.size() >= 1);
    CHECK(broken.error().findings.front().severity == source::Severity::Error);
    REQUIRE(broken.error().document != nullptr);
    CHECK(broken.error().document->name == folder.path("flow.asl.json"));
  }

  TEST_CASE("load: a placeholder left without a value is named, with what fills it") {
    const WorkflowFolder folder(
        R"({"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${S},"End":true}}})");
    const auto bare = load(folder.source(), {});
    REQUIRE_FALSE(bare);
    CHECK(bare.error().code == ErrorCode::InvalidDefinition);
    CHECK(bare.error().hint == "not filled in: ${S}; `--subst S=VALUE` does it");
    CHECK(bare.error().place != "");
    CHECK(load({folder.path("flow.asl.json"), {{"S", "1"}}}, {}).has_value());
  }

  TEST_CASE("load: a broken configuration tells where, in its own text") {
    const WorkflowFolder folder(test::kPass);
    folder.write("pawl.yaml", "taks: []\n");
    const auto loaded = load(folder.source(), {});
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::ConfigInvalid);
    REQUIRE(loaded.error().findings.size() == 1);
    CHECK(loaded.error().document->name == folder.path("pawl.yaml"));
    const auto named = load(folder.source(), {.config = folder.path("other.yaml")});
    REQUIRE_FALSE(named);
    CHECK(named.error().code == ErrorCode::ConfigInvalid);
  }

  TEST_CASE("check_bound lists the tasks that cannot run; planned_tasks says what all of them do") {
    const WorkflowFolder folder(kTwoTasks);
    const Workflow workflow = folder.load({.bind = {{"A", "cat"}}});
    const auto bound = check_bound(workflow);
    REQUIRE_FALSE(bound);
    CHECK(bound.error().code == ErrorCode::UnboundTask);
    CHECK(bound.error().message == "a task cannot run here; nothing was run");
    REQUIRE(bound.error().findings.size() == 1);
    CHECK(bound.error().findings.front().message.starts_with("'B' (arn:aws:lambda:"));
    CHECK(bound.error().findings.front().hint != "");

    const auto planned = planned_tasks(workflow);
    REQUIRE(planned.size() == 2);
    CHECK(planned[0].state->name == "B");
    CHECK(planned[0].is_unbound);
    CHECK(planned[1].state->name == "A");
    CHECK_FALSE(planned[1].is_unbound);
    CHECK(planned[1].what.find("cat") != std::string::npos);
    CHECK(check_bound(folder.load({.bind = {{"A", "cat"}, {"B", "cat"}}})).has_value());
  }

  TEST_CASE("with_code keeps the message, and lower errors become Other") {
    const Result<int> failed = fail("the disk is full");
    const ServiceResult<int> coded = with_code(ErrorCode::RunNotFound, failed);
    REQUIRE_FALSE(coded);
    CHECK(coded.error().code == ErrorCode::RunNotFound);
    CHECK(coded.error().message == "the disk is full");
    const auto passed_on = [&]() -> ServiceResult<int> {
      PAWL_TRY(const int value, Result<int>(failed));
      return value;
    };
    CHECK(passed_on().error().code == ErrorCode::Other);
    const auto kept = [&]() -> ServiceResult<void> {
      PAWL_CHECK(coded);
      return {};
    };
    CHECK(kept().error().code == ErrorCode::RunNotFound);
  }
}
