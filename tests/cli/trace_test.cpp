// `pawl show --trace`: what each field of a state made of the data, found out by replaying the run.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"
#include "value/dump.h"

using namespace pawl::testing_support;

namespace {

constexpr std::string_view kTracedOrder = R"json({"StartAt":"Prepare","States":{
  "Prepare":{"Type":"Pass","InputPath":"$.order","Parameters":{"id.$":"$.id","items.$":"$.items"},
    "ResultPath":"$.it","Assign":{"count.$":"States.ArrayLength($.items)"},"OutputPath":"$.it","Next":"Pick"},
  "Pick":{"Type":"Choice","Choices":[
    {"Variable":"$.id","StringEquals":"none","Next":"End"},
    {"Variable":"$count","NumericGreaterThan":1,"Assign":{"many":true},"Next":"Charge"}],"Default":"End"},
  "Charge":{"Type":"Task","Resource":"sh:cat; [ $PAWL_ATTEMPT != 1 ] || exit 3",
    "Parameters":{"who.$":"$.id"},"ResultSelector":{"paid.$":"$.who"},"ResultPath":"$.charge",
    "Retry":[{"ErrorEquals":["Exit.3"],"IntervalSeconds":1}],"Next":"Each"},
  "Each":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value"},"ResultPath":null,"Next":"Query",
    "ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Pass","End":true}}}},
  "Query":{"Type":"Task","QueryLanguage":"JSONata","Resource":"sh:exit 4","Arguments":{"next":"{% $count + 1 %}"},
    "Catch":[{"ErrorEquals":["States.ALL"],"Output":{"why":"{% $states.errorOutput.Error %}"},"Next":"Bad"}],"End":true},
  "Bad":{"Type":"Pass",
    "Parameters":{"a":{"code.$":"$.code"}},"Next":"End"},
  "End":{"Type":"Succeed"}}})json";

/// A run of kTracedOrder that fails in "Bad".
class FailedOrder : public Pawl {
 public:
  FailedOrder() {
    (void)folder.write("order.asl.json", kTracedOrder);
    const CommandResult run = (*this)({"run", "order.asl.json", "-i", R"({"order":{"id":"x","items":[4,5]}})",
                                       "--time", "skip", "--history", "h.jsonl"});
    REQUIRE(run.exit_code == 1);
    // The very place, not only the state's.
    CHECK_MESSAGE(contains(run.err, "FAILED in state 'Bad' (order.asl.json:15:33): States.Runtime"), run.err);
  }
  /// The lines of the trace but the first.
  [[nodiscard]] std::string stages(const std::string& state) const {
    const CommandResult result = (*this)({"show", "h.jsonl", "--trace", state});
    CHECK(result.exit_code == 0);
    CHECK(result.err.empty());
    return result.out.substr(result.out.find('\n') + 1);
  }
  /// What AWS would print of the run.
  [[nodiscard]] std::string exported() const {
    std::string events;
    for (const std::string& line : lines_of(read_text(folder.path() / "h.jsonl")))
      events += (events.empty() ? "" : ",") + Json::parse(line).without("pawl").text();
    return "{\"events\":[" + events + "]}";
  }
};

/// The stages of a visit, without what the task was run by.
std::vector<Json> stages_of(const Json& visit) {
  std::vector<Json> out;
  for (size_t i = 0; i < visit["stages"].size(); ++i) {
    Json stage = visit["stages"][i];
    if (stage["stage"] == "process" || stage["stage"] == "command") continue;
    out.push_back(std::move(stage));
  }
  return out;
}

/// "stage: value"
std::vector<std::string> texts_of(const std::vector<Json>& stages) {
  std::vector<std::string> out;
  for (const Json& stage : stages)
    out.push_back(stage["stage"].text() + ": " + pawl::to_json(stage["value"].value()));
  return out;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("trace: every field that does something is a stage, in the order of evaluation") {
    const FailedOrder pawl;
    CHECK(pawl.stages("Prepare") ==
          R"(  input                {"order":{"id":"x","items":[4,5]}}
  InputPath            {"id":"x","items":[4,5]}
  Parameters           {"id":"x","items":[4,5]}
  Assign               {"count":2}
  ResultPath           {"order":{"id":"x","items":[4,5]},"it":{"id":"x","items":[4,5]}}
  OutputPath           {"id":"x","items":[4,5]}
  output               {"id":"x","items":[4,5]}
)");
    CHECK(pawl.stages("Pick") == R"(  input                {"id":"x","items":[4,5]}
  Choices[0]           false
  Choices[1]           true
  Choices[1].Assign    {"many":true}
  output               {"id":"x","items":[4,5]}
)");
    CHECK(pawl.stages("Each") == R"(  input                {"id":"x","items":[4,5],"charge":{"paid":"x"}}
  ItemsPath            [4,5]
  items                2
  ItemSelector[0]      {"n":4}
  ItemSelector[1]      {"n":5}
  Result               [{"n":4},{"n":5}]
  ResultPath           {"id":"x","items":[4,5],"charge":{"paid":"x"}}
  output               {"id":"x","items":[4,5],"charge":{"paid":"x"}}
)");
  }

  TEST_CASE("trace: where no rule of a Choice is true, its default") {
    const Pawl pawl;
    (void)pawl.folder.write("order.asl.json", kTracedOrder);
    REQUIRE(pawl({"run", "order.asl.json", "-i", R"({"order":{"id":"x","items":[4]}})", "--name", "one"})
                .exit_code == 0);
    CHECK(contains(
        pawl({"show", "one", "--trace", "Pick"}).out,
        "  Choices[0]           false\n  Choices[1]           false\n  Default              \"End\"\n"));
  }

  TEST_CASE("trace: a task's attempts, its error and the catcher's fields") {
    const FailedOrder pawl;
    const Json visit = Json::parse(pawl({"show", "h.jsonl", "--trace", "Charge", "--format", "json"}).out);
    CHECK(visit["state"] == "Charge");
    CHECK(visit["exited"] == "true");
    const std::vector<Json> stages = stages_of(visit);
    CHECK(texts_of(stages) ==
          std::vector<std::string>{
              R"(input: {"id":"x","items":[4,5]})", R"(Parameters: {"who":"x"})", R"(received: {"who":"x"})",
              R"(error: "Exit.3")",
              R"(cause: "The command exited with code 3 and wrote nothing to its standard error")",
              R"(Retry[0]: 1)", R"(Parameters: {"who":"x"})", R"(received: {"who":"x"})",
              R"(result: {"who":"x"})", R"(ResultSelector: {"paid":"x"})",
              R"(ResultPath: {"id":"x","items":[4,5],"charge":{"paid":"x"}})",
              R"(output: {"id":"x","items":[4,5],"charge":{"paid":"x"}})"});
    CHECK(stages[2]["attempt"] == "1");
    CHECK(stages[7]["attempt"] == "2");
    const std::string caught = pawl.stages("Query");
    CHECK(contains(caught, "  Arguments            {\"next\":3}\n"));
    CHECK(contains(caught, "  Catch[0]             {\"Error\":\"Exit.4\","));
    CHECK(contains(caught, "  Catch[0].Output      {\"why\":\"Exit.4\"}\n"));
  }

  TEST_CASE("trace: a field that could not be evaluated has its place in the definition") {
    const FailedOrder pawl;
    const std::string bad = pawl.stages("Bad");
    CHECK(contains(bad, "  Parameters           failed: States.Runtime (order.asl.json:15:33)\n"));
    CHECK(contains(bad, "The JSONPath '$.code' specified for the field 'code.$' could not be found"));
    CHECK(contains(bad, "  (not exited)\n"));
  }

  TEST_CASE("trace: AWS's export with a definition shows all stages, without one those recorded") {
    const FailedOrder pawl;
    (void)pawl.folder.write("export.json", pawl.exported());
    const CommandResult bare = pawl({"show", "export.json", "--trace", "Each"});
    CHECK(bare.exit_code == 0);
    CHECK(contains(bare.err, "add --definition FILE"));
    CHECK_FALSE(contains(bare.out, "ItemSelector"));
    CHECK(contains(bare.out, "  items                2\n"));
    CommandOptions piped;
    piped.input = pawl.exported();
    const CommandResult whole = pawl({"show", "-", "--trace", "Each", "-d", "order.asl.json"}, piped);
    CHECK(whole.exit_code == 0);
    CHECK(whole.err.empty());
    CHECK(contains(whole.out, "  ItemSelector[1]      {\"n\":5}\n"));
  }

  TEST_CASE("trace: after a divergence there is what the record holds, and a warning") {
    const FailedOrder pawl;
    std::string changed(kTracedOrder);
    changed.replace(changed.find("\"who.$\":\"$.id\""), 14, "\"who\":\"else\"  ");
    (void)pawl.folder.write("changed.asl.json", changed);
    const CommandResult result = pawl({"show", "h.jsonl", "--trace", "Charge", "-d", "changed.asl.json"});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.err, "leaves the recorded way at event 7"));
    CHECK(contains(result.out, "  attempt 1 received   {\"who\":\"x\"}\n"));
    CHECK(contains(result.out, "  attempt 2 received   {\"who\":\"x\"}\n"));
    CHECK_FALSE(contains(result.out, "ResultSelector"));
  }

  TEST_CASE("trace: what failed before a redrive is shown, and what ran after it") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json", R"json({"StartAt":"T","States":{
      "T":{"Type":"Task","Resource":"sh:test -e there && echo 7","Parameters":{"in":1},"ResultSelector":{"n.$":"$"},"End":true}}})json");
    CHECK(pawl({"run", "w.asl.json", "--name", "r"}).exit_code == 1);
    (void)pawl.folder.write("there", "");
    REQUIRE(pawl({"resume", "r"}).exit_code == 0);
    const std::string trace = pawl({"show", "r", "--trace", "T"}).out;
    const size_t failed = trace.find("  error                Exit.1\n");
    const size_t selected = trace.find("  ResultSelector       {\"n\":7}\n");
    REQUIRE(failed != std::string::npos);
    REQUIRE(selected != std::string::npos);
    CHECK(failed < selected);
    CHECK(trace.rfind("  Parameters           {\"in\":1}\n") > failed);
  }
}
