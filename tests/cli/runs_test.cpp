// The commands that work on recorded runs: replay, resume, ls, show, tail, stop, gc, mock.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/cli_pawl.h"
#include "support/json.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBatch = R"json({"StartAt":"First","States":{
  "First":{"Type":"Task","Resource":"sh:echo first >> journal; echo '{\"n\":[1,2,3,4]}'","Assign":{"count":4},"Next":"Each"},
  "Each":{"Type":"Map","ItemsPath":"$.n","MaxConcurrency":1,"ResultPath":"$.m","ItemProcessor":{"StartAt":"One","States":{
    "One":{"Type":"Task","Resource":"sh:echo one $PAWL_MAP_INDEX >> journal; [ $PAWL_MAP_INDEX != 2 ] || [ -e fixed ] || exit 9; cat","End":true}}},
    "Next":"Last"},
  "Last":{"Type":"Task","Resource":"sh:echo last >> journal; cat","End":true}}})json";

constexpr std::string_view kSleep =
    R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"sh:echo $$ > started; exec sleep 60","End":true}}})";

std::string journal(const Pawl& pawl) { return read_text(pawl.folder.path() / "journal"); }

fs::path history_path(const Pawl& pawl, const std::string& run) {
  return pawl.folder.path() / "state/pawl/runs" / run / "history.jsonl";
}

/// A run "b1" whose third item failed.
struct FailedBatch : Pawl {
  FailedBatch() {
    const Pawl& pawl = *this;
    (void)folder.write("batch.asl.json", kBatch);
    const CommandResult run = pawl({"run", "batch.asl.json", "--name", "b1", "-q"});
    CHECK(run.exit_code == 1);
    CHECK(contains(run.err, "to resume: pawl resume b1"));
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("runs: a failed run is redriven from what failed, as often as it takes") {
    const FailedBatch pawl;
    const CommandResult again = pawl({"resume", "b1"});
    CHECK(again.exit_code == 1);
    CHECK(contains(again.err, "reusing First, 2 of 3 One; running again: One[2]\n"));
    (void)pawl.folder.write("fixed", "");
    const CommandResult fixed = pawl({"resume", "b1", "-q"});
    CHECK_MESSAGE(fixed.exit_code == 0, fixed.err);
    CHECK(fixed.out == "{\"n\":[1,2,3,4],\"m\":[1,2,3,4]}\n");
    CHECK(journal(pawl) == "first\none 0\none 1\none 2\none 2\none 2\none 3\nlast\n");
    CHECK(pawl({"replay", "b1"}).exit_code == 0);
    const std::string text = read_text(history_path(pawl, "b1"));
    CHECK(contains(text, "\"executionRedrivenEventDetails\":{\"redriveCount\":2}"));
    const CommandResult done = pawl({"resume", "b1"});
    CHECK(done.exit_code == 0);
    CHECK(done.out == fixed.out);
    CHECK(contains(done.err, "'b1' has succeeded already"));
  }

  TEST_CASE("runs: resume goes back to a state, with another input") {
    const FailedBatch pawl;
    (void)pawl.folder.write("fixed", "");
    const CommandResult back = pawl({"resume", "b1", "--from", "Each", "--edit-input", R"({"n":[7]})"});
    CHECK_MESSAGE(back.exit_code == 0, back.err);
    CHECK(contains(back.err, "resuming from 'Each'"));
    CHECK(back.out == "{\"n\":[7],\"m\":[7]}\n");
    CHECK(pawl({"replay", "b1"}).exit_code == 0);
    CHECK(contains(pawl({"replay", "b1"}).out, "same path"));
    CHECK(contains(pawl({"resume", "b1", "--from", "Nowhere"}).err, "has no such state"));
    CHECK(contains(pawl({"resume", "b1", "--from", "One"}).err, "inside of a Parallel or Map"));
  }

  TEST_CASE("runs: resume takes another definition only if the record fits it") {
    const FailedBatch pawl;
    (void)pawl.folder.write("fixed", "");
    std::string other(kBatch);
    other.replace(other.find("\"$.n\""), 5, "\"$.k\"");
    const CommandResult refused =
        pawl({"resume", "b1", "--definition", pawl.folder.write("other.asl.json", other)});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "does not fit the definition"));
    CHECK(contains(refused.err, "diverges at event"));
    std::string later(kBatch);
    later.replace(later.find("echo last"), 9, "echo LAST");
    const CommandResult taken =
        pawl({"resume", "b1", "--definition", pawl.folder.write("later.asl.json", later), "-q"});
    CHECK_MESSAGE(taken.exit_code == 0, taken.err);
    CHECK(contains(journal(pawl), "LAST"));
  }

  TEST_CASE("runs: one that is killed is CRASHED, its orphan is stopped, and it is resumed") {
    const Pawl pawl;
    (void)pawl.folder.write("s.asl.json", kSleep);
    {
      BackgroundCommand run({kPawlBinary, "run", "s.asl.json", "--name", "s1", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "started"));
      CHECK(contains(pawl({"ls"}).out, "RUNNING"));
      const CommandResult second = pawl({"resume", "s1"});
      CHECK(second.exit_code == 2);
      CHECK(contains(second.err, "the run 's1' is running: process "));
      // Of the whole group only pawl is killed: the task is left running.
      const int pid = std::stoi(read_text(history_path(pawl, "s1").parent_path() / "pid"));
      REQUIRE(::kill(pid, SIGKILL) == 0);
      run.wait();
    }
    const int orphan = std::stoi(read_text(pawl.folder.path() / "started"));
    REQUIRE(::kill(orphan, 0) == 0);
    CHECK(contains(pawl({"ls"}).out, "CRASHED"));
    CHECK(contains(pawl({"show", "s1"}).out, "`pawl resume s1` resumes it."));
    CHECK(pawl({"tail", "s1"}).exit_code == 1);
    fs::remove(pawl.folder.path() / "started");
    BackgroundCommand resumed({kPawlBinary, "resume", "@last"}, pawl.folder.path(), pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "started"));
    CHECK(wait_until_gone(orphan));
    const CommandResult stopped = pawl({"stop", "s1"});
    CHECK_MESSAGE(stopped.exit_code == 0, stopped.err);
    CHECK(stopped.out == "s1 ABORTED\n");
    const CommandResult ended = resumed.wait();
    CHECK(ended.exit_code == 143);
    CHECK(contains(ended.err, "are still running"));
    CHECK(pawl({"stop", "s1"}).exit_code == 1);
    CHECK(pawl({"replay", "s1"}).exit_code == 0);
  }

  TEST_CASE("runs: what runs inside of a Map is shown with the number of its iteration") {
    const FailedBatch pawl;
    const CommandResult events = pawl({"tail", "b1", "--no-follow"});
    CHECK(contains(events.out, "TaskStateEntered  First  "));
    CHECK(contains(events.out, "MapIterationStarted  Each[1]\n"));
    CHECK(contains(events.out, "TaskStateEntered  One[1]  "));
    CHECK(contains(events.out, "Failed  One[2]  Exit.9"));
    CHECK(contains(pawl({"show", "b1"}).out, "[2] Exit.9"));
    const Json report = Json::parse(pawl({"show", "b1", "--format", "json"}).out);
    CHECK(report["states"][2]["lastError"]["iterations"] == "[2]");
    CHECK(contains(pawl({"show", "b1", "--trace", "One"}).out, "One[2] #3, entered at event "));
    const CommandResult traced = pawl({"show", "b1", "--trace", "One", "--format", "json"});
    CHECK(Json::parse(traced.out.substr(0, traced.out.find('\n')))["iterations"] == "[0]");
  }

  TEST_CASE("runs: tail follows a run to its end") {
    const Pawl pawl;
    (void)pawl.folder.write("s.asl.json", kSleep);
    BackgroundCommand run({kPawlBinary, "run", "s.asl.json", "--name", "s1", "-q"}, pawl.folder.path(),
                          pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "started"));
    const fs::path other = pawl.folder.path() / "tail";
    fs::create_directory(other);
    BackgroundCommand tail({kPawlBinary, "tail", "s1", "--format", "json"}, other, pawl.with_state({}));
    const CommandResult so_far = pawl({"tail", "s1", "--no-follow"});
    CHECK(so_far.exit_code == 0);
    CHECK(contains(so_far.out, "TaskScheduled  S  "));
    const std::string torn =
        pawl.folder.write("torn.jsonl", read_text(history_path(pawl, "s1")) + "{\"timestamp\":\"20");
    CHECK(contains(pawl({"tail", torn, "--no-follow"}).err, "the last line is cut off"));
    CHECK(pawl({"stop", "s1"}).exit_code == 0);
    const CommandResult tailed = tail.wait();
    CHECK(tailed.exit_code == 1);
    CHECK(tailed.out == read_text(history_path(pawl, "s1")));
    run.wait();
  }

  TEST_CASE(
      "runs: the same name with the same input is the same run while it runs, and an error afterwards") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "w.asl.json",
        R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"sh:echo run >> journal; while [ ! -e go ]; do sleep 0.02; done; echo 7","End":true}}})");
    BackgroundCommand first({kPawlBinary, "run", "w.asl.json", "--name", "n", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "journal"));
    CHECK(contains(pawl({"run", "w.asl.json", "--name", "n", "-i", "[]"}).err, "with another input"));
    const fs::path other = pawl.folder.path() / "other";
    fs::create_directory(other);
    BackgroundCommand second({kPawlBinary, "run", "w.asl.json", "--name", "n", "-q"}, other,
                             pawl.with_state({}));
    REQUIRE(wait_for_text(other / "background.err", "waiting for its end"));
    (void)pawl.folder.write("go", "");
    CHECK(first.wait().out == "7\n");
    const CommandResult same = second.wait();
    CHECK(same.exit_code == 0);
    CHECK(same.out == "7\n");
    CHECK(journal(pawl) == "run\n");
    CHECK(contains(pawl({"run", "w.asl.json", "--name", "n"}).err, "it is SUCCEEDED: choose another --name"));
  }

  TEST_CASE("runs: show tells of states, variables, costs and the data flow of one state") {
    const FailedBatch pawl;
    const Json report = Json::parse(pawl({"show", "b1", "--format", "json"}).out);
    CHECK(report["status"] == "FAILED");
    CHECK(report["states"].size() == 3);
    CHECK(report["states"][1]["iterations"] ==
          R"({"total":4,"started":3,"succeeded":2,"failed":1,"aborted":0})");
    CHECK(report["states"][2]["lastError"]["error"] == "Exit.9");
    CHECK(report["error"]["error"] == "Exit.9");
    const std::string table = pawl({"show", "b1"}).out;
    CHECK(contains(table, "b1  FAILED  started 20"));
    CHECK(contains(table, "1 failed, 2 succeeded"));
    CHECK(contains(table, "2/4"));
    std::istringstream csv(pawl({"show", "b1", "--format", "csv"}).out);
    std::string line;
    std::getline(csv, line);
    CHECK(line.starts_with("state,type,entered,"));
    const std::string trace = pawl({"show", "b1", "--trace", "First"}).out;
    for (const char* stage :
         {"  input                {}\n", "  attempt 1 received   {}\n", "  command              /bin/sh -c ",
          "  result               {\"n\":[1,2,3,4]}\n", "  output               {\"n\":[1,2,3,4]}\n",
          "  Assign               {\"count\":4}\n"}) {
      CHECK_MESSAGE(contains(trace, stage), trace);
    }
    const std::string failed = pawl({"show", "b1", "--trace", "One"}).out;
    CHECK(contains(failed, "  error                Exit.9\n"));
    CHECK(contains(failed, "  (not exited)\n"));
    CHECK(contains(pawl({"show", "b1", "--trace", "Frist"}).err, "did you mean 'First'?"));
    CHECK(contains(pawl({"show", "b1", "--vars"}).out, "First  $count = 4\n"));
    // Five states were entered: First, Each, three times One.
    const Json variable = Json::parse(pawl({"show", "b1", "--vars", "--format", "json"}).out);
    CHECK(variable == R"({"event":6,"state":"First","variable":"count","value":4})");
    CHECK(pawl({"show", "b1", "--vars", "--format", "csv"}).out ==
          "event,state,variable,value\n6,First,count,4\n");
    CHECK(contains(pawl({"show", "b1", "--stats"}).out, "Standard: $0.000125, 5 state transitions"));
    const Json stats = Json::parse(pawl({"show", "b1", "--stats", "--format", "json"}).out);
    CHECK(stats["transitions"] == "5");
    CHECK(stats["tasks"] == "4");
    CHECK(std::stod(stats["standard"]["dollars"].text()) == 0.000125);
    CHECK(std::stod(stats["express"]["dollars"].text()) > 1e-6);
    for (const std::vector<std::string>& flags : {std::vector<std::string>{"--stats"}, {"--trace", "One"}}) {
      std::vector<std::string> command = {"show", "b1", "--format", "csv"};
      command.insert(command.end(), flags.begin(), flags.end());
      const CommandResult refused = pawl(command);
      CHECK(refused.exit_code == 2);
      CHECK(contains(refused.err, flags[0] + " has no csv"));
    }
  }

  TEST_CASE("runs: ls filters, gc keeps what it is told to keep") {
    const Pawl pawl;
    (void)pawl.folder.write("p.asl.json", R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})");
    (void)pawl.folder.write("f.asl.json", R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"No"}}})");
    CHECK(pawl({"ls"}).out.empty());
    for (const char* name : {"a", "b", "c"})
      CHECK(pawl({"run", "p.asl.json", "--name", name}).exit_code == 0);
    CHECK(pawl({"run", "f.asl.json", "--name", "bad"}).exit_code == 1);
    const auto names = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.begin(), {"ls", "--format", "json"});
      std::istringstream in(pawl(arguments).out);
      std::string out;
      for (std::string line; std::getline(in, line);) out += Json::parse(line)["name"].text() + " ";
      return out;
    };
    CHECK(names({}).size() == 10);
    CHECK(names({"--status", "failed"}) == "bad ");
    CHECK(names({"--status", "failed,aborted"}) == "bad ");
    CHECK(names({"b*"}).size() == 6);
    CHECK(names({"-n", "1"}).size() <= 4);
    CHECK(pawl({"ls", "--status", "strange"}).exit_code == 2);
    CHECK(pawl({"gc"}).exit_code == 2);
    CHECK(pawl({"gc", "--older-than", "soon"}).exit_code == 2);
    CHECK(pawl({"gc", "--older-than", "1h"}).out.empty());
    CHECK(contains(pawl({"gc", "--keep", "3", "--dry-run"}).out, "would remove "));
    CHECK(names({}).size() == 10);
    CHECK(contains(pawl({"gc", "--keep", "0", "--older-than", "0s"}).out, "removed bad\n"));
    CHECK(names({}).empty());
  }

  TEST_CASE("runs: mocks made of a run reproduce it") {
    const FailedBatch pawl;
    (void)pawl.folder.write("fixed", "");
    REQUIRE(pawl({"run", "batch.asl.json", "--name", "good", "-q"}).exit_code == 0);
    for (const char* name : {"good", "b1"}) {
      CAPTURE(name);
      fs::remove(pawl.folder.path() / "journal");
      REQUIRE(pawl({"mock", "--from", name, "-o", "mocks.json"}).exit_code == 0);
      const CommandResult mocked = pawl({"run", "batch.asl.json", "--mocks", "mocks.json", "--case",
                                         "Recorded", "--history", "mocked.jsonl", "--time", "skip", "-q"});
      CHECK(mocked.exit_code == (std::string(name) == "good" ? 0 : 1));
      CHECK_FALSE(fs::exists(pawl.folder.path() / "journal"));
      const Json one = Json::parse(pawl({"show", name, "--format", "json"}).out);
      const Json other = Json::parse(pawl({"show", "mocked.jsonl", "--format", "json"}).out);
      CHECK(one["output"] == other["output"]);
      CHECK(one["transitionsTaken"] == other["transitionsTaken"]);
      if (one["error"].size() > 0) CHECK(one["error"]["error"] == other["error"]["error"]);
    }
  }

  TEST_CASE("runs: an export in a code page, newest first: one warning, and every command reads it") {
    const Pawl pawl;
    (void)pawl.folder.write("d.asl.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    const auto event = [](int id, int previous, std::string_view type, std::string_view details) {
      return R"({"timestamp":"2026-01-02T03:04:05.60000)" + std::to_string(id) + R"(+00:00","type":")" +
             std::string(type) + R"(","id":)" + std::to_string(id) + R"(,"previousEventId":)" +
             std::to_string(previous) + ",\"" + std::string(details) + "}}";
    };
    const std::string export_text =
        "{\"events\": [\n" +
        event(4, 3, "ExecutionSucceeded", "executionSucceededEventDetails\":{\"output\":\"\\\"\xA3 5\\\"\"") +
        ",\n" +
        event(3, 2, "PassStateExited",
              "stateExitedEventDetails\":{\"name\":\"A\",\"output\":\"\\\"\xA3 5\\\"\"") +
        ",\n" +
        event(2, 0, "PassStateEntered",
              "stateEnteredEventDetails\":{\"name\":\"A\",\"input\":\"\\\"\xA3 5\\\"\"") +
        ",\n" +
        event(1, 0, "ExecutionStarted", "executionStartedEventDetails\":{\"input\":\"\\\"\xA3 5\\\"\"") +
        "\n]}\n";
    (void)pawl.folder.write("h.json", export_text);
    const std::vector<std::vector<std::string>> commands = {
        {"show", "h.json"},
        {"show", "h.json", "--stats"},
        {"show", "h.json", "--vars"},
        {"show", "h.json", "--trace", "A", "-d", "d.asl.json"},
        {"replay", "h.json", "-d", "d.asl.json"},
        {"mock", "--from", "h.json", "-d", "d.asl.json"},
        {"graph", "d.asl.json", "--run", "h.json"},
        {"tail", "h.json"},
    };
    for (const auto& command : commands) {
      CAPTURE(command[0]);
      const CommandResult result = pawl(command);
      CHECK(result.exit_code == 0);
      const size_t at = result.err.find("read as Windows-1252");
      CHECK(at != std::string::npos);
      CHECK(result.err.find("read as Windows-1252", at + 1) == std::string::npos);
    }
    CHECK(contains(pawl({"show", "h.json"}).out, "output  \"£ 5\""));
    CHECK(contains(pawl({"replay", "h.json", "-d", "d.asl.json"}).out, "same path, 4 events"));
    (void)pawl.folder.write("none.json", "");
    CHECK(contains(pawl({"show", "none.json"}).err, "is empty: its run or its export failed"));
    CHECK(contains(pawl({"show", "none.json", "--vars"}).err, "is empty: its run or its export failed"));
    CHECK(contains(pawl({"replay", "d.asl.json", "-d", "d.asl.json"}).err,
                   "this is a definition, and no history"));
  }

  TEST_CASE("runs: mocks of a redriven run leave out what was done again") {
    const FailedBatch pawl;
    CHECK(pawl({"resume", "b1"}).exit_code == 1);
    (void)pawl.folder.write("fixed", "");
    const CommandResult done = pawl({"resume", "b1"});
    REQUIRE(done.exit_code == 0);
    const CommandResult made = pawl({"mock", "--from", "b1", "-o", "mocks.json"});
    CHECK(made.exit_code == 0);
    CHECK(made.err == "");
    const auto mocked = [&] {
      return pawl({"run", "batch.asl.json", "--mocks", "mocks.json", "--history", "none", "-q"}).out;
    };
    CHECK(mocked() == done.out);
    // AWS does not say from where.
    std::string text = read_text(history_path(pawl, "b1"));
    const std::string_view said = ",\"pawl\":{\"from\":";
    for (size_t at = text.find(said); at != std::string::npos; at = text.find(said, at))
      text.erase(at, text.find('}', at) + 1 - at);
    REQUIRE(pawl({"mock", "--from", pawl.folder.write("r.jsonl", text), "-o", "mocks.json"}).exit_code == 0);
    CHECK(mocked() == done.out);
  }

  TEST_CASE("runs: replay reports as text and as JSON, for many histories at once") {
    const FailedBatch pawl;
    std::string other(kBatch);
    other.replace(other.find("\"$.n\""), 5, "\"$.k\"");
    (void)pawl.folder.write("other.asl.json", other);
    CHECK(contains(pawl({"replay", "b1"}).out, "b1: same path, "));
    const CommandResult two =
        pawl({"replay", "b1", history_path(pawl, "b1").string(), "--definition", "other.asl.json"});
    CHECK(two.exit_code == 1);
    CHECK(contains(two.out, "2 histories: 0 same path, 2 diverged\n"));
    const CommandResult report = pawl({"replay", "b1", "--definition", "other.asl.json", "--format", "json"});
    const Json parsed = Json::parse(report.out);
    const Json divergence = parsed["histories"][0]["divergence"];
    CHECK(divergence["type"] == "MapStateStarted");
    CHECK(divergence["actualType"] == "ExecutionFailed");
    CHECK(divergence["state"] == "Each");
    CHECK(divergence["line"] == "3");
    CHECK(pawl({"replay", "b1", "--definition", "other.asl.json", "--until", "5"}).exit_code == 0);
    // A pipe is read as often as it takes.
    CommandOptions options;
    options.input = read_text(history_path(pawl, "b1"));
    const auto events = std::to_string(std::count(options.input.begin(), options.input.end(), '\n'));
    CHECK(contains(pawl({"replay", "-"}, options).out, "-: same path, " + events + " events, FAILED\n"));
    CHECK(pawl({"replay", "-", "-d", "other.asl.json"}, options).exit_code == 1);
    // An export holds no definition.
    options.input =
        R"({"events":[{"timestamp":1,"id":1,"previousEventId":0,"type":"ExecutionStarted","executionStartedEventDetails":{"input":"{}"}}]})";
    CHECK(contains(pawl({"replay", "-"}, options).err, "add --definition FILE"));
    // What cannot be read has its place in the report.
    const std::string broken = pawl.folder.write("broken.jsonl", "{\"id\": 2}\n");
    const CommandResult mixed = pawl({"replay", broken, "b1", "nothing", "--format", "json"});
    CHECK(mixed.exit_code == 2);
    const Json all = Json::parse(mixed.out);
    REQUIRE(all["histories"].size() == 3);
    CHECK(all["histories"][0] ==
          R"({"history":")" + broken + R"(","error":")" + broken + R"(:1: an event needs a 'type'"})");
    CHECK(all["histories"][1]["same"] == "true");
    CHECK(all["histories"][2]["history"] == "nothing");
    CHECK(all["unreadable"] == "2");
    CHECK(contains(mixed.err, "pawl: error: " + broken + ":1: an event needs a 'type'\n"));
    CHECK(contains(pawl({"replay", pawl.folder.path().string()}).err, "is a folder without history.jsonl"));
    // The first page of an export.
    const std::string page = pawl.folder.write(
        "page.json",
        "{\"events\":[" +
            read_text(history_path(pawl, "b1")).substr(0, read_text(history_path(pawl, "b1")).find('\n')) +
            "],\"nextToken\":\"t\"}");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"replay", page},
                                                    {"show", page},
                                                    {"tail", page, "--no-follow"},
                                                    {"show", page, "--vars"}}) {
      CHECK(contains(pawl(command).err, "the export is incomplete (nextToken)"));
      CHECK(pawl(command).exit_code == 0);
    }
    CHECK(pawl({"replay", "nothing"}).exit_code == 2);
    // Nobody can resume one, and it stays as it is.
    std::string exported = read_text(history_path(pawl, "b1"));
    exported.pop_back();
    for (size_t at = exported.find('\n'); at != std::string::npos; at = exported.find('\n', at + 2))
      exported.replace(at, 1, ",\n");
    exported = "{\"events\":[" + exported + "]}";
    const std::string path = pawl.folder.write("h.json", exported);
    const CommandResult resumed = pawl({"resume", path});
    CHECK(resumed.exit_code == 2);
    CHECK(contains(resumed.err, "is an export"));
    CHECK(read_text(path) == exported);
    CHECK(pawl({"replay", path}).exit_code == 0);
    CHECK(contains(pawl({"show", path}).out, "FAILED"));
    CHECK(pawl({"replay", "b1", "--definition", pawl.folder.write("bad.asl.json", "{}")}).exit_code == 3);
  }

  TEST_CASE("runs: secrets stand in no history, and a run with variables wants them again") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "v.asl.json",
        R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"sh:echo \"\\\"$TOKEN\\\"\"; exit 3","End":true}}})");
    (void)pawl.folder.write("pawl.yaml", "secrets: [TOKEN]\n");
    CHECK(pawl({"run", "v.asl.json", "--var", "TOKEN=hush-hush", "-b",
                "S=sh -c 'echo \"hush-hush $TOKEN\" >&2; exit 3'", "--name", "v", "-q"})
              .exit_code == 1);
    CHECK_FALSE(contains(read_text(history_path(pawl, "v")), "hush-hush"));
    CHECK(contains(pawl({"resume", "v"}).err, "in which a secret is not recorded"));
    CHECK(contains(pawl({"resume", "v", "-b", "S=true"}).err, "--var TOKEN"));
    const CommandResult resumed = pawl({"resume", "v", "-b", "S=echo 1", "--var", "TOKEN=hush-hush", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
  }
}
