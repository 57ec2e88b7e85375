#include "cli/commands/test_explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/exit_code.h"
#include "cli/report/page.h"
#include "cli/report/report.h"
#include "explore/report.h"
#include "testing/test_file.h"
#include "testing/test_runs.h"
#include "testing/test_writer.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

/// The answers to the runs that there were: the last one that repeats is for all others.
std::vector<testing::WrittenAnswer> answers_of(const explore::Scenario& scenario, uint32_t state,
                                               uint32_t runs) {
  const auto written = [&](uint32_t run, uint64_t call) {
    const explore::MockedAnswer answer = scenario.answer(state, run);
    if (answer.error.empty())
      return testing::WrittenAnswer{.call = call, .result = answer.result, .error = {}};
    return testing::WrittenAnswer{
        .call = call, .result = std::nullopt, .error = {answer.error, std::nullopt}};
  };
  const auto found = scenario.answers.find(state);
  const size_t distinct = found == scenario.answers.end() ? 1 : std::min<size_t>(found->second.size(), runs);
  std::vector<testing::WrittenAnswer> out;
  for (uint32_t run = 0; run + 1 < distinct; ++run) out.push_back(written(run, run + 1));
  out.push_back(written(static_cast<uint32_t>(distinct) - 1, 0));
  return out;
}

testing::WrittenCase written_case(const asl::StateMachine& machine, const explore::ExploredCase& explored) {
  testing::WrittenCase out{
      .name = explored.name, .input = explored.scenario.input, .mocks = {}, .expect = {}};
  for (const auto& [state, runs] : explored.runs)
    out.mocks[machine.states[state]->name] = answers_of(explored.scenario, state, runs);
  out.expect = Value::object(
      {{"status", Value::string(name_of(explored.status))}, {"snapshot", Value::boolean(true)}});
  return out;
}

/// The text of a test file in `folder`. Answers were chosen for the way the execution takes, not for what
/// services really answer.
std::string test_file_of(const workflow::Definition& definition, const explore::Exploration& found,
                         const fs::path& folder) {
  std::vector<testing::WrittenCase> cases;
  for (const explore::ExploredCase& one : found.cases) {
    if (!one.reads_items) cases.push_back(written_case(*definition.machine, one));
  }
  std::error_code ignored;
  const fs::path path = fs::relative(definition.document.name, folder.empty() ? "." : folder, ignored);
  return "mock_validation: none\n" +
         testing::test_file_text(path.empty() ? definition.document.name : path.string(), cases);
}

/// Says which cases do not do in a test what they did while exploring.
class Recheck final : public testing::TestListener {
 public:
  explicit Recheck(Console& console) : console_(console) {}
  void ended(const testing::CaseResult& result) override {
    if (result.outcome != testing::CaseResult::Outcome::Failed) return;
    is_good_ = false;
    const std::string why = result.failures.empty()
                                ? ""
                                : ": " + result.failures.front().what + " " + result.failures.front().message;
    console_.warning(fmt::format("the case '{}' does not hold{}", printable(result.name), printable(why)));
  }
  void broke(const testing::BrokenTestFile& file) override {
    is_good_ = false;
    console_.warning(printable(file.file + ": " + file.message));
  }
  [[nodiscard]] bool is_good() const { return is_good_; }

 private:
  Console& console_;
  bool is_good_ = true;
};

Result<int> write_test_file(const workflow::Definition& definition, const explore::Exploration& found,
                            const ExploreRequest& request, Console& console) {
  if (!request.output || *request.output == "-") {
    if (!request.as_json) PAWL_CHECK(console.out(test_file_of(definition, found, {})));
    return kExitYes;
  }
  if (!testing::is_test_file(*request.output))
    return fail(fmt::format("'{}' is no name of a test file: it has to end in .test.yaml or .test.yml",
                            printable(*request.output)));
  PAWL_CHECK(
      write_file(*request.output, test_file_of(definition, found, fs::path(*request.output).parent_path())));
  Recheck recheck(console);
  testing::TestSettings settings;
  settings.sources = {{*request.output}};
  settings.update = true;
  PAWL_CHECK(testing::run_tests(settings, recheck));
  return recheck.is_good() ? kExitYes : kExitNo;
}

}  // namespace

int explore_definition(const ExploreRequest& request, Console& console) {
  const auto cannot = [&console](std::string_view message) {
    console.error(message);
    return static_cast<int>(kExitCannot);
  };
  const auto definition = workflow::load_definition(request.definition);
  if (!definition) return cannot(definition.error().message);
  if (!definition->machine || source::has_errors(definition->diagnostics)) {
    for (const source::Diagnostic& diagnostic : definition->diagnostics) {
      if (diagnostic.severity == source::Severity::Error)
        console.err(finding_text(diagnostic, definition->document, console, Stream::Err));
    }
    return kExitInvalid;
  }
  if (!definition->machine->open_placeholders.empty())
    return cannot(fmt::format("{} has ${{placeholders}} where a text is no value: fill them with --subst K=V",
                              printable(definition->document.name)));
  const coverage::CoveragePoints points(*definition->machine, definition->document);
  const explore::Exploration found = explore::explore(*definition->machine, definition->document, points);
  const auto written = write_test_file(*definition, found, request, console);
  if (!written) return cannot(written.error().message);
  if (request.as_json) {
    const auto shown = console.out(to_json(explore::json_report(*definition->machine, points, found)) + "\n");
    if (!shown) return cannot(shown.error().message);
  } else {
    console.err(explore::text_report(points, found));
  }
  const auto left_out = std::ranges::count_if(found.cases, &explore::ExploredCase::reads_items);
  if (left_out > 0) {
    console.warning(fmt::format("{} case{} need what an ItemReader reads and {} not in the test file",
                                left_out, left_out == 1 ? "" : "s", left_out == 1 ? "is" : "are"));
  }
  return *written;
}

}  // namespace pawl::cli
