// What people have of AWS's executions: exports in any order, encoding and form, and what was no export.
#include "history/export.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "history/csv.h"
#include "history/reader.h"
#include "support/process.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;

namespace {

struct ReadExport {
  std::vector<std::string> events;  // "1 ExecutionStarted 0 1700000000000 {…details…}"
  std::string error;
  history::FileFaults faults;
};

ReadExport read_export(std::string_view text) {
  const testing_support::TemporaryFolder folder;
  const std::string path = folder.write("h", text);
  auto reader = history::Reader::open(path);
  REQUIRE(reader);
  ReadExport out;
  for (;;) {
    auto event = reader->next();
    if (!event) out.error = event.error().message.substr(folder.path().string().size() + 1);
    if (!event || !*event) break;
    const auto& one = **event;
    out.events.push_back(std::to_string(one.id) + " " + std::string(history::name_of(one.type)) + " " +
                         std::to_string(one.previous) + " " + std::to_string(one.timestamp) + " " +
                         to_json(one.details));
  }
  out.faults = reader->faults();
  return out;
}

/// A run of four events whose payload is `text`, as the API has them.
std::vector<std::string> events_with(std::string_view text) {
  const std::string payload = pawl::json_quoted(pawl::json_quoted(text));
  const auto event = [&](int id, int previous, std::string_view type, std::string_view details) {
    return R"({"timestamp": "2023-11-14T22:13:2)" + std::to_string(id) + R"(.500000+00:00", "type": ")" +
           std::string(type) + R"(", "id": )" + std::to_string(id) + R"(, "previousEventId": )" +
           std::to_string(previous) + ", " + std::string(details) + "}";
  };
  return {
      event(1, 0, "ExecutionStarted", R"("executionStartedEventDetails": {"input": )" + payload + "}"),
      event(2, 0, "PassStateEntered",
            R"("stateEnteredEventDetails": {"name": "A, \"b\"", "input": )" + payload + "}"),
      event(3, 2, "PassStateExited",
            R"("stateExitedEventDetails": {"name": "A, \"b\"", "output": )" + payload + "}"),
      event(4, 3, "ExecutionSucceeded", R"("executionSucceededEventDetails": {"output": )" + payload + "}"),
  };
}

std::string list_of(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
  return out;
}

std::string page(const std::vector<std::string>& events, std::string_view rest = {}) {
  return "{\n  \"events\": [\n    " + list_of(events, ",\n    ") + "\n  ]" + std::string(rest) + "\n}\n";
}

/// The same events as CloudWatch Logs has them.
std::vector<std::string> log_of(const std::vector<std::string>& events, std::string_view run = "run") {
  std::vector<std::string> out;
  for (const std::string& text : events) {
    const auto json = *try_parse_json(text);
    const auto event = *history::event_from_json(json);
    out.push_back(to_json(Value::object(
        {{"id", Value::string(std::to_string(event.id))},
         {"type", Value::string(history::name_of(event.type))},
         {"details", event.details},
         {"redrive_count", Value::string("0")},
         {"previous_event_id", Value::string(std::to_string(event.previous))},
         {"event_timestamp", Value::string(std::to_string(event.timestamp))},
         {"execution_arn",
          Value::string("arn:aws:states:eu-west-1:123456789012:express:M:" + std::string(run))}})));
  }
  return out;
}

std::vector<std::string> reversed(std::vector<std::string> list) {
  std::reverse(list.begin(), list.end());
  return list;
}

/// ASCII and Latin-1 as UTF-16, without a mark.
std::string utf16(const std::u16string& text, bool is_big) {
  std::string out;
  for (const char16_t c : text) {
    const char low = static_cast<char>(c & 0xFF), high = static_cast<char>(c >> 8);
    out += is_big ? high : low;
    out += is_big ? low : high;
  }
  return out;
}

/// `text` with each `stand_in` replaced, as UTF-16.
std::u16string wide(std::string_view text, char stand_in, std::u16string_view by) {
  std::u16string out;
  for (const char c : text) {
    if (c == stand_in) out += by;
    else out += static_cast<char16_t>(c);
  }
  return out;
}

std::string replaced(std::string text, char stand_in, std::string_view by) {
  for (size_t at = text.find(stand_in); at != std::string::npos; at = text.find(stand_in, at + by.size()))
    text.replace(at, 1, by);
  return text;
}

std::string csv_cell(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

TEST_SUITE("history") {
  TEST_CASE("an export in a Windows code page") {
    const struct {
      std::string_view bytes, utf8;
    } cases[] = {
        {"\xA3", "£"},           {"\x80 \x93x\x94", "€ “x”"}, {"\xE9t\xE9", "été"},
        {"\x8C\x9F\xFF", "ŒŸÿ"}, {"\xC4\xD6", "ÄÖ"},          {"\x81", "\xC2\x81"},  // not assigned
    };
    for (const auto& row : cases) {
      CAPTURE(row.utf8);
      const ReadExport expected = read_export(page(events_with(row.utf8)));
      REQUIRE(expected.events.size() == 4);
      CHECK(!expected.faults.windows_1252);
      for (const bool in_lines : {false, true}) {
        const auto events = events_with("@");
        const ReadExport got =
            read_export(replaced(in_lines ? list_of(events, "\n") : page(events), '@', row.bytes));
        CHECK(got.error == "");
        CHECK(got.events == expected.events);
        CHECK(got.faults.windows_1252);
      }
    }
  }

  TEST_CASE("UTF-8 that was damaged is not taken for a code page") {
    std::string text = page(events_with("äöüäöü"));
    text.erase(text.find("ö"), 1);
    const ReadExport got = read_export(text);
    CHECK(!got.faults.windows_1252);
    CHECK(got.error == "h:3: not a JSON event: a string holds bytes that are not UTF-8");
  }

  TEST_CASE("an export in UTF-16 or with a byte order mark") {
    const ReadExport expected = read_export(page(events_with("£€😀")));
    const std::string with_stand_in = page(events_with("@"));
    const std::u16string text = wide(with_stand_in, '@', u"£€😀");
    for (const bool is_big : {false, true}) {
      for (const bool has_mark : {false, true}) {
        const ReadExport got = read_export(utf16((has_mark ? u"\xFEFF" : u"") + text, is_big));
        CHECK(got.error == "");
        CHECK(got.events == expected.events);
        CHECK(!got.faults.windows_1252);
      }
    }
    CHECK(read_export("\xEF\xBB\xBF" + page(events_with("£€😀"))).events == expected.events);
    const std::string lines = list_of(reversed(events_with("£€😀")), "\n");
    CHECK(read_export("\xEF\xBB\xBF" + lines).events == expected.events);
    CHECK(read_export(utf16(wide(list_of(events_with("@"), "\r\n"), '@', u"£€😀"), false)).events ==
          expected.events);

    std::string cut = utf16(text, false);
    cut.pop_back();
    CHECK(read_export(cut).error == "h: the text is UTF-16 and ends within a character: it was cut off");
    CHECK(read_export(utf16(wide(with_stand_in, '@', u"\xD83D"), false)).error ==
          "h: the text is UTF-16 with half a surrogate pair: the file is damaged");
  }

  TEST_CASE("newest first, and pages in any order") {
    const auto events = events_with("x");
    const ReadExport expected = read_export(page(events));
    const auto part = [&](size_t from, size_t to) {
      return std::vector<std::string>(events.begin() + static_cast<std::ptrdiff_t>(from),
                                      events.begin() + static_cast<std::ptrdiff_t>(to));
    };
    const std::string token = ",\n  \"nextToken\": \"t\"";
    const std::string texts[] = {
        page(reversed(events)),
        "[" + list_of(reversed(events), ",") + "]",
        list_of(reversed(events), "\n") + "\n",
        list_of({events[0], events[2], events[1], events[3]}, "\n"),
        page(reversed(part(2, 4)), token) + page(reversed(part(0, 2))),
        page(part(3, 4)) + page(part(0, 1), token) + page(part(1, 3), token),
        page(part(2, 4)) + page(part(0, 3), token),  // which overlap
        "[" + list_of(part(2, 4), ",") + "][" + list_of(part(0, 2), ",") + "]",
        replaced(list_of(reversed(events), "\n"), '{', "{\n"),  // jq '.events[]'
        "{\"execution\": {\"name\": \"x\", \"history\": " + page(reversed(events)) + "}, \"more\": [1]}",
    };
    for (const std::string& text : texts) {
      CAPTURE(text);
      const ReadExport got = read_export(text);
      CHECK(got.error == "");
      CHECK(got.events == expected.events);
      CHECK(!got.faults.incomplete);
    }
    CHECK(read_export(page(part(1, 2), token) + page(part(0, 1), token)).faults.incomplete);
    CHECK(read_export(page(reversed(part(1, 4)), token)).error ==
          "h:5: the history begins with event 2 instead of 1: export all of it");
    CHECK(read_export(page(part(3, 4)) + page(part(0, 2))).error ==
          "h:3: event 4 stands after event 2: something is missing between");
    CHECK(read_export(page(events) + page(events_with("y"))).error ==
          "h:11: event 1 is there twice: are these the histories of two executions?");
  }

  TEST_CASE("a long export newest first") {
    std::vector<std::string> events;
    for (int id = 1; id <= 3000; ++id) {
      events.push_back(R"({"id":)" + std::to_string(id) +
                       R"(,"timestamp":1,"type":"PassStateEntered","stateEnteredEventDetails":{"input":")" +
                       std::string(static_cast<size_t>(id % 700), 'x') + R"("}})");
    }
    const ReadExport got = read_export(list_of(reversed(events), "\n"));
    CHECK(got.error == "");
    CHECK(got.events.size() == 3000);
    CHECK(got.events == read_export(page(reversed(events))).events);
  }

  TEST_CASE("the AWS CLI's YAML") {
    const ReadExport expected = read_export(page(events_with("a: 'b' é")));
    const auto yaml = [](std::string_view indent) {
      std::string out;
      for (const std::string& text : events_with("a: 'b' é")) {
        const auto json = *try_parse_json(text);
        std::string before = std::string(indent) + "- ";
        for (const Member& member : json.members()) {
          out += before + std::string(member.key.as_string()) + ":";
          before = std::string(indent) + "  ";
          if (member.value.is_object()) {
            for (const Member& inner : member.value.members()) {
              out += "\n" + before + "  " + std::string(inner.key.as_string()) + ": '" +
                     replaced(std::string(inner.value.as_string()), '\'', "''") + "'";
            }
            out += "\n";
          } else {
            out += " " +
                   (member.key.as_string() == "timestamp" ? "'" + std::string(member.value.as_string()) + "'"
                    : member.value.is_string()            ? std::string(member.value.as_string())
                                                          : to_json(member.value)) +
                   "\n";
          }
        }
      }
      return out;
    };
    for (const std::string& text :
         {"events:\n" + yaml(""), "events:\n" + yaml("  "), yaml(""), "---\nevents:\n" + yaml(""),
          "- events:\n" + yaml("  "), "- events: []\n  nextToken: t\n- events:\n" + yaml("  ")}) {
      CAPTURE(text);
      const ReadExport got = read_export(text);
      CHECK(got.error == "");
      CHECK(got.events == expected.events);
    }
    CHECK(read_export("NextToken: abc\nevents:\n" + yaml("")).faults.incomplete);
    CHECK(read_export("events:\n- id: 1\n  type: ExecutionStarted\n- id: 2\n  type: x\n").error ==
          "h:2: an event needs a 'timestamp'");
    CHECK(read_export("events:\n- id: 1\n  - id\n").error.find("h:3: not YAML: ") == 0);
  }

  TEST_CASE("log events of CloudWatch") {
    const auto events = events_with("é \"q\"");
    const ReadExport expected = read_export(page(events));
    const auto log = log_of(events);
    std::vector<std::string> filtered, queried, insights, rows = {"@timestamp,@message"}, other;
    for (const std::string& one : reversed(log)) {
      filtered.push_back(R"({"logStreamName":"s","timestamp":1,"message":)" + pawl::json_quoted(one) +
                         R"(,"eventId":"9"})");
      queried.push_back(R"([{"field":"@message","value":)" + pawl::json_quoted(one) +
                        R"(},{"field":"@ptr","value":"p"}])");
      insights.push_back(R"({"@timestamp":"2023-11-14 22:13:21.500","@message":)" + one + "}");
      rows.push_back("2023-11-14 22:13:21.500," + csv_cell(one));
      other.push_back("2023-11-14T22:13:21.500000+00:00 states/M/1 " + one);
    }
    filtered.push_back(R"({"timestamp":1,"message":"START RequestId: 1"})");
    const std::string texts[] = {
        list_of(log, "\n"),
        list_of(reversed(log), "\n\n"),
        "[" + list_of(log, ",\n") + "]",
        page(filtered),
        "{\"results\": [" + list_of(queried, ",") + "], \"status\": \"Complete\"}",
        "[" + list_of(insights, ",") + "]",
        list_of(rows, "\n") + "\n",
        list_of(rows, "\r\n"),
        list_of(other, "\n"),
        "timestamp;message\n1;" +
            list_of({csv_cell(log[1]), csv_cell(log[0]), csv_cell(log[3]), csv_cell(log[2])}, "\n1;"),
    };
    for (const std::string& text : texts) {
      CAPTURE(text);
      const ReadExport got = read_export(text);
      CHECK(got.error == "");
      CHECK(got.events == expected.events);
    }
    CHECK(read_export(list_of({log[0], log[3]}, "\n")).error ==
          "h: the log has event 4 but not event 2: all events are there with the log level ALL, and once "
          "CloudWatch has delivered them");
    CHECK(read_export(list_of(log, "\n") + list_of(log_of(events, "other"), "\n")).error ==
          "h: the log holds events of 2 executions: keep those of one (in Logs Insights: filter "
          "execution_arn = "
          "\"…\"): arn:aws:states:eu-west-1:123456789012:express:M:other, "
          "arn:aws:states:eu-west-1:123456789012:express:M:run");
    CHECK(read_export("{\"events\": [], \"searchedLogStreams\": []}").error == "");
  }

  TEST_CASE("a table with the members of log events in columns") {
    const ReadExport got = read_export(
        "id,type,previous_event_id,event_timestamp,details.name,details.input,details.inputDetails.truncated,"
        "details.length\n"
        "2,MapStateEntered,0,1700000000001,M,\"[1,\n2]\",0,\n"
        "1,ExecutionStarted,0,1700000000000,,{},1,\n"
        "3,MapStateStarted,2,1700000000002,,,,2\n");
    CHECK(got.error == "");
    REQUIRE(got.events.size() == 3);
    CHECK(got.events[0] ==
          R"(1 ExecutionStarted 0 1700000000000 {"input":"{}","inputDetails":{"truncated":true}})");
    CHECK(
        got.events[1] ==
        R"(2 MapStateEntered 0 1700000000001 {"name":"M","input":"[1,\n2]","inputDetails":{"truncated":false}})");
    CHECK(got.events[2] == R"(3 MapStateStarted 2 1700000000002 {"length":2})");
    CHECK(read_export("id,type,details.name\n1,ExecutionStarted,x\n").error ==
          "h:2: an event of a log needs 'previous_event_id': the whole of it is what CloudWatch Logs has as "
          "the "
          "message (@message)");
    CHECK(read_export("id,type\n1,\"ExecutionStarted\n").error ==
          "h:3: the CSV ends within a quoted cell: it was cut off");
  }

  TEST_CASE("what is no history is named") {
    const auto error = [](std::string_view text) { return read_export(text).error; };
    const auto begins = [&](std::string_view text, std::string_view message) {
      CAPTURE(text);
      CHECK(error(text).substr(0, message.size()) == message);
    };
    begins("<!DOCTYPE html>\n<html>", "h:1: this is an HTML page, and no history: ");
    begins("<?xml version='1.0'?><Error/>", "h:1: this is XML, and no history: ");
    begins("\nAn error occurred (AccessDeniedException) when calling the GetExecutionHistory operation: no",
           "h:1: this is an error of AWS or its CLI, and no history: 'An error occurred "
           "(AccessDeniedException)");
    begins("usage: aws [options]", "h:1: this is an error of AWS or its CLI");
    begins("aws: error: argument operation", "h:1: this is an error of AWS or its CLI");
    begins(R"({"__type": "com.amazonaws#InvalidArn", "message": "x"})",
           "h:1: this is an error of AWS or its CLI");
    begins(R"({"StartAt": "A", "States": {"A": {"Type": "Fail"}}})",
           "h:1: this is a definition, and no history");
    begins("Comment: x\nStartAt: A\nStates:\n  A:\n    Type: Fail\n",
           "h:1: this is a definition, and no history");
    begins(R"({"executionArn": "arn", "status": "FAILED"})", "h:1: this is about executions as a whole");
    begins(R"({"executions": [{"executionArn": "arn", "startDate": 1}]})",
           "h:1: this is about executions as a");
    begins("EVENTS\t1\t0\t2023", "h:1: this is text or a table of the AWS CLI");
    begins("-----------------\n|  GetExecutionHistory  |\n", "h:1: this is text or a table of the AWS CLI");
    begins("\x1F\x8B\x08", "h:1: this is compressed (gzip), and no history");
    begins(std::string_view("\x7F"
                            "ELF\x02\x00\x00",
                            7),
           "h:1: this is a binary file, and no history");
    begins(R"({"version": "0"})", "h:1: this is no history: neither JSON lines of events nor");
    begins("[1, 2]", "h:1: this is no history: neither JSON lines of events nor");
    begins("time,status\n1,ok\n", "h:1: this is no history: it begins with 'time,status'");
  }

  TEST_CASE("CSV") {
    const auto json = [](std::string_view text) { return history::csv_as_json(text).value_or("broken"); };
    CHECK(json("a,b\n1,\"x,\"\"y\"\"\"\n,2\n") == "[\n{\"a\":\"1\",\"b\":\"x,\\\"y\\\"\"},\n{\"b\":\"2\"}]");
    CHECK(json("a\tb\r\n1\t2") == "[\n{\"a\":\"1\",\"b\":\"2\"}]");
    CHECK(json("a,b\n\"1\n1\",2,3\n4") == "[\n{\"a\":\"1\\n1\",\"b\":\"2\"},\n\n{\"a\":\"4\"}]");
    CHECK(json("a\n") == "[]");
    CHECK(json("a\n\"") == "broken");
    CHECK(history::is_csv_with("x;type\n", {"type"}));
    CHECK(!history::is_csv_with("x,types\ntype\n", {"type"}));
  }
}
