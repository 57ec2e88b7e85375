#include "asl/parse.h"

#include <doctest/doctest.h>

#include <chrono>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

TEST_SUITE("asl") {
  TEST_CASE("a machine and its states") {
    const Definition d =
        define(R"({"Comment": "c", "Version": "1.0", "TimeoutSeconds": 60, "StartAt": "A", "States": {
      "A": {"Type": "Pass", "Comment": "first", "Next": "B"},
      "B": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}]}}})");
    CHECK(summary(d.diagnostics) == "");
    REQUIRE(d.machine != nullptr);
    CHECK(d.machine->comment == "c");
    CHECK(d.machine->version == "1.0");
    CHECK(d.machine->timeout_seconds == 60);
    CHECK(d.machine->query_language == asl::QueryLanguage::JSONPath);
    REQUIRE(d.machine->states.size() == 3);
    for (uint32_t i = 0; i < 3; ++i) CHECK(d.machine->states[i]->index == i);
    CHECK(d.machine->block.start_at == &d.state("A"));
    CHECK(d.state("A").next == &d.state("B"));
    CHECK(d.state("A").comment == "first");
    CHECK(d.state("B").next == nullptr);
    CHECK(d.state("C").pointer == "/States/B/Branches/0/States/C");
    CHECK(d.kind<asl::Parallel>("B").branches[0].start_at == &d.state("C"));
  }

  TEST_CASE("YAML gives the same machine") {
    const Definition d = define("StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: 5\n    End: true\n",
                                source::Format::Yaml);
    CHECK(summary(d.diagnostics) == "");
    CHECK(d.kind<asl::Wait>("A").until.literal()->as_int64() == 5);
  }

  TEST_CASE("required fields are named together, in AWS's order") {
    CHECK(aws_summary(define("{}").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /");
    CHECK(aws_summary(define(R"({"States": {"A": {"Type": "Succeed"}}})").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /");
    CHECK(aws_summary(define(R"({"StartAt": "A", "States": {"A": {}}})").diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/A");
  }

  TEST_CASE("what is no object is no definition") {
    for (const char* text : {"[]", "1", "null", "\"x\"", "[{\"StartAt\": \"A\"}]"}) {
      const Definition d = define(text);
      CHECK(aws_summary(d.diagnostics) == "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object");
      CHECK(d.machine == nullptr);
    }
    CHECK(summary(define(R"({"StartAt": "A", "States": {"A": null}})").diagnostics) ==
          "wrong-type /States/A");
    CHECK(summary(define(R"({"StartAt": "A", "States": []})").diagnostics) == "wrong-type /States");
    CHECK(summary(define(R"({"StartAt": "A", "States": {}})").diagnostics) == "empty-value /States");
  }

  TEST_CASE("transitions that lead nowhere") {
    const Definition d = define(R"({"StartAt": "Proces", "States": {
      "Process": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "X/Y"}], "Default": "Ghost"},
      "Work": {"Type": "Task", "Resource": "${R}", "Next": "Inner", "Catch": [{"ErrorEquals": ["E"], "Next": "Wrok"}]},
      "P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "Next": "Work"}}}]}}})");
    CHECK(summary(d.diagnostics) ==
          "missing-transition-target /StartAt\n"
          "missing-transition-target /States/Process/Choices/0/Next\n"
          "missing-transition-target /States/Process/Default\n"
          "missing-transition-target /States/Work/Next\n"
          "missing-transition-target /States/Work/Catch/0/Next\n"
          "missing-transition-target /States/P/Branches/0/States/Inner/Next");
    CHECK(source::aws_message(d.diagnostics[0]) ==
          "MISSING_TRANSITION_TARGET: Missing 'Next' target: Proces at /StartAt");
    CHECK(d.diagnostics[0].hint == "did you mean 'Process'?");
    CHECK(d.diagnostics[1].aws_path == "/States/Process/Choices[0]/Next");
    CHECK(d.diagnostics[3].hint.find("another block") != std::string::npos);
    CHECK(d.diagnostics[4].hint == "did you mean 'Work'?");
    CHECK(marked(d.document, d.diagnostics[4]) == "\"Wrok\"");
    CHECK_FALSE(d.machine->block.is_complete);
  }

  TEST_CASE("names: unique over the machine, at most 80 characters") {
    const Definition d = define(R"({"StartAt": "P", "States": {
      "P": {"Type": "Parallel", "Next": "A", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]},
      "A": {"Type": "Succeed"}}})");
    CHECK(summary(d.diagnostics) == "duplicate-state-name /States/A");
    CHECK(d.diagnostics[0].code == "DUPLICATE_STATE_NAME");
    std::string name;
    for (int i = 0; i < 80; ++i) name += "\xc3\xa9";
    CHECK(summary(
              define(R"({"StartAt": ")" + name + R"(", "States": {")" + name + R"(": {"Type": "Succeed"}}})")
                  .diagnostics) == "");
    name += "x";
    const Definition long_name =
        define(R"({"StartAt": ")" + name + R"(", "States": {")" + name + R"(": {"Type": "Succeed"}}})");
    REQUIRE(long_name.diagnostics.size() == 1);
    CHECK(long_name.diagnostics[0].code == "INVALID_STATE_NAME");
  }

  TEST_CASE("an unknown Type is named and nothing else is said of the state") {
    const Definition d = define_state(R"("Type": "Taks", "Foo": 1)");
    CHECK(aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, "
          "Succeed, Fail, Choice, "
          "Parallel, Map] at /States/S/Type");
    CHECK(d.diagnostics[0].hint == "did you mean 'Task'?");
    CHECK(summary(define_state(R"("Type": 5)").diagnostics) == "wrong-type /States/S/Type");
  }

  TEST_CASE("query languages: a state's own, else the machine's; never the Map's around it") {
    const Definition d =
        define(R"({"StartAt": "M", "States": {"M": {"Type": "Map", "QueryLanguage": "JSONata", "End": true,
      "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": 1, "End": true}}}}}})");
    CHECK(d.state("M").query_language == asl::QueryLanguage::JSONata);
    CHECK(d.state("I").query_language == asl::QueryLanguage::JSONPath);
    CHECK(aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only "
          "supported for the 'JSONata' "
          "QueryLanguage at /States/M/ItemProcessor/States/I");
    CHECK(d.diagnostics[0].pointer == "/States/M/ItemProcessor/States/I/Output");
  }

  TEST_CASE("a JSONPath state in a JSONata machine is told that alone") {
    const Definition d =
        define_state(R"("Type": "Pass", "QueryLanguage": "JSONPath", "Output": 1, "End": true)",
                     R"("QueryLanguage": "JSONata",)");
    CHECK(aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole "
          "state machine at /States/S");
  }

  TEST_CASE("a query language that does not exist counts as JSONata") {
    const Definition d =
        define_state(R"("Type": "Pass", "QueryLanguage": "jsonata", "Output": 1, "End": true)");
    CHECK(aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at "
          "/States/S/QueryLanguage");
    CHECK(d.diagnostics[0].hint == "did you mean 'JSONata'?");
  }

  TEST_CASE("no query language on a branch or processor") {
    const Definition d = define_state(
        R"("Type": "Parallel", "End": true, "Branches": [{"QueryLanguage": "JSONata", "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}])");
    CHECK(summary(d.diagnostics) == "query-language-on-branch /States/S/Branches/0/QueryLanguage");
    CHECK(d.diagnostics[0].aws_path == "/States/S/Branches[0]");
  }

  TEST_CASE("findings stand in the order of the text") {
    const Definition d =
        define(R"({"Foo": 1, "StartAt": "X", "States": {"A": {"Type": "Pass", "Next": "Y", "Bar": 1}}})");
    for (size_t i = 1; i < d.diagnostics.size(); ++i)
      CHECK(d.diagnostics[i - 1].span.begin <= d.diagnostics[i].span.begin);
    CHECK(d.diagnostics.size() == 4);
  }

  TEST_CASE("many states and many faults take time in proportion") {
    std::string text = R"({"StartAt": "s0", "States": {)";
    constexpr int kStates = 20'000;
    for (int i = 0; i < kStates; ++i) {
      text += "\"s" + std::to_string(i) + R"(": {"Type": "Pass", "Foo": 1, "Next": "s)" +
              std::to_string(i + 1) + "x\"},";
    }
    text += R"("end": {"Type": "Succeed"}}})";
    const auto before = std::chrono::steady_clock::now();
    const Definition d = define(text);
    CHECK(d.diagnostics.size() == 2 * kStates);
    for (const source::Diagnostic& diagnostic : d.diagnostics)
      static_cast<void>(d.document.locate(diagnostic.span));
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(20));
  }
}
