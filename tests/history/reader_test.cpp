// Histories as they come: our lines, and what AWS's tools print.
#include "history/reader.h"

#include <doctest/doctest.h>

#include <fstream>

#include "support/process.h"

using namespace pawl;
using history::EventType;

namespace {

struct Read {
  std::vector<history::RecordedEvent> events;
  std::string error;
  bool torn = false;
  bool incomplete = false;
};

Read read(std::string_view text) {
  const testing_support::TemporaryFolder folder;
  const std::string path = folder.write("history.json", text);
  auto reader = history::Reader::open(path);
  REQUIRE(reader);
  Read out;
  for (;;) {
    auto event = reader->next();
    if (!event) {
      out.error = event.error().message;
      out.error.erase(0, folder.path().string().size() + 1);
    }
    if (!event || !*event) break;
    out.events.push_back(std::move(**event));
  }
  out.torn = reader->faults().torn;
  out.incomplete = reader->faults().incomplete;
  return out;
}

constexpr std::string_view kFirst =
    R"({"id":1,"previousEventId":0,"timestamp":"2026-11-21T00:00:00.500Z","type":"ExecutionStarted","executionStartedEventDetails":{"input":"{\"a\":\"]}\"}"}})";
constexpr std::string_view kSecond =
    R"({"timestamp":1700000000.25,"type":"PassStateEntered","id":2,"previousEventId":0,"stateEnteredEventDetails":{"name":"A"}})";

bool at_end(history::Reader& reader) {
  const auto event = reader.next();
  return event && !*event;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("JSON lines and every shape of an export read alike") {
    const std::string texts[] = {
        joined({kFirst, "\n", kSecond, "\n"}),
        joined({kFirst, "\r\n\r\n", kSecond}),
        joined({"{\"events\":[", kFirst, ",", kSecond, "]}"}),
        joined({"\xEF\xBB\xBF{\n  \"events\": [\n    ", kFirst, ",\n    ", kSecond, "\n  ]\n}\n"}),
        joined({"{\"nextToken\": \"a]b\", \"more\": [1, {\"x\": 2}], \"events\" : [", kFirst, " , ", kSecond,
                "], \"rest\": 1}"}),
        joined({" [", kFirst, ",\n", kSecond, "]\n"}),
    };
    for (const std::string& text : texts) {
      CAPTURE(text);
      const Read got = read(text);
      CHECK(got.error == "");
      CHECK(!got.torn);
      REQUIRE(got.events.size() == 2);
      CHECK(got.events[0].type == EventType::ExecutionStarted);
      CHECK(got.events[0].details.find("input")->as_string() == R"({"a":"]}"})");
      CHECK(got.events[0].timestamp == 1'795'219'200'500);
      CHECK(got.events[1].timestamp == 1'700'000'000'250);
      CHECK(got.events[1].details.find("name")->as_string() == "A");
    }
  }

  TEST_CASE("files larger than what is read at a time") {
    std::string lines, array = "{\"events\": [\n";
    for (int id = 1; id <= 5000; ++id) {
      const std::string event =
          R"({"id":)" + std::to_string(id) +
          R"(,"previousEventId":0,"timestamp":1,"type":"PassStateEntered","stateEnteredEventDetails":{"input":")" +
          std::string(static_cast<size_t>(id % 700), 'x') + R"("}})";
      lines += event + "\n";
      array += (id == 1 ? "" : ",\n") + event;
    }
    CHECK(read(lines).events.size() == 5000);
    CHECK(read(array + "]}").events.size() == 5000);
  }

  TEST_CASE("what is no history says so, with its line") {
    CHECK(read("hello").error ==
          "history.json:1: this is no history: it begins with 'hello'; a history is JSON lines of events, or "
          "what "
          "`aws stepfunctions get-execution-history --execution-arn ARN` prints");
    CHECK(read("{}").error.find("this is no history") != std::string::npos);
    CHECK(read(joined({"{\"events\": [", kFirst, ",\n", kSecond.substr(0, 30)})).error ==
          "history.json:2: the file ends within the events: it was cut off");
    CHECK(read(joined({kFirst, "\n", kFirst, "\n"})).error == "");  // it is the same one twice
    CHECK(read(joined({kFirst, "\n", kSecond, "\n", kFirst.substr(0, 6), "2", kFirst.substr(7)})).error ==
          "history.json:3: event 2 is there twice: are these the histories of two executions?");
    CHECK(read(joined({kSecond, "\n"})).error ==
          "history.json:1: the history begins with event 2 instead of 1: export all of it");
    CHECK(read(joined({kFirst, "\n{\"type\":\"PassStateEntered\",\"id\":2}\n"})).error ==
          "history.json:2: an event needs a 'timestamp'");
    CHECK(read(R"({"id":1,"timestamp":1,"type":"ExecutionStarted","pawl":{"format":2}})").error ==
          "history.json:1: the history has format 2, this version of pawl knows format 1: a newer pawl reads "
          "it");
    CHECK(read("").events.empty());
    CHECK(read("\n \n").events.empty());
    CHECK(read("").error == "");
  }

  TEST_CASE("the pages of an export, one after the other") {
    const std::string page = joined({"{\"events\":[", kFirst, "],\n\"nextToken\":\"t\"}\n"});
    const std::string pages[] = {
        joined({page, "{\"events\":[", kSecond, "]}"}),
        joined({page, "{\"nextToken\": null, \"events\":[", kSecond, "], \"more\": [{\"n\": 1}, 2]}\n"}),
        joined({"[", kFirst, "]\n[", kSecond, "]"}),
        joined({page, "{\"events\":[]}", "{\"events\":[", kSecond, "]}"}),
    };
    for (const std::string& text : pages) {
      CAPTURE(text);
      const Read got = read(text);
      CHECK(got.error == "");
      CHECK(got.events.size() == 2);
      CHECK(!got.incomplete);
    }
    for (const std::string& text : {page, joined({"{\"nextToken\":\"t\",\"events\":[", kFirst, "]}"}),
                                    joined({"{\"events\":[", kFirst, "],\"NextToken\":\"t\"}"})}) {
      CAPTURE(text);
      const Read got = read(text);
      CHECK(got.error == "");
      CHECK(got.events.size() == 1);
      CHECK(got.incomplete);
    }
    CHECK(read(page + page).events.size() == 1);
    CHECK(read(page + "\n}").error ==
          "history.json:4: after the events stands something that is not another page of events");
    CHECK(read(page + "{\"StartAt\": 1}").error ==
          "history.json:3: after the events stands something that is not another page of events");
    CHECK(read(joined({"{\"events\":[", kFirst, "]\n garbage"})).error.find("history.json:2: ") == 0);
    CHECK(read(joined({"{\"events\":[", kFirst, "]\n"})).error ==
          "history.json:2: the file ends within the events: it was cut off");
    CHECK(read(joined({"{\"events\":[", kFirst, "}"})).error ==
          "history.json:1: the file ends within the events: it was cut off");
    CHECK(read(joined({"{\"events\":[", kFirst, " ", kSecond, "]}"})).error ==
          "history.json:1: ',' or ']' is expected here");
  }

  TEST_CASE("timestamps are texts or seconds") {
    const auto at = [](std::string_view time) {
      return read(joined({R"({"id":1,"type":"ExecutionStarted","timestamp":)", time, "}"}));
    };
    for (const std::string_view time :
         {"1700000000.123", "\"1700000000.123\"", "\"2023-11-14T22:13:20.123Z\"",
          "\"2023-11-14T23:13:20.123000+01:00\""}) {
      CAPTURE(time);
      const Read got = at(time);
      CHECK(got.error == "");
      REQUIRE(got.events.size() == 1);
      CHECK(got.events[0].timestamp == 1'700'000'000'123);
    }
    CHECK(at("\"yesterday\"").error ==
          "history.json:1: the 'timestamp' of an event must be an ISO 8601 text or seconds since 1970, not "
          "\"yesterday\"");
    CHECK(at("1e300").error.find("the 'timestamp' of an event must be") != std::string::npos);
  }

  TEST_CASE("events of types that are not known yet are kept") {
    const Read got = read(joined(
        {kFirst, "\n", R"({"id":2,"previousEventId":1,"timestamp":1,"type":"SomethingNew","x":1})", "\n"}));
    REQUIRE(got.events.size() == 2);
    CHECK(got.events[1].type == EventType::Unknown);
  }

  TEST_CASE("a file that grows can be read on") {
    const testing_support::TemporaryFolder folder;
    const std::string path = folder.write("history.jsonl", kFirst.substr(0, 20));
    auto reader = history::Reader::open(path);
    REQUIRE(reader);
    CHECK(at_end(*reader));
    CHECK(reader->faults().torn);
    const auto append = [&](std::string_view text) { std::ofstream(path, std::ios::app) << text; };
    append(kFirst.substr(20));
    auto first = reader->next();
    REQUIRE((first && *first));
    CHECK((*first)->id == 1);
    CHECK(!reader->texts().has_newline());
    append("\n");
    CHECK(at_end(*reader));
    CHECK(!reader->faults().torn);
    append(joined({kSecond, "\n", "{\"id\""}));
    auto second = reader->next();
    REQUIRE((second && *second));
    CHECK(reader->texts().offset() == kFirst.size() + kSecond.size() + 2);
    CHECK(reader->line() == 2);
    CHECK(at_end(*reader));
    CHECK(reader->faults().torn);
    CHECK(reader->texts().offset() == kFirst.size() + kSecond.size() + 2);
  }
}
