// What each event of a history belongs to.
#include "history/timeline.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/scripted_run.h"

using namespace pawl;
using history::Timeline;

namespace {

/// "T#2[0,3]": the second visit of T, in iteration 3 of a Map in iteration 0 of another; "-": no visit.
std::string text_of(const Timeline& timeline, uint32_t slot) {
  if (slot == Timeline::kNone) return "-";
  std::string out = timeline.name_of(slot) + "#" + std::to_string(timeline.visit(slot).number + 1);
  std::string indices;
  for (const uint64_t index : timeline.iterations(slot))
    indices += (indices.empty() ? "" : ",") + std::to_string(index);
  return indices.empty() ? out : out + "[" + indices + "]";
}

/// A history written by hand: "ID TYPE PREVIOUS STATE INDEX", the last two where the event has them.
struct Row {
  history::EventType type;
  history::EventId previous;
  std::string_view state = {};
  uint64_t index = 0;
};

/// The visit of each event, one after the other; with what ended and reopened: "M#1 (ended T#1[0])".
std::string visits(const std::vector<Row>& rows, Timeline& timeline) {
  std::string out;
  history::EventId id = 0;
  for (const Row& row : rows) {
    const auto& moment = timeline.note(Timeline::Event{row.type, ++id, row.previous, row.state, row.index});
    out += (out.empty() ? "" : " ") + text_of(timeline, moment.visit);
    for (const uint32_t slot : moment.ended) out += " (ended " + text_of(timeline, slot) + ")";
    for (const uint32_t slot : moment.reopened) out += " (reopened " + text_of(timeline, slot) + ")";
    if (moment.cause != Timeline::kNone) out += " (because " + text_of(timeline, moment.cause) + ")";
  }
  return out;
}
std::string visits(const std::vector<Row>& rows) {
  Timeline timeline;
  return visits(rows, timeline);
}

/// "TYPE VISIT" of the events of a run for which `is_wanted`, in lines.
template <class Predicate>
std::string visits(const test::ScriptedRun& run, Predicate is_wanted) {
  Timeline timeline;
  std::string out;
  for (const Value& json : run.events) {
    const auto event = history::event_from_json(json);
    const uint32_t slot = timeline.note(*event).visit;
    if (is_wanted(event->type))
      out += std::string(name_of(event->type)) + " " + text_of(timeline, slot) + "\n";
  }
  return out;
}

constexpr std::string_view kTask =
    R"({"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f",)";

}  // namespace

TEST_SUITE("history") {
  using enum history::EventType;

  TEST_CASE("timeline: a chain, and a loop that enters a state again") {
    CHECK(visits({{ExecutionStarted, 0},
                  {PassStateEntered, 0, "A"},
                  {PassStateExited, 2, "A"},
                  {PassStateEntered, 3, "B"},
                  {PassStateExited, 4, "B"},
                  {PassStateEntered, 5, "A"},
                  {PassStateExited, 6, "A"},
                  {ExecutionSucceeded, 7}}) == "- A#1 A#1 B#1 B#1 A#2 A#2 -");
  }

  TEST_CASE("timeline: the attempts of a task") {
    Timeline timeline;
    CHECK(visits({{ExecutionStarted, 0},
                  {TaskStateEntered, 0, "T"},
                  {LambdaFunctionScheduled, 2},
                  {LambdaFunctionStarted, 3},
                  {LambdaFunctionFailed, 4},
                  {LambdaFunctionScheduled, 5},
                  {LambdaFunctionStarted, 6}},
                 timeline) == "- T#1 T#1 T#1 T#1 T#1 T#1");
    CHECK(timeline.visit(timeline.states()[0].last_visit).attempts == 2);
    CHECK_FALSE(timeline.visit(timeline.states()[0].last_visit).has_error);
    timeline.note(Timeline::Event{LambdaFunctionTimedOut, 8, 7, {}});
    CHECK(timeline.visit(timeline.states()[0].last_visit).has_error);
    const auto& left = timeline.note(Timeline::Event{TaskStateExited, 9, 8, "T"});
    CHECK(left.visit != Timeline::kNone);
    const auto& next = timeline.note(Timeline::Event{PassStateEntered, 10, 9, "C"});
    CHECK(next.by_catch);
    CHECK(next.from == 0);
  }

  TEST_CASE("timeline: iterations side by side, and one that takes the place of another") {
    CHECK(visits({{ExecutionStarted, 0},
                  {MapStateEntered, 0, "M"},
                  {MapStateStarted, 2},
                  {MapIterationStarted, 3, "M", 0},
                  {MapIterationStarted, 3, "M", 1},
                  {PassStateEntered, 4, "P"},
                  {PassStateEntered, 5, "P"},
                  {PassStateExited, 7, "P"},
                  {MapIterationSucceeded, 8, "M", 1},
                  {MapIterationStarted, 8, "M", 2},
                  {PassStateEntered, 10, "P"},
                  {PassStateExited, 6, "P"},
                  {MapIterationSucceeded, 12, "M", 0},
                  {PassStateExited, 11, "P"},
                  {MapIterationSucceeded, 14, "M", 2},
                  {MapStateSucceeded, 15},
                  {MapStateExited, 15, "M"}}) ==
          "- M#1 M#1 M#1 M#1 P#1[0] P#2[1] P#2[1] M#1 M#1 P#3[2] P#1[0] M#1 P#3[2] M#1 M#1 M#1");
  }

  TEST_CASE("timeline: a Map in a Map") {
    const auto run = test::run(
        R"({"StartAt":"O","States":{"O":{"Type":"Map","MaxConcurrency":2,"End":true,"ItemProcessor":{"StartAt":"I","States":{
          "I":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"T","States":{"T":)" +
            std::string(kTask) + R"("End":true}}}}}}}}})",
        "[[1,2],[3]]", test::Script().succeed("T", "1").succeed("T", "2").succeed("T", "3"));
    CHECK(visits(run,
                 [](history::EventType type) {
                   return history::is_exited(type) || type == LambdaFunctionScheduled;
                 }) ==
          "LambdaFunctionScheduled T#1[0,0]\n"
          "LambdaFunctionScheduled T#2[1,0]\n"
          "TaskStateExited T#1[0,0]\n"
          "LambdaFunctionScheduled T#3[0,1]\n"
          "TaskStateExited T#2[1,0]\n"
          "MapStateExited I#2[1]\n"
          "TaskStateExited T#3[0,1]\n"
          "MapStateExited I#1[0]\n"
          "MapStateExited O#1\n");
  }

  TEST_CASE("timeline: the branches of a Parallel; what one of them ends") {
    CHECK(visits({{ExecutionStarted, 0},
                  {ParallelStateEntered, 0, "P"},
                  {ParallelStateStarted, 2},
                  {TaskStateEntered, 3, "A"},
                  {WaitStateEntered, 3, "W"},
                  {LambdaFunctionScheduled, 4},
                  {LambdaFunctionFailed, 6},
                  {TaskStateAborted, 7},
                  {WaitStateAborted, 7},
                  {ParallelStateFailed, 7},
                  {ExecutionFailed, 10}}) ==
          "- P#1 P#1 A#1 W#1 A#1 A#1 - - P#1 (ended A#1) (ended W#1) (because A#1) - (ended P#1)");
  }

  TEST_CASE("timeline: a Parallel that is retried begins anew") {
    Timeline timeline;
    CHECK(visits({{ExecutionStarted, 0},
                  {ParallelStateEntered, 0, "P"},
                  {ParallelStateStarted, 2},
                  {TaskStateEntered, 3, "A"},
                  {LambdaFunctionScheduled, 4},
                  {LambdaFunctionFailed, 5},
                  {TaskStateAborted, 6},
                  {ParallelStateStarted, 6},
                  {TaskStateEntered, 8, "A"}},
                 timeline) == "- P#1 P#1 A#1 A#1 A#1 - P#1 (ended A#1) A#2");
    CHECK(timeline.block_of(timeline.states()[1].last_visit) == "/P#0.2[]");
  }

  TEST_CASE("timeline: an expression that fails at once is linked to the event before its state") {
    CHECK(visits({{ExecutionStarted, 0},
                  {PassStateEntered, 0, "A"},
                  {PassStateExited, 2, "A"},
                  {TaskStateEntered, 3, "T"},
                  {EvaluationFailed, 3, "T"},
                  {TaskStateExited, 5, "T"},
                  {PassStateEntered, 6, "C"}}) == "- A#1 A#1 T#1 T#1 T#1 C#1");
    CHECK(visits({{ExecutionStarted, 0},
                  {ParallelStateEntered, 0, "P"},
                  {ParallelStateStarted, 2},
                  {PassStateEntered, 3, "A"},
                  {PassStateEntered, 3, "B"},
                  {EvaluationFailed, 3, "B"},
                  {ParallelStateFailed, 6}}) ==
          "- P#1 P#1 A#1 B#1 B#1 P#1 (ended A#1) (ended B#1) (because B#1)");
  }

  TEST_CASE("timeline: what was redriven continues, and what is around it") {
    CHECK(visits({{ExecutionStarted, 0},
                  {MapStateEntered, 0, "M"},
                  {MapStateStarted, 2},
                  {MapIterationStarted, 3, "M", 0},
                  {MapIterationStarted, 3, "M", 1},
                  {TaskStateEntered, 4, "T"},
                  {WaitStateEntered, 5, "W"},
                  {LambdaFunctionScheduled, 6},
                  {LambdaFunctionFailed, 8},
                  {TaskStateAborted, 9},
                  {MapIterationFailed, 9, "M", 0},
                  {WaitStateAborted, 9},
                  {MapIterationAborted, 9, "M", 1},
                  {MapStateFailed, 9},
                  {ExecutionFailed, 14},
                  {ExecutionRedriven, 15},
                  {LambdaFunctionScheduled, 9},
                  {LambdaFunctionSucceeded, 17},
                  {TaskStateExited, 18, "T"},
                  {WaitStateExited, 7, "W"}}) ==
          "- M#1 M#1 M#1 M#1 T#1[0] W#1[1] T#1[0] T#1[0] - M#1 - M#1 "
          "M#1 (ended T#1[0]) (ended W#1[1]) (because T#1[0]) - (ended M#1) - "
          "T#1[0] (reopened T#1[0]) (reopened M#1) T#1[0] T#1[0] W#1[1] (reopened W#1[1])");
  }

  TEST_CASE("timeline: a Fail state is entered again by a redrive") {
    Timeline timeline;
    CHECK(visits({{ExecutionStarted, 0},
                  {FailStateEntered, 0, "F"},
                  {ExecutionFailed, 2},
                  {ExecutionRedriven, 3},
                  {FailStateEntered, 2, "F"}},
                 timeline) == "- F#1 - (ended F#1) (because F#1) - F#1 (reopened F#1)");
    CHECK(timeline.states()[0].entered == 1);
  }

  TEST_CASE("timeline: a Distributed Map, whose exit may be linked to MapRunStarted") {
    for (const history::EventId exit_link : {4, 5}) {
      CHECK(visits({{ExecutionStarted, 0},
                    {MapStateEntered, 0, "D"},
                    {MapStateStarted, 2},
                    {MapRunStarted, 3},
                    {MapRunSucceeded, 4},
                    {MapStateSucceeded, 5},
                    {MapStateExited, exit_link, "D"},
                    {PassStateEntered, 7, "E"}}) == "- D#1 D#1 D#1 D#1 D#1 D#1 E#1");
    }
  }

  TEST_CASE("timeline: a block has the same name however its branches continue") {
    constexpr std::string_view kBranches =
        R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Q","States":{
          "Q":{"Type":"Parallel","Next":"L","Branches":[{"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}}]},
          "L":{"Type":"Choice","Choices":[{"Variable":"$[0]","NumericEquals":1,"Next":"Q"}],"Default":"Z"},
          "Z":{"Type":"Pass","End":true}}}}}})";
    const auto blocks = [&](uint32_t slice) {
      test::ScriptedOptions options;
      options.slice = slice;
      options.limits.events = 60;
      Timeline timeline;
      std::vector<std::string> out;
      for (const Value& json : test::run(kBranches, "[1,2]", {}, options).events) {
        const auto event = history::event_from_json(json);
        const uint32_t slot = timeline.note(*event).visit;
        if (event->type == PassStateEntered) out.push_back(timeline.block_of(slot));
      }
      return out;
    };
    const auto found = blocks(4096);
    CHECK(std::find(found.begin(), found.end(), "/M#0.1[0]/Q#0.1[]") != found.end());
    CHECK(std::find(found.begin(), found.end(), "/M#0.1[1]/Q#0.1[]") != found.end());
    CHECK(std::find(found.begin(), found.end(), "/M#0.1[1]") != found.end());
    CHECK(blocks(1) == found);
  }

  TEST_CASE("timeline: links to nothing, to itself and forward belong to nothing") {
    CHECK(visits({{TaskScheduled, 17},
                  {TaskStateExited, 2, "T"},
                  {MapIterationStarted, 0, "M", 3},
                  {MapIterationSucceeded, 3, "M", 3},
                  {ParallelStateFailed, 0},
                  {MapStateStarted, 6},
                  {EvaluationFailed, 0, "T"},
                  {ExecutionFailed, 99},
                  {MapRunSucceeded, 9}}) == "- - - - - - - - -");
  }

  TEST_CASE("timeline: holds what runs, not what is over") {
    Timeline timeline;
    history::EventId id = 0;
    size_t most = 0;
    const auto note = [&](history::EventType type, history::EventId previous, std::string_view state,
                          uint64_t index = 0) {
      timeline.note(Timeline::Event{type, ++id, previous, state, index});
      most = std::max(most, timeline.live_places());
      return id;
    };
    history::EventId last = note(ExecutionStarted, 0, "");
    for (int loop = 0; loop < 300; ++loop) {
      const auto map = note(MapStateEntered, last, "M");
      last = note(MapStateStarted, map, "");
      for (uint64_t index = 0; index < 5; ++index) {
        const auto started = note(MapIterationStarted, last, "M", index);
        const auto fork = note(ParallelStateStarted, note(ParallelStateEntered, started, "P"), "");
        const auto a = note(PassStateExited, note(PassStateEntered, fork, "A"), "A");
        note(PassStateExited, note(PassStateEntered, fork, "B"), "B");
        last = note(ParallelStateExited, a, "P");
        note(MapIterationSucceeded, last, "M", index);
      }
      last = note(MapStateExited, id, "M");
    }
    CHECK(most < 40);
    CHECK(timeline.states()[0].entered == 300);
    CHECK(timeline.states()[1].entered == 1500);
  }
}
