#include "workflow/definition.h"

#include <doctest/doctest.h>

#include "support/workflow_folder.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::workflow;

namespace {

constexpr std::string_view kTemplate = R"(AWSTemplateFormatVersion: 2010-09-09
Resources:
  One:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'
  Two:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: '{"StartAt":"B","States":{"B":{"Type":"Succeed"}}}'
)";

}  // namespace

TEST_SUITE("workflow") {
  TEST_CASE("load_definition: placeholders are filled, places stay those of the text") {
    const testing_support::TemporaryFolder folder;
    const std::string path =
        folder.write("f.asl.json", R"({"StartAt":"${X}","States":{"A":{"Type":"Succeed"}}})");
    const auto filled = load_definition({path, {{"X", "A"}, {"Y", "B"}}});
    REQUIRE(filled);
    CHECK(filled->machine != nullptr);
    CHECK(filled->unused == std::vector<std::string>{"Y"});
    CHECK(filled->document.text.find("${X}") != std::string::npos);
    CHECK(filled->full_text().find("${X}") == std::string_view::npos);
    const auto left = load_definition({path, {}});
    REQUIRE(left);
    CHECK(left->unfilled == std::vector<std::string>{"X"});
  }

  TEST_CASE("load_definition: of a template one machine, which has to be named if there are several") {
    const testing_support::TemporaryFolder folder;
    const std::string path = folder.write("template.yaml", kTemplate);
    const auto several = load_definition({path, {}});
    REQUIRE_FALSE(several);
    CHECK(several.error().message.find("holds 2 state machines") != std::string::npos);
    const auto one = load_definition({path + "#One", {}});
    REQUIRE(one);
    CHECK(one->type == asl::WorkflowType::Express);
    CHECK(one->machine->states.front()->name == "A");
    CHECK_FALSE(load_definition({path + "#Three", {}}));
  }

  TEST_CASE("read_definition: a definition that a history holds") {
    const Definition definition =
        read_definition("<recorded>", *parse_json(test::kPass), asl::WorkflowType::Standard);
    CHECK(definition.document.name == "<recorded>");
    REQUIRE(definition.machine != nullptr);
    CHECK(definition.machine->states.size() == 1);
  }

  TEST_CASE("cut_findings keeps a thousand, errors first, and says how many more there are") {
    source::Diagnostics findings(1500);
    for (source::Diagnostic& one : findings) one.severity = source::Severity::Warning;
    findings.back().severity = source::Severity::Error;
    cut_findings(findings);
    REQUIRE(findings.size() == 1001);
    CHECK(findings.front().severity == source::Severity::Error);
    CHECK(findings.back().message == "500 more findings are not shown: mend these first");
  }
}
