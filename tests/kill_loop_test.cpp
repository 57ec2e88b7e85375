// pawl is killed at random moments, again and again, while it runs and while it resumes: no task that is
// recorded as succeeded runs again, no two instances of a task run at the same time, nothing is left running,
// and the output and the record are those of an undisturbed run. PAWL_KILLS=500 kills more often than the
// short form does.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "history/map_run_reader.h"
#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace history = pawl::history;
namespace fs = std::filesystem;

namespace {

/// Notes its instance (one that a task leaves in the background as `of-TOKEN`), and whether another one of
/// the same attempt is alive.
constexpr std::string_view kWork = R"sh(#!/bin/sh
# work TOKEN ANSWER
for other in $(cat "pids/$1" 2>/dev/null); do
  grep -qs "$1" "/proc/$other/cmdline" && echo "OVERLAP $1 $other" >> journal
done
echo $$ >> "pids/$1"
echo "START $1 $$" >> journal
sleep 0.0$(($$ % 9))
echo "END $1 $$" >> journal
echo "$2"
)sh";

constexpr std::string_view kMachine = R"json({"StartAt":"Begin","States":{
  "Begin":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN 1","ResultPath":"$.begin","Next":"Both"},
  "Both":{"Type":"Parallel","ResultPath":"$.both","Next":"Items","Branches":[
    {"StartAt":"Flaky","States":{"Flaky":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN 2; test $PAWL_ATTEMPT -gt 1 || exit 75",
      "Retry":[{"ErrorEquals":["Exit.75"],"IntervalSeconds":1,"MaxAttempts":2}],"Next":"Pause"},
      "Pause":{"Type":"Wait","Seconds":2,"End":true}}},
    {"StartAt":"Session","States":{"Session":{"Type":"Task","Resource":"sh:setsid -w ./work $PAWL_TASK_TOKEN 3","Next":"Bare"},
      "Bare":{"Type":"Task","Resource":"sh:env -i ./work $PAWL_TASK_TOKEN 4","End":true}}},
    {"StartAt":"Wrong","States":{"Wrong":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN 5 & wait; exit 9",
      "Catch":[{"ErrorEquals":["Exit.9"],"ResultPath":"$.caught","Next":"Caught"}],"End":true},
      "Caught":{"Type":"Pass","Parameters":{"error.$":"$.caught.Error"},"End":true}}}]},
  "Items":{"Type":"Map","ItemsPath":"$.items","ResultPath":"$.mapped","MaxConcurrency":3,"Next":"Sum","ItemProcessor":{"StartAt":"Inner","States":{
    "Inner":{"Type":"Map","ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN $(cat)","End":true}}},"Next":"Helper"},
    "Helper":{"Type":"Task","Resource":"sh:setsid ./work of-$PAWL_TASK_TOKEN 0 > /dev/null 2>&1 & cat","End":true}}}},
  "Sum":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% {'begin': $states.input.begin, 'both': $states.input.both, 'sum': $sum($states.input.mapped.*)} %}","End":true}}})json";
constexpr std::string_view kInput = R"({"items":[[1,2],[3,4,5],[6],[]]})";

constexpr std::string_view kDistributed = R"json({"StartAt":"Groups","States":{
  "Groups":{"Type":"Map","Label":"Groups","MaxConcurrency":3,"Next":"Sum","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
    "StartAt":"Before","States":{
    "Before":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN $(cat)","Next":"Items"},
    "Items":{"Type":"Map","Label":"Items","MaxConcurrency":3,"Next":"Helper","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
      "StartAt":"Flaky","States":{
      "Flaky":{"Type":"Task","Resource":"sh:./work $PAWL_TASK_TOKEN $(cat); test $PAWL_ATTEMPT -gt 1 || exit 75",
        "Retry":[{"ErrorEquals":["Exit.75"],"IntervalSeconds":1,"MaxAttempts":2}],"Next":"Session"},
      "Session":{"Type":"Task","Resource":"sh:setsid -w ./work $PAWL_TASK_TOKEN $(cat)","End":true}}}},
    "Helper":{"Type":"Task","Resource":"sh:setsid ./work of-$PAWL_TASK_TOKEN 0 > /dev/null 2>&1 & cat","End":true}}}},
  "Sum":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% {'items': $states.input, 'sum': $sum($states.input.*)} %}","End":true}}})json";
constexpr std::string_view kGroups = "[[1,2,3],[4,5],[6]]";

int kills_wanted() {
  const char* text = std::getenv("PAWL_KILLS");
  return text != nullptr ? std::atoi(text) : 20;
}

class KillLoop {
 public:
  KillLoop(unsigned seed, std::string_view machine, std::string_view input) : input_(input), random_(seed) {
    fs::permissions(pawl_.folder.write("work", kWork), fs::perms::owner_all);
    fs::create_directory(pawl_.folder.path() / "pids");
    (void)pawl_.folder.write("m.asl.json", machine);
    expected_ = pawl_({"run", "m.asl.json", "-q", "-i", input_, "--time", "50x"}).out;
    REQUIRE(contains(expected_, "\"sum\":21"));
  }

  /// One run, killed until it comes to its end; returns how often it was.
  int one_run(const std::string& name) {
    int kills = 0;
    std::vector<std::string> command{kPawlBinary, "run", "m.asl.json", "-q",     "--name",
                                     name,        "-i",  input_,       "--time", "50x"};
    const fs::path history = pawl_.folder.path() / "state/pawl/runs" / name / "history.jsonl";
    for (;;) {
      const auto folder = [this](const char* which) {
        const fs::path path = pawl_.folder.path() / which;
        fs::create_directory(path);
        return path;
      };
      const bool is_resume = command[1] == "resume";
      const std::set<std::string> done = succeeded(history);
      const size_t before = journal().size();
      BackgroundCommand one(command, folder("one"), pawl_.with_state({}));
      std::optional<BackgroundCommand> other;
      if (is_resume && random_() % 4 == 0) other.emplace(command, folder("other"), pawl_.with_state({}));
      std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 220));
      one.send(SIGKILL);
      CommandResult result = one.wait();
      kills += result.exit_code == 128 + SIGKILL;
      if (other) {
        if (random_() % 2 == 0) other->send(SIGKILL);
        const CommandResult second = other->wait();
        kills += second.exit_code == 128 + SIGKILL;
        if (second.exit_code == 0) result = second;
      }
      check_journal(before, done);
      const std::string text = fs::exists(history) ? read_text(history) : "";
      if (contains(text, "\"ExecutionSucceeded\"") && text.ends_with("\n")) {
        check_end(name, result);
        return kills;
      }
      CHECK_MESSAGE((result.exit_code == 128 + SIGKILL || result.exit_code == 2), result.err);
      if (text.find('\n') != std::string::npos) command = {kPawlBinary, "resume", name, "-q"};
    }
  }

 private:
  [[nodiscard]] std::vector<std::string> journal() const {
    const fs::path path = pawl_.folder.path() / "journal";
    return fs::exists(path) ? lines_of(read_text(path)) : std::vector<std::string>();
  }

  /// The tokens of attempts that are recorded as succeeded, or failed.
  static std::set<std::string> succeeded(const fs::path& history) {
    std::set<std::string> done;
    if (!fs::exists(history)) return done;
    const std::string run = history.parent_path().filename();
    add_succeeded(
        history, [&run](uint64_t) { return run; }, done);
    for (const std::string& journal : history::map_run_journals(history.parent_path() / "maps")) {
      const auto reader = history::MapRunReader::open(journal);
      if (!reader) continue;  // nothing is in it yet
      const std::string& arn = reader->head().arn;
      const std::string map_run = arn.substr(arn.rfind(':') + 1);
      add_succeeded(
          journal, [&](uint64_t child) { return history::child_execution_name(map_run, child); }, done);
    }
    return done;
  }

  static void add_succeeded(const fs::path& file, const std::function<std::string(uint64_t)>& execution,
                            std::set<std::string>& done) {
    std::map<std::string, std::string> token_of;  // by child and event
    for (const std::string& line : lines_of(read_text(file))) {
      const auto number = [&line](std::string_view name) {
        const size_t at = line.find("\"" + std::string(name) + "\":");
        if (at == std::string::npos) return std::string();
        const size_t begin = at + name.size() + 3;
        return line.substr(begin, line.find_first_not_of("0123456789", begin) - begin);
      };
      const std::string child = number("child"), id = number("id"), previous = number("previousEventId");
      const std::string own = fmt::format("{}:{}", child, id), before = fmt::format("{}:{}", child, previous);
      if (contains(line, "\"TaskScheduled\""))
        token_of[own] = execution(child.empty() ? 0 : std::stoull(child)) + ":" + id;
      else if (const auto known = token_of.find(before); known != token_of.end())
        token_of[own] = known->second;
      if (contains(line, "\"TaskSucceeded\"") || contains(line, "\"TaskFailed\""))
        done.insert(token_of[before]);
    }
  }

  void check_journal(size_t from, const std::set<std::string>& done) const {
    const std::vector<std::string> lines = journal();
    for (size_t i = from; i < lines.size(); ++i) {
      std::istringstream words(lines[i]);
      std::string what, token;
      words >> what >> token;
      CHECK_MESSAGE(what != "OVERLAP", lines[i]);
      CHECK_MESSAGE((what != "START" || !done.contains(token)), "runs again: ", lines[i]);
    }
  }

  /// "START TOKEN PID"
  static std::string token_of(const std::string& line) {
    const size_t begin = line.find(' ') + 1;
    return line.substr(begin, line.rfind(' ') - begin);
  }

  void check_end(const std::string& name, const CommandResult& result) const {
    if (result.exit_code == 0) CHECK(result.out == expected_);
    // Killed after its last event, there is nothing to do any more but to end what was left.
    if (result.exit_code != 0) (void)pawl_({"resume", name, "-q"});
    for (const std::string& line : journal()) {
      if (!line.starts_with("START ")) continue;
      const std::string pid = line.substr(line.rfind(' ') + 1);
      const fs::path text = "/proc/" + pid + "/cmdline";
      std::error_code ignored;
      if (fs::exists(text, ignored))
        CHECK_MESSAGE(!contains(read_text(text), token_of(line)), "left running: ", line);
    }
    const CommandResult replayed = pawl_({"replay", name});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.out, replayed.err);
    const CommandResult shown = pawl_({"show", name, "--format", "json"});
    CHECK(contains(shown.out, "SUCCEEDED"));
    CHECK(contains(shown.out, "21"));
  }

  Pawl pawl_;
  std::string input_;
  std::mt19937 random_;
  std::string expected_;
};

void kill_runs(std::string_view machine, std::string_view input) {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  KillLoop loop(seed, machine, input);
  int kills = 0;
  for (int run = 1; kills < kills_wanted(); ++run) kills += loop.one_run("run-" + std::to_string(run));
  MESSAGE(kills, " kills");
}

}  // namespace

TEST_SUITE("kill_loop") {
  TEST_CASE("a run that is killed at any moment") { kill_runs(kMachine, kInput); }
  TEST_CASE("a run with Distributed Maps that is killed at any moment") { kill_runs(kDistributed, kGroups); }
}
