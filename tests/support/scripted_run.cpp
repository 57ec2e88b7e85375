#include "support/scripted_run.h"

#include <doctest/doctest.h>

#include "asl/parse.h"
#include "base/text_buffer.h"
#include "history/encoder.h"
#include "source/document.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::test {
namespace {

constexpr Millis kStart = 1'700'000'000'000;

/// Encodes what it receives, as the history writer does, but without checksums: tests change these lines.
class Recorder final : public history::EventSink {
 public:
  void append(const history::HistoryEvent& event) override {
    TextBuffer line;
    encoder_.encode(event, line, history::Encoder::Seal::No);
    lines.emplace_back(line.view().substr(0, line.size() - 1));
  }
  std::vector<std::string> lines;

 private:
  history::Encoder encoder_;
};

}  // namespace

Value json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text), ": ", value ? "" : value.error().message);
  return *value;
}

std::unique_ptr<asl::StateMachine> machine(std::string_view definition) {
  const source::LoadResult loaded =
      source::read("test.asl.json", std::string(definition), source::Format::Json);
  asl::ParseResult parsed = asl::parse(loaded.document);
  for (const source::Diagnostic& finding : parsed.diagnostics) FAIL_CHECK(finding.message);
  REQUIRE(parsed.machine != nullptr);
  return std::move(parsed.machine);
}

Script& Script::succeed(const std::string& state, std::string_view output) {
  outcomes[state].push_back(engine::Outcome::succeeded(json(output)));
  return *this;
}

Script& Script::fail(const std::string& state, std::string error, std::string cause) {
  outcomes[state].push_back(engine::Outcome::failed({std::move(error), std::move(cause)}));
  return *this;
}

Script& Script::time_out(const std::string& state) {
  outcomes[state].push_back(engine::Outcome::timed_out());
  return *this;
}

std::string ScriptedRun::types() const {
  std::string text;
  for (const Value& event : events)
    text += (text.empty() ? "" : " ") + std::string(event.find("type")->as_string());
  return text;
}

std::string ScriptedRun::links() const {
  std::string text;
  for (const Value& event : events) {
    text += (text.empty() ? "" : " ") + std::to_string(event.find("id")->as_int64()) + ":" +
            std::string(event.find("type")->as_string()) + "<" +
            std::to_string(event.find("previousEventId")->as_int64());
  }
  return text;
}

std::string outcome(const ScriptedRun& run) {
  if (run.status == engine::Status::Succeeded) return to_json(run.output);
  return run.error.error.value_or("") + ": " + run.error.cause.value_or("");
}

ScriptedRun run(const asl::StateMachine& the_machine, std::string_view input, Script script,
                const ScriptedOptions& options) {
  Recorder recorder;
  engine::ExecutionInfo info{.name = "run",
                             .id = "arn:run",
                             .state_machine_name = "test",
                             .state_machine_id = "arn:test",
                             .role_arn = "arn:role"};
  info.start_time = kStart;
  info.pawl = options.pawl;
  engine::Execution execution(the_machine, info, options.limits, options.seed, &recorder);
  execution.set_observer(options.observer);
  Millis now = kStart;
  ScriptedRun result;
  std::multimap<Millis, engine::CommandId> timers;
  std::deque<std::pair<engine::CommandId, engine::Outcome>> ended;
  execution.start(json(input), now);
  for (;;) {
    engine::Progress progress;
    do progress = execution.advance(now, options.slice);
    while (progress == engine::Progress::More);
    for (engine::Command& command : execution.take_commands()) {
      switch (command.type) {
        case engine::Command::Type::StartTask: {
          execution.resume(command.id, engine::Outcome::started(), now);
          auto& outcomes = script.outcomes[command.state->name];
          if (outcomes.empty()) break;
          ended.emplace_back(command.id, std::move(outcomes.front()));
          outcomes.pop_front();
          break;
        }
        case engine::Command::Type::StartMapRun: FAIL("a Distributed Map has no script"); break;
        case engine::Command::Type::StartTimer: timers.emplace(command.due, command.id); break;
        case engine::Command::Type::Cancel: result.cancelled.push_back(command.state->name); break;
      }
    }
    if (progress == engine::Progress::Finished) break;
    if (!ended.empty()) {
      execution.resume(ended.front().first, std::move(ended.front().second), now);
      ended.pop_front();
      continue;
    }
    const bool stop =
        options.stop_after != 0 && (timers.empty() || timers.begin()->first > kStart + options.stop_after);
    if (stop || timers.empty()) {
      now = options.stop_after != 0 ? kStart + options.stop_after : now;
      execution.abort({}, now);
      continue;
    }
    now = std::max(now, timers.begin()->first);
    execution.resume(timers.begin()->second, engine::Outcome::timer_fired(), now);
    timers.erase(timers.begin());
  }
  result.status = execution.status();
  result.output = execution.output();
  result.error = execution.error();
  result.elapsed = now - kStart;
  result.lines = std::move(recorder.lines);
  for (const std::string& line : result.lines) result.events.push_back(json(line));
  return result;
}

ScriptedRun run(std::string_view definition, std::string_view input, Script script,
                const ScriptedOptions& options) {
  return run(*machine(definition), input, std::move(script), options);
}

}  // namespace pawl::test
