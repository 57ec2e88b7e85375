// Programs that speak Lambda's Runtime API themselves, and what lambda:invoke says and gets.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "support/lambda_folder.h"
#include "support/places.h"
#include "support/task_harness.h"
#include "tasks/lambda_runner.h"
#include "tasks/loopback_peer.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;

namespace {

struct RuntimeFunctions : LambdaFolder, TaskHarness {
  RuntimeFunctions() : TaskHarness(tasks::make_lambda_runner) {}

  /// The result, or the error and its cause.
  std::string end(const tasks::Binding& binding, std::string_view input = "{}",
                  std::string_view resource = "arn:aws:lambda:eu-west-1:111122223333:function:f:7") {
    states.push_back(std::make_unique<asl::State>(task_of(resource)));
    tasks::TaskRequest request;
    bindings.push_back(std::make_unique<tasks::Binding>(binding));
    request.binding = bindings.back().get();
    request.state = states.back().get();
    request.input = parse_json(input).value();
    const tasks::TaskId id = start(std::move(request));
    REQUIRE(wait_for(++ends));
    const Outcome& end = end_of(id);
    if (end.type == Outcome::Type::Succeeded) return to_json(end.output);
    return end.error.error.value_or("") + " " + end.error.cause.value_or("");
  }
  std::string invoke(const tasks::Binding& binding, std::string_view input) {
    return end(binding, input, "arn:aws:states:::lambda:invoke");
  }
  size_t ends = 0;
  std::vector<std::unique_ptr<asl::State>> states;
  std::vector<std::unique_ptr<tasks::Binding>> bindings;
};

bool has(std::string_view text, std::string_view part) {
  CHECK_MESSAGE(text.find(part) != std::string_view::npos, text);
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view kEcho =
    "def main(event, context):\n"
    "  client = context.client_context\n"
    "  return [event, context.invoked_function_arn, context.function_version, client and client.custom]\n";

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a program built for provided.*, each request on a connection of its own") {
    RuntimeFunctions functions;
    const auto built = testing_support::run_command(
        {testing_support::kCompiler, "-std=c++17", "-o", functions.path("bootstrap"),
         std::string(testing_support::kSourceDir) + "/tests/support/lambda_bootstrap.cpp"});
    REQUIRE_MESSAGE(built.exit_code == 0, built.err);
    auto binding = functions.program({"./bootstrap"});
    code_of(binding).handler = "app.main";
    CHECK(functions.end(binding, "[1]") == R"({"event":[1],"handler":"app.main"})");
    CHECK(functions.lines == std::vector<std::string>{"log line"});
    CHECK(functions.end(binding, "\"wrong-id\"") == "\"400\"");
    CHECK(functions.end(binding, "\"twice\"") == "\"403\"");
    CHECK(functions.end(binding, "\"empty\"") == "null");
    CHECK(functions.end(binding, "\"error\"") ==
          R"(My.Error {"errorMessage":"bad","errorType":"My.Error","stackTrace":[]})");
    CHECK(functions.end(binding, "\"untyped\"") ==
          "Lambda.Unknown The cause could not be determined because Lambda did not return an error type. "
          "Returned payload: {\"message\":\"bad\"}");
    CHECK(has(functions.end(binding, "\"text\""), "Output.NotJson The response of the function is not JSON"));
    CHECK(children() == 1);
    CHECK(functions.end(binding, "\"last\"") == "\"last\"");
    CHECK(functions.end(binding, "2") == R"({"event":2,"handler":"app.main"})");
    CHECK(functions.end(functions.program({"./bootstrap", "init-error"})) ==
          R"(Init.NoDatabase {"errorMessage":"no database","errorType":"Init.NoDatabase"})");
    CHECK(has(functions.end(functions.program({"./bootstrap", "never"})),
              "Error: Runtime exited with error: exit status 5"));
    CHECK(has(functions.end(functions.program({"./no-bootstrap"})), "Runtime.InvalidEntrypoint {"));
    functions.stop(tasks::Stop::Gently);
    CHECK(functions.wait_until_idle());
    CHECK(children() == 0);
  }

  TEST_CASE("lambda:invoke: all members of its answer, names, versions, the client's context") {
    RuntimeFunctions functions;
    const auto binding = functions.function("app.py", kEcho);
    const auto answer =
        parse_json(functions.invoke(binding, R"({"FunctionName":"charge","Payload":{"a":1}})")).value();
    CHECK(to_json(*answer.find("Payload")) ==
          R"([{"a":1},"arn:aws:lambda:us-east-1:123456789012:function:charge","$LATEST",null])");
    CHECK(to_json(*answer.find("ExecutedVersion")) == "\"$LATEST\"");
    CHECK(to_json(*answer.find("StatusCode")) == "200");
    const Value& metadata = *answer.find("SdkHttpMetadata");
    CHECK(to_json(*metadata.find("HttpStatusCode")) == "200");
    const Value& headers = *metadata.find("HttpHeaders");
    CHECK(to_json(*headers.find("Content-Length")) == "\"84\"");
    CHECK(headers.find("x-amzn-RequestId")->as_string() ==
          answer.find("SdkResponseMetadata")->find("RequestId")->as_string());
    CHECK(metadata.find("AllHttpHeaders")->find("Content-Type")->size() == 1);
    const auto payload = [&](std::string_view input) {
      return to_json(*parse_json(functions.invoke(binding, input)).value().find("Payload"));
    };
    CHECK(payload(R"({"FunctionName":"arn:aws:lambda:eu-west-1:111122223333:function:charge:9"})") ==
          R"([{},"arn:aws:lambda:eu-west-1:111122223333:function:charge:9","9",null])");
    CHECK(payload(R"({"FunctionName":"charge","Qualifier":"live","Payload":2})") ==
          R"([2,"arn:aws:lambda:us-east-1:123456789012:function:charge:live","$LATEST",null])");
    CHECK(payload(R"({"FunctionName":"charge","ClientContext":"eyJjdXN0b20iOnsiYSI6MX19"})") ==
          R"([{},"arn:aws:lambda:us-east-1:123456789012:function:charge","$LATEST",{"a":1}])");
    CHECK(functions.end(binding, "3") ==
          R"([3,"arn:aws:lambda:eu-west-1:111122223333:function:f:7","7",null])");
    CHECK(has(
        functions.invoke(binding, R"({"FunctionName":"charge","ClientContext":"e30tLS0"})"),
        "Lambda.InvalidRequestContentException Client context must be a valid Base64-encoded JSON object."));
    CHECK(has(functions.invoke(binding, R"({"FunctionName":"a b\r\n","Payload":2})"),
              "Lambda.AWSLambdaException "));
    CHECK(has(functions.invoke(binding, R"({"FunctionName":"a","InvocationType":"Later"})"),
              "at 'invocationType'"));
  }

  TEST_CASE("an error through lambda:invoke is compact JSON") {
    RuntimeFunctions functions;
    const auto binding = functions.function("app.py", "def main(event, context): raise Exception('x')\n");
    CHECK(has(functions.invoke(binding, R"({"FunctionName":"f"})"),
              R"(Exception {"errorMessage":"x","errorType":"Exception","requestId":")"));
  }

  TEST_CASE("InvocationType DryRun calls nothing, Event is not waited for") {
    RuntimeFunctions functions;
    const auto binding = functions.function(
        "app.py",
        "import os, time\ndef main(event, context):\n"
        "  while not os.path.exists('go'): time.sleep(0.01)\n  open('called', 'w').write(str(event))\n"
        "  raise Exception('nobody waits')\n");
    auto answer = functions.invoke(binding, R"({"FunctionName":"f","InvocationType":"DryRun"})");
    CHECK(has(answer, R"("StatusCode":204})"));
    CHECK(has(answer, R"("Payload":"")"));
    CHECK(children() == 0);
    answer = functions.invoke(binding, R"({"FunctionName":"f","InvocationType":"Event","Payload":5})");
    CHECK(has(answer, R"("StatusCode":202})"));
    CHECK(functions.has_unawaited());
    (void)functions.folder.write("go", "");
    while (functions.has_unawaited()) functions.run_for(10);
    CHECK(functions.read("called") == "5");
    CHECK(has(functions.lines.back(),
              "pawl: the function f, which nobody waits for, failed: {\"errorMessage\":\"nobody waits\""));
  }

  TEST_CASE("connections of other users are told apart") { CHECK_FALSE(tasks::is_own_connection(1, 2)); }
}
