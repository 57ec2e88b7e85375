#include "testing/test_runs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "base/checksum.h"
#include "base/glob.h"
#include "base/printable.h"
#include "runtime/interrupts.h"
#include "tasks/config.h"
#include "testing/test_bench.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::testing {

namespace {

constexpr size_t kChunk = 32;  // cases that a thread takes at a time
constexpr size_t kWhole = ~size_t{0};

/// Cases of a file that are yet to run: indices of FileResults::results. kWhole: nobody has opened the file.
struct Piece {
  size_t file = 0;
  size_t begin = 0;
  size_t end = kWhole;
};

/// What becomes of one test file. Guarded by the mutex of TestRuns, except for elements of `results`, which
/// belong to the thread that runs them until they are `done`.
struct FileResults {
  bool is_open = false;             // its cases are known
  std::vector<size_t> cases;        // indices of TestFile::cases
  std::vector<CaseResult> results;  // of `cases`
  std::vector<bool> done;
  std::optional<BrokenTestFile> broken;
  std::set<std::string> all_names;                    // of the cases that want snapshots
  std::map<std::string, std::string> kept_snapshots;  // JSON, of cases that are not run
  size_t shown = 0;
  bool is_broken_shown = false;
};

BrokenTestFile broken_file(const std::string& path, const workflow::ServiceError& error) {
  BrokenTestFile broken;
  broken.file = path;
  broken.message =
      printable(error.message) + (error.place.empty() ? "" : " (" + printable(error.place) + ")");
  if (!error.hint.empty()) broken.message += "; " + printable(error.hint);
  broken.is_definition = error.code == workflow::ErrorCode::InvalidDefinition;
  if (error.document == nullptr) return broken;
  for (const source::Diagnostic& finding : error.findings)
    broken.lines.push_back(printable(tasks::describe(*error.document, {finding})));
  return broken;
}

workflow::ServiceResult<std::unique_ptr<TestBench>> open_source(const TestSource& source) {
  if (!source.machine) return TestBench::open(source.path);
  PAWL_TRY(TestFile file,
           with_code(workflow::ErrorCode::ConfigInvalid, tests_of_mock_file(source.path, *source.machine)));
  return TestBench::open(std::move(file));
}

class TestRuns {
 public:
  TestRuns(const TestSettings& settings, TestListener& listener)
      : settings_(settings), listener_(listener), files_(settings.sources.size()) {
    for (size_t file = 0; file < files_.size(); ++file) queue_.push_back({.file = file});
  }

  Result<TestTotals> run() {
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> threads = start_threads();
    if (threads.empty()) guarded([this] { work(); });
    show_results();
    for (std::thread& thread : threads) thread.join();
    if (broken_ != nullptr) std::rethrow_exception(broken_);
    totals_.interrupted_by = interrupts_.first_signal();
    for (auto& [name, one] : coverage_) totals_.coverage.push_back(std::move(one));
    if (settings_.update && totals_.interrupted_by == 0) PAWL_CHECK(write_snapshots());
    totals_.took_us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began)
            .count();
    return std::move(totals_);
  }

 private:
  std::vector<std::thread> start_threads() {
    uint32_t wanted = settings_.threads != 0 ? settings_.threads : std::thread::hardware_concurrency();
    std::vector<std::thread> threads;
    for (wanted = std::max(wanted, 1U); wanted > 0; --wanted) {
      try {
        threads.emplace_back([this] { guarded([this] { work(); }); });
      } catch (const std::system_error&) {
        break;  // the system has no thread left: those that there are do it
      }
    }
    return threads;
  }

  void guarded(const auto& act) {
    try {
      act();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (broken_ == nullptr) broken_ = std::current_exception();
      stop_ = true;
      changed_.notify_all();
    }
  }

  // --- One thread

  void work() {
    std::unique_ptr<TestBench> bench;
    std::optional<size_t> opened;  // the file of the bench
    while (const auto piece = next(opened)) {
      if (opened != piece->file) {
        put_away(bench);
        opened = piece->file;
        bench = open(piece->file);
      }
      if (bench != nullptr) run_piece(*bench, *piece);
      else skip_piece(*piece);
      done_with_piece();
    }
    put_away(bench);
  }

  /// The next piece, of the file at hand if there is one. nullopt: there will be none.
  std::optional<Piece> next(std::optional<size_t> at_hand) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !queue_.empty() || at_work_ == 0 || stop_; });
    if (queue_.empty() || broken_ != nullptr) {
      changed_.notify_all();
      return std::nullopt;
    }
    auto found =
        std::find_if(queue_.begin(), queue_.end(), [&](const Piece& piece) { return piece.file == at_hand; });
    if (found == queue_.end()) found = queue_.begin();
    const Piece piece = *found;
    queue_.erase(found);
    ++at_work_;
    return piece;
  }

  void done_with_piece() {
    const std::lock_guard lock(mutex_);
    --at_work_;
    changed_.notify_all();
  }

  std::unique_ptr<TestBench> open(size_t file) {
    auto bench = open_source(settings_.sources[file]);
    if (bench) return std::move(*bench);
    const std::lock_guard lock(mutex_);
    FileResults& results = files_[file];
    if (!results.is_open) {
      results.is_open = true;
      results.broken = broken_file(settings_.sources[file].path, bench.error());
      changed_.notify_all();
    }
    return nullptr;
  }

  /// The first thread that opens a file says which cases there are, and leaves some to others.
  size_t announce(const TestBench& bench, size_t file) {
    const TestFile& tests = bench.file();
    std::vector<size_t> cases;
    FileResults& results = files_[file];
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < tests.cases.size(); ++i) {
      const TestCase& test = tests.cases[i];
      if (test.expect.snapshot) results.all_names.insert(test.name);
      if (takes_case(settings_.filter, tests.path, test.name) && is_in_shard(tests.path, test.name))
        cases.push_back(i);
    }
    results.cases = std::move(cases);
    const size_t count = results.cases.size();
    results.results.resize(count);
    results.done.resize(count);
    for (size_t begin = kChunk; begin < count; begin += kChunk)
      queue_.push_back({.file = file, .begin = begin, .end = std::min(begin + kChunk, count)});
    for (const auto& [name, snapshot] : bench.snapshots()) {
      if (results.all_names.contains(name)) results.kept_snapshots[name] = to_json(snapshot);
    }
    results.is_open = true;
    changed_.notify_all();
    return std::min(count, kChunk);
  }

  /// The same on every machine, wherever the tests are there.
  [[nodiscard]] bool is_in_shard(const std::string& file, const std::string& name) const {
    if (settings_.shards <= 1) return true;
    const std::string text = std::filesystem::path(file).filename().string() + ": " + name;
    return crc32c(text) % settings_.shards == settings_.shard - 1;
  }

  void run_piece(TestBench& bench, Piece piece) {
    if (piece.end == kWhole) piece.end = announce(bench, piece.file);
    FileResults& results = files_[piece.file];
    for (size_t i = piece.begin; i < piece.end; ++i) {
      const TestCase& test = bench.file().cases[results.cases[i]];
      CaseResult result;
      if (stop_ || interrupts_.count() > 0) {
        result.outcome = CaseResult::Outcome::Skipped;
        result.file = bench.file().path;
        result.name = test.name;
        result.place = bench.file().locate(test.span);
      } else {
        result = bench.run(test);
        if (settings_.update) accept_snapshot(result);
        if (settings_.fail_fast && result.outcome == CaseResult::Outcome::Failed) stop_ = true;
      }
      const std::lock_guard lock(mutex_);
      results.results[i] = std::move(result);
      results.done[i] = true;
      changed_.notify_all();
    }
  }

  /// The file has changed since another thread read it, and is broken now.
  void skip_piece(const Piece& piece) {
    const std::lock_guard lock(mutex_);
    FileResults& results = files_[piece.file];
    for (size_t i = piece.begin; i < std::min(piece.end, results.done.size()); ++i) {
      results.results[i].outcome = CaseResult::Outcome::Skipped;
      results.results[i].file = settings_.sources[piece.file].path;
      results.done[i] = true;
    }
    changed_.notify_all();
  }

  static void accept_snapshot(CaseResult& result) {
    std::erase_if(result.failures, [](const CaseFailure& failure) { return failure.what == "snapshot"; });
    if (result.failures.empty()) result.outcome = CaseResult::Outcome::Passed;
  }

  void put_away(std::unique_ptr<TestBench>& bench) {
    if (bench == nullptr) return;
    if (std::all_of(bench->counts().begin(), bench->counts().end(),
                    [](uint64_t count) { return count == 0; }))
      return bench.reset();  // none of its cases was taken
    const std::lock_guard lock(mutex_);
    const auto found = coverage_.find(bench->points().definition());
    if (found == coverage_.end()) {
      const TestFile& file = bench->file();
      coverage_.emplace(
          bench->points().definition(),
          DefinitionCoverage{
              {file.definition, file.substitutions, file.type}, bench->points(), bench->counts()});
    } else {
      coverage::add_counts(found->second.counts, bench->counts());
    }
    bench.reset();
  }

  // --- The thread that called

  /// Hands results out while others run, until all have been.
  void show_results() {
    for (size_t file = 0; file < files_.size(); ++file) {
      FileResults& results = files_[file];
      std::unique_lock lock(mutex_);
      const auto wait_until = [&](const auto& is_so) {
        changed_.wait(lock, [&] { return is_so() || broken_ != nullptr; });
        return broken_ == nullptr;
      };
      if (!wait_until([&] { return results.is_open; })) return;
      if (results.broken) {
        lock.unlock();
        listener_.broke(*results.broken);
        totals_.broken.push_back(*results.broken);
        continue;
      }
      for (size_t i = 0; i < results.cases.size(); ++i) {
        if (!wait_until([&] { return results.done[i]; })) return;
        lock.unlock();
        show(results.results[i]);
        lock.lock();
      }
    }
  }

  void show(const CaseResult& result) {
    switch (result.outcome) {
      case CaseResult::Outcome::Passed: ++totals_.passed; break;
      case CaseResult::Outcome::Failed: ++totals_.failed; break;
      case CaseResult::Outcome::Skipped: ++totals_.skipped; break;
    }
    totals_.elapsed += result.elapsed;
    listener_.ended(result);
  }

  Result<void> write_snapshots() {
    for (size_t file = 0; file < files_.size(); ++file) {
      FileResults& results = files_[file];
      if (results.broken) continue;
      std::map<std::string, std::string> texts = results.kept_snapshots;
      uint64_t changed = 0;
      for (const CaseResult& result : results.results) {
        if (result.snapshot.empty() || result.outcome != CaseResult::Outcome::Passed) continue;
        std::string& text = texts[result.name];
        if (std::exchange(text, result.snapshot) != result.snapshot) ++changed;
      }
      const std::string& path = settings_.sources[file].path;
      const auto known = load_snapshots(path);
      if (changed == 0 && known && known->size() == texts.size()) continue;
      totals_.written += changed;
      Snapshots snapshots;
      for (const auto& [name, text] : texts) {
        PAWL_TRY(snapshots[name], parse_json(text));
      }
      PAWL_CHECK(save_snapshots(path, snapshots));
    }
    return {};
  }

  const TestSettings& settings_;
  TestListener& listener_;
  runtime::Interrupts interrupts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> queue_;
  size_t at_work_ = 0;
  std::vector<FileResults> files_;
  std::map<std::string, DefinitionCoverage> coverage_;
  std::exception_ptr broken_;
  std::atomic<bool> stop_ = false;
  TestTotals totals_;
};

}  // namespace

Result<TestTotals> run_tests(const TestSettings& settings, TestListener& listener) {
  return TestRuns(settings, listener).run();
}

bool takes_case(const std::string& filter, const std::string& file, const std::string& name) {
  if (filter.empty()) return true;
  const std::string whole = file + ": " + name;
  if (filter.find('*') != std::string::npos) return glob_matches(filter, whole) || glob_matches(filter, name);
  return whole.find(filter) != std::string::npos;
}

}  // namespace pawl::testing
