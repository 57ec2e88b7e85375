// What cannot run: one clear message, the right exit code, nothing half-started.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

namespace {

/// Checks exit code and message, that standard output stayed empty, and that no run was recorded.
void check_refused(const Pawl& pawl, const CommandResult& result, int exit_code, std::string_view message) {
  CAPTURE(result.err);
  CHECK(result.exit_code == exit_code);
  CHECK(contains(result.err, message));
  CHECK(result.out.empty());
  CHECK_FALSE(pawl.has_runs());
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("run: a definition that is not there, or not readable") {
    const Pawl pawl;
    check_refused(pawl, pawl({"run", "nowhere.json"}), 2, "nowhere.json");
    check_refused(pawl, pawl({"run", pawl.folder.path().string()}), 2, "director");
  }

  TEST_CASE("run: broken JSON and broken YAML are invalid definitions, with the place") {
    const Pawl pawl;
    (void)pawl.folder.write("broken.json", "{\"StartAt\": \"A\",\n  oops}");
    check_refused(pawl, pawl({"run", "broken.json"}), 3, "broken.json:2:3: error:");
    (void)pawl.folder.write("broken.yaml", "StartAt: A\nStates: [1, 2\n");
    check_refused(pawl, pawl({"run", "broken.yaml"}), 3, "broken.yaml:");
  }

  TEST_CASE("run: unknown state type and missing target are both named, in one go") {
    const Pawl pawl;
    (void)pawl.folder.write("bad.asl.json", R"({
  "StartAt": "A",
  "States": {
    "A": { "Type": "Paas", "Next": "B" },
    "B": { "Type": "Pass", "Next": "Cc" },
    "C": { "Type": "Pass", "End": true }
  }
})");
    const auto result = pawl({"run", "bad.asl.json"});
    check_refused(pawl, result, 3, "bad.asl.json:4:");
    CHECK(contains(result.err, "bad.asl.json:5:"));
    CHECK(contains(result.err, "Missing 'Next' target: Cc at /States/B/Next"));
    CHECK(contains(result.err, "    5 |     \"B\": { \"Type\": \"Pass\", \"Next\": \"Cc\" },"));
  }

  TEST_CASE("run: all unbound tasks are listed, with what to write") {
    const Pawl pawl;
    (void)pawl.folder.write("two.asl.json", R"({"StartAt":"A","States":{
"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:a","Next":"B"},
"B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}},"End":true}}})");
    const auto result = pawl({"run", "two.asl.json"});
    check_refused(pawl, result, 4, "two.asl.json:2:");
    CHECK(contains(result.err, "two.asl.json:3:"));
    CHECK(contains(result.err, "-b 'A=COMMAND'"));
    CHECK(contains(result.err, "2 tasks cannot run here"));
  }

  TEST_CASE("run: a binding to a program that does not exist, or to the network when that is denied") {
    const Pawl pawl;
    (void)pawl.folder.write("task.asl.json", one_task("exec:no-such-program-anywhere"));
    check_refused(pawl, pawl({"run", "task.asl.json"}), 4, "no-such-program-anywhere");
    (void)pawl.folder.write("http.asl.json", one_task("http://127.0.0.1:9/"));
    check_refused(pawl, pawl({"run", "http.asl.json", "--offline"}), 4, "--offline");
  }

  TEST_CASE("run: input that is no JSON, or not there") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    (void)pawl.folder.write("input.json", "{\"a\": 1,}");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-i", "{oops"}), 2,
                  "--input is not JSON: line 1, column 2");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-i", "input.json"}), 2, "line 1, column 9");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-i", "none.json"}), 2,
                  "cannot read the input 'none.json'");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-i", "-"}), 2, "is empty");
    check_refused(pawl, pawl({"run", "pass.asl.json", "--context", "input.json"}), 2, "the context");
  }

  TEST_CASE("run: a broken configuration and broken mocks") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    (void)pawl.folder.write("bad.yaml", "tasks:\n  - {state: A, exce: [true]}\n");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-c", "bad.yaml"}), 2, "bad.yaml:2:");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-c", "none.yaml"}), 2, "none.yaml");
    check_refused(pawl, pawl({"run", "pass.asl.json", "--mocks", "bad.yaml"}), 2, "bad.yaml");
    check_refused(pawl, pawl({"run", "pass.asl.json", "--case", "X"}), 2, "--case needs --mocks");
    check_refused(pawl, pawl({"run", "pass.asl.json", "-b", "Aa=true"}), 2, "Aa");
  }

  TEST_CASE("run: an unbound task refuses the run, unless the run ends before it") {
    const Pawl pawl;
    (void)pawl.folder.write("task.asl.json", one_task("arn:aws:states:::sqs:sendMessage"));
    check_refused(pawl, pawl({"run", "task.asl.json"}), 4, "nothing says what it does here");
    check_refused(pawl, pawl({"run", "task.asl.json"}), 4, "aws: {endpoint: URL} at its top");
    (void)pawl.folder.write(
        "early.asl.json",
        R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"a.$":"$.none"},"End":true}}})");
    const auto early = pawl({"run", "early.asl.json"});
    CHECK(early.exit_code == 1);
    CHECK(contains(early.err, "could not be found in the input"));
  }

  TEST_CASE("run: a JSONata fault is shown inside its string") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "jsonata.asl.json",
        R"({"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% 1 + %}","End":true}}})");
    check_refused(pawl, pawl({"run", "jsonata.asl.json"}), 3,
                  "jsonata.asl.json:1:87: error: Unexpected end of expression");
  }

  TEST_CASE("run: a history that cannot be written ends the run with 2") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    check_refused(pawl, pawl({"run", "pass.asl.json", "--history", "/dev/full"}), 2,
                  "No space left on device");
    check_refused(pawl, pawl({"run", "pass.asl.json", "--history", "none/such/h.jsonl"}), 2,
                  "none/such/h.jsonl");
    check_refused(pawl, pawl({"run", "pass.asl.json", "--events", "/dev/full", "--history", "none"}), 2,
                  "No space left on device");
  }

  TEST_CASE("run: no task starts when its event could not be written") {
    const Pawl pawl;
    (void)pawl.folder.write("task.asl.json", one_task("sh:echo started > started"));
    check_refused(pawl, pawl({"run", "task.asl.json", "--history", "/dev/full"}), 2,
                  "No space left on device");
    CHECK_FALSE(std::filesystem::exists(pawl.folder.path() / "started"));
  }

  TEST_CASE("run: standard output that cannot be written is an error") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    CommandOptions options;
    options.output_path = "/dev/full";
    const auto result = pawl({"run", "pass.asl.json", "--history", "none"}, options);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, "cannot write to standard output"));
  }

  TEST_CASE("usage errors say what was meant") {
    const Pawl pawl;
    check_refused(pawl, pawl({"rum", "x"}), 2, "unknown command 'rum', did you mean 'run'?");
    check_refused(pawl, pawl({"halp"}), 2, "unknown command 'halp', did you mean 'help'?");
    check_refused(pawl, pawl({"--versoin"}), 2, "unknown option '--versoin', did you mean '--version'?");
    check_refused(pawl, pawl({"--color", "never", "run"}), 2,
                  "unknown option '--color'; options go after the command");
    check_refused(pawl, pawl({"flow.asl.json"}), 2, "did you mean 'pawl run flow.asl.json'?");
    check_refused(pawl, pawl({"run", "--inptu", "1", "x"}), 2,
                  "unknown option '--inptu', did you mean '--input'?");
    check_refused(pawl, pawl({"run"}), 2, "DEF is required");
    check_refused(pawl, pawl({"run", "x", "y"}), 2, "unexpected argument 'y'");
    check_refused(pawl, pawl({"run", "x", "--limits", "some"}), 2, "must be aws, strict, off, not 'some'");
    check_refused(pawl, pawl({"run", "x", "--time", "soon"}), 2, "--time must be real, skip or a factor");
    check_refused(pawl, pawl({"run", "x", "--name", "a/b"}), 2, "--name must not hold '/'");
    check_refused(pawl, pawl({"run", "x", "--name", "@last"}), 2, "--name must not begin with '@'");
    check_refused(pawl, pawl({"run", "x", "--name", "a\xFF"}), 2, "--name must be UTF-8");
    check_refused(pawl, pawl({"run", "x", "--name", std::string(81, 'x')}), 2, "1 to 80 characters, not 81");
    check_refused(pawl, pawl({"run", "x", "--name=", "-q"}), 2, "--name= has no value");
    check_refused(pawl, pawl({"gc", "--keep=", "--dry-run"}), 2, "--keep= has no value");
    check_refused(pawl, pawl({"gc", "--keep", "-1"}), 2, "--keep: must be a whole number, not '-1'");
    check_refused(pawl, pawl({"ls", "-n", "-1"}), 2, "must be a whole number, not '-1'");
    check_refused(pawl, pawl({"replay", "x", "--until", "-1"}), 2, "must be a whole number, not '-1'");
    check_refused(pawl, pawl({"run", "x", "-b", "A"}), 2, "'A' must have the form STATE=COMMAND");
    check_refused(pawl, pawl({"run", "-", "-i", "-"}), 2, "standard input cannot be both");
    check_refused(pawl, pawl({}), 2, "Usage: pawl");
  }

  TEST_CASE("a command is the first word: the same word further on is a value or a file") {
    const Pawl pawl;
    (void)pawl.folder.write("graph", kPass);
    CHECK(pawl({"run", "graph", "--name", "stop", "--history", "none"}).exit_code == 0);
    CHECK(pawl({"show", "stop"}).exit_code == 2);
    CHECK(pawl({"validate", "graph", "graph"}).exit_code == 0);
    check_refused(pawl, pawl({"run", "lint"}), 2, "cannot read 'lint'");
  }

  TEST_CASE("names from the definition never reach the terminal raw") {
    const Pawl pawl;
    (void)pawl.folder.write("evil.asl.json",
                            "{\"StartAt\":\"\\u001b[31mA\",\"States\":{\"\\u001b[31mA\":{\"Type\":\"Task\","
                            "\"Resource\":\"x:\\u001b]0;t\\u0007\","
                            "\"End\":true}}}");
    for (const char* command : {"run", "validate"}) {
      const auto result = pawl({command, "evil.asl.json"});
      CHECK(result.exit_code != 0);
      CHECK_FALSE(contains(result.err + result.out, "\033"));
      CHECK_FALSE(contains(result.err + result.out, "\007"));
    }
  }
}
