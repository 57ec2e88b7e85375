#include "cli/mock.h"

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "cli/exit_code.h"
#include "cli/recorded.h"
#include "history/details.h"
#include "history/event_type.h"
#include "history/visit_tracker.h"
#include "replay/recorded_outcome.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

Value thrown(const asl::StateError& error) {
  ObjectBuilder out;
  if (error.error) out.append("Error", Value::string(*error.error));
  if (error.cause) out.append("Cause", Value::string(*error.cause));
  return Value::object({{"Throw", out.finish()}});
}

/// The answers of each state's task, by the number of the invocation.
using Answers = std::map<std::string, std::vector<Value>>;

Result<Answers> read_answers(const std::string& path) {
  PAWL_TRY(history::Reader reader, history::Reader::open(path));
  history::VisitTracker tracker;
  Answers answers;
  for (;;) {
    PAWL_TRY(const auto event, reader.next());
    if (!event) return answers;
    const auto visit = tracker.note(*event);
    if (!visit || visit->attempts == 0) continue;
    std::vector<Value>& of_state = answers[visit->state];
    // What never answered, since it was aborted, is asked for all the same.
    if (of_state.size() <= visit->invocation)
      of_state.resize(visit->invocation + 1, Value::object({{"Return", Value()}}));
    if (!replay::is_final_outcome(event->type)) continue;
    Value& answer = of_state[visit->invocation];
    if (history::name_of(event->type).ends_with("Succeeded")) {
      answer = Value::object({{"Return", history::payload_of(event->details, "output")}});
    } else {
      asl::StateError error = replay::error_of(*event);
      if (history::name_of(event->type).ends_with("TimedOut")) error = {"States.Timeout", std::nullopt};
      answer = thrown(error);
    }
  }
}

}  // namespace

int mock(const MockOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  const auto recorded = find_recorded(options.from);
  if (!recorded) return cannot(recorded.error().message);
  const auto answers = read_answers(recorded->files.history);
  if (!answers) return cannot(answers.error().message);
  std::string machine = options.machine.value_or(recorded->run.machine);
  if (machine.empty()) machine = "StateMachine";

  ObjectBuilder states, responses;
  for (const auto& [state, of_state] : *answers) {
    const std::string name = "Recorded " + state;
    states.append(state, Value::string(name));
    ObjectBuilder numbers;
    for (size_t i = 0; i < of_state.size(); ++i) numbers.append(fmt::format("{}", i), of_state[i]);
    responses.append(name, numbers.finish());
  }
  const Value test_case = Value::object({{options.mock_case, states.finish()}});
  const Value file =
      Value::object({{"StateMachines", Value::object({{machine, Value::object({{"TestCases", test_case}})}})},
                     {"MockedResponses", responses.finish()}});
  TextBuffer text;
  dump_indented(file, text);
  text.append('\n');
  if (!options.output || *options.output == "-") {
    if (const auto written = console.out(text.view()); !written) return cannot(written.error().message);
    return kExitYes;
  }
  std::ofstream out(*options.output, std::ios::binary | std::ios::trunc);
  out << text.view() << std::flush;
  if (!out) return cannot(fmt::format("cannot write '{}'", printable(*options.output)));
  if (console.err_is_terminal()) {
    console.err(
        fmt::format("{}: {} state{} mocked; `pawl run DEF --mocks {} --case {} --time skip` with the input "
                    "of the run goes its way\n",
                    printable(*options.output), answers->size(), answers->size() == 1 ? "" : "s",
                    printable(*options.output), printable(options.mock_case)));
  }
  return kExitYes;
}

}  // namespace pawl::cli
