// What a history survives: pawl killed after every event, a file cut anywhere, a full disk. Real processes,
// signals and files.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "history/reader.h"
#include "replay/replayer.h"
#include "support/cli_pawl.h"
#include "support/definition.h"
#include "support/places.h"

using namespace pawl;
using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// Every task writes its name into a journal when it runs, and answers with it; the failing one says it in
/// its cause.
constexpr std::string_view kWorkflow = R"json({"StartAt":"First","States":{
  "First":{"Type":"Task","Resource":"exec:./task","ResultPath":"$.first","Next":"Flaky"},
  "Flaky":{"Type":"Task","Resource":"exec:./task","ResultPath":"$.flaky","Next":"Bad",
    "Retry":[{"ErrorEquals":["Exit.3"],"IntervalSeconds":5,"MaxAttempts":2}]},
  "Bad":{"Type":"Task","Resource":"exec:./task","Next":"Side",
    "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.error","Next":"Side"}]},
  "Side":{"Type":"Parallel","ResultPath":"$.side","Next":"Items","Branches":[
    {"StartAt":"Left","States":{"Left":{"Type":"Task","Resource":"exec:./task","Next":"Pass it on"},"Pass it on":{"Type":"Pass","End":true}}},
    {"StartAt":"Right","States":{"Right":{"Type":"Task","Resource":"exec:./task","End":true}}}]},
  "Items":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ResultPath":"$.done","Next":"Rest","ItemProcessor":{"StartAt":"Item","States":{
    "Item":{"Type":"Task","Resource":"exec:./task","Next":"Kept"},"Kept":{"Type":"Pass","End":true}}}},
  "Rest":{"Type":"Wait","Seconds":3600,"Next":"Last"},
  "Last":{"Type":"Task","Resource":"exec:./task","ResultPath":"$.last","End":true}}})json";

constexpr std::string_view kTask = R"sh(#!/bin/sh
key="$PAWL_STATE/$PAWL_MAP_INDEX/$PAWL_ATTEMPT"
echo "$key" >> journal
case "$key" in
Flaky//1) echo "$key" >&2; exit 3 ;;
Bad/*) echo "$key" >&2; exit 4 ;;
esac
echo "\"$key\""
)sh";

class Workflow {
 public:
  Workflow() {
    (void)pawl.folder.write("w.asl.json", kWorkflow);
    const std::string task = pawl.folder.write("task", kTask);
    fs::permissions(task, fs::perms::owner_all);
  }
  [[nodiscard]] CommandResult run(const std::map<std::string, std::string>& fault = {}) const {
    fs::remove(path("h.jsonl"));
    fs::remove(path("journal"));
    return pawl(
        {"run", "w.asl.json", "-i", R"({"items":[1,2,3]})", "--time", "skip", "--history", "h.jsonl", "-q"},
        with_fault(fault));
  }
  [[nodiscard]] CommandResult resume() const { return pawl({"resume", "h.jsonl", "-q"}); }
  [[nodiscard]] CommandOptions with_fault(std::map<std::string, std::string> fault) const {
    if (!fault.empty()) {
      fault["LD_PRELOAD"] = kWriteFault;
      fault["ASAN_OPTIONS"] = "verify_asan_link_order=0";
    }
    CommandOptions options;
    options.environment = std::move(fault);
    return options;
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return pawl.folder.path() / name; }
  [[nodiscard]] std::string history() const { return read_text(path("h.jsonl")); }
  /// How often each task ran.
  [[nodiscard]] std::map<std::string, int> journal() const {
    std::map<std::string, int> runs;
    std::istringstream in(fs::exists(path("journal")) ? read_text(path("journal")) : std::string());
    for (std::string key; std::getline(in, key);) ++runs[key];
    return runs;
  }
  Pawl pawl;
};

std::vector<history::RecordedEvent> events_in(const fs::path& path) {
  auto reader = history::Reader::open(path.string());
  REQUIRE(reader);
  std::vector<history::RecordedEvent> events;
  for (;;) {
    auto event = reader->next();
    REQUIRE_MESSAGE(event, (event ? "" : event.error().message));
    if (!*event) return events;
    events.push_back(std::move(**event));
  }
}

/// The tasks whose end is recorded.
std::set<std::string> ended_tasks(const std::vector<history::RecordedEvent>& events) {
  std::set<std::string> keys;
  for (const auto& event : events) {
    if (event.type != history::EventType::TaskSucceeded && event.type != history::EventType::TaskFailed)
      continue;
    const Value* text = event.details.find(event.type == history::EventType::TaskFailed ? "cause" : "output");
    REQUIRE(text != nullptr);
    std::string key(text->as_string());
    std::erase_if(key, [](char c) { return c == '"' || c == '\n'; });
    keys.insert(key);
  }
  return keys;
}

/// What every history of AWS keeps to; empty: this one does.
std::string unlawful(const std::vector<history::RecordedEvent>& events) {
  using enum history::EventType;
  std::map<history::EventId, int> children;
  for (size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const std::string at = "event " + std::to_string(event.id) + ": ";
    if (event.id != i + 1) return at + "ids have gaps";
    if (event.previous >= event.id) return at + "linked forward";
    if (i > 0 && event.timestamp < events[i - 1].timestamp) return at + "time goes back";
    const auto previous = event.previous == 0 ? ExecutionStarted : events[event.previous - 1].type;
    const auto follows = [&](std::initializer_list<history::EventType> types) {
      return std::find(types.begin(), types.end(), previous) != types.end();
    };
    switch (event.type) {
      case TaskScheduled:
        if (!follows({TaskStateEntered, TaskFailed})) return at + "scheduled after something else";
        break;
      case TaskStarted:
        if (!follows({TaskScheduled})) return at + "started without being scheduled";
        break;
      case TaskSucceeded:
      case TaskFailed:
        if (!follows({TaskStarted})) return at + "ended without being started";
        break;
      case TaskStateExited:
        if (!follows({TaskSucceeded, TaskFailed})) return at + "exited too early";
        break;
      case WaitStateExited:
        if (!follows({WaitStateEntered})) return at + "exited too early";
        break;
      default: continue;
    }
    if (++children[event.previous] > 1) return at + "two events follow the same one";
  }
  if (events.empty() || events.back().type != ExecutionSucceeded) return "no ExecutionSucceeded at the end";
  return {};
}

std::string replay_of(const Workflow& workflow) {
  const CommandResult replayed = workflow.pawl({"replay", "h.jsonl"});
  return replayed.exit_code == 0 ? "" : replayed.out + replayed.err;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE(
      "durability: killed after every event and resumed, the run ends as if nothing had been, and no "
      "completed task runs again") {
    const Workflow workflow;
    const CommandResult whole = workflow.run();
    REQUIRE(whole.exit_code == 0);
    const auto whole_events = events_in(workflow.path("h.jsonl"));
    CHECK(unlawful(whole_events) == "");
    const auto whole_journal = workflow.journal();
    CHECK(whole_journal.size() == 10);
    for (size_t n = 1; n <= whole_events.size(); ++n) {
      CAPTURE(n);
      const CommandResult killed = workflow.run({{"FAULT_KILL_AFTER", std::to_string(n)}});
      if (n < whole_events.size()) REQUIRE(killed.exit_code == 128 + 9);
      const auto before = events_in(workflow.path("h.jsonl"));
      REQUIRE(before.size() == n);
      const auto ended = ended_tasks(before);
      const CommandResult resumed = workflow.resume();
      if (n == whole_events.size()) {
        CHECK(resumed.exit_code == 0);
        CHECK(resumed.out == whole.out);
        CHECK(workflow.journal() == whole_journal);
        continue;
      }
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(resumed.out == whole.out);
      CHECK(unlawful(events_in(workflow.path("h.jsonl"))) == "");
      CHECK(replay_of(workflow) == "");
      for (const auto& entry : workflow.journal()) {
        const auto& key = entry.first;
        CAPTURE(key);
        CHECK(whole_journal.contains(key));
        if (ended.contains(key)) CHECK(entry.second == 1);
      }
    }
  }

  TEST_CASE("durability: a history cut at any byte is recovered up to its last whole event") {
    const Workflow workflow;
    const CommandResult whole = workflow.run();
    REQUIRE(whole.exit_code == 0);
    const std::string text = workflow.history();
    const test::Definition definition = test::define(std::string(kWorkflow));
    REQUIRE(definition.machine);
    // Where the events end, newline excluded.
    std::vector<size_t> ends;
    for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      ends.push_back(at);
    // In memory, from the whole down to one byte: there are tens of thousands of lengths.
    const int fd = ::memfd_create("cut.jsonl", MFD_CLOEXEC);
    REQUIRE(::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    for (size_t length = text.size() - 1; length > 0; --length) {
      CAPTURE(length);
      REQUIRE(::ftruncate(fd, static_cast<off_t>(length)) == 0);
      const auto recovered = replay::replay(*definition.machine, path, {.for_resume = true});
      REQUIRE_MESSAGE(recovered, (recovered ? "" : recovered.error().message));
      REQUIRE(!recovered->divergence);
      const auto whole_lines =
          static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), length) - ends.begin());
      REQUIRE(recovered->events == whole_lines);
      REQUIRE(recovered->whole_bytes == (whole_lines == 0 ? 0 : std::min(length, ends[whole_lines - 1] + 1)));
      REQUIRE(recovered->faults.torn == (whole_lines == 0 ? length > 0 : length > ends[whole_lines - 1] + 1));
      REQUIRE((recovered->execution == nullptr) == (whole_lines == 0));
    }
    ::close(fd);
    // The same with the real thing, where it cuts each event: near its begin, in the middle, before its
    // newline.
    for (size_t i = 1; i + 1 < ends.size(); ++i) {
      const size_t begin = ends[i - 1] + 1;
      for (const size_t length : {begin + 1, (begin + ends[i]) / 2, ends[i]}) {
        CAPTURE(length);
        std::ofstream(workflow.path("h.jsonl"), std::ios::binary | std::ios::trunc) << text.substr(0, length);
        const CommandResult resumed = workflow.resume();
        CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
        CHECK(resumed.out == whole.out);
        CHECK(contains(resumed.err, "the last line is cut off") == (length != ends[i]));
        CHECK(unlawful(events_in(workflow.path("h.jsonl"))) == "");
      }
    }
  }

  TEST_CASE("durability: a full disk ends the run with its record whole, and it can be resumed later") {
    const Workflow workflow;
    const CommandResult whole = workflow.run();
    REQUIRE(whole.exit_code == 0);
    const size_t size = workflow.history().size();
    for (size_t room = 40; room < size; room += size / 60 + 1) {
      CAPTURE(room);
      const CommandResult full = workflow.run({{"FAULT_FULL_AT", std::to_string(room)}});
      CHECK(full.exit_code == 2);
      CHECK(full.out.empty());
      CHECK_MESSAGE(contains(full.err, "No space left on device; what was written so far is kept"), full.err);
      const std::string kept = workflow.history();
      CHECK(kept.size() <= room);
      CHECK((kept.empty() || kept.back() == '\n'));
      const CommandResult resumed = workflow.resume();
      if (kept.empty()) {
        CHECK(resumed.exit_code == 2);
        CHECK(contains(resumed.err, "is empty"));
        continue;
      }
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(resumed.out == whole.out);
      CHECK(unlawful(events_in(workflow.path("h.jsonl"))) == "");
    }
  }

  TEST_CASE(
      "durability: a disk that turns read-only ends the run, which is resumed when it can be written again") {
    const Workflow workflow;
    const CommandResult whole = workflow.run();
    REQUIRE(whole.exit_code == 0);
    // Behind the last task there is one more write.
    const size_t size = workflow.history().rfind("TaskScheduled");
    for (size_t written = 40; written < size; written += size / 20 + 1) {
      CAPTURE(written);
      const CommandResult stopped = workflow.run({{"FAULT_READ_ONLY_AT", std::to_string(written)}});
      CHECK(stopped.exit_code == 2);
      CHECK(stopped.out.empty());
      CHECK_MESSAGE(contains(stopped.err, "Read-only file system; what was written so far is kept"),
                    stopped.err);
      CHECK(workflow.history().ends_with('\n'));
      const CommandResult resumed = workflow.resume();
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(resumed.out == whole.out);
      CHECK(unlawful(events_in(workflow.path("h.jsonl"))) == "");
    }
  }

  TEST_CASE("durability: a history that cannot be synced ends the run, unless nobody asked for that") {
    const Workflow workflow;
    const auto run = [&](const char* durability) {
      fs::remove(workflow.path("h.jsonl"));
      return workflow.pawl({"run", "w.asl.json", "-i", R"({"items":[1]})", "--time", "skip", "--history",
                            "h.jsonl", "-q", "--durability", durability},
                           workflow.with_fault({{"FAULT_SYNC", "1"}}));
    };
    for (const char* durability : {"event", "batch"}) {
      CAPTURE(durability);
      const CommandResult stopped = run(durability);
      CHECK(stopped.exit_code == 2);
      CHECK_MESSAGE(
          contains(stopped.err, "cannot sync the history 'h.jsonl' to its disk: Input/output error"),
          stopped.err);
      CHECK(workflow.pawl({"replay", "h.jsonl"}).exit_code == 0);
    }
    CHECK(run("none").exit_code == 0);
  }

  TEST_CASE("durability: a disk that cannot be written to is said before anything runs") {
    const Workflow workflow;
    const CommandResult refused = workflow.pawl(
        {"run", "w.asl.json", "-i", R"({"items":[]})", "--history", "/proc/no/such/h.jsonl", "-q"});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "cannot write the history '/proc/no/such/h.jsonl'"));
    CHECK(workflow.journal().empty());
  }

  TEST_CASE("durability: folders of runs are private, and so are their files") {
    const Workflow workflow;
    REQUIRE(
        workflow
            .pawl({"run", "w.asl.json", "-i", R"({"items":[]})", "--time", "skip", "--name", "mine", "-q"})
            .exit_code == 0);
    const fs::path run = workflow.path("state") / "pawl/runs/mine";
    struct stat status {};
    REQUIRE(::stat(run.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    REQUIRE(::stat((run / "history.jsonl").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}
