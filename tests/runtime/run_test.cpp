#include "runtime/run.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "asl/parse.h"
#include "engine/frame.h"
#include "history/event_type.h"
#include "support/http_server.h"
#include "support/task_harness.h"
#include "tasks/resolve.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Status;
using runtime::TimeMode;

namespace {

/// Notes what it is told, in order: "commit" and the names of events.
class NotingJournal : public runtime::Journal {
 public:
  void append(const history::HistoryEvent& event) override {
    notes.emplace_back(history::name_of(event.type));
  }
  Result<void> commit() override {
    notes.emplace_back("commit");
    if (fails) return fail("the disk is full");
    return {};
  }
  [[nodiscard]] size_t count(std::string_view name) const {
    return static_cast<size_t>(std::count(notes.begin(), notes.end(), name));
  }
  std::vector<std::string> notes;
  bool fails = false;
};

class NotingObserver : public runtime::Observer {
 public:
  void event(const history::HistoryEvent&) override { ++events; }
  void task_stderr(const asl::State& state, uint32_t attempt, std::string_view line) override {
    lines.push_back(state.name + "#" + std::to_string(attempt) + " " + std::string(line));
  }
  void time_skipped(Millis total) override { skipped = total; }
  uint64_t events = 0;
  std::vector<std::string> lines;
  Millis skipped = 0;
};

/// Notes each field that is evaluated, with its state and value.
class NotingDataFlow : public engine::DataFlowObserver {
 public:
  void evaluated(const engine::Frame& frame, std::string_view field, const Value& value) override {
    notes.push_back(frame.state().name + "." + std::string(field) + " " + to_json(value));
  }
  void failed(const engine::Frame&, const engine::Failure&) override {}
  std::vector<std::string> notes;
};

struct Options {
  std::string input = "{}";
  TimeMode time = {};
  Millis timeout = 0;
  uint32_t jobs = 0;
  std::string mocks;  // text of the mock file
  runtime::Journal* journal = nullptr;
  runtime::Observer* observer = nullptr;
  engine::DataFlowObserver* data_flow = nullptr;
};

Result<runtime::RunResult> try_run(const std::string& definition, const Options& options = {}) {
  auto read = source::read("definition.json", definition, source::Format::Json);
  auto parsed = asl::parse(read.document);
  for (const auto& finding : parsed.diagnostics) INFO(finding.message);
  REQUIRE(parsed.machine != nullptr);
  std::optional<tasks::MockFile> mocks;
  if (!options.mocks.empty()) {
    char name[] = "/tmp/pawl-mocks-XXXXXX";
    ::close(::mkstemp(name));
    std::ofstream(name) << options.mocks;
    auto loaded = tasks::MockFile::load(name);
    ::unlink(name);
    REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
    mocks = std::move(*loaded);
  }
  auto resolved = tasks::resolve({.machine = *parsed.machine,
                                  .machine_name = "M",
                                  .directory = "/tmp",
                                  .mocks = mocks ? &*mocks : nullptr});
  REQUIRE_MESSAGE(resolved.has_value(), resolved.error().message);
  REQUIRE(resolved->unbound.empty());
  auto input = parse_json(options.input);
  REQUIRE(input.has_value());
  engine::ExecutionInfo info;
  info.name = "test-run";
  info.start_time = 1'700'000'000'000;
  return runtime::run({.machine = *parsed.machine,
                       .input = *input,
                       .info = info,
                       .limits = {},
                       .time = options.time,
                       .timeout = options.timeout,
                       .bounds = {.tasks = options.jobs},
                       .tasks = resolved->tasks,
                       .journal = options.journal,
                       .observer = options.observer,
                       .data_flow = options.data_flow});
}

runtime::RunResult run(const std::string& definition, const Options& options = {}) {
  auto result = try_run(definition, options);
  REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return std::move(*result);
}

std::string task(const std::string& resource, const std::string& more = "") {
  return R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":)" + pawl::json_quoted(resource) + more +
         R"(,"End":true}}})";
}

const std::string kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100000,"Next":"E"},"E":{"Type":"Pass","End":true}}})";
const std::string kEndless =
    R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"A"}],"Default":"A"}}})";

constexpr TimeMode kSkip{TimeMode::Kind::Skip, 1};

/// A signal to this process after a while.
class Later {
 public:
  Later(int milliseconds, int signal, int times = 1)
      : thread_([=] {
          for (int i = 0; i < times; ++i) {
            ::usleep(static_cast<useconds_t>(milliseconds) * 1000);
            ::kill(::getpid(), signal);
          }
        }) {}
  ~Later() { thread_.join(); }
  Later(const Later&) = delete;
  Later& operator=(const Later&) = delete;

 private:
  std::thread thread_;
};

}  // namespace

TEST_SUITE("runtime") {
  TEST_CASE("a chain of states needs no event loop, no threads, no descriptors") {
    const size_t before = open_descriptors();
    size_t during = 0;
    struct Counting : runtime::Observer {
      size_t* during = nullptr;
      void event(const history::HistoryEvent&) override { *during = std::max(*during, open_descriptors()); }
    } observer;
    observer.during = &during;
    const auto result = run(
        R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Result":[1],"End":true}}})",
        {.observer = &observer});
    CHECK(result.status == Status::Succeeded);
    CHECK(to_json(result.output) == "[1]");
    CHECK(result.events == 6);
    CHECK(during == before);
  }

  TEST_CASE("a task runs, its output is the result, events are on file before it starts") {
    NotingJournal journal;
    const auto result = run(task("exec:cat"), {.input = R"({"a":1})", .journal = &journal});
    CHECK(result.status == Status::Succeeded);
    CHECK(to_json(result.output) == R"({"a":1})");
    const auto scheduled = std::find(journal.notes.begin(), journal.notes.end(), "TaskScheduled");
    REQUIRE(scheduled != journal.notes.end());
    CHECK(*(scheduled + 1) == "commit");
    CHECK(journal.notes.back() == "commit");
    CHECK(journal.count("TaskStarted") == 1);
  }

  TEST_CASE("a journal that fails ends the run") {
    NotingJournal journal;
    journal.fails = true;
    const auto result = try_run(task("sh:sleep 1000"), {.journal = &journal});
    REQUIRE(!result.has_value());
    CHECK(result.error().message == "the disk is full");
    CHECK(children() == 0);
  }

  TEST_CASE("failures, retries with skipped time, catch") {
    const std::string counter = "/tmp/pawl-test-counter-" + std::to_string(::getpid());
    const auto result = run(
        task(
            "sh:echo x >> " + counter + "; test $(wc -l < " + counter +
                ") -ge 3 || { echo no >&2; exit 9; }; echo 1",
            R"(,"Retry":[{"ErrorEquals":["Exit.9"],"IntervalSeconds":3600,"MaxAttempts":5,"BackoffRate":2}])"),
        {.time = kSkip});
    std::filesystem::remove(counter);
    CHECK(result.status == Status::Succeeded);
    CHECK(result.skipped >= 3 * 3600 * 1000 - 60'000);
    CHECK(result.skipped <= 3 * 3600 * 1000);
    const auto failed = run(task("sh:echo broken >&2; exit 7"));
    CHECK(failed.status == Status::Failed);
    CHECK(failed.error.error == "Exit.7");
    CHECK(failed.error.cause == "broken");
    CHECK(failed.failed_state == "T");
  }

  TEST_CASE("the data flow is observed, in the children of a Distributed Map too") {
    NotingDataFlow observed;
    const auto result = run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","ItemProcessor":{
             "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":{
               "Type":"Task","Resource":"sh:exit 3","End":true,
               "Retry":[{"ErrorEquals":["Exit.4"]},{"ErrorEquals":["Exit.3"],"IntervalSeconds":5,"MaxAttempts":1}],
               "Catch":[{"ErrorEquals":["Exit.3"],"Next":"P","ResultPath":null}]},
             "P":{"Type":"Pass","Result":1,"End":true}}},"End":true}}})",
        {.input = "[7]", .time = kSkip, .data_flow = &observed});
    CHECK(result.status == Status::Succeeded);
    const auto has = [&](std::string_view note) {
      return std::ranges::count_if(observed.notes,
                                   [&](const std::string& one) { return one.starts_with(note); }) == 1;
    };
    CHECK(has("M.ItemsPath [7]"));
    CHECK(has("T.Retry[1] 5"));
    CHECK(has(R"(T.Catch[0] {"Error":"Exit.3")"));
    CHECK(has("P.Result 1"));
    CHECK(has("M.Result [1]"));
  }

  TEST_CASE("standard error reaches the observer with the attempt") {
    NotingObserver observer;
    run(task("sh:echo hello >&2; exit 1", R"(,"Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":1}])"),
        {.time = kSkip, .observer = &observer});
    CHECK(observer.lines == std::vector<std::string>{"T#1 hello", "T#2 hello"});
    CHECK(observer.skipped > 0);
  }

  TEST_CASE("time: skipped and scaled waits, real ones") {
    const auto skipped = run(kWait, {.time = kSkip});
    CHECK(skipped.status == Status::Succeeded);
    CHECK(skipped.skipped == 100'000'000);
    const auto scaled = run(kWait, {.time = {TimeMode::Kind::Scaled, 1'000'000}});
    CHECK(scaled.status == Status::Succeeded);
    CHECK(scaled.skipped > 90'000'000);
    const auto begin = std::chrono::steady_clock::now();
    const auto real = run(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}})");
    CHECK(real.status == Status::Succeeded);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(990));
    CHECK(real.skipped == 0);
  }

  TEST_CASE("a virtual clock does not jump while a process runs") {
    // The Wait of an hour may only be over when the process is.
    const auto result = run(R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"Next":"C"},"C":{"Type":"Task","Resource":"sh:cat /tmp/pawl-test-order-$PPID","End":true}}},
        {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"sh:sleep 0.3; echo 5 > /tmp/pawl-test-order-$PPID","End":true}}}]}}})",
                            {.time = kSkip});
    std::filesystem::remove("/tmp/pawl-test-order-" + std::to_string(::getpid()));
    CHECK(result.status == Status::Succeeded);
    CHECK(to_json(result.output) == "[5,null]");
  }

  TEST_CASE("TimeoutSeconds stops a task, also under a virtual clock") {
    for (const TimeMode mode : {TimeMode{}, kSkip, TimeMode{TimeMode::Kind::Scaled, 4}}) {
      const auto result = run(task("sh:sleep 1000", R"(,"TimeoutSeconds":1)"), {.time = mode});
      CHECK(result.status == Status::Failed);
      CHECK(result.error.error == "States.Timeout");
    }
    CHECK(children() == 0);
  }

  TEST_CASE("time limits of the whole run") {
    CHECK(run(kEndless, {.timeout = 100}).status == Status::TimedOut);
    CHECK(run(task("sh:sleep 1000"), {.timeout = 100}).status == Status::TimedOut);
    CHECK(children() == 0);
    const std::string limited =
        R"({"TimeoutSeconds":50,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100,"End":true}}})";
    const auto result = run(limited, {.time = kSkip});
    CHECK(result.status == Status::TimedOut);
    CHECK(result.skipped == 50'000);
  }

  TEST_CASE("Ctrl-C stops tasks and is recorded") {
    NotingJournal journal;
    const Later signal(200, SIGINT);
    const auto result = run(task("sh:sleep 1000"), {.journal = &journal});
    CHECK(result.status == Status::Aborted);
    CHECK(result.interrupted_by == SIGINT);
    CHECK(journal.count("ExecutionAborted") == 1);
    CHECK(journal.notes.back() == "commit");
    CHECK(children() == 0);
  }

  TEST_CASE("an endless loop hears SIGTERM, a wait SIGINT") {
    {
      const Later signal(100, SIGTERM);
      const auto result = run(kEndless);
      CHECK(result.status == Status::Aborted);
      CHECK(result.interrupted_by == SIGTERM);
    }
    const Later signal(100, SIGINT);
    CHECK(run(kWait).interrupted_by == SIGINT);
  }

  TEST_CASE("twice kills at once") {
    const auto begin = std::chrono::steady_clock::now();
    const Later signals(300, SIGINT, 2);
    const auto result = run(task("sh:trap '' TERM; while :; do sleep 1; done"));
    CHECK(result.interrupted_by == SIGINT);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(4500));
    CHECK(children() == 0);
  }

  TEST_CASE("handlers are put back") {
    struct sigaction before {};
    struct sigaction after {};
    ::sigaction(SIGINT, nullptr, &before);
    run(task("exec:true"));
    ::sigaction(SIGINT, nullptr, &after);
    CHECK((before.sa_handler == after.sa_handler));
    ::sigaction(SIGPIPE, nullptr, &after);
    CHECK((after.sa_handler == SIG_DFL));
  }

  TEST_CASE("a Map of commands, with and without a bound on jobs") {
    const std::string map =
        R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":8,"End":true,"ItemProcessor":
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"exec:cat","End":true}}}}}})";
    std::string items = "[";
    for (int i = 0; i < 200; ++i) items += (i > 0 ? "," : "") + std::to_string(i);
    items += "]";
    const size_t before = open_descriptors();
    for (const uint32_t jobs : {0U, 1U, 3U}) {
      const auto result = run(map, {.input = items, .jobs = jobs});
      CHECK(result.status == Status::Succeeded);
      CHECK(to_json(result.output) == items);
    }
    CHECK(open_descriptors() == before);
    CHECK(children() == 0);
  }

  TEST_CASE("never more jobs than allowed") {
    // Every task holds a lock folder: two at a time would meet.
    const std::string lock = "/tmp/pawl-test-lock-" + std::to_string(::getpid());
    const auto result = run(R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:mkdir )" +
                                lock + R"( && sleep 0.02 && rmdir )" + lock + R"(","End":true}}}}}})",
                            {.input = "[1,2,3,4,5,6,7,8,9,10]", .jobs = 1});
    CHECK(result.status == Status::Succeeded);
  }

  TEST_CASE("with a bound on jobs, an item that has begun is finished before another one begins") {
    const std::string log = "/tmp/pawl-test-order-" + std::to_string(::getpid());
    const auto task = [&log](char name, const std::string& next) {
      return "\"" + std::string(1, name) +
             R"(":{"Type":"Task","ResultPath":null,"Resource":"sh:echo ${PAWL_MAP_INDEX})" + name + " >> " +
             log + "\"," + next + "}";
    };
    const auto result = run(
        R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{)" +
            task('A', "\"Next\":\"B\"") + "," + task('B', "\"End\":true") + "}}}}}",
        {.input = "[0,1,2,3]", .jobs = 1});
    CHECK(result.status == Status::Succeeded);
    std::ifstream file(log);
    std::string lines;
    for (std::string line; std::getline(file, line);) lines += line + " ";
    ::unlink(log.c_str());
    CHECK(lines == "0A 0B 1A 1B 2A 2B 3A 3B ");
  }

  TEST_CASE("a failing sibling stops the others") {
    const auto begin = std::chrono::steady_clock::now();
    const auto result = run(R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:sleep 0.1; exit 3","End":true}}},
        {"StartAt":"B","States":{"B":{"Type":"Task","Resource":"sh:sleep 1000","End":true}}},
        {"StartAt":"C","States":{"C":{"Type":"Wait","Seconds":1000,"End":true}}}]}}})");
    CHECK(result.status == Status::Failed);
    CHECK(result.error.error == "Exit.3");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
    CHECK(children() == 0);
  }

  TEST_CASE("mocks count invocations; one that is missing is a clear error") {
    const std::string flaky =
        task("arn:aws:lambda:us-east-1:000000000000:function:flaky",
             R"(,"Retry":[{"ErrorEquals":["Boom"],"IntervalSeconds":1,"MaxAttempts":2}])");
    const auto mocks = [](const std::string& responses) {
      return R"({"StateMachines":{"M":{"TestCases":{"C":{"T":"R"}}}},"MockedResponses":{"R":)" + responses +
             "}}";
    };
    const auto good =
        run(flaky,
            {.time = kSkip,
             .mocks = mocks(R"({"0-1":{"Throw":{"Error":"Boom","Cause":"c"}},"2":{"Return":{"ok":true}}})")});
    CHECK(good.status == Status::Succeeded);
    CHECK(to_json(good.output) == R"({"ok":true})");
    const auto missing = run(flaky, {.time = kSkip, .mocks = mocks(R"({"0":{"Throw":{"Error":"Boom"}}})")});
    CHECK(missing.status == Status::Failed);
    CHECK(missing.error.error == "States.Runtime");
    NotingJournal journal;
    const auto late =
        run(flaky, {.mocks = mocks(R"({"0":{"Throw":{"Error":"States.Timeout"}}})"), .journal = &journal});
    CHECK(late.error.error == "States.Timeout");
    CHECK(journal.count("LambdaFunctionTimedOut") == 1);
  }

  TEST_CASE("mocks of .sync integrations are submitted first, and no process is needed") {
    NotingJournal journal;
    const size_t before = open_descriptors();
    const auto result = run(
        task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", R"(,"Parameters":{})"),
        {.time = kSkip,
         .mocks =
             R"({"StateMachines":{"X":{"TestCases":{"C":{"T":"R"}}}},"MockedResponses":{"R":{"0":{"Return":5}}}})",
         .journal = &journal});
    CHECK(to_json(result.output) == "5");
    CHECK(journal.count("TaskSubmitted") == 1);
    CHECK(open_descriptors() == before);
  }

  TEST_CASE("HTTP calls from a run") {
    HttpServer server([](const ServedRequest& request) {
      ServedResponse response;
      response.body = request.body;
      return response;
    });
    const auto result =
        run(R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":10,"End":true,"ItemProcessor":
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":)" +
                pawl::json_quoted(server.url() + "/echo") + R"(,"End":true}}}}}})",
            {.input = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"});
    CHECK(to_json(result.output) == "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]");
    CHECK(server.requests() == 20);
    CHECK(server.connections() <= 10);
  }

  TEST_CASE("runs in several threads at the same time") {
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&good] {
        for (int j = 0; j < 5; ++j) {
          auto read = source::read("definition.json", task("exec:cat"), source::Format::Json);
          auto parsed = asl::parse(read.document);
          auto resolved =
              tasks::resolve({.machine = *parsed.machine, .machine_name = "M", .directory = "/tmp"});
          engine::ExecutionInfo info;
          info.name = "threaded";
          auto result = runtime::run({.machine = *parsed.machine,
                                      .input = Value::integer(j),
                                      .info = info,
                                      .limits = {},
                                      .tasks = resolved->tasks});
          if (result && result->status == Status::Succeeded && to_json(result->output) == std::to_string(j))
            ++good;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 20);
    CHECK(children() == 0);
  }
}
