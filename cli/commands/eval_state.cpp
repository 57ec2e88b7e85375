#include "cli/commands/eval_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/suggestion.h"
#include "cli/commands/trace.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/error.h"
#include "engine/frame.h"
#include "runs/one_task.h"
#include "runtime/clock.h"
#include "test_state/api.h"
#include "test_state/definition.h"
#include "value/dump.h"
#include "value/parse.h"
#include "workflow/name.h"
#include "workflow/workflow.h"

namespace pawl::cli {
namespace {

using test_state::StateTestResult;
using test_state::StateTestStatus;

uint64_t random_seed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

int cannot_test(Console& console, std::string_view message, int exit = kExitCannot) {
  console.error(message);
  return exit;
}

void warn_unchecked(const std::string& unchecked, Console& console) {
  if (!unchecked.empty()) console.warning("the mocked result was not checked: " + printable(unchecked));
}

/// A result, or an object as TestState takes it.
test_state::OrException<test_state::StateMock> mock_of(const Value& value) {
  const auto is_of_api = [](const Member& member) {
    const std::string_view name = member.key.as_string();
    return name == "result" || name == "errorOutput" || name == "fieldValidationMode";
  };
  if (value.size() > 0 && std::ranges::all_of(value.members(), is_of_api) && value.is_object())
    return test_state::read_mock(value);
  return test_state::StateMock{.result = value};
}

/// Values that the command line gives.
Result<void> read_values(const EvalStateOptions& options, test_state::StateTest& test) {
  if (options.input) {
    PAWL_TRY(test.input, read_input(*options.input));
  } else if (options.mock != "-" && options.context != "-") {
    PAWL_TRY(const std::vector<Value> piped, read_piped_values());
    if (piped.size() > 1) return fail("standard input holds several values: a state has one input");
    if (!piped.empty()) test.input = piped.front();
  }
  PAWL_TRY(test.variables, variables_of(options));
  if (options.context) {
    PAWL_TRY(test.context, read_input(*options.context, "--context"));
  }
  if (!options.mock) return {};
  PAWL_TRY(const Value mock, read_input(*options.mock, "--mock"));
  auto read = mock_of(mock);
  if (!read) return fail("--mock: " + printable(read.error().message));
  test.mock = std::move(*read);
  return {};
}

/// Prints what the Task's command says.
class CommandLines : public runtime::Observer {
 public:
  explicit CommandLines(Console& console) : console_(console) {}
  void task_stderr(const asl::State&, uint32_t, std::string_view line) override {
    console_.err(printable(line) + "\n");
  }

 private:
  Console& console_;
};

std::string text_of_end(const StateTestResult& result, const asl::State& state,
                        const workflow::Definition& definition) {
  std::string text = fmt::format("{} {}", printable(state.name), name_of(result.status));
  if (result.error.error) {
    const source::Span at = result.failed_span.is_empty() ? state.name_span : result.failed_span;
    text += fmt::format(" ({}): {}", place_text(definition.document, at), printable(*result.error.error));
    if (result.error.cause) text += fmt::format(": {}", shortened(printable(*result.error.cause), 2000));
  }
  if (result.next != nullptr) text += fmt::format("; next: {}", printable(result.next->name));
  return text;
}

int show(const StateTestResult& result, const asl::State& state, const workflow::Definition& definition,
         bool trace, Console& console) {
  std::string text;
  for (const auto& stage : result.stages) {
    if (trace) text += stage_text(stage.name, engine::json_shown(stage.value));
  }
  if (trace && !result.failed_field.empty())
    text += stage_text(result.failed_field, "failed: " + result.error.error.value_or(""));
  if (!trace && result.output) {
    TextBuffer out;
    dump_indented(*result.output, out);
    text = std::string(out.view()) + "\n";
  }
  if (const auto written = console.out(text); !written) return cannot_test(console, written.error().message);
  const std::string end = text_of_end(result, state, definition);
  const bool is_good = result.status == StateTestStatus::Succeeded ||
                       (result.status == StateTestStatus::CaughtError && result.output);
  if (is_good) console.info(end);
  else console.error(end);
  return is_good ? kExitYes : kExitNo;
}

}  // namespace

Result<Value> variables_of(const EvalStateOptions& options) {
  if (options.variables.empty()) return Value();
  ObjectBuilder variables;
  for (const auto& [name, text] : options.variables) {
    auto value = parse_json(text);
    if (!value) {
      return fail(fmt::format("--var-json {}: its value is not JSON: {} (a text is written '\"text\"')",
                              printable(name), printable(value.error().message)));
    }
    variables.set(name, std::move(*value));
  }
  return variables.finish();
}

int eval_state(const std::string& path, const EvalStateOptions& options, Console& console) {
  const auto definition = workflow::load_runnable({.path = path, .substitutions = options.substitutions});
  if (!definition) return report(definition.error(), console);
  const asl::State* state = test_state::find_state(*definition->machine, options.state);
  if (state == nullptr) {
    std::vector<std::string_view> names;
    for (const asl::State* one : definition->machine->states) names.emplace_back(one->name);
    const std::string_view nearest = nearest_name(options.state, names);
    return cannot_test(
        console, fmt::format("'{}' has no state '{}'{}", printable(path), printable(options.state),
                             nearest.empty() ? "" : fmt::format(", did you mean '{}'?", printable(nearest))));
  }
  const std::string machine = workflow::machine_name(path);
  test_state::StateTest test{.machine = *definition->machine,
                             .state = *state,
                             .input = Value::empty_object(),
                             .state_name = state->name,
                             .machine_name = machine,
                             .execution_name = "eval",
                             .role_arn = "arn:aws:iam::123456789012:role/pawl",
                             .seed = random_seed(),
                             .now = runtime::wall_millis()};
  if (const auto read = read_values(options, test); !read) return cannot_test(console, read.error().message);
  const asl::StateType type = state->type();
  if (!test.mock && (type == asl::StateType::Map || type == asl::StateType::Parallel)) {
    return cannot_test(console,
                       fmt::format("'{}' is a {}: say with --mock what it gives, or run it with `pawl run`",
                                   printable(state->name), asl::name_of(type)));
  }
  std::optional<workflow::ServiceError> trouble;
  test.call = [&](const engine::TaskCall& call) {
    CommandLines lines(console);
    auto outcome = runs::carry_out_task(*state, call, path, {.workflow = options.tasks}, &lines, console);
    if (outcome) return std::move(*outcome);
    trouble = std::move(outcome.error());
    return engine::Outcome::failed({"States.Runtime", trouble->message});
  };
  aws::ResultModels models;
  const auto result = test_state::test_state(test, models);
  if (trouble) return report(*trouble, console);
  if (!result) return cannot_test(console, printable(result.error().message));
  warn_unchecked(result->unchecked, console);
  return show(*result, *state, *definition, options.trace, console);
}

int eval_request(const std::string& path, Console& console) {
  const auto request = path == "-" ? read_input(path, "--request") : read_json_file(path, "request");
  if (!request) return cannot_test(console, request.error().message);
  aws::ResultModels models;
  const auto answer = test_state::answer_test_state(*request, runtime::wall_millis(), random_seed(), models);
  if (!answer) {
    const test_state::ApiException& exception = answer.error();
    return cannot_test(console,
                       fmt::format("An error occurred ({}) when calling the TestState operation: {}",
                                   exception.code, printable(exception.message)),
                       kExitInvalid);
  }
  warn_unchecked(answer->unchecked, console);
  TextBuffer out;
  dump_indented(answer->response, out);
  out.append("\n");
  const auto written = console.out(out.view());
  return written ? kExitYes : cannot_test(console, written.error().message);
}

}  // namespace pawl::cli
