// Lambda functions in runs: what is refused before anything runs, what a history says, what is left behind.
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
    write_handler(pawl, "");
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
}
