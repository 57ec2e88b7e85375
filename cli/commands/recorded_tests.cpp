#include "cli/commands/recorded_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "cli/exit_code.h"
#include "cli/report/error.h"
#include "coverage/report.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

/// The definition's path as the test file names it.
std::string path_from(const std::optional<std::string>& output, const std::string& definition) {
  const size_t resource = definition.find('#');
  const std::string file = definition.substr(0, resource);
  const std::string rest = resource == std::string::npos ? "" : definition.substr(resource);
  std::error_code error;
  const fs::path folder =
      output ? fs::absolute(*output, error).parent_path() : fs::absolute(file, error).parent_path();
  const fs::path relative = fs::relative(file, folder, error);
  return (error || relative.empty() ? fs::absolute(file, error).string() : relative.string()) + rest;
}

Result<void> write(const std::optional<std::string>& output, const std::string& text, Console& console) {
  if (!output || *output == "-") return console.out(text);
  std::ofstream file(*output, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return {};
  return fail(fmt::format("cannot write '{}'", printable(*output)));
}

}  // namespace

int write_recorded_tests(const RecordedTests& tests, bool distinct, Console& console) {
  auto recorder = testing::CaseRecorder::open(tests.definition);
  if (!recorder) return report(recorder.error(), console);
  std::vector<testing::WrittenCase> cases;
  std::map<std::string, std::string> ways;  // and the case that goes it
  for (const RunToTest& run : tests.runs) {
    auto made = recorder->make(run.run, run.name);
    if (!made) {
      if (!distinct) return report(made.error(), console);
      console.warning(fmt::format("{}: {}; left out", printable(run.run), printable(made.error().message)));
      continue;
    }
    if (!made->deviation.empty()) console.warning(fmt::format("{}: {}", printable(run.run), made->deviation));
    const bool is_new = ways.emplace(made->path, run.name).second;
    if (distinct && !is_new) continue;
    cases.push_back(std::move(made->written));
  }
  const auto written = write(
      tests.output, testing::test_file_text(path_from(tests.output, tests.definition.path), cases), console);
  if (!written) {
    console.error(written.error().message);
    return kExitCannot;
  }
  if (distinct) {
    const testing::TestBench& bench = recorder->bench();
    console.info(fmt::format("{} histories, {} distinct paths", tests.runs.size(), cases.size()));
    console.err(coverage::text_report(bench.points(), bench.counts()));
  }
  return kExitYes;
}

Result<std::vector<RunToTest>> histories_in(const std::string& folder) {
  std::vector<RunToTest> runs;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error) return fail(fmt::format("cannot read the folder '{}': {}", printable(folder), error.message()));
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    const fs::path history = entry->is_directory(ignored) ? entry->path() / "history.jsonl" : entry->path();
    if (!fs::is_regular_file(history, ignored) || entry->path().filename().string().starts_with('.'))
      continue;
    runs.push_back({history.string(), entry->path().stem().string()});
  }
  std::sort(runs.begin(), runs.end(), [](const RunToTest& a, const RunToTest& b) { return a.run < b.run; });
  for (size_t i = 1; i < runs.size(); ++i) {
    if (runs[i].name == runs[i - 1].name) runs[i].name += fmt::format(" {}", i);
  }
  return runs;
}

}  // namespace pawl::cli
