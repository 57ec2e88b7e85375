#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include "cli/commands.h"
#include "cli/commands/recorded_tests.h"
#include "cli/commands/test_coverage.h"
#include "cli/commands/test_explore.h"
#include "cli/exit_code.h"
#include "cli/input.h"
#include "cli/report/test_report.h"
#include "testing/discovery.h"
#include "testing/test_runs.h"
#include "value/dump.h"

namespace pawl::cli {

namespace {

namespace fs = std::filesystem;

struct TestOptions {
  std::vector<std::string> paths;
  std::string filter;
  std::optional<std::string> shard;  // "2/5"
  bool fail_fast = false;
  bool update = false;
  bool watch = false;
  bool verbose = false;
  uint32_t jobs = 0;
  std::optional<std::string> format;
  CoverageOptions coverage;
  std::optional<std::string> mocks;       // a MockConfigFile.json
  std::optional<std::string> definition;  // of its state machine, or of the histories
  std::optional<std::string> input;       // of its cases
  std::optional<std::string> histories;   // a folder: cases are made of them, and none run
  std::optional<std::string> explore;     // a definition: cases are searched for, and none run
  Assignments subst;                      // of that definition
  std::optional<std::string> output;      // a path, for these cases; nothing: standard output
};

/// Hands results to a report, and what that makes of them to standard output.
class Reporter final : public testing::TestListener {
 public:
  Reporter(TestReport& report, Console& console) : report_(report), console_(console) {}
  void ended(const testing::CaseResult& result) override { write(report_.ended(result)); }
  void broke(const testing::BrokenTestFile& file) override { write(report_.broke(file)); }
  void write(const std::string& text) {
    if (written_) written_ = console_.out(text);
  }
  [[nodiscard]] const Result<void>& written() const { return written_; }

 private:
  TestReport& report_;
  Console& console_;
  Result<void> written_;
};

/// "2/5" is the second of five.
Result<void> read_shard(const std::string& text, testing::TestSettings& settings) {
  const size_t slash = text.find('/');
  const auto number = [&text](size_t begin, size_t end, uint64_t& into) {
    const auto parsed = std::from_chars(text.data() + begin, text.data() + end, into);
    return begin < end && parsed.ec == std::errc() && parsed.ptr == text.data() + end;
  };
  const bool is_good = slash != std::string::npos && number(0, slash, settings.shard) &&
                       number(slash + 1, text.size(), settings.shards) && settings.shard >= 1 &&
                       settings.shard <= settings.shards;
  if (is_good) return {};
  return fail("--shard must be I/N, part I of N, such as 1/4, not '" + printable(text) + "'");
}

/// The definition of a mocked state machine: the one given, or one of its name beside the mock file.
Result<std::string> definition_of(const std::string& machine, const TestOptions& options) {
  if (options.definition) return *options.definition;
  const fs::path folder = fs::path(*options.mocks).parent_path();
  for (const char* suffix : {".asl.json", ".asl.yaml", ".asl.yml"}) {
    const fs::path file = folder / (machine + suffix);
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) return file.string();
  }
  return fail(fmt::format("there is no {}.asl.json beside {}; --definition FILE names the state machine's",
                          printable(machine), printable(*options.mocks)));
}

Result<std::vector<testing::TestSource>> mocked_sources(const TestOptions& options) {
  PAWL_TRY(const Value mocks, read_json_file(*options.mocks, "mock file"));
  const Value* machines = mocks.find("StateMachines");
  if (machines == nullptr || machines->size() == 0)
    return fail(
        fmt::format("{} has no StateMachines, so it is no MockConfigFile.json", printable(*options.mocks)));
  PAWL_TRY(const Value input,
           options.input ? read_input(*options.input) : Result<Value>(Value::empty_object()));
  if (options.definition && machines->size() > 1)
    return fail(
        "--definition is for a mock file of one state machine; those of several are found by their names");
  std::vector<testing::TestSource> sources;
  for (const Member& member : machines->members()) {
    testing::MockedMachine machine{
        .name = std::string(member.key.as_string()), .definition = {}, .input = to_json(input)};
    PAWL_TRY(machine.definition, definition_of(machine.name, options));
    sources.push_back({*options.mocks, std::move(machine)});
  }
  return sources;
}

Result<std::vector<testing::TestSource>> find_sources(const TestOptions& options) {
  if (options.mocks) return mocked_sources(options);
  PAWL_TRY(const auto files,
           testing::find_test_files(options.paths.empty() ? std::vector<std::string>{"."} : options.paths));
  if (files.empty())
    return fail("there is no test file here; their names end in .test.yaml, .test.yml or .test.json");
  std::vector<testing::TestSource> sources;
  for (const std::string& file : files) sources.push_back({file});
  return sources;
}

Result<int> test_once(const TestOptions& options, Console& console, std::vector<std::string>& used) {
  testing::TestSettings settings;
  settings.filter = options.filter;
  settings.fail_fast = options.fail_fast;
  settings.update = options.update;
  settings.threads = options.jobs;
  if (options.shard) PAWL_CHECK(read_shard(*options.shard, settings));
  PAWL_TRY(const auto minimum, read_minimum(options.coverage));
  PAWL_TRY(settings.sources, find_sources(options));
  for (const testing::TestSource& source : settings.sources) used.push_back(source.path);
  const TestReportFormat& format =
      options.format ? *find_test_report_format(*options.format) : default_test_report_format();
  const auto report = format.make({console, options.verbose});
  Reporter reporter(*report, console);
  reporter.write(report->begin());
  PAWL_TRY(const testing::TestTotals totals, testing::run_tests(settings, reporter));
  for (const testing::DefinitionCoverage& one : totals.coverage) used.push_back(one.points.definition());
  const std::string shortfall = minimum.shortfall(numbers_of(totals.coverage));
  reporter.write(report->finish(totals, shortfall));
  PAWL_CHECK(write_coverage(options.coverage, totals.coverage,
                            format.name == "text" || format.name == "github", console));
  PAWL_CHECK(reporter.written());
  if (totals.interrupted_by != 0) return 128 + totals.interrupted_by;
  if (!totals.broken.empty()) return kExitCannot;
  if (totals.passed + totals.failed + totals.skipped == 0 && settings.shards == 1)
    return fail(fmt::format("no case has '{}' in its name", printable(options.filter)));
  return totals.failed > 0 || !shortfall.empty() ? kExitNo : kExitYes;
}

/// When the files in the folders of `files` were changed the last time, in any order.
std::map<std::string, std::pair<int64_t, int64_t>> state_of_folders(const std::vector<std::string>& files) {
  std::map<std::string, std::pair<int64_t, int64_t>> state;
  for (const std::string& file : files) {
    const fs::path folder = fs::path(file).parent_path();
    std::error_code error;
    for (fs::directory_iterator entry(folder.empty() ? fs::path(".") : folder, error), end;
         !error && entry != end; entry.increment(error)) {
      struct stat status {};
      if (::stat(entry->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
      if (entry->path().string().ends_with(".test.snapshots.json")) continue;
      state[entry->path().string()] = {status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
                                       status.st_size};
    }
  }
  return state;
}

int write_tests(const TestOptions& options, Console& console) {
  const auto runs = histories_in(*options.histories);
  if (!runs || !options.definition) {
    console.error(runs ? "--from-histories needs the definition: -d DEF" : runs.error().message);
    return kExitCannot;
  }
  return write_recorded_tests(
      {.runs = *runs, .definition = {*options.definition, {}}, .output = options.output}, true, console);
}

int explore(const TestOptions& options, Console& console) {
  const std::string format = options.format.value_or("text");
  if (format != "text" && format != "json") {
    console.error("--explore has the forms text and json, not " + format);
    return kExitCannot;
  }
  return explore_definition({.definition = {*options.explore, options.subst},
                             .output = options.output,
                             .as_json = format == "json"},
                            console);
}

int test(const TestOptions& options, Console& console) {
  if (options.output && !options.histories && !options.explore) {
    console.error("-o names the test file of --explore or --from-histories: give one of them");
    return kExitCannot;
  }
  if (options.explore) return explore(options, console);
  if (options.histories) return write_tests(options, console);
  constexpr useconds_t kPollMicroseconds = 300'000;
  for (;;) {
    std::vector<std::string> used;
    const auto exit_code = test_once(options, console, used);
    if (!exit_code) console.error(exit_code.error().message);
    if (!options.watch || (exit_code && *exit_code >= 128))
      return exit_code ? *exit_code : static_cast<int>(kExitCannot);
    if (used.empty()) used = options.paths;
    const auto before = state_of_folders(used);
    console.info("waiting for changes; Ctrl-C ends it");
    while (state_of_folders(used) == before) ::usleep(kPollMicroseconds);
    if (console.out_is_terminal()) (void)console.out("\x1b[2J\x1b[H");
  }
}

void add_options(OptionList& list, TestOptions& test) {
  std::vector<std::string> formats;
  for (const TestReportFormat& format : test_report_formats()) formats.emplace_back(format.name);
  list.operands("PATH", test.paths, "Test files, and folders to find them in (default: the current one)")
      .completed(Offer::Files);
  list.value("-k,--filter", "TEXT", test.filter, "Only cases with this in FILE: NAME; `*` is any text");
  list.value("--shard", "I/N", test.shard, "Only part I of N; every part takes other cases");
  list.flag("--fail-fast", test.fail_fast, "Begins no more cases after a failure");
  list.flag("--update", test.update, "Writes snapshots that are new or have changed");
  list.flag("--watch", test.watch, "Runs them again whenever a file beside them changes");
  list.number("-j,--jobs", "N", test.jobs, "Threads (default: one for each processor)");
  list.flag("-v,--verbose", test.verbose, "Shows every case, with its path");
  list.choice("--format", test.format, formats,
              "The report's form (default: text; in GitHub Actions github)");
  add_coverage_options(list, test.coverage);
  list.value("--mocks", "FILE", test.mocks, "Runs all cases of a MockConfigFile.json")
      .completed(Offer::Files);
  list.value("-d,--definition", "DEF", test.definition, "The definition for --mocks and --from-histories")
      .completed(Offer::Files);
  list.value("-i,--input", "VALUE", test.input, "The input for --mocks: JSON, a file, or -")
      .only_with("--mocks");
  list.value("--from-histories", "DIR", test.histories,
             "Writes a test file: a case for each way that histories went")
      .completed(Offer::Files);
  list.value("--explore", "DEF", test.explore,
             "Writes a test file: cases that take every transition that can be taken")
      .completed(Offer::Files);
  list.assignments("--subst", "K=V", test.subst, "Fills ${K} in the definition of --explore");
  list.value("-o,--output", "FILE", test.output, "Where to write it (default: standard output)")
      .completed(Offer::Files);
  list.footer(
      "Examples:\n"
      "  pawl test\n"
      "  pawl test flows/ -k declined -v\n"
      "  pawl test --format junit --min-coverage transitions=80 > junit.xml\n"
      "  pawl test --mocks MockConfigFile.json -d order.asl.json\n"
      "  pawl test --from-histories production/ -d order.asl.json -o order.test.yaml\n"
      "  pawl test --explore order.asl.json -o order.test.yaml\n\n"
      "Exit codes: 0 all passed, 1 a case failed or too little was reached, 2 a test\n"
      "file or its definition is broken. See pawl-test(1).");
}

}  // namespace

extern const Subcommand kTest = {"test", "Tests state machines: cases with mocks, on virtual time",
                                 declare_command<TestOptions, add_options, test>};

}  // namespace pawl::cli
