// The head of an event, read without its payloads, is the one that a whole reading finds.
#include "history/event_head.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "history/reader.h"
#include "value/parse.h"

using namespace pawl;

namespace {

/// The line of an event of a type, and what follows its previousEventId.
std::string line(std::string_view type, std::string_view rest) {
  return R"({"timestamp":"2026-11-21T01:44:17.123Z","type":")" + std::string(type) +
         R"(","id":16,"previousEventId":15)" + std::string(rest);
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("event head: the same as of the whole event, whatever stands after the numbers") {
    struct Row {
      std::string_view type;
      std::string_view rest;
      std::string_view state;
    };
    for (const Row& row : {
             Row{"TaskStateEntered", R"(,"stateEnteredEventDetails":{"name":"A","input":"{}"}})", "A"},
             Row{"TaskStateExited", R"(,"stateExitedEventDetails":{"name":"A \"b\"","output":"1"}})",
                 "A \"b\""},
             Row{"TaskStateExited", R"(,"stateExitedEventDetails":{"output":"1","name":"A"}})", "A"},
             Row{"MapIterationStarted", R"(,"mapIterationStartedEventDetails":{"name":"M","index":3}})", "M"},
             Row{"EvaluationFailed", R"(,"evaluationFailedEventDetails":{"error":"E","state":"A"}})", "A"},
             Row{"ParallelStateStarted", R"(,"pawl":{"crc32c":"00000000"}})", ""},
             Row{"ParallelStateStarted", "}", ""},
             // Nobody writes these; what reads the front must not take them for an event that ends there.
             Row{"TaskStateExited", R"(,"":"PassStateEntered","id":30,"previousEventId":29})", ""},
             Row{"TaskStateExited", R"(,"x":1,"stateExitedEventDetails":{"name":"A"}})", "A"},
             Row{"ParallelStateStarted", R"(,"":0,"id":30})", ""},
             Row{"ParallelStateStarted", R"(,"id":30})", ""},
         }) {
      const std::string text = line(row.type, row.rest);
      CAPTURE(text);
      history::HeadReader reader;
      const auto head = reader.read(text);
      const auto json = try_parse_json(text);
      REQUIRE(json);
      const auto event = history::event_from_json(*json);
      REQUIRE(event);
      REQUIRE(head);
      CHECK(head->type == event->type);
      CHECK(head->id == event->id);
      CHECK(head->previous == event->previous);
      CHECK(head->timestamp == event->timestamp);
      CHECK(head->state == row.state);
    }
  }

  TEST_CASE("event head: a line that is no event is refused") {
    history::HeadReader reader;
    for (const std::string& text : {std::string(), std::string("{"), line("TaskStateExited", ","),
                                    line("ParallelStateStarted", R"(,"x")")})
      CHECK_FALSE(reader.read(text));
  }
}
