// pawl test: what it finds, prints and ends with.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

const std::string kChoice = R"({"StartAt": "Big?", "States": {
  "Big?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 9, "Next": "Big"}], "Default": "Small"},
  "Big": {"Type": "Pass", "Result": "big", "End": true},
  "Small": {"Type": "Pass", "Result": "small", "End": true}}})";

const std::string kTests = R"(cases:
- {name: large, input: {n: 10}, expect: {output: big}}
- {name: little, input: {n: 1}, expect: {output: tiny}}
)";

/// A pawl whose folder holds flows/size.asl.json and a test of it.
struct Tested {
  explicit Tested(const std::string& tests = kTests) {
    fs::create_directories(pawl.folder.path() / "flows");
    (void)pawl.folder.write("flows/size.asl.json", kChoice);
    (void)pawl.folder.write("flows/size.test.yaml", tests);
  }
  CommandResult operator()(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "test");
    CommandOptions options;
    options.environment["GITHUB_ACTIONS"] = "";
    return pawl(std::move(arguments), std::move(options));
  }
  Pawl pawl;
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("test: failures are shown with what differs and the command to see them again") {
    const Tested test;
    const auto result = test({});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.out,
                   "failed  flows/size.test.yaml: little\n"
                   "    flows/size.test.yaml:3:42: output: differs from what is expected\n"
                   "      $: expected \"tiny\", got \"small\"\n"
                   "    path: Big? → Small\n"
                   "    again: pawl test flows/size.test.yaml -k little\n"
                   "flows/size.test.yaml: 1 passed, 1 failed\n"
                   "1 passed, 1 failed in "));
    CHECK(contains(result.out, "coverage: states 3/3, transitions 2/2, rules 2/2\n"));
    CHECK_FALSE(test.pawl.has_runs());
    CHECK(test({"-k", "large"}).exit_code == 0);
    CHECK(test({"flows/size.test.yaml", "-k", "large", "-v"})
              .out.starts_with("ok      flows/size.test.yaml: large (SUCCEEDED, Big? → Big)\n"));
    CHECK(test({"-k", "nothing"}).exit_code == 2);
    CHECK(test({"none"}).exit_code == 2);
  }

  TEST_CASE("test: parts for several machines have every case once") {
    std::string tests = "cases:\n";
    for (int i = 0; i < 100; ++i) tests += "- {name: case " + std::to_string(i) + ", input: {n: 1}}\n";
    const Tested test(tests);
    size_t cases = 0;
    for (const char* part : {"1/3", "2/3", "3/3"}) {
      const Json report = Json::parse(test({"--shard", part, "--format", "json"}).out);
      cases += report["cases"].size();
      CHECK(report["cases"].size() < 60);
    }
    CHECK(cases == 100);
    CHECK(test({"--shard", "4/3"}).exit_code == 2);
  }

  TEST_CASE("test: coverage that is too little, and where") {
    const Tested test;
    const auto result = test({"-k", "large", "--coverage", "--min-coverage", "transitions=90"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.out, "coverage of transitions is 50 %"));
    CHECK(contains(result.out, "flows/size.asl.json:2: never taken: Big? → Small (Default)\n"));
    CHECK(test({"-k", "large", "--coverage-lcov", "c.info", "--coverage-json", "c.json"}).exit_code == 0);
    CHECK(contains(read_text(test.pawl.folder.path() / "c.info"), "SF:"));
    CHECK(Json::parse(read_text(test.pawl.folder.path() / "c.json"))[0]["states"]["reached"] == "2");
    CHECK(test({"--min-coverage", "lines=3"}).exit_code == 2);
  }

  TEST_CASE("test: snapshots are written with --update and compared without") {
    const Tested test("cases:\n- {name: one, input: {n: 10}, expect: {snapshot: true}}\n");
    CHECK(test({}).exit_code == 1);
    CHECK(contains(test({"--update"}).out, "1 snapshot written\n"));
    CHECK(read_text(test.pawl.folder.path() / "flows/size.test.snapshots.json") ==
          "{\n  \"one\": {\n    \"status\": \"SUCCEEDED\",\n    \"output\": \"big\",\n    \"path\": [\n      "
          "\"Big?\",\n"
          "      \"Big\"\n    ]\n  }\n}\n");
    CHECK(test({}).exit_code == 0);
    CHECK_FALSE(contains(test({"--update"}).out, "written"));
    (void)test.pawl.folder.write("flows/size.test.yaml", "cases:\n- {name: other, input: {n: 10}}\n");
    CHECK(test({"--update"}).exit_code == 0);
    CHECK_FALSE(fs::exists(test.pawl.folder.path() / "flows/size.test.snapshots.json"));
  }

  TEST_CASE("test: broken files are told with their places, and the others run") {
    const Tested test("cases:\n- {name: a, expect: {path: [Bigg]}}\n");
    (void)test.pawl.folder.write("flows/z.test.yaml",
                                 "definition: size.asl.json\ncases:\n- {name: b, input: {n: 1}}\n");
    const auto result = test({});
    CHECK(result.exit_code == 2);
    CHECK(contains(result.out,
                   "broken  flows/size.test.yaml: the test file is broken; none of its cases was run\n"
                   "    flows/size.test.yaml:2:29: error: there is no state 'Bigg'; did you mean 'Big?'?\n"));
    CHECK(contains(result.out, "1 passed, 1 test file broken in"));
  }

  TEST_CASE("test: the reports of machines") {
    const Tested test;
    const std::string junit = test({"--format", "junit"}).out;
    CHECK(contains(
        junit,
        "<testsuite name=\"flows/size.test.yaml\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""));
    CHECK(contains(junit, "<failure type=\"output\" message=\"output: differs from what is expected\">"));
    const std::string tap = test({"--format", "tap"}).out;
    CHECK(tap.starts_with(
        "TAP version 13\nok 1 - flows/size.test.yaml: large\nnot ok 2 - flows/size.test.yaml: little\n"));
    CHECK(contains(tap, "\n1..2\n"));
    const Json json = Json::parse(test({"--format", "json"}).out);
    CHECK(json["failed"] == "1");
    CHECK(json["cases"][1]["failures"][0]["what"] == "output");
    CHECK(json["coverage"][0]["transitions"]["total"] == "2");

    CommandOptions options;
    options.environment["GITHUB_ACTIONS"] = "true";
    options.environment["GITHUB_STEP_SUMMARY"] = (test.pawl.folder.path() / "summary.md").string();
    const std::string github = test.pawl({"test"}, options).out;
    CHECK(
        contains(github,
                 "::error file=flows/size.test.yaml,line=3,col=42,title=little::output: differs from what is "
                 "expected%0A$: expected \"tiny\", got \"small\"\n"));
    CHECK(contains(read_text(test.pawl.folder.path() / "summary.md"),
                   "| flows/size.test.yaml | little | output: "));
  }

  TEST_CASE("test: --fail-fast leaves the rest, and many cases keep their order") {
    std::string tests = "cases:\n";
    for (int i = 0; i < 200; ++i)
      tests += "- {name: c" + std::to_string(i) + ", input: {n: 1}, expect: {output: big}}\n";
    const Tested test(tests);
    const Json all = Json::parse(test({"--format", "json"}).out);
    REQUIRE(all["cases"].size() == 200);
    for (size_t i = 0; i < 200; ++i) CHECK(all["cases"][i]["name"] == "c" + std::to_string(i));
    const Json fast = Json::parse(test({"--format", "json", "--fail-fast", "-j", "1"}).out);
    CHECK(fast["failed"] == "1");
    CHECK(fast["skipped"] == "199");
  }

  TEST_CASE("test: all cases of a MockConfigFile.json") {
    const Pawl pawl;
    (void)pawl.folder.write("Order.asl.json", one_task("arn:aws:lambda:us-east-1:1:function:f"));
    (void)pawl.folder.write("MockConfigFile.json", R"({"StateMachines": {"Order": {"TestCases": {
        "Good": {"Work": "Paid"}, "Bad": {"Work": "Declined"}}}},
      "MockedResponses": {"Paid": {"0": {"Return": {"paid": true}}}, "Declined": {"0": {"Throw": {"Error": "No"}}}}})");
    const auto result = pawl({"test", "--mocks", "MockConfigFile.json", "-v", "--format", "text"});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "ok      MockConfigFile.json: Good (SUCCEEDED, Work)\n"));
    CHECK(contains(result.out, "ok      MockConfigFile.json: Bad (FAILED, Work)\n"));
  }

  TEST_CASE("test: histories become cases, one for each way, and pass") {
    const Pawl pawl;
    const fs::path order = fs::path(kSourceDir) / "samples/order";
    const fs::path definition = pawl.folder.path() / "flow.asl.json";
    fs::copy_file(order / "order.asl.json", definition);
    fs::create_directories(pawl.folder.path() / "h");
    size_t number = 0;
    for (const char* input : {"input.json", "input-declined.json", "input.json"}) {
      const std::string history = "h/" + std::to_string(++number) + ".jsonl";
      const auto run = pawl({"run", (order / "order.asl.json").string(), "-i", (order / input).string(),
                             "--time", "skip", "--history", history});
      REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    }
    const auto made = pawl({"test", "--from-histories", "h", "-d", "flow.asl.json", "-o", "flow.test.yaml"});
    CHECK_MESSAGE(made.exit_code == 0, made.err);
    CHECK(contains(made.err, "3 histories, 2 distinct paths"));
    CHECK(contains(made.err, "never entered: Rejected"));
    const auto tested = pawl({"test", "--format", "text"});
    CHECK_MESSAGE(tested.exit_code == 0, tested.out);
    CHECK(contains(tested.out, "flow.test.yaml: 2 passed\n"));
    fs::remove(pawl.folder.path() / "flow.test.yaml");

    const auto one = pawl({"mock", "--from", "h/2.jsonl", "--test", "-o", "one.test.yaml"});
    CHECK_MESSAGE(one.exit_code == 0, one.err);
    CHECK(
        contains(pawl({"test", "--format", "text", "-v"}).out, "ok      one.test.yaml: Recorded (SUCCEEDED"));
    CHECK(pawl({"test", "--from-histories", "h"}).exit_code == 2);
    CHECK(pawl({"test", "--from-histories", "none", "-d", "flow.asl.json"}).exit_code == 2);
  }

  TEST_CASE("test: the tests of all samples pass") {
    const Pawl pawl;
    const auto result = pawl({"test", (fs::path(kSourceDir) / "samples").string(), "--format", "text"});
    CHECK_MESSAGE(result.exit_code == 0, result.out);
    for (const auto& entry : fs::directory_iterator(fs::path(kSourceDir) / "samples")) {
      if (!entry.is_directory()) continue;
      const std::string name = entry.path().filename().string();
      CHECK_MESSAGE(fs::exists(entry.path() / (name + ".test.yaml")), name);
    }
  }
}
