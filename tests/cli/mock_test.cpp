// `pawl mock`: which answer a task of a mocked run gets.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;

TEST_SUITE("cli") {
  TEST_CASE("mock: mocks answer in the order of a mocked run, each item what it was given") {
    const Pawl pawl;
    // Recorded, the last items come first in "Slow", and so in "Times", which takes four tasks at a time;
    // mocked, all answer at once.
    (void)pawl.folder.write("order.asl.json", R"json({"StartAt":"Each","States":{
      "Each":{"Type":"Map","ItemProcessor":{"StartAt":"Slow","States":{
        "Slow":{"Type":"Task","Resource":"sh:x=$(cat); while [ $x -lt 4 ] && ! [ -e $((x+1)).done ]; do sleep 0.01; done; touch $x.done; echo $x","Next":"Two"},
        "Two":{"Type":"Parallel","Branches":[
          {"StartAt":"Times","States":{"Times":{"Type":"Task","Resource":"sh:x=$(cat); echo $((x*100))",
            "Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}},
          {"StartAt":"Flaky","States":{"Flaky":{"Type":"Task","Resource":"sh:x=$(cat); [ $((x+PAWL_ATTEMPT)) -gt 3 ] || exit 5; printf '\"%s\"' $x-$PAWL_ATTEMPT",
            "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1}],"End":true}}}],"End":true}}},"End":true}}})json");
    const CommandResult run =
        pawl({"run", "order.asl.json", "-i", "[1,2,3,4]", "--name", "o", "--time", "skip", "-q", "-j", "4"});
    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    const CommandResult made = pawl({"mock", "--from", "o", "-o", "mocks.json"});
    CHECK(made.exit_code == 0);
    CHECK(made.err == "");
    const CommandResult mocked =
        pawl({"run", "order.asl.json", "-i", "[1,2,3,4]", "--mocks", "mocks.json", "--time", "skip", "-q"});
    CHECK(mocked.out == run.out);
    // Without its definition nobody knows the order.
    std::string text = read_text(pawl.folder.path() / "state/pawl/runs/o/history.jsonl");
    const Json first = Json::parse(text.substr(0, text.find('\n')));
    const Json bare_first = first.with("pawl", first["pawl"].without("definition").without("crc32c"));
    const std::string bare =
        pawl.folder.write("bare.jsonl", bare_first.text() + text.substr(text.find('\n')));
    CHECK(contains(pawl({"mock", "--from", bare}).err, "in the order of the record"));
    const CommandResult told = pawl({"mock", "--from", bare, "-d", "order.asl.json", "-o", "told.json"});
    CHECK(told.err == "");
    CHECK(Json::parse(read_text(pawl.folder.path() / "told.json"))["MockedResponses"] ==
          Json::parse(read_text(pawl.folder.path() / "mocks.json"))["MockedResponses"]);
    // A task that gave something nobody wrote down has no mock.
    const size_t output = text.find("\"output\":", text.find("TaskSucceeded"));
    const std::string cut =
        pawl.folder.write("cut.jsonl", text.substr(0, output) + "\"other\":" + text.substr(output + 9));
    const CommandResult refused = pawl({"mock", "--from", cut});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "has no output (exported with --no-include-execution-data, or truncated)"));
  }

  TEST_CASE("mock: mocks answer right where one item fails beside others that succeed") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json",
        R"json({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"S","States":{
      "S":{"Type":"Task","Resource":"sh:x=$(cat); [ $x != 1 ] || exit 3; echo $x","Next":"T",
        "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"T"}]},
      "T":{"Type":"Task","Resource":"sh:x=$(cat); echo $((x*100))","End":true}}}}}})json");
    REQUIRE(pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--name", "m"}).out == "[100,200,300]\n");
    REQUIRE(pawl({"mock", "--from", "m", "-o", "mocks.json"}).err == "");
    CHECK(pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--mocks", "mocks.json", "--time", "skip", "-q"}).out ==
          "[100,200,300]\n");
  }
}
