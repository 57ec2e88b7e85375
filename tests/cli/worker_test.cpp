// Activities and their workers, with real processes.
#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

std::string activity(std::string_view more = "") {
  return one_task("arn:aws:states:us-east-1:123456789012:activity:resize", more);
}

struct Activities : Pawl {
  explicit Activities(std::string_view definition) {
    (void)folder.write("flow.asl.json", definition);
    CHECK((*this)({"activity", "create", "resize"}).exit_code == 0);
  }
  [[nodiscard]] std::unique_ptr<BackgroundCommand> start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kPawlBinary);
    // Output of commands in the background goes to files of the folder.
    const fs::path own = folder.path() / ("background-" + std::to_string(++started_));
    fs::create_directory(own);
    return std::make_unique<BackgroundCommand>(arguments, own, with_state({}));
  }
  [[nodiscard]] std::unique_ptr<BackgroundCommand> worker(const std::string& script,
                                                          std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"worker", "resize"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.insert(arguments.end(), {"--", "sh", "-c", script});
    return start(std::move(arguments));
  }
  [[nodiscard]] std::string history() const {
    return read_text(folder.path() / "state/pawl/runs/r/history.jsonl");
  }

 private:
  mutable int started_ = 0;
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("workers: started before the task and after it; what they give, and how they end") {
    const Activities pawl(activity());
    {
      const auto early =
          pawl.worker("read x; echo \"[$x, \\\"$PAWL_RUN $PAWL_STATE\\\"]\"", {"--name", "early"});
      const CommandResult run = pawl({"run", "flow.asl.json", "-i", "5", "--name", "r"});
      CHECK_MESSAGE(run.out == "[5,\"r Work\"]\n", run.err);
      CHECK(contains(pawl.history(), R"("activityStartedEventDetails":{"workerName":"early"})"));
      CHECK(pawl({"replay", "r"}).exit_code == 0);
      early->send(SIGTERM);
      CHECK(early->wait().exit_code == 128 + SIGTERM);
    }
    const auto run = pawl.start({"run", "flow.asl.json", "-i", "6", "--name", "late"});
    const std::vector<std::string> list = {"activity", "ls", "--format", "json"};
    for (int polls = 0; polls < 6000 && !contains(pawl(list).out, R"("queued":1)"); ++polls)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto worker =
        pawl.worker("echo '{\"Error\":\"Size.Bad\",\"Cause\":\"too small\"}' > $PAWL_ERROR_FILE; exit 4");
    const CommandResult failed = run->wait();
    CHECK(failed.exit_code == 1);
    CHECK(contains(failed.err, "Size.Bad"));
    CHECK(contains(failed.err, "too small"));
    worker->send(SIGINT);
    CHECK(worker->wait().exit_code == 128 + SIGINT);
    CHECK(contains(pawl(list).out, R"("queued":0,"claimed":0)"));
  }

  TEST_CASE(
      "workers: a killed one is a missed heartbeat, its task goes to nobody else, and a retry to the other") {
    const Activities pawl(
        activity(R"("HeartbeatSeconds":1,"Retry":[{"ErrorEquals":["States.HeartbeatTimeout"],
      "IntervalSeconds":1,"MaxAttempts":1}],)"));
    const auto killed = pawl.worker("echo $$ > first; sleep 600", {"--name", "killed"});
    const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
    REQUIRE(wait_for_file(pawl.folder.path() / "first"));
    const auto other = pawl.worker("echo one >> second; sleep 2; echo '\"done\"'", {"--name", "other"});
    killed->send(SIGKILL);
    const CommandResult ended = run->wait();
    CHECK_MESSAGE(ended.out == "\"done\"\n", ended.err);
    CHECK(read_text(pawl.folder.path() / "second") == "one\n");
    CHECK(contains(pawl.history(), "ActivityTimedOut"));
    CHECK(contains(pawl.history(), R"({"workerName":"other"})"));
    CHECK(pawl({"replay", "r"}).exit_code == 0);
    ::kill(std::stoi(read_text(pawl.folder.path() / "first")), SIGKILL);
    other->send(SIGTERM);
    other->wait();
  }

  TEST_CASE("workers: pawl is killed while one works; the resume waits for it and hands nothing out again") {
    const Activities pawl(activity());
    const auto worker = pawl.worker("echo 1 >> starts; until test -e go; do sleep 0.01; done; echo 8");
    {
      const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
      REQUIRE(wait_for_file(pawl.folder.path() / "starts"));
      run->send(SIGKILL);
      run->wait();
    }
    const auto resume = pawl.start({"resume", "r"});
    REQUIRE(wait_for_text(pawl.folder.path() / "state/pawl/runs/r/history.jsonl", "ActivityStarted"));
    (void)pawl.folder.write("go", "");
    CHECK(resume->wait().out == "8\n");
    CHECK(read_text(pawl.folder.path() / "starts") == "1\n");
    worker->send(SIGTERM);
    worker->wait();
  }

  TEST_CASE("workers: 1,000 tasks through 8 workers, none lost and none doubled") {
    const Activities pawl(R"({"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1000,"End":true,
      "ItemProcessor":{"StartAt":"Work","States":{"Work":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:us-east-1:123456789012:activity:resize"}}}}}})");
    std::string input = "[0";
    for (int i = 1; i < 1000; ++i) input += "," + std::to_string(i);
    input += "]";
    (void)pawl.folder.write("in.json", input);
    std::vector<std::unique_ptr<BackgroundCommand>> workers;
    for (int i = 0; i < 8; ++i) workers.push_back(pawl.worker("read x; echo $x >> done; echo $x", {"-q"}));
    const auto run = pawl.start({"run", "flow.asl.json", "-i", "in.json", "--name", "r", "-q"});
    CHECK(run->wait().out == input + "\n");
    std::ifstream done(pawl.folder.path() / "done");
    std::multiset<int> items;
    for (int item = 0; done >> item;) items.insert(item);
    CHECK(items.size() == 1000);
    CHECK(std::set<int>(items.begin(), items.end()).size() == 1000);
    for (const auto& worker : workers) {
      worker->send(SIGTERM);
      CHECK(worker->wait().exit_code == 128 + SIGTERM);
    }
  }

  TEST_CASE("workers: an activity that does not exist is told before the run; one that is declared is made") {
    const Pawl pawl;
    (void)pawl.folder.write("flow.asl.json", activity());
    const CommandResult unknown = pawl({"run", "flow.asl.json"});
    CHECK(unknown.exit_code == 4);
    CHECK(contains(unknown.err, "the activity 'resize' does not exist here"));
    CHECK(contains(unknown.err, "pawl activity create resize"));
    CHECK_FALSE(pawl.has_runs());
    (void)pawl.folder.write("pawl.yaml", "tasks: [{state: Work, activity: big-jobs}]\n");
    CHECK(pawl({"run", "flow.asl.json", "--name", "r", "--no-wait"}).exit_code == 75);
    CHECK(contains(pawl({"activity", "ls"}).out, "big-jobs"));
    CHECK(contains(pawl({"task", "ls"}).out, "activity big-jobs"));
    CHECK(pawl({"task", "succeed", "r", "Work", "--output", "3"}).exit_code == 0);
    CHECK(pawl({"resume", "r"}).out == "3\n");
    CHECK(contains(pawl({"activity", "ls", "--format", "json"}).out, R"("queued":0)"));
    CHECK(pawl({"activity", "delete", "big-jobs"}).exit_code == 0);
    CHECK(pawl({"activity", "delete", "big-jobs"}).exit_code == 1);
    CHECK(pawl({"activity", "create", "a/b"}).exit_code == 2);
    CHECK(pawl({"worker", "a b", "--", "true"}).exit_code == 2);
    CHECK(pawl({"worker", "a", "--", "no-such-program"}).exit_code == 2);
  }

  TEST_CASE("workers: an activity that is removed while it is needed fails the execution with AWS's words") {
    const Activities pawl(R"({"StartAt":"W","States":{"W":{"Type":"Task",
      "Resource":"sh:rm -r state/pawl/activities/resize; echo 1","Next":"Work"},"Work":{"Type":"Task",
      "Resource":"arn:aws:states:us-east-1:123456789012:activity:resize","End":true}}})");
    const CommandResult failed = pawl({"run", "flow.asl.json"});
    CHECK(failed.exit_code == 1);
    CHECK(contains(failed.err, "States.Runtime"));
    CHECK(contains(failed.err, "The activity ARN does not exist."));
  }
}
