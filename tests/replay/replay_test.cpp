// Histories replayed: against what made them, and against ten kinds of change.
#include "replay/replayer.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "support/definition.h"
#include "support/json.h"
#include "support/process.h"
#include "support/scripted_run.h"

using namespace pawl;
using testing_support::Json;

namespace {

constexpr std::string_view kOrder = R"json({
  "StartAt": "Total",
  "States": {
    "Total": {"Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($.a, $.b)", "id.$": "$.id"}, "Next": "Large?"},
    "Large?": {"Type": "Choice", "Choices": [{"Variable": "$.sum", "NumericGreaterThan": 10, "Next": "Charge"}], "Default": "Small"},
    "Small": {"Type": "Succeed"},
    "Charge": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "TimeoutSeconds": 30,
      "Parameters": {"Amount.$": "$.sum"}, "ResultPath": "$.charge",
      "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}],
      "Catch": [{"ErrorEquals": ["Declined"], "ResultPath": "$.why", "Next": "Refuse"}], "Next": "Pause"},
    "Pause": {"Type": "Wait", "Seconds": 60, "Next": "Items"},
    "Items": {"Type": "Map", "ItemsPath": "$.charge.items", "MaxConcurrency": 2,
      "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "Parameters": {"n.$": "$"}, "End": true}}}, "End": true},
    "Refuse": {"Type": "Fail", "Error": "Refused", "Cause": "declined"}
  }
})json";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(kOrder);
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// A history on disk.
class File {
 public:
  explicit File(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + (line.ends_with('\n') ? "" : "\n");
    path = folder.write("history.jsonl", text);
  }
  testing_support::TemporaryFolder folder;
  std::string path;
};

test::ScriptedRun paid() {
  test::Script script;
  script.fail("Charge", "Busy").succeed("Charge", R"({"items":[1,2,3]})");
  return test::run(kOrder, R"({"a":7,"b":8,"id":"x"})", script);
}

test::ScriptedRun declined() {
  return test::run(kOrder, R"({"a":7,"b":8,"id":"x"})",
                   test::Script().fail("Charge", "Declined", "no money"));
}

/// "event type state field: expected / actual", or "same".
std::string replayed(const test::ScriptedRun& run, std::string_view definition,
                     const replay::ReplaySettings& options = {}) {
  const File file(run.lines);
  const test::Definition parsed = test::define(std::string(definition));
  REQUIRE(parsed.machine);
  const auto result = replay::replay(*parsed.machine, file.path, options);
  REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
  if (!result->divergence) return "same";
  const replay::Divergence& one = *result->divergence;
  std::string text = std::to_string(one.event) + " " + one.expected_type + " " + one.state;
  if (one.field.empty() || one.field == "type")
    return text + ", not " + (one.actual_type.empty() ? "going on" : one.actual_type);
  return text + " " + one.field + ": " + one.expected + " / " + one.actual;
}

}  // namespace

TEST_SUITE("replay") {
  TEST_CASE("a history takes the path it was made on") {
    CHECK(replayed(paid(), kOrder) == "same");
    CHECK(replayed(declined(), kOrder) == "same");
    CHECK(replayed(test::run(kOrder, R"({"a":1,"b":2,"id":"x"})"), kOrder) == "same");
  }

  TEST_CASE("ten kinds of change diverge where they first show") {
    // A name, a transition, a computed value, a condition.
    CHECK(replayed(paid(), changed("\"Small\"}", "\"Refuse\"}")) == "same");  // not on the path
    CHECK(replayed(paid(), changed("States.MathAdd($.a, $.b)", "States.MathAdd($.a, 1)")) ==
          "3 PassStateExited Total output.sum: 15 / 8");
    CHECK(replayed(paid(), changed("\"id.$\": \"$.id\"", "\"key.$\": \"$.id\"")) ==
          "3 PassStateExited Total output.id: \"x\" / ");
    CHECK(replayed(paid(), changed("\"NumericGreaterThan\": 10", "\"NumericGreaterThan\": 100")) ==
          "6 TaskStateEntered Small, not SucceedStateEntered");
    CHECK(replayed(paid(), changed("\"Next\": \"Pause\"", "\"Next\": \"Items\"")) ==
          "14 WaitStateEntered Items, not MapStateEntered");
    // What a task gets, where its result goes, how long it may take, which one it is.
    CHECK(replayed(paid(), changed("\"Amount.$\": \"$.sum\"", "\"Amount\": 1")) ==
          "7 TaskScheduled Charge parameters.Amount: 15 / 1");
    CHECK(replayed(paid(), changed("\"ResultPath\": \"$.charge\"", "\"ResultPath\": \"$.paid\"")) ==
          "13 TaskStateExited Charge output.charge: {\"items\":[1,2,3]} / ");
    CHECK(replayed(paid(), changed("\"TimeoutSeconds\": 30", "\"TimeoutSeconds\": 31")) ==
          "7 TaskScheduled Charge timeoutInSeconds: 30 / 31");
    CHECK(replayed(paid(), changed("sqs:sendMessage", "sns:publish")) ==
          "7 TaskScheduled Charge resourceType: \"sqs\" / \"sns\"");
    // Retry, Catch, the error at the end, a Map's concurrency, a state that is gone.
    CHECK(replayed(paid(), changed("\"MaxAttempts\": 1", "\"MaxAttempts\": 0")) ==
          "10 TaskScheduled Charge, not ExecutionFailed");
    CHECK(replayed(declined(), changed("\"Declined\"", "\"Other\"")) ==
          "10 TaskStateExited Charge, not ExecutionFailed");
    CHECK(replayed(declined(), changed("\"ResultPath\": \"$.why\", ", "")) ==
          "10 TaskStateExited Charge output.sum: 15 / ");
    CHECK(replayed(declined(), changed("\"Error\": \"Refused\"", "\"Error\": \"Gone\"")) ==
          "12 ExecutionFailed Refuse error: \"Refused\" / \"Gone\"");
    CHECK(replayed(paid(), changed("\"MaxConcurrency\": 2", "\"MaxConcurrency\": 1")) ==
          "19 MapIterationStarted Item, not PassStateEntered");
    CHECK(replayed(paid(), changed("\"Pause\": {\"Type\": \"Wait\", \"Seconds\": 60",
                                   "\"Pause\": {\"Type\": \"Pass\"")) ==
          "14 WaitStateEntered Pause, not PassStateEntered");
  }

  TEST_CASE("a Wait that ends before it is due") {
    const std::string longer = changed("\"Seconds\": 60", "\"Seconds\": 90");
    const std::string found = replayed(paid(), longer);
    CHECK(found.starts_with("15 WaitStateExited Pause timestamp: "));
    CHECK(replayed(paid(), changed("\"Seconds\": 60", "\"Seconds\": 30")) == "same");  // it may be late
    // Elsewhere clocks round, and a record that was written by hand has no time.
    auto foreign = paid();
    for (std::string& line : foreign.lines) {
      if (const size_t extra = line.find(",\"pawl\":"); extra != std::string::npos)
        line = line.substr(0, extra) + "}\n";
    }
    CHECK(replayed(foreign, changed("\"Seconds\": 60", "\"Seconds\": 61")) == "same");
    CHECK(replayed(foreign, longer) == found);
    for (std::string& line : foreign.lines)
      line.replace(line.find("\"timestamp\":\"") + 13, 24, "2026-11-21T00:00:00.000Z");
    CHECK(replayed(foreign, longer) == "same");
  }

  TEST_CASE("events of types that are not known are passed over") {
    const auto run = paid();
    for (size_t n = 1; n < run.lines.size(); ++n) {
      CAPTURE(n);
      // One more event after event n, and what was linked to n is linked to it.
      test::ScriptedRun longer = run;
      for (std::string& line : longer.lines) {
        const Json event = Json::parse(line);
        const auto moved = [&](const char* link) {
          const size_t id = std::stoul(event[link].text());
          return Json(Value::integer(static_cast<int64_t>(id >= n ? id + 1 : id)));
        };
        if (std::stoul(event["id"].text()) <= n) continue;
        line = event.with("id", moved("id")).with("previousEventId", moved("previousEventId")).text();
      }
      longer.lines.insert(
          longer.lines.begin() + static_cast<ptrdiff_t>(n),
          fmt::format(R"({{"timestamp":1,"type":"News","id":{},"previousEventId":{}}})", n + 1, n));
      CHECK(replayed(longer, kOrder) == "same");
      if (n < 10)
        CHECK(replayed(longer, changed("\"MaxAttempts\": 1", "\"MaxAttempts\": 0")) ==
              "11 TaskScheduled Charge, not ExecutionFailed");
      // Nobody resumes it: the events that follow could not be numbered.
      const File file(longer.lines);
      const test::Definition parsed = test::define(std::string(kOrder));
      const auto result = replay::replay(*parsed.machine, file.path, {.for_resume = true});
      REQUIRE(!result);
      CHECK(result.error().message.ends_with("a newer pawl can resume the run"));
    }
  }

  TEST_CASE("what an export leaves out is not compared, and nothing is made up for it") {
    const auto without = [](const std::string& text, bool cut, const auto& is_meant) {
      test::ScriptedRun run = paid();
      for (std::string& line : run.lines) {
        const Json event = Json::parse(line);
        if (!is_meant(event["type"].text())) continue;
        for (const Member& member : event.value().members()) {
          const std::string_view name = member.key.as_string();
          const Json details(member.value);
          if (!name.ends_with("EventDetails") || !details.has(text)) continue;
          const auto cut_text = [&] { return Value::string(details[text].text().substr(0, 3)); };
          line = event
                     .with(name, cut ? details.with(text, Json(cut_text()))
                                           .with(text + "Details", Json::parse(R"({"truncated":true})"))
                                     : details.without(text))
                     .text();
        }
      }
      const File file(run.lines);
      const test::Definition parsed = test::define(std::string(kOrder));
      const auto result = replay::replay(*parsed.machine, file.path);
      if (!result) return result.error().message.substr(file.path.size());
      return std::string(result->divergence ? "diverges" : "same");
    };
    for (const bool cut : {false, true}) {
      CAPTURE(cut);
      const auto of_states = [](const std::string& type) { return type.find("State") != std::string::npos; };
      CHECK(without("input", cut, of_states) == "same");
      CHECK(without("output", cut, of_states) == "same");
      CHECK(without("parameters", cut, [](const std::string&) { return true; }) == "same");
      CHECK(without("output", cut, [](const std::string& type) { return type == "TaskSucceeded"; }) ==
            ": event 12 has no output (exported with --no-include-execution-data, or truncated): the history "
            "cannot be replayed beyond it");
      CHECK(without("input", cut, [](const std::string& type) { return type == "ExecutionStarted"; }) ==
            ": event 1 has no input (exported with --no-include-execution-data, or truncated): the history "
            "cannot be replayed beyond it");
    }
  }

  TEST_CASE("a seed that none of ours is") {
    for (const char* seed : {"18446744073709551616", "-9223372036854775809", "1.5", "\"7\""}) {
      CAPTURE(seed);
      test::ScriptedRun run = paid();
      run.lines.front().replace(run.lines.front().rfind('}'), 1,
                                R"(,"pawl":{"format":1,"seed":)" + std::string(seed) + "}}");
      const File file(run.lines);
      const test::Definition parsed = test::define(std::string(kOrder));
      const auto result = replay::replay(*parsed.machine, file.path);
      REQUIRE_FALSE(result);
      CHECK(result.error().message.ends_with("the seed in ExecutionStarted is no whole number of 64 bits"));
    }
  }

  TEST_CASE("only as far as is asked for") {
    const std::string later = changed("\"MaxAttempts\": 1", "\"MaxAttempts\": 0");
    CHECK(replayed(paid(), later, {.until = 9}) == "same");
    CHECK(replayed(paid(), later, {.until = 10}) == "10 TaskScheduled Charge, not ExecutionFailed");
  }

  TEST_CASE("a record cut after any event leads to the same commands as the execution that continued") {
    const auto run = paid();
    const test::Definition parsed = test::define(std::string(kOrder));
    for (size_t n = 1; n < run.lines.size(); ++n) {
      CAPTURE(n);
      const File file({run.lines.begin(), run.lines.begin() + static_cast<ptrdiff_t>(n)});
      auto result = replay::replay(*parsed.machine, file.path, {.for_resume = true});
      REQUIRE(result);
      REQUIRE(!result->divergence);
      CHECK(result->events == n);
      CHECK(result->execution->awaits(result->pending.empty()
                                          ? engine::CommandId{}
                                          : result->pending[0].command.id) == !result->pending.empty());
      // What the step that was cut off had still to say stands in `unwritten`, word for word.
      std::string rest;
      for (size_t i = n; i < run.lines.size(); ++i) rest += run.lines[i] + "\n";
      const auto without_times_and_seals = [](std::string text) {
        for (size_t at = text.find("\"timestamp\":\""); at != std::string::npos;
             at = text.find("\"timestamp\":\"", at + 14))
          text.erase(at + 13, 24);
        constexpr std::string_view kSeal = ",\"pawl\":{\"crc32c\":\"";
        for (size_t at = text.find(kSeal); at != std::string::npos; at = text.find(kSeal))
          text.erase(at, kSeal.size() + 10);
        return text;
      };
      CHECK(without_times_and_seals(rest).starts_with(without_times_and_seals(result->unwritten)));
    }
  }

  TEST_CASE("a failed execution stands before its failure, and a redrive schedules the task anew after it") {
    auto run = declined();
    // Without the catcher, the failure ends the execution.
    const std::string definition = changed("\"Declined\"", "\"Nothing\"");
    run = test::run(definition, R"({"a":7,"b":8,"id":"x"})",
                    test::Script().fail("Charge", "Declined", "no money"));
    const File file(run.lines);
    const test::Definition parsed = test::define(definition);
    auto result = replay::replay(*parsed.machine, file.path, {.for_resume = true});
    REQUIRE(result);
    CHECK(result->status == engine::Status::Failed);
    REQUIRE(result->redrive);
    CHECK(result->redrive->event == run.lines.size() + 1);
    CHECK(result->redrive->count == 1);
    struct Lines : history::EventSink {
      void append(const history::HistoryEvent& event) override {
        TextBuffer text;
        encoder.encode(event, text);
        lines.push_back(text.str());
      }
      history::Encoder encoder;
      std::vector<std::string> lines;
    } sink;
    result->execution->set_sink(&sink);
    result->execution->redrive(*result->redrive, result->last_timestamp);
    CHECK(result->execution->advance(result->last_timestamp) == engine::Progress::Idle);
    REQUIRE(sink.lines.size() == 2);
    CHECK(sink.lines[0].find("\"type\":\"ExecutionRedriven\",\"id\":11,\"previousEventId\":10,"
                             "\"executionRedrivenEventDetails\":{\"redriveCount\":1}") != std::string::npos);
    CHECK(sink.lines[1].find("\"type\":\"TaskScheduled\",\"id\":12,\"previousEventId\":9") !=
          std::string::npos);
    const auto commands = result->execution->take_commands();
    REQUIRE(commands.size() == 1);
    CHECK(commands[0].attempt == 0);
    // The longer history replays too, and so it does where nothing tells from where it was redriven, or how
    // events are linked there.
    run.lines.insert(run.lines.end(), sink.lines.begin(), sink.lines.end());
    CHECK(replayed(run, definition) == "same");
    for (std::string& line : run.lines) {
      if (const size_t extra = line.find(",\"pawl\":"); extra != std::string::npos)
        line = line.substr(0, extra) + "}\n";
    }
    CHECK(replayed(run, definition) == "same");
    std::string& scheduled = run.lines.back();
    scheduled.replace(scheduled.find("\"previousEventId\":9"), 19, "\"previousEventId\":11");
    CHECK(replayed(run, definition) == "same");
  }

  TEST_CASE("many redrives: each event is compared and followed once, in order") {
    const std::string definition = changed("\"Declined\"", "\"Nothing\"");
    auto run = test::run(definition, R"({"a":7,"b":8,"id":"x"})",
                         test::Script().fail("Charge", "Declined", "no money"));
    const size_t counted = 8;  // up to TaskStarted
    const test::Definition parsed = test::define(definition);
    struct Lines : history::EventSink {
      void append(const history::HistoryEvent& event) override {
        TextBuffer text;
        encoder.encode(event, text);
        lines->push_back(text.str());
      }
      history::Encoder encoder;
      std::vector<std::string>* lines = nullptr;
    } sink;
    sink.lines = &run.lines;
    constexpr int kRedrives = 5;
    for (int i = 0; i < kRedrives; ++i) {
      const File file(run.lines);
      auto result = replay::replay(*parsed.machine, file.path, {.for_resume = true});
      REQUIRE(result);
      REQUIRE(result->redrive);
      engine::Execution& execution = *result->execution;
      result->execution->set_sink(&sink);
      execution.redrive(*result->redrive, result->last_timestamp);
      (void)execution.advance(result->last_timestamp);
      const auto commands = execution.take_commands();
      REQUIRE(commands.size() == 1);
      execution.resume(commands[0].id, engine::Outcome::started(), result->last_timestamp);
      execution.resume(commands[0].id, engine::Outcome::failed({"Declined", "no money"}),
                       result->last_timestamp);
    }
    const File file(run.lines);
    std::vector<history::EventId> followed;
    const auto follow = [&](const history::RecordedEvent& event, const auto&) {
      followed.push_back(event.id);
      return Result<void>();
    };
    const auto result = replay::replay(*parsed.machine, file.path, {.follower = follow});
    REQUIRE(result);
    CHECK_FALSE(result->divergence);
    CHECK(result->redrives == kRedrives);
    CHECK(result->events < run.lines.size() - kRedrives);  // what was undone does not count
    CHECK(result->events > counted);
    REQUIRE(followed.size() == run.lines.size());
    for (size_t i = 0; i < followed.size(); ++i) CHECK(followed[i] == i + 1);
  }

  TEST_CASE("Maps over objects, null inputs and path conflicts take the path they were made on") {
    const std::string definition =
        R"json({"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.of","MaxConcurrency":1,
      "ItemSelector":{"item.$":"$$.Map.Item"},"ItemProcessor":{"StartAt":"Ask","States":{
        "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"k.$":"$$.Map.Item.Key","in.$":"$"},"End":true}}},
      "Next":"Pick"},
      "Pick":{"Type":"Pass","InputPath":"$[0]","Next":"Write"},
      "Write":{"Type":"Pass","Parameters":{"was.$":"$"},"ResultPath":"$.r","End":true}}})json";
    const auto run = [&](std::string_view input, std::string_view first) {
      return test::run(definition, input, test::Script().succeed("Ask", first).succeed("Ask", "2"));
    };
    const std::string_view both = R"({"of":{"a":1,"b":[2]}})";
    CHECK(run(both, R"({"x":1})").status == engine::Status::Succeeded);
    CHECK(replayed(run(both, R"({"x":1})"), definition) == "same");
    CHECK(run(both, "null").error.error == "States.Runtime");
    CHECK(replayed(run(both, "null"), definition) == "same");
    CHECK(run(both, "[1]").error.error == "States.ReferencePathConflict");
    CHECK(replayed(run(both, "[1]"), definition) == "same");
    CHECK(run("{}", "1").error.error == "States.ReferencePathConflict");
    CHECK(replayed(run("{}", "1"), definition) == "same");
  }

  TEST_CASE("names that only the record knows are taken from it") {
    const std::string definition = R"json({"StartAt":"A","States":{
      "A":{"Type":"Pass","Parameters":{"id.$":"$$.Execution.Id","same.$":"States.Format('{}!', $$.Execution.Id)"},"Next":"B"},
      "B":{"Type":"Pass","Parameters":{"again.$":"$$.Execution.Id"},"End":true}}})json";
    auto run = test::run(definition, "{}");
    const test::Definition parsed = test::define(definition);
    std::string text = "{\"events\": [";
    for (size_t i = 0; i < run.lines.size(); ++i) text += (i == 0 ? "" : ",") + run.lines[i];
    text += "]}";
    const testing_support::TemporaryFolder folder;
    const auto result = replay::replay(*parsed.machine, folder.write("h.json", text));
    REQUIRE(result);
    CHECK(!result->divergence);
    CHECK(result->events == run.lines.size());
  }
}
