// `pawl show --map`: the Map Runs of a run, from their journals.
#include <doctest/doctest.h>

#include "history/map_run_journal.h"
#include "history/map_run_reader.h"
#include "support/cli_pawl.h"
#include "support/json.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::testing_support;
using enum history::EventType;

namespace {

/// A run with the journal of a Map Run "Each": item 0 failed, 1 and 2 succeeded, and so on up to `items`.
class RunWithMap : public Pawl {
 public:
  explicit RunWithMap(uint64_t items = 3) {
    const std::string run = folder.path().string() + "/state/pawl/runs/r";
    std::filesystem::create_directories(run);
    (void)folder.write("state/pawl/runs/r/history.jsonl",
                       R"({"timestamp":"2026-11-21T00:00:01.000Z","type":"ExecutionStarted","id":1})"
                       "\n");
    const history::MapRunHead head{
        .arn = "arn:mapRun:M/Each:U", .state = "Each", .event = 4, .started = 1000};
    const auto journal = history::MapRunJournal::create(
        history::map_run_journal_path(run + "/maps", "Each", 4), history::Durability::None, head);
    REQUIRE(journal.has_value());
    const Value output = Value::integer(7);
    const asl::StateError error{"Boom", "line 1\nline 2"};
    for (uint64_t i = 0; i < items; ++i) {
      history::HistoryEvent end{
          .type = i % 3 == 0 ? ExecutionFailed : ExecutionSucceeded, .id = 3, .timestamp = 3000};
      end.error = &error;
      end.data = &output;
      (*journal)->append_end(i, 2000, end);
    }
    (*journal)->append_run({.type = MapRunFailed, .id = 2, .timestamp = 3000, .error = &error}, items + 1);
    REQUIRE((*journal)->close().has_value());
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("show --map: counts, and the children that did not succeed") {
    const RunWithMap pawl;
    const CommandResult shown = pawl({"show", "r", "--map"});
    CHECK(shown.exit_code == 0);
    CHECK(shown.err == "");
    CHECK_MESSAGE(contains(shown.out, "Each  FAILED  started 1970-01-01 00:00:01 UTC"), shown.out);
    CHECK(contains(shown.out, "Boom: line 1\n"));
    const auto json = Json::parse(pawl({"show", "r", "--map", "Each", "--format", "json"}).out);
    REQUIRE(json.size() == 1);
    CHECK(json[0]["executionCounts"]["failed"] == "1");
    CHECK(json[0]["executionCounts"]["succeeded"] == "2");
    CHECK(json[0]["executionCounts"]["pending"] == "1");
    CHECK(json[0]["unsuccessful"][0]["item"] == "0");
    CHECK(contains(pawl({"show", "r", "--map", "--format", "csv"}).out,
                   "Each,4,0,FAILED,1970-01-01T00:00:03.000Z,Boom"));
  }

  TEST_CASE("the page: Map Runs, with the events of the children that did not succeed") {
    const RunWithMap pawl(6);
    const std::string path = history::map_run_journal_path(
        history::map_run_folder(pawl.folder.path().string() + "/state/pawl/runs/r/history.jsonl"), "Each", 4);
    auto reader = history::MapRunReader::open(path);
    REQUIRE(reader.has_value());
    while (*reader->next()) {
    }
    const auto journal = history::MapRunJournal::reopen(path, history::Durability::None,
                                                        reader->whole_bytes(), reader->ends_with_newline());
    const Value input = *parse_json(R"({"order":"</script>"})");
    const asl::StateError error{"Late", "too late"};
    for (const uint64_t child : {6, 7}) {
      (*journal)->append(child, {.type = ExecutionStarted, .id = 1, .timestamp = 4000, .data = &input});
      (*journal)->append(child, {.type = child == 6 ? ExecutionTimedOut : ExecutionSucceeded,
                                 .id = 2,
                                 .previous = 1,
                                 .timestamp = 5000,
                                 .data = &input,
                                 .error = &error});
    }
    REQUIRE((*journal)->close().has_value());
    (void)pawl.folder.write("m.asl.json",
                            R"({"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}}}})");
    REQUIRE(pawl({"graph", "m.asl.json", "--run", "r", "-o", "p.html"}).exit_code == 0);
    const std::string page = read_text(pawl.folder.path() / "p.html");
    const std::string_view mark = R"(id="data">)";
    const size_t begin = page.find(mark) + mark.size();
    const auto data = Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
    REQUIRE(data["mapRuns"].size() == 1);
    const Json run = data["mapRuns"][0];
    CHECK(run["state"] == "Each");
    CHECK(run["counts"]["failed"] == "2");
    CHECK(run["counts"]["timedOut"] == "1");
    REQUIRE(run["children"].size() == 3);
    CHECK(run["children"][0] == R"([0,"FAILED",3000,"Boom","line 1\nline 2",[]])");
    const Json late = run["children"][2];
    CHECK(late[0] == "6");
    CHECK(late[1] == "TIMED_OUT");
    REQUIRE(late[5].size() == 2);
    CHECK(late[5][0][3] == "ExecutionStarted");
    CHECK(data["payloads"][std::stoul(late[5][0][4]["input"].text())] == R"({"order":"</script>"})");
    CHECK(data["families"].has("ExecutionTimedOut"));
  }

  TEST_CASE("show --map: text has the first children, and says how many are left") {
    const RunWithMap pawl(300);
    CHECK(
        contains(pawl({"show", "r", "--map"}).out, "\nand 50 more; --format json or csv has all of them\n"));
  }

  TEST_CASE("show --map --item: one child as a run") {
    const RunWithMap pawl;
    const CommandResult shown = pawl({"show", "r", "--map", "--item", "1", "--format", "json"});
    REQUIRE_MESSAGE(shown.exit_code == 0, shown.err);
    const auto json = Json::parse(shown.out);
    CHECK(json["status"] == "SUCCEEDED");
    CHECK(json["durationMs"] == "1000");
    CHECK(json["run"] == history::child_execution_name("U", 1));
    const CommandResult none = pawl({"show", "r", "--map", "--item", "9"});
    CHECK(none.exit_code == 2);
    CHECK(contains(none.err, "item 9 has no record yet, or does not exist"));
  }

  TEST_CASE("show --map: what there is not") {
    const RunWithMap pawl;
    CHECK(
        contains(pawl({"show", "r", "--map", "Other"}).err, "the run 'r' has no Map Run of a state 'Other'"));
    CHECK(contains(pawl({"show", "r", "Each"}).err, "the name of a state belongs to --map"));
    std::filesystem::remove_all(pawl.folder.path() / "state/pawl/runs/r/maps");
    CHECK(contains(pawl({"show", "r", "--map"}).err, "the run 'r' has no Map Run"));
  }
}
