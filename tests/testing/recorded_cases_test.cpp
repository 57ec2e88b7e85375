// Cases made of histories, and the text of test files.
#include <doctest/doctest.h>

#include "source/document.h"
#include "support/workflow_folder.h"
#include "testing/recorded_cases.h"
#include "value/compare.h"
#include "value/parse.h"

using namespace pawl;

TEST_SUITE("testing") {
  TEST_CASE("a written test file is read as it was meant") {
    testing::WrittenCase one;
    one.name = "yes: \"a\" #1\n";
    one.input = *parse_json(R"({"a:b":[1,"x, y: z",{"c":null}],"u":"\u001b\\ü"})");
    one.mocks["A-1"] = {{.call = 1, .result = Value::string("{% no %}"), .error = {}},
                        {.call = 2, .result = {}, .error = {"E", "because: it"}}};
    one.mocks["off"] = {{.call = 0, .result = Value(), .error = {}}};
    one.expect = *parse_json(R"({"status":"FAILED","path":["A-1"],"error":"E"})");
    one.comment = "why";
    const auto read = testing::read_test_file(
        "x.test.yaml",
        testing::test_file_text("x.asl.json", {one, {.name = "b", .input = {}, .mocks = {}, .expect = {}}}),
        source::Format::Yaml);
    REQUIRE_MESSAGE(read.findings.empty(), tasks::describe(read.file.document, read.findings));
    REQUIRE(read.file.cases.size() == 2);
    const testing::TestCase& back = read.file.cases.front();
    CHECK(back.name == one.name);
    CHECK(deep_equal(back.input, one.input));
    REQUIRE(back.mocks.size() == 2);
    CHECK(back.mocks[1].of == "off");
    const auto& mock = std::get<tasks::MockBinding>(back.mocks[0].binding->target);
    CHECK(mock.responses[0].result->as_string() == "{% no %}");
    CHECK(mock.responses[1].error->cause == "because: it");
    CHECK(back.expect.error->text == "E");
  }

  TEST_CASE("a recorded run becomes a case that goes its way") {
    const test::WorkflowFolder folder(R"({"StartAt":"A","States":{
        "A":{"Type":"Task","Resource":"sh:if [ $PAWL_ATTEMPT = 1 ]; then exit 3; fi; echo '{\"n\": 2}'","Next":"B",
             "Retry":[{"ErrorEquals":["Exit.3"],"IntervalSeconds":1}]},
        "B":{"Type":"Pass","OutputPath":"$.n","End":true}}})");
    const auto workflow = folder.load();
    test::KeptNotices notices;
    runs::Launcher launcher(workflow, folder.settings(), notices);
    auto prepared = launcher.prepare({.name = "r"}, *parse_json(R"({"start":true})"));
    REQUIRE(prepared.has_value());
    const auto end = runs::carry_out(std::move(*prepared), nullptr);
    REQUIRE(end.result.has_value());

    auto recorder = testing::CaseRecorder::open(folder.source());
    REQUIRE(recorder.has_value());
    const auto made = recorder->make(end.place.file, "recorded");
    REQUIRE(made.has_value());
    CHECK(made->path == "SUCCEEDED: A → B");
    CHECK(made->deviation.empty());
    CHECK(testing::test_file_text("flow.asl.json", {made->written}) ==
          "definition: flow.asl.json\ncases:\n"
          "  - name: recorded\n"
          "    input: {\"start\": true}\n"
          "    mocks:\n"
          "      A:\n"
          "        - {call: 1, throw: {\"error\": \"Exit.3\", \"cause\": \"The command exited with code 3 "
          "and wrote "
          "nothing to its standard error\"}}\n"
          "        - {call: 2, return: {\"n\": 2}}\n"
          "    expect:\n"
          "      status: SUCCEEDED\n"
          "      output: 2\n"
          "      path: [\"A\", \"B\"]\n");
  }
}
