// Lambda functions in runs: what is refused before anything runs, what a history says, what is left behind;
// projects of SAM without a configuration.
#include <doctest/doctest.h>
#include <signal.h>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

namespace {

constexpr std::string_view kArn = "arn:aws:lambda:us-east-1:123456789012:function:charge";

void write_handler(const Pawl& pawl, std::string_view text, std::string_view handler = "app.py:main") {
  (void)pawl.folder.write("flow.asl.json", one_task(kArn));
  (void)pawl.folder.write("pawl.yaml",
                          "tasks:\n  - {state: Work, handler: \"" + std::string(handler) + "\"}\n");
  (void)pawl.folder.write("app.py", text);
}

std::string file_of(const Pawl& pawl, const std::string& name) {
  return read_text(pawl.folder.path() / name);
}

constexpr std::string_view kSam = R"(Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Timeout: 20, Environment: {Variables: {STAGE: !Ref Stage, A: global}}}
Parameters: {Stage: {Type: String, Default: test}}
Resources:
  Charge:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: billing/app.main
      MemorySize: 256
      Environment: {Variables: {A: own, TABLE: !Ref Table}}
  Notify:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: notify.main, FunctionName: tell-them}
  Old:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: old/, Handler: Main, Runtime: java17}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: flow.asl.json
      DefinitionSubstitutions: {ChargeArn: !GetAtt Charge.Arn, Notify: !Ref Notify}
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States: {A: {Type: Task, Resource: !GetAtt Charge.Arn, End: true}}
  Legacy:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States: {A: {Type: Task, Resource: !GetAtt Old.Arn, End: true}}
)";

void write_sam(const Pawl& pawl) {
  (void)pawl.folder.write("template.yaml", kSam);
  (void)pawl.folder.write("flow.asl.json", R"({"StartAt":"Charge","States":{
    "Charge":{"Type":"Task","Resource":"${ChargeArn}","Next":"Tell"},
    "Tell":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
      "Parameters":{"FunctionName":"${Notify}","Payload.$":"$"},"OutputPath":"$.Payload","End":true}}})");
  (void)pawl.folder.write("src/billing/app.py", R"(import os
from . import rates
def main(event, context):
    return [event, rates.RATE, os.environ["STAGE"], os.environ["A"], os.environ.get("TABLE"),
            context.function_name, context.memory_limit_in_mb, os.getcwd() == os.environ["LAMBDA_TASK_ROOT"]]
)");
  (void)pawl.folder.write("src/billing/rates.py", "RATE = 3\n");
  (void)pawl.folder.write("src/notify.py",
                          "def main(event, context): return [event, context.function_name]\n");
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("a handler that fails: the execution's error and cause are the function's") {
    const Pawl pawl;
    write_handler(pawl, "def main(event, context):\n  print('a log line')\n  raise ValueError('no')\n");
    const auto result = pawl({"run", "flow.asl.json", "--history", "h.jsonl"});
    CHECK(result.exit_code == 1);
    CHECK(result.out.empty());
    CHECK(contains(result.err, "a log line"));
    const std::string history = file_of(pawl, "h.jsonl");
    CHECK(contains(history, R"("type":"LambdaFunctionStarted")"));
    CHECK(contains(
        history,
        R"("lambdaFunctionFailedEventDetails":{"error":"ValueError","cause":"{\"errorMessage\": \"no\")"));
    CHECK(pawl({"replay", "h.jsonl"}).exit_code == 0);
  }

  TEST_CASE("what keeps a handler from running is said before anything runs") {
    const Pawl pawl;
    const auto refused = [&](std::string_view handler) {
      write_handler(pawl, "", handler);
      const auto result = pawl({"run", "flow.asl.json"});
      CHECK(result.exit_code != 0);
      CHECK(!pawl.has_runs());
      return result.err;
    };
    CHECK(contains(refused("no.py:main"), "/no.py for the handler no.main"));
    CHECK(contains(refused("app.py"), "needs the function's name after its file"));
    CHECK(contains(refused("app.rb:main"), "a handler is in a file .py"));
    write_handler(pawl, "def main(event, context): pass\n", "app.py:mian");
    CHECK(contains(pawl({"run", "flow.asl.json"}).err, "app.py has no 'mian'; did you mean 'main'?"));
    write_handler(pawl, "def main(event, context): pass\n");
    CommandOptions options;
    options.environment["PATH"] = "/nowhere";
    const auto missing = pawl({"run", "flow.asl.json"}, options);
    CHECK(missing.exit_code == 4);
    CHECK(contains(missing.err, "'python3'"));
    CHECK(contains(missing.err, "which its handler app.py needs"));
    (void)pawl.folder.write("pawl.yaml", "tasks:\n  - {state: Work, runtime: ./bootstrap}\n");
    CHECK(pawl({"run", "flow.asl.json"}).exit_code == 4);
  }

  TEST_CASE("a run ends after the calls that no task waits for") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "flow.asl.json",
        one_task(
            "arn:aws:states:::lambda:invoke",
            R"("Parameters":{"FunctionName":"f","InvocationType":"Event","Payload":4},"OutputPath":"$.StatusCode",)"));
    (void)pawl.folder.write("pawl.yaml", "tasks:\n  - {state: Work, handler: app.py:main}\n");
    (void)pawl.folder.write("app.py",
                            "import time\ndef main(event, context):\n  time.sleep(0.2)\n"
                            "  open('called', 'w').write(str(event))\n");
    const auto result = pawl({"run", "flow.asl.json", "--history", "none"});
    CHECK(result.out == "202\n");
    CHECK(file_of(pawl, "called") == "4");
  }

  TEST_CASE("no worker outlives a run that is interrupted, and resume ends those of a killed one") {
    const Pawl pawl;
    write_handler(pawl,
                  "import os, time\ndef main(event, context):\n"
                  "  open('pid.tmp', 'w').write(str(os.getpid()))\n  os.rename('pid.tmp', 'pid')\n"
                  "  if not os.path.exists('ready'): time.sleep(1000)\n  return 'done'\n");
    const auto start = [&](int signal) {
      std::filesystem::remove(pawl.folder.path() / "pid");
      BackgroundCommand run({kPawlBinary, "run", "flow.asl.json", "--history", "h.jsonl"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "pid"));
      run.send(signal);
      run.wait();
      return std::stoi(file_of(pawl, "pid"));
    };
    CHECK(wait_until_gone(start(SIGINT)));
    std::filesystem::remove(pawl.folder.path() / "h.jsonl");
    const int orphan = start(SIGKILL);
    (void)pawl.folder.write("ready", "");
    const auto resumed = pawl({"resume", "h.jsonl"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "\"done\"\n");
    CHECK(wait_until_gone(orphan));
  }

  TEST_CASE("a project of SAM runs without a configuration") {
    const Pawl pawl;
    write_sam(pawl);
    const auto result = pawl({"run", "template.yaml#Flow", "-i", "{\"a\":1}", "--history", "h.jsonl"});
    CHECK_MESSAGE(result.exit_code == 0, result.err);
    CHECK(result.out == "[[{\"a\":1},3,\"test\",\"own\",null,\"Charge\",\"256\",true],\"tell-them\"]\n");
    const std::string history = file_of(pawl, "h.jsonl");
    CHECK(contains(history, R"("resource":"arn:aws:lambda:us-east-1:123456789012:function:Charge")"));
    CHECK(pawl({"run", "template.yaml#Inline", "--history", "none"}).exit_code == 0);
    CHECK(pawl({"replay", "h.jsonl"}).exit_code == 0);
    const auto plan = pawl({"run", "template.yaml#Flow", "--dry-run"});
    CHECK_MESSAGE(contains(plan.out + plan.err, "handler billing/app.py:main"), plan.out, plan.err);
  }

  TEST_CASE("a function of a template that cannot run here is said before anything runs") {
    const Pawl pawl;
    write_sam(pawl);
    const auto result = pawl({"run", "template.yaml#Legacy"});
    CHECK(result.exit_code == 4);
    CHECK(contains(result.err, "the function Old cannot run here: its Runtime java17 is not run here"));
    std::filesystem::remove(pawl.folder.path() / "src/notify.py");
    const auto missing = pawl({"run", "template.yaml#Flow"});
    CHECK(missing.exit_code == 4);
    CHECK(contains(missing.err, "/src/notify.py for the handler notify.main"));
    CHECK(contains(missing.err, "see Notify in template.yaml"));
  }

  TEST_CASE("a killed run of a template's state machine is resumed") {
    const Pawl pawl;
    write_sam(pawl);
    (void)pawl.folder.write("src/notify.py", "def main(event, context): raise Exception('not yet')\n");
    CHECK(pawl({"run", "template.yaml#Flow", "--history", "h.jsonl"}).exit_code == 1);
    (void)pawl.folder.write("src/notify.py", "def main(event, context): return 'told'\n");
    const auto resumed = pawl({"resume", "h.jsonl"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "\"told\"\n");
  }
}
