// Functions run by warm workers: their results, context, errors and ends.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <set>
#include <string>

#include "support/lambda_folder.h"
#include "support/task_harness.h"
#include "tasks/lambda_runner.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;

namespace {

struct Functions : LambdaFolder, TaskHarness {
  explicit Functions(tasks::BoundTasks tasks = default_tasks())
      : TaskHarness(tasks::make_lambda_runner, std::move(tasks)) {}

  std::string result(const tasks::Binding& binding, std::string_view input = "{}") {
    const Outcome end = run(binding, parse_json(input).value());
    CHECK_MESSAGE(end.type == Outcome::Type::Succeeded, end.error.error.value_or(""),
                  end.error.cause.value_or(""));
    return to_json(end.output);
  }
  asl::StateError error(const tasks::Binding& binding, std::string_view input = "{}") {
    const Outcome end = run(binding, parse_json(input).value());
    CHECK((end.type == Outcome::Type::Failed));
    return end.error;
  }
  void end() {
    stop(tasks::Stop::Gently);
    CHECK(wait_until_idle());
  }
};

/// A member of a cause that is JSON.
std::string member(const asl::StateError& error, std::string_view name) {
  const auto cause = parse_json(error.cause.value_or(""));
  REQUIRE_MESSAGE(cause.has_value(), error.cause.value_or("(none)"));
  const Value* value = cause->find(name);
  if (value == nullptr) return "(none)";
  return value->is_string() ? std::string(value->as_string()) : to_json(*value);
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

constexpr std::string_view kCounter =
    "import os\ncalls = 0\ndef main(event, context):\n"
    "  global calls\n  calls += 1\n  return [calls, os.getpid()]\n";

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a Python function: its event, its result, its context; what it prints is log") {
    Functions functions;
    auto binding = functions.function("app.py", R"(import json, os, sys
def main(event, context):
    print("printed", flush=True)
    print("an error", file=sys.stderr)
    assert 0 < context.get_remaining_time_in_millis() <= 900000
    assert context.aws_request_id and context.log_stream_name and context.client_context is None
    assert os.environ["_HANDLER"] == "app.main" and os.environ["AWS_REGION"] == "us-east-1"
    assert os.environ["LAMBDA_TASK_ROOT"] == os.getcwd() == os.path.dirname(os.path.abspath(__file__))
    return {"got": event, "bytes": "é".encode(), "of": [context.function_name, context.function_version,
        context.memory_limit_in_mb, context.invoked_function_arn, context.log_group_name, os.environ["MORE"]]}
)");
    code_of(binding).environment["MORE"] = "more";
    code_of(binding).memory = 512;
    CHECK(functions.result(binding, R"({"a":["é",1.50]})") ==
          R"({"got":{"a":["é",1.5]},"bytes":"é","of":["app","$LATEST","512",)"
          R"("arn:aws:lambda:us-east-1:123456789012:function:app","/aws/lambda/app","more"]})");
    CHECK(functions.lines == std::vector<std::string>{"printed", "an error"});
    CHECK(functions.steps.size() == 1);
    functions.end();
    CHECK(children() == 0);
  }

  TEST_CASE("what a Python function raises is the error, as Lambda says it") {
    Functions functions;
    const auto binding = functions.function("app.py", R"(class Declined(Exception): pass
def main(event, context):
    raise Declined("no “money”")
)");
    const auto error = functions.error(binding);
    CHECK(error.error == "Declined");
    const std::string id = member(error, "requestId");
    CHECK(id.size() == 36);
    CHECK(error.cause == "{\"errorMessage\": \"no “money”\", \"errorType\": \"Declined\", \"requestId\": \"" +
                             id + "\", \"stackTrace\": [\"  File \\\"" + functions.path("app.py") +
                             "\\\", line 3, in main\\n    raise Declined(\\\"no “money”\\\")\\n\"]}");
  }

  TEST_CASE("faults of a Python function and of its file") {
    Functions functions;
    const auto error = [&](const char* text) { return functions.error(functions.function("app.py", text)); };
    auto found = error("def main(event, context): return {1}\n");
    CHECK(found.error == "Runtime.MarshalError");
    CHECK(member(found, "errorMessage") ==
          "Unable to marshal response: Object of type set is not JSON serializable");
    found = functions.error(functions.function("import.py", "import no_such_module\n"));
    CHECK(found.error == "Runtime.ImportModuleError");
    CHECK(member(found, "errorMessage") ==
          "Unable to import module 'import': No module named 'no_such_module'");
    CHECK(member(found, "stackTrace") == "[]");
    found = functions.error(functions.function("missing.py", "def other(event, context): pass\n"));
    CHECK(found.error == "Runtime.HandlerNotFound");
    CHECK(member(found, "errorMessage") == "Handler 'main' missing on module 'missing'");
    found = functions.error(functions.function("syntax.py", "def main(:\n"));
    CHECK(found.error == "Runtime.UserCodeSyntaxError");
    found = functions.error(functions.function("raises.py", "x = 1\nraise KeyError('a')\n"));
    CHECK(found.error == "KeyError");
    CHECK(has(member(found, "stackTrace"), "line 2, in <module>"));
  }

  TEST_CASE("a process that ends fails its call, and the next call has another one") {
    Functions functions;
    const auto binding = functions.function("app.py", R"(import os, sys
def main(event, context):
    if event == "exit": sys.exit(3)
    if event == "quiet": os._exit(0)
    if event == "kill": os.kill(os.getpid(), 9)
    return os.getpid()
)");
    const std::string first = functions.result(binding);
    CHECK(functions.result(binding) == first);
    auto error = functions.error(binding, "\"exit\"");
    CHECK(error.error == "Runtime.ExitError");
    CHECK(has(*error.cause, "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: "));
    CHECK(has(*error.cause, " Error: Runtime exited with error: exit status 3\"}"));
    CHECK(functions.result(binding) != first);
    CHECK(has(*functions.error(binding, "\"quiet\"").cause,
              "Error: Runtime exited without providing a reason"));
    CHECK(
        has(*functions.error(binding, "\"kill\"").cause, "Error: Runtime exited with error: signal: killed"));
    CHECK(functions.result(binding) != first);
  }

  TEST_CASE("one worker serves a thousand calls, two at a time have two") {
    Functions functions;
    const auto binding = functions.function("app.py", kCounter);
    std::string last;
    for (int i = 0; i < 1000; ++i) last = functions.result(binding);
    CHECK(has(last, "[1000,"));
    CHECK(children() == 1);
    // Each waits until the other one has begun.
    const auto meeting = functions.function("meet.py", R"(import os, time
def main(event, context):
    open(event, "w").close()
    while not (os.path.exists("a") and os.path.exists("b")): time.sleep(0.01)
)");
    functions.start(meeting, Value::string("a"));
    functions.start(meeting, Value::string("b"));
    CHECK(functions.wait_for(1002));
    CHECK(children() == 3);
    functions.end();
    CHECK(children() == 0);
  }

  TEST_CASE("a function that takes too long is stopped, with what it started") {
    Functions functions;
    auto binding = functions.function("app.py", R"(import subprocess, time
def main(event, context):
    if event == {}: return "quick"
    child = subprocess.Popen(["setsid", "sleep", "1000"])
    open("pid", "w").write(str(child.pid))
    time.sleep(1000)
)");
    code_of(binding).timeout_seconds = 1;
    const auto error = functions.error(binding, "1");
    CHECK(error.error == "Sandbox.Timedout");
    CHECK(has(*error.cause, "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: "));
    CHECK(has(*error.cause, " Error: Task timed out after 1.00 seconds\"}"));
    CHECK(functions.result(binding) == "\"quick\"");
    functions.end();
    CHECK(testing_support::wait_until_gone(std::stoi(functions.read("pid"))));
    CHECK(children() == 0);
  }

  TEST_CASE("a cancelled call ends its worker and reports nothing") {
    Functions functions;
    const auto binding = functions.function("app.py",
                                            "import time\ndef main(event, context):\n  if event: open('pid', "
                                            "'w').write('x'); time.sleep(1000)\n");
    const auto id = functions.start(binding, Value::integer(1));
    while (functions.read("pid").empty()) functions.run_for(10);
    functions.cancel(id);
    CHECK(functions.result(binding) == "null");
    CHECK(!functions.has_ended(id));
    functions.stop(tasks::Stop::AtOnce);
    CHECK(functions.wait_until_idle());
    CHECK(children() == 0);
  }

  TEST_CASE("six megabytes pass in both directions, a byte more is Lambda's error") {
    Functions functions;
    const auto binding = functions.function("app.py", R"(import os
def main(event, context):
    if isinstance(event, str): return [len(event), os.getpid()]
    return "A" * event
)");
    const std::string pid = to_json(functions.run(binding, Value::string("x")).output.items()[1]);
    const std::string big(6'291'454, 'e');
    const Outcome sent = functions.run(binding, Value::string(big));
    REQUIRE((sent.type == Outcome::Type::Succeeded));
    CHECK(to_json(sent.output) == "[6291454," + pid + "]");
    auto error = functions.run(binding, Value::string(big + "e")).error;
    CHECK(error.error == "Lambda.RequestTooLargeException");
    CHECK(has(*error.cause, "Request must be smaller than 6291456 bytes for the InvokeFunction operation"));
    const Outcome taken = functions.run(binding, Value::integer(6'291'554));
    REQUIRE((taken.type == Outcome::Type::Succeeded));
    CHECK(taken.output.as_string().size() == 6'291'554);
    error = functions.run(binding, Value::integer(6'291'555)).error;
    CHECK(error.error == "Function.ResponseSizeTooLarge");
    CHECK(error.cause ==
          R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":)"
          R"("Response payload size exceeded maximum allowed payload size (6291556 bytes)."})");
    CHECK(functions.run(binding, Value::integer(70'000'000)).error.error == "Function.ResponseSizeTooLarge");
    CHECK(functions.run(binding, Value::string("x")).output.items()[0].as_int64() == 1);
  }

  TEST_CASE("secrets are masked in results, errors and logs of functions") {
    auto tasks = TaskHarness::default_tasks();
    tasks.environment["KEY"] = "a-secret-key";
    tasks.secrets = {"a-secret-key"};
    Functions functions(std::move(tasks));
    const auto binding = functions.function("app.py", R"(import os
def main(event, context):
    print(os.environ["KEY"])
    if event: raise Exception(os.environ["KEY"])
    return os.environ["KEY"]
)");
    CHECK(functions.result(binding) == "\"***\"");
    CHECK(functions.lines.front() == "***");
    CHECK(member(functions.error(binding, "1"), "errorMessage") == "***");
  }
}
