// Histories that nobody would write: long runs of events that mean nothing, and of those that mean something.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "history/event_type.h"
#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;

namespace {

constexpr std::string_view kMachine = R"json({"StartAt":"A","States":{
  "A":{"Type":"Pass","Next":"P"},
  "P":{"Type":"Parallel","Next":"M","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:true","End":true}}}]},
  "M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}})json";

std::string event(size_t id, size_t previous, std::string_view type, std::string_view more = "") {
  return fmt::format(
      "{{\"timestamp\":\"2026-11-27T17:00:00.000Z\",\"type\":\"{}\",\"id\":{},\"previousEventId\":{}{}}}\n",
      type, id, previous, more);
}

std::string start() {
  return event(1, 0, "ExecutionStarted", R"(,"executionStartedEventDetails":{"input":"{}"})");
}

/// Every command that reads a history, with a small stack.
void read_all(const Pawl& pawl, const std::string& history) {
  const std::vector<std::vector<std::string>> commands = {
      {"replay", history, "-d", "w.json"},
      {"show", history, "-d", "w.json", "--trace", "A"},
      {"show", history},
      {"show", history, "--stats"},
      {"show", history, "--vars"},
      {"tail", history, "--no-follow"},
      {"resume", history, "-d", "w.json", "-q"},
      {"mock", "--from", history, "-d", "w.json"},
      {"graph", "w.json", "--run", history, "--format", "json"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.insert(arguments.begin(), {"sh", "-c", "ulimit -s 512; exec \"$0\" \"$@\"", kPawlBinary});
    const CommandResult result = run_command(arguments, pawl.with_state({}));
    CAPTURE(arguments[4]);
    CHECK_MESSAGE((result.exit_code >= 0 && result.exit_code <= 3), result.err);
  }
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("hostile histories: any number of events of an unknown type is passed over") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", kMachine);
    constexpr size_t kMany = 60'000;
    for (const bool is_chain : {true, false}) {
      std::string text = start();
      for (size_t id = 2; id < kMany; ++id) text += event(id, is_chain && id > 2 ? id - 1 : 0, "FooBar");
      (void)pawl.folder.write("h.jsonl", text);
      read_all(pawl, "h.jsonl");
      const CommandResult replayed = pawl({"replay", "h.jsonl", "-d", "w.json"});
      CHECK(replayed.exit_code == 0);
      CHECK(contains(replayed.out, "same path, 1 event"));
      // What is after them is linked through them.
      text += event(
          kMany, is_chain ? kMany - 1 : 0, "PassStateEntered",
          R"(,"stateEnteredEventDetails":{"name":"A","input":"{}","inputDetails":{"truncated":false}})");
      (void)pawl.folder.write("h.jsonl", text);
      CHECK(contains(pawl({"replay", "h.jsonl", "-d", "w.json"}).out, "same path, 2 events"));
    }
  }

  TEST_CASE("hostile histories: many events of any type end with an answer") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", kMachine);
    for (const char* type :
         {"PassStateEntered", "ParallelStateEntered", "ParallelStateStarted", "MapStateEntered",
          "MapIterationStarted", "TaskScheduled", "TaskFailed", "ParallelStateFailed", "ExecutionRedriven",
          "ExecutionFailed", "MapRunStarted"}) {
      CAPTURE(type);
      std::string text = start();
      const std::string more = std::string_view(type).ends_with("Entered")
                                   ? R"(,"stateEnteredEventDetails":{"name":"P","input":"{}"})"
                               : std::string_view(type) == "MapIterationStarted"
                                   ? R"(,"mapIterationStartedEventDetails":{"name":"M","index":0})"
                                   : "";
      for (size_t id = 2; id < 20'000; ++id) text += event(id, id - 1, type, more);
      (void)pawl.folder.write("h.jsonl", text);
      read_all(pawl, "h.jsonl");
    }
  }

  TEST_CASE("tail: an event that is missing, or stands there twice, is said") {
    const Pawl pawl;
    (void)pawl.folder.write("gap.jsonl",
                            start() + event(2, 0, "PassStateEntered") + event(4, 3, "ExecutionSucceeded"));
    const CommandResult gap = pawl({"tail", "gap.jsonl"});
    CHECK(gap.exit_code == 2);
    CHECK(contains(gap.err, "gap.jsonl:3: event 4 stands after event 2: something is missing between"));
    (void)pawl.folder.write("twice.jsonl",
                            start() + event(2, 0, "PassStateEntered") + event(2, 0, "PassStateEntered"));
    CHECK(contains(pawl({"tail", "twice.jsonl"}).err, "event 2 is there twice"));
    (void)pawl.folder.write("late.jsonl", event(2, 0, "PassStateEntered"));
    CHECK(contains(pawl({"tail", "late.jsonl"}).err, "begins with event 2"));
  }

  TEST_CASE("resume: a run is redriven as often as it takes") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", R"json({"StartAt":"A","States":{
      "A":{"Type":"Pass","Result":{"n":1},"Next":"Work"},
      "Work":{"Type":"Task","Resource":"sh:echo . >> journal; [ $(wc -l < journal) -gt 30 ] || exit 3; echo 9","End":true}}})json");
    CHECK(pawl({"run", "w.json", "--history", "h.jsonl", "-q"}).exit_code == 1);
    CommandResult last;
    for (int redrives = 0; redrives < 30; ++redrives) {
      last = pawl({"resume", "h.jsonl", "-q", "--from", redrives % 3 == 2 ? "A" : "Work"});
      CHECK(last.exit_code == (redrives < 29 ? 1 : 0));
    }
    CHECK(last.out == "9\n");
    CHECK(lines_of(read_text(pawl.folder.path() / "journal")).size() == 31);
    const CommandResult replayed = pawl({"replay", "h.jsonl"});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.out);
    CHECK(contains(replayed.out, "SUCCEEDED"));
  }
}
