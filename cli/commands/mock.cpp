#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "cli/commands/recorded_tests.h"
#include "cli/commands/shared_options.h"
#include "cli/exit_code.h"
#include "cli/report/error.h"
#include "cli/report/faults.h"
#include "history/summary.h"
#include "runs/mock_answers.h"
#include "value/compare.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

struct MockOptions {
  std::string from;                       // see RunStore::find
  std::optional<std::string> definition;  // a path; none: what the history holds
  Assignments subst;
  std::optional<std::string> output;   // a path; nothing: standard output
  std::optional<std::string> machine;  // the state machine's name
  std::string mock_case = "Recorded";
  bool test = false;  // writes a test file
};

/// The answers in the order in which mocks are asked for them; without a definition that says it, as
/// recorded. Warns where that may go another way than the run.
runs::MockAnswers::Numbered numbered(const runs::MockAnswers& answers, const runs::Recorded& recorded,
                                     const std::optional<workflow::Definition>& definition,
                                     Console& console) {
  if (!definition) {
    if (answers.has_forks()) {
      console.warning(
          "tasks ran in several branches or iterations, and the history does not hold the definition that "
          "says in which order mocks are asked: they answer in the order of the record, which may be "
          "another; add "
          "--definition FILE");
    }
    return answers.as_recorded();
  }
  runs::MockAnswers::Rehearsed rehearsed = answers.as_mocked(*definition->machine, recorded);
  const bool is_ended =
      answers.status() == engine::Status::Succeeded || answers.status() == engine::Status::Failed;
  if (is_ended && rehearsed.status != answers.status()) {
    console.warning(fmt::format("the mocks do not go the way of the run: it is {}, a run with them {}",
                                name_of(answers.status()), name_of(rehearsed.status)));
  } else if (is_ended && !deep_equal(rehearsed.output, answers.output())) {
    console.warning("the mocks do not go the way of the run: a run with them has another output");
  }
  return std::move(rehearsed.numbered);
}

/// A test file with one case. It needs the definition as a file.
int write_test(const MockOptions& options, const runs::Recorded& recorded, Console& console) {
  std::string path = options.definition.value_or("");
  if (path.empty()) {
    const auto known = runs::definition_if_known(recorded, {}, options.subst);
    if (!known) return report(known.error(), console);
    if (*known) path = (*known)->document.name;
  }
  std::error_code ignored;
  if (!options.definition && !std::filesystem::is_regular_file(path, ignored)) {
    console.error("the definition is no file that is as the run had it; --definition FILE names it");
    return kExitCannot;
  }
  return write_recorded_tests({.runs = {{options.from, options.mock_case}},
                               .definition = {path, options.subst, runs::type_of(recorded.run)},
                               .output = options.output},
                              false, console);
}

int mock(const MockOptions& options, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return kExitCannot;
  };
  const auto recorded = runs::find_recorded(options.from);
  if (!recorded) return report(recorded.error(), console);
  if (options.test) return write_test(options, *recorded, console);
  const auto read = runs::MockAnswers::read(recorded->files.history);
  if (!read) return report(read.error(), console);
  warn_of_faults(recorded->files.history, read->faults(), console);
  const auto definition = runs::definition_if_known(*recorded, options.definition, options.subst);
  if (!definition) return report(definition.error(), console);
  const runs::MockAnswers::Numbered answers = numbered(*read, *recorded, *definition, console);
  std::string machine = options.machine.value_or(recorded->run.machine);
  if (machine.empty()) machine = "StateMachine";

  ObjectBuilder states, responses;
  for (const auto& [state, of_state] : answers) {
    const std::string name = "Recorded " + state;
    states.append(state, Value::string(name));
    ObjectBuilder numbers;
    for (const auto& [number, answer] : of_state) numbers.append(fmt::format("{}", number), answer);
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
                    printable(*options.output), answers.size(), answers.size() == 1 ? "" : "s",
                    printable(*options.output), printable(options.mock_case)));
  }
  return kExitYes;
}

void add_options(OptionList& list, MockOptions& mock) {
  list.value("--from", "RUN", mock.from, kRunHelp).required().completed(Offer::Runs);
  list.value("-d,--definition", "DEF", mock.definition, "The definition (default: the one in the history)")
      .completed(Offer::Files);
  list.assignments("--subst", "K=V", mock.subst, "Fills ${K} in the definition");
  list.value("-o,--output", "FILE", mock.output, "Where to write the mocks (default: standard output)")
      .completed(Offer::Files);
  list.value("--machine", "NAME", mock.machine, "The state machine's name (default: the recorded one)");
  list.value("--case", "NAME", mock.mock_case, "The test case's name (default: Recorded)");
  list.flag("--test", mock.test, "Writes a test file for pawl test instead, with what the run did expected")
      .not_with("--machine");
  list.footer(
      "Examples:\n"
      "  pawl mock --from @last -o mocks.json &&\n"
      "    pawl run order.asl.json --mocks mocks.json --case Recorded\n"
      "  pawl mock --from @last --test -o order.test.yaml && pawl test\n\n"
      "See pawl-mock(1).");
}

}  // namespace

extern const Subcommand kMock = {"mock", "Makes mocks from a recorded run",
                                 declare_command<MockOptions, add_options, mock>};

}  // namespace pawl::cli
