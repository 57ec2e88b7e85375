// What runs: results, streams, flags.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr const char* kWaitAYear =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31536000,"Next":"A"},"A":{"Type":"Pass","End":true}}})";

size_t permissions_of(const fs::path& path) {
  return static_cast<size_t>(fs::status(path).permissions()) & 0777;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("run: the output is one line, and a run leaves a history in the state directory") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    const auto result =
        pawl({"run", "pass.asl.json", "-i", R"({"b": 1, "a": [true, null]})", "--name", "first"});
    CHECK(result.exit_code == 0);
    CHECK(result.out == "{\"b\":1,\"a\":[true,null]}\n");
    CHECK(result.err.empty());
    const fs::path run = pawl.folder.path() / "state/pawl/runs/first";
    CHECK(permissions_of(run) == 0700);
    CHECK(permissions_of(run / "history.jsonl") == 0600);
    const auto events = lines_of(read_text(run / "history.jsonl"));
    REQUIRE(events.size() == 4);
    CHECK(contains(events[0], R"("type":"ExecutionStarted")"));
    CHECK(contains(events[0], R"("pawl":{"format":1)"));
    CHECK(contains(events[3], R"("type":"ExecutionSucceeded")"));
  }

  TEST_CASE("run: a name is taken once; the message says whether the input was the same") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    CHECK(pawl({"run", "pass.asl.json", "--name", "once", "-i", "1"}).exit_code == 0);
    const auto same = pawl({"run", "pass.asl.json", "--name", "once", "-i", "1"});
    CHECK(same.exit_code == 2);
    CHECK(contains(same.err, "named 'once' already, with the same input"));
    const auto other = pawl({"run", "pass.asl.json", "--name", "once", "-i", "2"});
    CHECK(other.exit_code == 2);
    CHECK(contains(other.err, "with another input"));
  }

  TEST_CASE("run: input as text, file and standard input; definition from standard input") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    (void)pawl.folder.write("in.json", "{\"from\": \"file\"}\n");
    const auto out = [&](std::vector<std::string> arguments, std::string input = "") {
      CommandOptions options;
      options.input = std::move(input);
      arguments.insert(arguments.end(), {"--history", "none"});
      return pawl(std::move(arguments), options).out;
    };
    CHECK(out({"run", "pass.asl.json"}) == "{}\n");
    CHECK(out({"run", "pass.asl.json", "-i", "-1.5"}) == "-1.5\n");
    CHECK(out({"run", "pass.asl.json", "-i", "[1]"}) == "[1]\n");
    CHECK(out({"run", "pass.asl.json", "-i", "null"}) == "null\n");
    CHECK(out({"run", "pass.asl.json", "--input=in.json"}) == "{\"from\":\"file\"}\n");
    CHECK(out({"run", "-i", "-", "pass.asl.json"}, "\"stdin\"") == "\"stdin\"\n");
    CHECK(out({"run", "-", "-i", "2"}, kPass) == "2\n");
    CHECK(out({"run", "-", "-i", "2"}, "StartAt: A\nStates: {A: {Type: Pass, End: true}}\n") == "2\n");
  }

  TEST_CASE("run: of what failed in a Map the item is shown") {
    const Pawl pawl;
    (void)pawl.folder.write("map.asl.json",
                            R"({"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true,
      "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Map", "End": true, "MaxConcurrency": 1,
        "ItemProcessor": {"StartAt": "Work", "States": {"Work": {"Type": "Choice", "Default": "Good",
          "Choices": [{"Variable": "$", "NumericEquals": 4, "Next": "Bad"}]},
          "Good": {"Type": "Succeed"}, "Bad": {"Type": "Fail", "Error": "Four"}}}}}}}}})");
    const auto run = pawl({"run", "map.asl.json", "-i", "[[1, 2], [3, 3, 4]]", "--history", "none"});
    CHECK(run.exit_code == 1);
    CHECK_MESSAGE(contains(run.err, "FAILED in state 'Bad'[1][2] (map.asl.json:"), run.err);
    CHECK_MESSAGE(contains(run.err, "item 2 failed\n"), run.err);
    CHECK_MESSAGE(contains(run.err, "item 1 failed\n"), run.err);
    CHECK_FALSE(contains(run.err, "item 0 failed\n"));
  }

  TEST_CASE(
      "run: a failed run prints nothing on standard output and ends with who failed, how, and where to "
      "look") {
    const Pawl pawl;
    (void)pawl.folder.write("fail.asl.json",
                            one_task("sh:echo first line >&2; echo the disk is gone >&2; exit 9"));
    const auto result = pawl({"run", "fail.asl.json", "--name", "broken", "--color", "always"});
    CHECK(result.exit_code == 1);
    CHECK(result.out.empty());
    const auto plain =
        pawl({"run", "fail.asl.json", "--history", "h.jsonl", "--name", "broken", "--progress", "none"});
    CAPTURE(plain.err);
    CHECK(contains(plain.err, "[Work#1] first line\n"));
    CHECK(contains(plain.err, "pawl: error: broken FAILED in state 'Work' (fail.asl.json:1:29): Exit.9\n"));
    CHECK(contains(plain.err, "the disk is gone"));
    CHECK(contains(plain.err, "  command: "));
    CHECK(plain.err.ends_with("  history: h.jsonl\n  to resume: pawl resume h.jsonl\n"));
    CHECK_FALSE(contains(plain.err, "\033"));
    CHECK_FALSE(contains(plain.err, "\r"));
    CHECK(pawl({"run", "fail.asl.json", "--history", "none", "-q"}).err.find("[Work#1]") ==
          std::string::npos);
  }

  TEST_CASE("run --time skip: a year passes at once, and is told") {
    const Pawl pawl;
    (void)pawl.folder.write("year.asl.json", kWaitAYear);
    const auto result = pawl({"run", "year.asl.json", "--time", "skip", "--history", "none"});
    CHECK(result.exit_code == 0);
    CHECK(result.out == "{}\n");
    CHECK(contains(result.err, "time: 365 d passed"));
  }

  TEST_CASE("run --timeout ends a run as TIMED_OUT") {
    const Pawl pawl;
    (void)pawl.folder.write("year.asl.json", kWaitAYear);
    const auto result =
        pawl({"run", "year.asl.json", "--time", "skip", "--timeout", "60", "--history", "h.jsonl"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "TIMED_OUT"));
    CHECK(contains(read_text(pawl.folder.path() / "h.jsonl"), "ExecutionTimedOut"));
  }

  TEST_CASE("run --limits: payloads and events, with how to lift them") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "big.asl.json", one_task("sh:head -c 300000 /dev/zero | tr '\\\\0' x | sed 's/^/\\\"/;s/$/\\\"/'"));
    const auto limited = pawl({"run", "big.asl.json", "--history", "none"});
    CHECK(limited.exit_code == 1);
    CHECK(contains(limited.err, "States.DataLimitExceeded"));
    CHECK(contains(limited.err, "`--limits off` lifts"));
    const auto lifted = pawl({"run", "big.asl.json", "--history", "none", "--limits", "off"});
    CHECK(lifted.exit_code == 0);
    CHECK(lifted.out.size() == 300003);

    (void)pawl.folder.write("loop.asl.json", R"asl({"StartAt":"C","States":{
"C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":9000,"Next":"E"}],"Default":"P"},
"P":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)"},"Next":"C"},
"E":{"Type":"Succeed"}}})asl");
    const auto warned = pawl({"run", "loop.asl.json", "-i", "{\"n\":0}", "--history", "none"});
    CHECK(warned.exit_code == 0);
    CHECK(contains(warned.err, "more than 25000 events: AWS would stop this execution here"));
    const auto strict =
        pawl({"run", "loop.asl.json", "-i", "{\"n\":0}", "--history", "none", "--limits", "strict"});
    CHECK(strict.exit_code == 1);
    CHECK(contains(strict.err, "`--limits off` lifts it"));
    CHECK(pawl({"run", "loop.asl.json", "-i", "{\"n\":0}", "--history", "none", "--limits", "off"})
              .err.empty());
  }

  TEST_CASE("run --events -: every event, the output in the last one") {
    const Pawl pawl;
    (void)pawl.folder.write("pass.asl.json", kPass);
    const auto result = pawl({"run", "pass.asl.json", "--events", "-", "--history", "h.jsonl"});
    CHECK(result.exit_code == 0);
    CHECK(result.out == read_text(pawl.folder.path() / "h.jsonl"));
    CHECK(contains(lines_of(result.out).back(), "ExecutionSucceeded"));
    CHECK(pawl({"run", "pass.asl.json", "--events", "e.jsonl", "--history", "none"}).out == "{}\n");
    CHECK(lines_of(read_text(pawl.folder.path() / "e.jsonl")).size() == 4);
  }

  TEST_CASE("run --each: results in the order of the lines, failures named by line") {
    const Pawl pawl;
    (void)pawl.folder.write("each.asl.json",
                            one_task("sh:n=$(cat); if [ $n = 3 ]; then exit 1; fi; echo $((n * 10))"));
    for (const char* jobs : {"1", "4"}) {
      CommandOptions options;
      options.input = "1\n2\n\n3\n4\n5";
      const auto result = pawl({"run", "each.asl.json", "--each", "-j", jobs, "--history", "none"}, options);
      CAPTURE(result.err);
      CHECK(result.exit_code == 1);
      CHECK(result.out == "10\n20\n40\n50\n");
      CHECK(contains(result.err, "line 4: "));
      options.input = "1\n{oops\n2\n";
      const auto broken = pawl({"run", "each.asl.json", "--each", "-j", jobs, "--history", "runs/"}, options);
      CHECK(broken.exit_code == 2);
      CHECK(broken.out == "10\n20\n");
      CHECK(contains(broken.err, "line 2: the input is not JSON"));
    }
  }

  TEST_CASE("run: a reader that goes away ends what it read, not the run") {
    const Pawl pawl;
    (void)pawl.folder.write("task.asl.json", one_task("sh:sleep 0.2; echo 1 > ended"));
    (void)pawl.folder.write("pass.asl.json", kPass);
    const auto piped = [&](const std::string& arguments) {
      const std::string script = std::string(kPawlBinary) + " run " + arguments + " | head -c 0";
      return run_command({"sh", "-c", script}, pawl.with_state({}));
    };
    CHECK(piped("pass.asl.json").err.empty());
    const auto events = piped("task.asl.json --events - -q");
    CHECK(contains(events.err, "the reader of the events is gone"));
    CHECK(read_text(pawl.folder.path() / "ended") == "1\n");
  }

  TEST_CASE("run --subst fills placeholders, escaped inside JSON strings; --dry-run starts nothing") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "subst.asl.json",
        R"({"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"text":"${Text}","n":${N}},"End":true}}})");
    const auto result =
        pawl({"run", "subst.asl.json", "--subst", "Text=say \"hi\"", "--subst", "N=5", "--history", "none"});
    CHECK(result.out == R"({"text":"say \"hi\"","n":5})"
                        "\n");
    CHECK(result.err.empty());
    const auto left =
        pawl({"run", "subst.asl.json", "--subst", "N=5", "--subst", "M=6", "--history", "none"});
    CHECK(contains(left.err, "${Text} is not filled in"));
    CHECK(contains(left.err, "no placeholder ${M}"));

    (void)pawl.folder.write("task.asl.json", one_task("sh:echo started > started"));
    const auto dry = pawl({"run", "task.asl.json", "--dry-run"});
    CHECK(dry.exit_code == 0);
    CHECK(contains(dry.out, "Work"));
    CHECK(contains(dry.out, "Nothing was started"));
    CHECK_FALSE(fs::exists(pawl.folder.path() / "started"));
    CHECK_FALSE(pawl.has_runs());
    (void)pawl.folder.write("unbound.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:f"));
    CHECK(pawl({"run", "unbound.asl.json", "--dry-run"}).exit_code == 4);
  }

  TEST_CASE("run: mocks, bindings and variables") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:f",
                                                   R"("Retry":[{"ErrorEquals":["Busy"]}],)"));
    (void)pawl.folder.write("mocks.json", R"({"StateMachines":{"m":{"TestCases":{"Twice":{"Work":"R"}}}},
"MockedResponses":{"R":{"0":{"Throw":{"Error":"Busy","Cause":"c"}},"1":{"Return":"mocked"}}}})");
    CHECK(pawl({"run", "m.asl.json", "--mocks", "mocks.json", "--case", "Twice", "--time", "skip",
                "--history", "none"})
              .out == "\"mocked\"\n");
    const auto wrong = pawl({"run", "m.asl.json", "--mocks", "mocks.json", "--case", "Twise"});
    CHECK(wrong.exit_code == 2);
    CHECK(
        pawl({"run", "m.asl.json", "-b", "Work=echo $WORD", "--var", "WORD=[7]", "--history", "none"}).out ==
        "[7]\n");
  }

  TEST_CASE("run: Maps over objects, and what is said of null inputs and of paths without a place") {
    const Pawl pawl;
    const auto run = [&](const char* definition, const char* input) {
      (void)pawl.folder.write("m.asl.json", definition);
      return pawl({"run", "m.asl.json", "-i", input, "-q", "--history", "none"});
    };
    const char* map = R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.of","ItemSelector":{
      "k.$":"$$.Map.Item.Key","v.$":"$$.Map.Item.Value","from.$":"$$.Map.Item.Source"},
      "ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}})";
    CHECK(run(map, R"({"of":{"a":1}})").out == "[{\"k\":\"a\",\"v\":1,\"from\":\"STATE_DATA\"}]\n");
    const CommandResult missing = run(map, R"({"for":1})");
    CHECK(missing.exit_code == 1);
    CHECK(contains(missing.err, "States.ReferencePathConflict"));
    CHECK(contains(missing.err, R"(Unable to apply step "of" to input {"for":1})"));
    CHECK_FALSE(contains(missing.err, "An error occurred while executing"));
    const CommandResult null = run(R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[
      {"Variable":"$.a","NumericEquals":1,"Next":"E"}],"Default":"E"},"E":{"Type":"Succeed"}}})",
                                   "null");
    CHECK(null.exit_code == 1);
    CHECK(contains(null.err,
                   "An error occurred while executing the state 'C' (entered at the event id #2). "
                   "Unable to apply Path transformation to null or empty input."));
  }

  TEST_CASE("run: the same seed gives the same random numbers") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "r.asl.json",
        R"asl({"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"u.$":"States.UUID()"},"End":true}}})asl");
    const auto one = pawl({"run", "r.asl.json", "--seed", "7", "--history", "none"}).out;
    CHECK(one == pawl({"run", "r.asl.json", "--seed", "7", "--history", "none"}).out);
    CHECK(one != pawl({"run", "r.asl.json", "--seed", "8", "--history", "none"}).out);
  }
}
