// Cases on their bench: mocks, virtual time, and what is said about a workflow that does something else than
// expected.
#include <doctest/doctest.h>

#include "support/test_folder.h"

using pawl::test::outcome_of;
using pawl::test::TestFolder;

namespace {

/// Charges a card with a retry, ships or refunds.
constexpr std::string_view kOrder = R"({"StartAt": "Check", "States": {
  "Check": {"Type": "Choice", "Default": "Charge",
            "Choices": [{"Variable": "$.amount", "NumericLessThan": 1, "Next": "Rejected"}]},
  "Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge",
             "TimeoutSeconds": 60, "ResultPath": "$.charge", "Next": "Ship",
             "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2}],
             "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Refund"}]},
  "Refund": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
             "Parameters": {"QueueUrl": "q", "MessageBody.$": "$.error.Error"}, "ResultPath": null, "Next": "Refunded"},
  "Refunded": {"Type": "Pass", "Parameters": {"status": "refunded", "why.$": "$.error.Error"}, "End": true},
  "Ship": {"Type": "Pass", "Parameters": {"status": "shipped", "by.$": "$.charge.by"}, "End": true},
  "Rejected": {"Type": "Fail", "Error": "Order.Rejected", "Cause": "nothing to pay"}}})";

/// One case with these lines, each indented by a blank.
std::string one_case(std::string_view lines) { return "cases:\n- name: it\n" + std::string(lines); }

std::string order(std::string_view lines) { return outcome_of(kOrder, one_case(lines)); }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("testing") {
  TEST_CASE("mocks answer by attempt, call and condition, and take virtual time") {
    CHECK(order(R"(
  input: {amount: 5}
  mocks:
    Charge:
      - {attempt: 1-2, throw: {error: Busy}}
      - {when: amount > 100, throw: Never}
      - {call: 3, return: {by: bank}, delay: 10}
  expect:
    output: {status: shipped, by: bank}
    path: [Check, Charge, Ship]
    states: {Charge: {attempts: 3, received: {amount: 5}, output_has: {charge: {by: bank}}}}
    events: {LambdaFunctionFailed: 2, LambdaFunctionSucceeded: 1}
    elapsed: 16
)") == "passed");
    CHECK(order(R"(
  input: {amount: 5}
  mocks:
    Charge: {return: {by: bank}, delay: 60}
    "arn:aws:states:::sqs:*": {return: {MessageId: m, MD5OfMessageBody: d}}
  expect:
    output: {status: refunded, why: States.Timeout}
    elapsed: 1m
    calls: [Charge, {state: Refund, received: {QueueUrl: q, MessageBody: States.Timeout}}]
)") == "passed");
  }

  TEST_CASE("a mock for an iteration, a command, variables and the context object") {
    constexpr std::string_view kMap = R"({"StartAt": "Each", "QueryLanguage": "JSONata", "States": {"Each": {
        "Type": "Map", "Items": "{% $list %}", "End": true, "ItemProcessor": {"StartAt": "Work", "States": {
        "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "End": true,
                 "Arguments": {"item": "{% $states.input %}", "who": "{% $states.context.who %}"}}}}}}})";
    CHECK(outcome_of(kMap, one_case(R"(
  variables: {list: [a, b, c]}
  context: {who: me}
  mocks:
    Work:
      - {index: 1, return: second}
      - {index: 0-2, return: other}
  expect:
    output: [other, second, other]
    states:
      Work: [{received_has: {item: a}}, {received: {item: b, who: me}}, {}]
)")) == "passed");
    CHECK(outcome_of(kMap, one_case(R"(
  variables: {list: [a]}
  context: {who: me}
  mocks: {Work: {exec: cat}}
  expect: {output: [{item: a, who: me}]}
)")) == "passed");
  }

  TEST_CASE("a wait of thirty days is over at once") {
    CHECK(outcome_of(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2592000,"End":true}}})",
                     one_case("  expect: {elapsed: 30d}")) == "passed");
  }

  TEST_CASE("a wrong branch names the place where the path leaves the expected one") {
    const std::string outcome = order(R"(
  input: {amount: 0}
  expect:
    path: [Check, Charge, Ship]
)");
    CHECK(outcome ==
          "2:status: expected SUCCEEDED, got FAILED with Order.Rejected: nothing to pay (in the state "
          "'Rejected')\n"
          "  path: Check → Rejected\n"
          "6:path: after 'Check' expected 'Charge', got 'Rejected'\n"
          "  expected: Check → Charge → Ship\n"
          "  taken:    Check → Rejected\n");
  }

  TEST_CASE("a lost retry shows by attempts and by the error") {
    std::string without_retry(kOrder);
    const size_t at = without_retry.find("\"Retry\"");
    without_retry.erase(at, without_retry.find("\"Catch\"") - at);
    const std::string outcome = outcome_of(without_retry, one_case(R"(
  input: {amount: 5}
  mocks:
    Charge: [{attempt: 1, throw: Busy}, {return: {by: bank}}]
  expect:
    states: {Charge: {attempts: 2}}
)"));
    CHECK(has(outcome, "2:mocks: the Task 'Refund' was called, and nothing says what it answers\n"));
    CHECK(has(outcome, "it received {\"QueueUrl\":\"q\",\"MessageBody\":\"Busy\"}\n"));
    CHECK(has(outcome, "path: Check → Charge → Refund\n"));
  }

  TEST_CASE("a wrong output is a list of differences") {
    CHECK(order(R"(
  input: {amount: 5}
  mocks: {Charge: {return: {by: bank}}}
  expect:
    output: {status: sent, more: [1]}
    output_has: {by: bank, status: shipped}
    output_where: status = 'sent'
)") == "7:output: differs from what is expected\n"
       "  $.status: expected \"sent\", got \"shipped\"\n"
       "  $.more: missing, expected [1]\n"
       "  $.by: not expected, got \"bank\"\n"
       "9:output: the condition 'status = 'sent'' is false\n"
       "  got {\"status\":\"shipped\",\"by\":\"bank\"}\n");
  }

  TEST_CASE("a wrong time-out shows by the time that passed") {
    CHECK(has(order(R"(
  input: {amount: 5}
  mocks:
    Charge: {return: {}, delay: 90}
    Refund: {return: {MessageId: m, MD5OfMessageBody: d}}
  expect:
    output_has: {why: States.Timeout}
    elapsed: {least: 20, most: 30}
)"),
              "10:elapsed: expected at most 30.0 s, got 1 min\n"));
  }

  TEST_CASE("wrong mocks: of no state, of no Task, never asked, without an answer") {
    const auto broken = [](std::string_view lines) { return TestFolder(kOrder, one_case(lines)).broken(); };
    CHECK(has(
        broken("  mocks: {Chrage: {return: 1}}\n"),
        "flow.test.yaml:3:11: error: no Task state has the name 'Chrage', and no Resource matches it; did "
        "you mean 'Charge'?"));
    CHECK(has(broken("  mocks: {Ship: {return: 1}}\n"), "mocks are for Task states, and 'Ship' is a Pass"));
    CHECK(has(broken("  expect: {path: [Check, Sihp]}\n"), "there is no state 'Sihp'; did you mean 'Ship'?"));
    CHECK(
        has(broken("  expect: {states: {Shipp: {}}, calls: [{state: charge}]}\n"), "did you mean 'Charge'?"));
    CHECK(has(broken("  expect: {outptu: 1}\n"), "unknown key 'outptu' in 'expect'; did you mean 'output'?"));
    CHECK(has(broken("  mocks: {Charge: [{return: 1}, {return: 2}]}\n"), "this answer is never given"));
    CHECK(has(broken("  mocks: {Charge: {return: 1, throw: E}}\n"), "either 'return' or 'throw'"));
    CHECK(has(broken("  mocks: {Charge: {when: 'a >', return: 1}}\n"), "'when' is no JSONata expression"));
    CHECK(has(broken("  expect: {events: {TaskFaild: 1}}\n"), "did you mean 'TaskFailed'?"));
    CHECK(has(broken("- name: it\n"), "another case has this name"));

    CHECK(has(order(R"(
  input: {amount: 5}
  mocks:
    Charge: {return: {by: bank}}
    Refund: {return: {}}
)"),
              "7:mocks: the mock of 'Refund' was never asked\n"));
    CHECK(has(
        order("  input: {amount: 5}\n  mocks: {Charge: {attempt: 1, throw: Busy}}\n"),
        "run: The mock of the state 'Charge' (flow.test.yaml:4): it has no answer for call 2 (attempt 2)"));
    CHECK(has(order("  input: {amount: 5}\n  mocks: {Charge: {when: $foo(1), return: 1}}\n"),
              "its condition '$foo(1)' fails"));
  }

  TEST_CASE("an expectation on a state that was never entered, unless it may not be") {
    constexpr std::string_view kStart =
        "  input: {amount: 5}\n  mocks: {Charge: {return: {by: b}}}\n  expect:\n";
    CHECK(order(std::string(kStart) + "    states: {Refund: {attempts: 1}}\n") ==
          "6:states.Refund: the state was never entered\n  path taken: Check → Charge → Ship\n");
    CHECK(order(std::string(kStart) + "    states: {Refund: {visits: 0}}\n") == "passed");
    CHECK(order(std::string(kStart) + "    path: {contains: [Ship, Charge], never: [Check]}\n") ==
          "6:path: 'Charge' does not come in the expected order\n"
          "  expected: Ship → Charge\n  taken:    Check → Charge → Ship\n"
          "6:path: 'Check' was entered\n  taken: Check → Charge → Ship\n");
  }

  TEST_CASE("errors and causes, as texts and patterns") {
    constexpr std::string_view kStart = "  input: {amount: 0}\n  expect:\n";
    CHECK(order(std::string(kStart) + "    error: Order.Rejected\n    cause: /to pay$/\n") == "passed");
    CHECK(order(std::string(kStart) + "    error: /^Card/\n") ==
          "5:error: expected /^Card/, got Order.Rejected\n  path: Check → Rejected\n");
  }

  TEST_CASE("snapshots: missing, the same, changed") {
    const std::string tests = one_case("  input: {amount: 0}\n  expect: {snapshot: true}\n");
    const TestFolder folder(kOrder, tests);
    auto bench = folder.open();
    const auto first = bench->run(bench->file().cases.front());
    CHECK(has(outcome_of(first), "snapshot: there is none of this case yet; --update writes it"));
    CHECK(
        first.snapshot ==
        R"({"status":"FAILED","error":"Order.Rejected","cause":"nothing to pay","path":["Check","Rejected"]})");
    (void)folder.folder.write("flow.test.snapshots.json", R"({"it": )" + first.snapshot + "}");
    bench = folder.open();
    CHECK(outcome_of(bench->run(bench->file().cases.front())) == "passed");
    (void)folder.folder.write("flow.test.snapshots.json",
                              R"({"it": {"status": "FAILED", "path": ["Check"]}})");
    bench = folder.open();
    const std::string changed = outcome_of(bench->run(bench->file().cases.front()));
    CHECK(has(changed, "snapshot: differs from flow.test.snapshots.json"));
    CHECK(has(changed, "$.path[1]: not expected, got \"Rejected\""));
  }

  TEST_CASE("an endless loop ends as at AWS, and hostile files are refused") {
    CHECK(
        has(outcome_of(
                R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Default":"A",
                  "Choices":[{"Variable":"$.x","IsPresent":true,"Next":"C"}]},"C":{"Type":"Succeed"}}})",
                one_case("  input: 1")),
            "status: expected SUCCEEDED, got FAILED with States.Runtime"));
    CHECK(has(TestFolder(kOrder, "cases: " + std::string(5000, '[')).broken(), "the test file is broken"));
    CHECK(has(TestFolder(kOrder, "[]").broken(), "the test file must be an object"));
    CHECK(has(TestFolder(kOrder, "cases: [{}]").broken(), "a case has a 'name'"));
    CHECK(has(TestFolder("{}", "cases: []").broken(), "the definition is invalid"));
  }

  TEST_CASE("what tasks do here, where a case is real") {
    CHECK(outcome_of(R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:echo 7","End":true}}})",
                     one_case("  real: true\n  expect: {output: 7}\n")) == "passed");
  }

  TEST_CASE("mocks of callbacks and activities send no heartbeats") {
    const auto machine = [](const std::string& resource) {
      return R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":")" + resource +
             R"(","HeartbeatSeconds":5,"TimeoutSeconds":60,"End":true}}})";
    };
    constexpr std::string_view kCase = "  mocks: {A: {return: 1, delay: 9}}\n  expect: ";
    for (const char* resource : {"arn:aws:states:::lambda:invoke.waitForTaskToken",
                                 "arn:aws:states:us-east-1:123456789012:activity:work"}) {
      CHECK(outcome_of(machine(resource),
                       one_case(std::string(kCase) + "{error: States.Timeout, elapsed: 5}\n")) == "passed");
    }
    CHECK(outcome_of(machine("arn:aws:lambda:us-east-1:123456789012:function:f"),
                     one_case(std::string(kCase) + "{output: 1, elapsed: 9}\n")) == "passed");
  }

  TEST_CASE("the children of a Distributed Map: path, calls and visits, but no data") {
    constexpr std::string_view kMap =
        R"({"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemsPath":"$.items",
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"Work","States":{
        "Work":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Next":"Done"},
        "Done":{"Type":"Pass","End":true}}}}}})";
    constexpr std::string_view kStart = "  input: {items: [1, 2]}\n  mocks: {Work: {return: 7}}\n  expect:\n";
    CHECK(outcome_of(kMap, one_case(std::string(kStart) + R"(
    output: [7, 7]
    path: {contains: [Each, Work, Done]}
    calls: [{state: Work, received: 1}, {state: Work, received: 2}]
    states: {Done: {visits: 2}}
)")) == "passed");
    CHECK(has(outcome_of(kMap, one_case(std::string(kStart) + "    states: {Work: {input: 1}}\n")),
              "is not known here; use 'calls'"));
  }

  TEST_CASE("returned values are compared with the models of an installed botocore") {
    const auto with = [](std::string_view more) {
      return outcome_of(kOrder, std::string(more) + one_case(R"(
  input: {amount: 5}
  mocks: {Charge: {throw: Declined}, Refund: {return: {MessageId: 7}}}
)"));
    };
    CHECK(with("mock_validation: none\n") == "passed");
    const std::string strict = with("");
    if (strict != "passed") CHECK(has(strict, "5:mocks: the service does not return this for 'Refund': "));
  }

  TEST_CASE("cases of a MockConfigFile.json") {
    const TestFolder folder(
        R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f",
        "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1}],"End":true}}})",
        "mock_file: m.json\ncases:\n- {name: a, mock_case: Good, expect: {output: 1}}\n"
        "- {name: b, mock_case: Short}\n- {name: c, mock_case: Goood}\n");
    (void)folder.folder.write("m.json",
                              R"({"StateMachines":{"flow":{"TestCases":{"Good":{"A":"R"},"Short":{"A":"S"}}}},
        "MockedResponses":{"R":{"0-1":{"Throw":{"Error":"E"}},"2":{"Return":1}},"S":{"0":{"Throw":{"Error":"E"}}}}})");
    const auto bench = folder.open();
    CHECK(outcome_of(bench->run(bench->file().cases[0])) == "passed");
    CHECK(has(outcome_of(bench->run(bench->file().cases[1])), "it has no answer for call 2"));
    CHECK(has(outcome_of(bench->run(bench->file().cases[2])), "did you mean 'Good'?"));
  }
}
