// `pawl eval`: expressions, one state, and requests of TestState.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;

namespace {

constexpr std::string_view kChargeOrder = R"json({"StartAt":"Charge","States":{
  "Charge":{"Type":"Task","Resource":"sh:cat >&2; echo '{\"paid\":true}'","Parameters":{"who.$":"$.id"},"ResultSelector":{"paid.$":"$.paid"},
    "ResultPath":"$.charge","Retry":[{"ErrorEquals":["Busy"]}],
    "Catch":[{"ErrorEquals":["Broken"],"ResultPath":"$.error","Next":"Refund"}],"Next":"Done"},
  "Refund":{"Type":"Pass","Next":"Done"},"Done":{"Type":"Succeed"}}})json";

class Evaluating : public Pawl {
 public:
  Evaluating() { (void)folder.write("order.asl.json", kChargeOrder); }

  [[nodiscard]] CommandResult eval(std::vector<std::string> arguments, std::string input = "") const {
    arguments.insert(arguments.begin(), "eval");
    return (*this)(std::move(arguments), {.input = std::move(input)});
  }
  [[nodiscard]] CommandResult charge(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"order.asl.json", "--state", "Charge", "-i", R"({"id":7})"});
    return eval(std::move(arguments));
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE_FIXTURE(Evaluating, "eval: the language is found from the expression's form") {
    const std::string data = R"({"a":{"b":2},"n":[1,2]})";
    CHECK(eval({"$.a.b"}, data).out == "2\n");
    CHECK(eval({"$sum(n)"}, data).out == "3\n");
    CHECK(eval({"a.b + 1"}, data).out == "3\n");
    CHECK(eval({"$states.input.a.b"}, data).out == "2\n");
    CHECK(eval({"{% $states.input.a.b + $more %}", "--var-json", "more=5"}, data).out == "7\n");
    CHECK(eval({"States.Format('{}-{}', $.a.b, $$.x)", "--context", R"({"x":1})", "-r"}, data).out ==
          "2-1\n");
    CHECK(eval({"$$.x", "--context", R"({"x":[1]})", "-c"}, data).out == "[1]\n");
    // In a state there is nothing but $states and the variables.
    const CommandResult bare = eval({"{% a.b %}"}, data);
    CHECK(bare.exit_code == 1);
    CHECK(contains(bare.err, "returned nothing (undefined)"));
  }

  TEST_CASE_FIXTURE(Evaluating, "eval: data of standard input, one value or one per line") {
    CHECK(eval({"$.a"}, "{\"a\":\n1}").out == "1\n");
    CHECK(eval({"$.a"}, "{\"a\":1}\n\n{\"a\":2}\n").out == "1\n2\n");
    CHECK(eval({"1 + 1"}).out == "2\n");
    const CommandResult broken = eval({"$.a"}, "{\"a\":1}\n{\"a\":\n");
    CHECK(broken.exit_code == 2);
    CHECK(contains(broken.err, "standard input is not JSON"));
    CHECK(eval({"$.a", "-i", R"({"a":3})"}, "not read").out == "3\n");
  }

  TEST_CASE_FIXTURE(Evaluating, "eval: what is wrong with an expression, and how JSONata is written") {
    const CommandResult wrong = eval({"$.a + 1"}, "{}");
    CHECK(wrong.exit_code == 2);
    CHECK_MESSAGE(contains(wrong.err, "JSONata is written '{% … %}'"), wrong.err);
    const CommandResult value = eval({"{% $x %}", "--var-json", "x=text"});
    CHECK(value.exit_code == 2);
    CHECK_MESSAGE(contains(value.err, "--var-json x: its value is not JSON"), value.err);
    CHECK(contains(eval({"$.a", "--expr", "$.b"}).err, "there are two expressions"));
    CHECK(contains(eval({}).err, "nothing to evaluate: give an expression, --request or --batch"));
  }

  TEST_CASE_FIXTURE(Evaluating, "eval --state: a mocked Task, its output, and where it leads") {
    const CommandResult mocked = charge({"--mock", R"({"paid":true})"});
    CHECK(mocked.exit_code == 0);
    CHECK(Json::parse(mocked.out) == R"({"id":7,"charge":{"paid":true}})");
    CHECK_MESSAGE(contains(mocked.err, "Charge SUCCEEDED; next: Done"), mocked.err);
    CHECK_FALSE(has_runs());
    const CommandResult piped = eval({"order.asl.json", "--state", "Refund"}, mocked.out);
    CHECK(Json::parse(piped.out) == Json::parse(mocked.out));
    const CommandResult caught = charge({"--mock", R"({"errorOutput":{"error":"Broken","cause":"why"}})"});
    CHECK(caught.exit_code == 0);
    CHECK(Json::parse(caught.out)["error"] == R"({"Error":"Broken","Cause":"why"})");
    CHECK_MESSAGE(contains(caught.err, "Charge CAUGHT_ERROR (order.asl.json:2:3): Broken: why; next: Refund"),
                  caught.err);
    const CommandResult retried = charge({"--mock", R"({"errorOutput":{"error":"Busy"}})"});
    CHECK(retried.exit_code == 1);
    CHECK_MESSAGE(contains(retried.err, "Charge RETRIABLE"), retried.err);
  }

  TEST_CASE_FIXTURE(Evaluating, "eval --state --trace: each field") {
    CHECK(charge({"--mock", R"({"paid":true,"x":1})", "--trace"}).out ==
          "  input                {\"id\":7}\n"
          "  Parameters           {\"who\":7}\n"
          "  result               {\"paid\":true,\"x\":1}\n"
          "  ResultSelector       {\"paid\":true}\n"
          "  ResultPath           {\"id\":7,\"charge\":{\"paid\":true}}\n"
          "  output               {\"id\":7,\"charge\":{\"paid\":true}}\n");
    const CommandResult failed = charge({"--mock", R"({"spent":true})", "--trace"});
    CHECK(failed.exit_code == 1);
    CHECK(contains(failed.out, "  ResultSelector       failed: States.Runtime\n"));
    CHECK(contains(charge({"--mock", R"({"errorOutput":{"error":"Busy"}})", "--trace"}).out,
                   "  Retry[0]             1\n"));
  }

  TEST_CASE_FIXTURE(Evaluating, "eval --state: a Task without a mock is carried out once") {
    const CommandResult real = charge({});
    CHECK_MESSAGE(real.exit_code == 0, real.err);
    CHECK(Json::parse(real.out) == R"({"id":7,"charge":{"paid":true}})");
    CHECK_MESSAGE(contains(real.err, R"({"who":7})"), real.err);
    CHECK_FALSE(has_runs());
    const CommandResult bound = charge({"--bind", "Charge=exit 3"});
    CHECK(bound.exit_code == 1);
    CHECK_MESSAGE(contains(bound.err, "Charge FAILED (order.asl.json:2:3): Exit.3"), bound.err);
    // A binding that asks for a parameter, which a path fills.
    (void)folder.write("lambda.asl.json", R"({"StartAt":"Work","States":{"Work":{"Type":"Task","End":true,
      "Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"}}}})");
    (void)folder.write("pawl.yaml",
                       R"(tasks: [{resource: "*lambda:invoke", where: {FunctionName: f}, sh: cat}])");
    CHECK(Json::parse(eval({"lambda.asl.json", "--state", "Work", "-i", "[1]"}).out) ==
          R"({"FunctionName":"f","Payload":[1]})");
    (void)folder.write("unbound.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:f"));
    CHECK(eval({"unbound.asl.json", "--state", "Work"}).exit_code == 4);
  }

  TEST_CASE_FIXTURE(Evaluating, "eval --state: names that do not exist, and mocks that do not fit") {
    const CommandResult typo = eval({"order.asl.json", "--state", "Charg"});
    CHECK(typo.exit_code == 2);
    CHECK(contains(typo.err, "'order.asl.json' has no state 'Charg', did you mean 'Charge'?"));
    CHECK(contains(eval({"order.asl.json", "--state", "Done", "--mock", "1"}).err,
                   "State type 'Succeed' is not supported when a mock is specified"));
    (void)folder.write("map.asl.json", R"({"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,
      "ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}}}})");
    CHECK(contains(eval({"map.asl.json", "--state", "Each", "-i", "[1]"}).err,
                   "'Each' is a Map: say with --mock what it gives, or run it with `pawl run`"));
    CHECK(contains(charge({"--mock", R"({"errorOutput":{}})"}).err,
                   "--mock: The error of a mocked errorOutput must be specified"));
  }

  TEST_CASE_FIXTURE(Evaluating, "eval --request: AWS's response, or its exception") {
    (void)folder.write("request.json",
                       R"({"definition":"{\"Type\":\"Pass\",\"Next\":\"B\"}","input":"{\"a\":1}"})");
    const CommandResult good = eval({"--request", "request.json"});
    CHECK(good.exit_code == 0);
    CHECK(Json::parse(good.out) == R"({"output":"{\"a\":1}","nextState":"B","status":"SUCCEEDED"})");
    const CommandResult refused =
        eval({"--request", "-"}, R"({"definition":{"Type":"Pass","End":true},"mock":{"result":"1"}})");
    CHECK(refused.exit_code == 3);
    CHECK(refused.out.empty());
    CHECK_MESSAGE(
        contains(refused.err,
                 "An error occurred (ValidationException) when calling the TestState operation: State type "
                 "'Pass' is not supported when a mock is specified"),
        refused.err);
    CHECK(eval({"--request", "none.json"}).exit_code == 2);
  }
}
