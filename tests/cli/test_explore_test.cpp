// pawl test --explore: the test file it writes, and what it says of it.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;

namespace {

const std::string kJob = R"({"StartAt": "Start", "States": {
  "Start": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"Payload.$": "$.order"},
    "ResultPath": "$.job", "Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "MaxAttempts": 2}],
    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}], "Next": "Wait"},
  "Wait": {"Type": "Wait", "Seconds": 86400, "Next": "Look"},
  "Look": {"Type": "Task", "Resource": "exec:look", "Next": "Done?"},
  "Done?": {"Type": "Choice", "Choices": [
    {"Variable": "$.status", "StringEquals": "DONE", "Next": "Each"},
    {"Variable": "$.status", "StringEquals": "GONE", "Next": "Failed"}], "Default": "Wait"},
  "Each": {"Type": "Map", "ItemsPath": "$.parts", "ItemProcessor": {"StartAt": "Store", "States": {
    "Store": {"Type": "Task", "Resource": "exec:store", "Parameters": {"id.$": "$.id"}, "End": true}}}, "End": true},
  "Failed": {"Type": "Fail", "Error": "JobFailed"}}})";

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("test --explore writes a test file that passes and reaches every transition") {
    const Pawl pawl;
    (void)pawl.folder.write("flows/job.asl.json", kJob);
    const auto explored = pawl({"test", "--explore", "flows/job.asl.json", "-o", "flows/job.test.yaml"});
    CHECK(explored.exit_code == 0);
    CHECK(explored.out == "");
    CHECK(explored.err.starts_with("coverage: states 7/7, transitions 7/7, rules 4/4, retries 1/1 in "));
    CHECK(contains(read_text(pawl.folder.path() / "flows/job.test.yaml"),
                   "\ndefinition: job.asl.json\ncases:\n"));
    const auto tested =
        pawl({"test", "--min-coverage", "states=100,transitions=100,rules=100,retries=100", "flows"});
    CHECK(tested.exit_code == 0);
    CHECK(contains(tested.out, " passed"));
    CHECK(contains(tested.out, "transitions 7/7"));
    CHECK_FALSE(pawl.has_runs());
  }

  TEST_CASE("test --explore to standard output, and as JSON") {
    const Pawl pawl;
    (void)pawl.folder.write("job.asl.json", kJob);
    const auto text = pawl({"test", "--explore", "job.asl.json"});
    CHECK(text.exit_code == 0);
    CHECK(contains(text.out, "  - name: succeeds\n"));
    CHECK(contains(text.out, "snapshot: true"));
    const auto json = pawl({"test", "--explore", "job.asl.json", "--format", "json"});
    CHECK(json.exit_code == 0);
    const Json found = Json::parse(json.out);
    CHECK(found["transitions"] == R"({"reached":7,"total":7})");
    CHECK(found["unreached"].size() == 0);
    CHECK(found["complete"] == "true");
  }

  TEST_CASE("test --explore lists what it did not reach") {
    const Pawl pawl;
    (void)pawl.folder.write("one.asl.json",
                            R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "Next": "C"},
      "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "Z"}], "Default": "Z"},
      "Z": {"Type": "Succeed"}}})");
    const auto result = pawl({"test", "--explore", "one.asl.json", "-o", "one.test.yaml"});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.err,
                   "one.asl.json:2: not reached: C → Z (Choices[0]): no input and no answers were found"));
  }

  TEST_CASE("test --explore refuses what it cannot explore, and a name that is no test file's") {
    const Pawl pawl;
    (void)pawl.folder.write("bad.asl.json", R"({"StartAt": "A", "States": {}})");
    (void)pawl.folder.write("open.asl.json",
                            R"({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${s},
      "End": true}}})");
    (void)pawl.folder.write("good.asl.json", kPass);
    CHECK(pawl({"test", "--explore", "bad.asl.json"}).exit_code == 3);
    CHECK(pawl({"test", "--explore", "none.asl.json"}).exit_code == 2);
    CHECK(pawl({"test", "--explore", "good.asl.json", "-o", "good.asl.json"}).exit_code == 2);
    CHECK(read_text(pawl.folder.path() / "good.asl.json") == kPass);
    CHECK(pawl({"test", "--explore", "good.asl.json", "--format", "junit"}).exit_code == 2);
    const auto open = pawl({"test", "--explore", "open.asl.json"});
    CHECK(open.exit_code == 2);
    CHECK(contains(open.err, "--subst"));
    CHECK(pawl({"test", "--explore", "open.asl.json", "--subst", "s=1"}).exit_code == 0);
  }
}
