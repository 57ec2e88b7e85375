// Functions written for Node.js. Without node these tests say so and pass.
#include <doctest/doctest.h>

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

struct NodeFunctions : LambdaFolder, TaskHarness {
  NodeFunctions() : TaskHarness(tasks::make_lambda_runner) {}

  /// The result, or the error and its cause.
  std::string end(const tasks::Binding& binding, std::string_view input = "{}") {
    const Outcome end = run(binding, parse_json(input).value());
    if (end.type == Outcome::Type::Succeeded) return to_json(end.output);
    return end.error.error.value_or("") + " " + end.error.cause.value_or("");
  }
};

bool starts(const std::string& text, std::string_view with) {
  CHECK_MESSAGE(text.starts_with(with), text);
  return text.starts_with(with);
}

/// Says that a test is skipped.
bool lacks_node() {
  if (has_node()) return false;
  MESSAGE("skipped: node is not installed");
  return true;
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a Node.js function: modules of both kinds, async and with a callback") {
    if (lacks_node()) return;
    NodeFunctions functions;
    CHECK(functions.end(functions.function("a.mjs", R"(export const main = async (event, context) => {
  console.log('printed');
  const left = context.getRemainingTimeInMillis();
  return {event, left: left > 0 && left <= 900000, of: [context.functionName, context.functionVersion,
    context.memoryLimitInMB, context.invokedFunctionArn, context.awsRequestId.length, process.env._HANDLER]};
};)"),
                        R"({"a":"é"})") ==
          R"({"event":{"a":"é"},"left":true,"of":["a","$LATEST","128",)"
          R"("arn:aws:lambda:us-east-1:123456789012:function:a",36,"a.main"]})");
    CHECK(functions.lines == std::vector<std::string>{"printed"});
    CHECK(functions.end(functions.function(
              "b.js",
              "exports.main = (event, context, callback) => setTimeout(() => callback(null, 2), 5);")) ==
          "2");
    CHECK(functions.end(functions.function("c.cjs", "let n = 0; exports.api = {main: async () => ++n};",
                                           "api.main")) == "1");
    CHECK(functions.end(functions.function("c.cjs", "let n = 0; exports.api = {main: async () => ++n};",
                                           "api.main")) == "2");
    (void)functions.folder.write("package.json", R"({"type":"module"})");
    CHECK(functions.end(functions.function("d.js", "export async function main() {}")) == "null");
    CHECK(functions.end(functions.function("e.mjs", "export const main = () => {};")) == "null");
    CHECK(functions.end(functions.function("f.mjs", "export const main = () => new Promise(() => {});")) ==
          "null");
    functions.stop(tasks::Stop::Gently);
    CHECK(functions.wait_until_idle());
    CHECK(children() == 0);
  }

  TEST_CASE("what a Node.js function throws is the error, with its trace") {
    if (lacks_node()) return;
    NodeFunctions functions;
    const auto end = [&](std::string_view body, const char* file = "a.mjs") {
      NodeFunctions fresh;
      return fresh.end(fresh.function(file, body));
    };
    CHECK(starts(end("class Declined extends Error { constructor(m) { super(m); this.name = 'Declined'; } }\n"
                     "export const main = async () => { throw new Declined('no money'); };"),
                 "Declined {\"errorType\":\"Declined\",\"errorMessage\":\"no money\",\"trace\":["
                 "\"Declined: no money\",\"    at main (file:///"));
    CHECK(end("export const main = async () => { throw 'text'; };") ==
          R"(string {"errorType":"string","errorMessage":"text","trace":[]})");
    CHECK(starts(end("export const main = (e, c, callback) => callback(new TypeError('t'));"),
                 R"(TypeError {"errorType":"TypeError","errorMessage":"t","trace":[)"));
    CHECK(starts(
        end("export const main = async () => { const a = {}; a.a = a; return a; };"),
        R"(Runtime.MarshalError {"errorType":"Runtime.MarshalError","errorMessage":"Unable to stringify)"));
    CHECK(starts(end("export const other = 1;"),
                 "Runtime.HandlerNotFound {\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":"
                 "\"main is undefined or not exported\""));
    CHECK(starts(end("import x from './no.mjs';"), "Runtime.ImportModuleError {\"errorType\":"));
    CHECK(starts(end("require('no-such-package');", "a.cjs"), "Runtime.ImportModuleError {\"errorType\":"));
    CHECK(starts(end("export const main = (;"), "Runtime.UserCodeSyntaxError {\"errorType\":"));
    CHECK(starts(end("export const main = async () => { process.exit(4); };"), "Runtime.ExitError {"));
    CHECK(
        starts(end("export const main = () => { setTimeout(() => { throw new RangeError('late'); }, 1); };"),
               R"(RangeError {"errorType":"RangeError","errorMessage":"late","trace":[)"));
    CHECK(starts(end("export const main = () => { Promise.reject(new Error('lost')); };"),
                 R"(Runtime.UnhandledPromiseRejection {"errorType":"Runtime.UnhandledPromiseRejection",)"
                 R"("errorMessage":"Error: lost","reason":{"errorType":"Error","errorMessage":"lost")"));
  }

  TEST_CASE("six megabytes through a Node.js function") {
    if (lacks_node()) return;
    NodeFunctions functions;
    const auto binding = functions.function("a.mjs", "export const main = async (event) => event;");
    const Value big = Value::string(std::string(6'291'454, 'e'));
    const Outcome taken = functions.run(binding, big);
    REQUIRE((taken.type == Outcome::Type::Succeeded));
    CHECK(taken.output.as_string().size() == 6'291'454);
    CHECK(functions.end(binding) == "{}");
  }
}
