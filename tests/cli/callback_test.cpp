// Tasks that wait for an answer, with real processes: live, parked, killed.
#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <thread>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// A task "Approve" whose token stands in its parameters, and a state after it.
std::string approval(std::string_view more = "") {
  return R"({"StartAt":"Approve","States":{"Approve":{"Type":"Task",
      "Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",)" +
         std::string(more) +
         R"("Parameters":{"QueueUrl":"q","MessageBody":{"token.$":"$$.Task.Token"}},"Next":"Done"},
      "Done":{"Type":"Pass","End":true}}})";
}

constexpr std::string_view kNothingRuns = "tasks: [{state: '*', approve: {}}]\n";

struct Approval : Pawl {
  explicit Approval(std::string_view config = kNothingRuns, std::string_view more = "") {
    (void)folder.write("flow.asl.json", approval(more));
    (void)folder.write("pawl.yaml", config);
  }
  [[nodiscard]] fs::path history(const std::string& run) const {
    return folder.path() / "state/pawl/runs" / run / "history.jsonl";
  }
  [[nodiscard]] size_t notes() const {
    std::error_code ignored;
    size_t count = 0;
    for (const auto& file : fs::directory_iterator(folder.path() / "state/pawl/waiting", ignored))
      count += file.path().extension() == ".json" ? 1 : 0;
    return count;
  }
  /// A run in the background, until it waits.
  [[nodiscard]] std::unique_ptr<BackgroundCommand> start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kPawlBinary);
    auto run = std::make_unique<BackgroundCommand>(arguments, folder.path(), with_state({}));
    REQUIRE(wait_for_file(history("r")));
    REQUIRE(wait_for_text(history("r"), "\"TaskSubmitted\""));
    return run;
  }
  /// The token, as the parameters of TaskScheduled have it.
  [[nodiscard]] std::string token() const {
    const std::string text = read_text(history("r"));
    const std::string_view before = "\\\"token\\\":\\\"";
    const size_t at = text.find(before) + before.size();
    return text.substr(at, text.find('\\', at) - at);
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("callbacks: an approval from another process while the run waits") {
    const Approval pawl;
    const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
    CHECK(pawl.notes() == 1);
    CHECK(contains(pawl({"task", "ls"}).out, "Approve"));
    CHECK(contains(pawl({"task", "ls", "--format", "json"}).out, pawl.token()));
    CHECK(pawl({"task", "heartbeat", "r", "Approve"}).exit_code == 0);
    CHECK(pawl({"task", "succeed", pawl.token(), "--output", R"({"by":"ann"})"}).exit_code == 0);
    const CommandResult ended = run->wait();
    CHECK_MESSAGE(ended.exit_code == 0, ended.err);
    CHECK(ended.out == "{\"by\":\"ann\"}\n");
    CHECK(contains(ended.err, "pawl task succeed r Approve"));
    CHECK(pawl.notes() == 0);
    CHECK_FALSE(fs::exists(pawl.history("r").parent_path() / "answers"));
    CHECK(pawl({"replay", "r"}).exit_code == 0);
    const CommandResult second = pawl({"task", "succeed", pawl.token()});
    CHECK(second.exit_code == 1);
    CHECK(contains(second.err, "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'"));
  }

  TEST_CASE("callbacks: a run parks, is answered, and goes on; a second park changes nothing") {
    const Approval pawl;
    const CommandResult parked = pawl({"run", "flow.asl.json", "--name", "r", "--no-wait"});
    CHECK(parked.exit_code == 75);
    CHECK(parked.out.empty());
    CHECK(contains(parked.err, "pawl task succeed r Approve"));
    CHECK(contains(pawl({"ls"}).out, "PARKED"));
    const std::string before = read_text(pawl.history("r"));
    CHECK(pawl({"resume", "r", "--no-wait"}).exit_code == 75);
    CHECK(read_text(pawl.history("r")) == before);
    const CommandResult answered =
        pawl({"task", "fail", "r", "Approve", "--error", "No.Way", "--cause", "x"});
    CHECK(answered.exit_code == 0);
    CHECK(contains(answered.err, "pawl resume r"));
    CHECK(pawl({"task", "succeed", "r", "Approve"}).exit_code == 1);
    CHECK(contains(pawl({"task", "ls"}).out, "pawl resume, with its answer"));
    const CommandResult resumed = pawl({"resume", "r"});
    CHECK(resumed.exit_code == 1);
    CHECK(contains(resumed.err, "No.Way"));
    CHECK(pawl.notes() == 0);
    // A redrive asks again, with another token.
    const std::string token = pawl.token();
    CHECK(pawl({"resume", "r", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", token}).exit_code == 1);
    CHECK(pawl({"task", "succeed", "r", "Approve", "--output", "5"}).exit_code == 0);
    CHECK(pawl({"resume", "r"}).out == "5\n");
    CHECK(pawl({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("callbacks: pawl is killed, the task is answered, and the resume takes the answer") {
    const Approval pawl;
    {
      const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
      run->send(SIGKILL);
      run->wait();
    }
    CHECK(contains(pawl({"ls"}).out, "CRASHED"));
    const std::string token = pawl.token();
    CHECK(pawl({"task", "succeed", token, "--output", "1"}).exit_code == 0);
    CHECK(pawl({"task", "succeed", token, "--output", "2"}).exit_code == 1);
    const CommandResult resumed = pawl({"resume", "r"});
    CHECK(resumed.out == "1\n");
    CHECK(contains(resumed.err, "still waiting: Approve"));
    CHECK(pawl.notes() == 0);
  }

  TEST_CASE("callbacks: killed and resumed before the answer, the task has the token it had") {
    const Approval pawl;
    std::string token;
    {
      const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
      token = pawl.token();
      run->send(SIGKILL);
      run->wait();
    }
    BackgroundCommand resume({kPawlBinary, "resume", "r"}, pawl.folder.path(), pawl.with_state({}));
    for (int polls = 0; polls < 6000 && !contains(pawl({"ls"}).out, "RUNNING"); ++polls)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(pawl({"task", "succeed", token, "--output", "3"}).exit_code == 0);
    CHECK(resume.wait().out == "3\n");
  }

  TEST_CASE("callbacks: a command is started with the token, and its success does not end the task") {
    const Approval pawl(
        "tasks: [{state: '*', sh: 'echo \"$PAWL_TASK_TOKEN\" > token; echo 1 >> runs; echo 7'}]\n");
    {
      const auto run = pawl.start({"run", "flow.asl.json", "--name", "r"});
      run->send(SIGKILL);
      run->wait();
    }
    std::string token = read_text(pawl.folder.path() / "token");
    token.pop_back();
    CHECK(token == pawl.token());
    CHECK(contains(read_text(pawl.history("r")), R"("TaskSubmitted")"));
    CHECK(contains(read_text(pawl.history("r")), R"("output":"7")"));
    CHECK(pawl({"task", "succeed", token, "--output", "8"}).exit_code == 0);
    CHECK(pawl({"resume", "r"}).out == "8\n");
    CHECK(read_text(pawl.folder.path() / "runs") == "1\n");
    CHECK(pawl({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("callbacks: a command that answers its own task, and one that fails") {
    const Approval pawl(std::string("tasks: [{state: '*', sh: '") + kPawlBinary +
                        " task succeed \"$PAWL_TASK_TOKEN\" --output 4; echo ended >> ends'}]\n");
    CHECK(pawl({"run", "flow.asl.json", "--name", "r"}).out == "4\n");
    CHECK(read_text(pawl.folder.path() / "ends") == "ended\n");
    (void)pawl.folder.write("pawl.yaml", "tasks: [{state: '*', sh: 'exit 3'}]\n");
    const CommandResult failed = pawl({"run", "flow.asl.json", "--name", "f"});
    CHECK(failed.exit_code == 1);
    CHECK(contains(failed.err, "Exit.3"));
    CHECK(pawl.notes() == 0);
  }

  TEST_CASE("callbacks: time-outs and missed heartbeats, before and after a resume") {
    for (const char* limit : {"\"TimeoutSeconds\":1,", "\"HeartbeatSeconds\":1,"}) {
      CAPTURE(limit);
      const Approval pawl(kNothingRuns, limit);
      const CommandResult ended = pawl({"run", "flow.asl.json", "--name", "live"});
      CHECK(ended.exit_code == 1);
      CHECK(contains(ended.err, "States.Timeout"));
      CHECK(pawl({"run", "flow.asl.json", "--name", "skips", "--time", "skip"}).exit_code == 1);
      CHECK(pawl({"run", "flow.asl.json", "--name", "r", "--no-wait"}).exit_code == 75);
      std::this_thread::sleep_for(std::chrono::milliseconds(1100));
      const CommandResult late = pawl({"task", "succeed", "r", "Approve"});
      CHECK(late.exit_code == 1);
      CHECK(contains(late.err, "TaskTimedOut"));
      CHECK(contains(pawl({"resume", "r"}).err, "States.Timeout"));
      CHECK(pawl.notes() == 0);
    }
  }

  TEST_CASE("callbacks: bad tokens and bad arguments, each in one line that says what to do") {
    const Approval pawl;
    CHECK(pawl({"run", "flow.asl.json", "--name", "r", "--no-wait", "-q"}).exit_code == 75);
    const std::string token = pawl.token();
    const auto told = [&pawl](std::vector<std::string> arguments, int exit_code, std::string_view text) {
      arguments.insert(arguments.begin(), "task");
      const CommandResult result = pawl(arguments);
      CHECK_MESSAGE(result.exit_code == exit_code, result.err);
      CHECK_MESSAGE(contains(result.err, text), result.err);
    };
    told({"succeed", token.substr(0, 30)}, 1, "InvalidToken: Invalid Token: 'Invalid token'");
    told({"succeed", "r", "Aprove"}, 1, "waiting: 'Approve'");
    told({"succeed", "nobody", "Approve"}, 1, "nobody");
    told({"succeed"}, 2, "pawl task ls");
    told({"succeed", "a", "b", "c"}, 2, "not more");
    told({"succeed", token, "--output", "{"}, 2, "JSON");
    told({"succeed", token, "--error", "E"}, 2, "pawl task fail");
    told({"fail", token, "--output", "1"}, 2, "pawl task succeed");
    told({"fail", token, "--error", std::string(257, 'e')}, 2, "256");
    told({"approve", token}, 2, "succeed");
    const Approval elsewhere;
    const CommandResult foreign = elsewhere({"task", "succeed", token});
    CHECK(foreign.exit_code == 1);
    CHECK(contains(foreign.err, "TaskDoesNotExist"));
    CHECK(pawl({"task", "succeed", token}).exit_code == 0);
  }

  TEST_CASE(
      "callbacks: items of a Map are named, branches that need nobody go on, and a stop closes the rest") {
    const Approval pawl;
    (void)pawl.folder.write("flow.asl.json", R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,
      "ItemProcessor":{"StartAt":"Approve","States":{
        "Approve":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}}}})");
    CHECK(pawl({"run", "flow.asl.json", "--name", "r", "-i", "[0,1,2]", "--no-wait"}).exit_code == 75);
    CHECK(pawl.notes() == 3);
    const CommandResult unclear = pawl({"task", "succeed", "r", "Approve"});
    CHECK(unclear.exit_code == 1);
    CHECK(contains(unclear.err, "'Approve[1]'"));
    for (const char* item : {"2", "0"})
      CHECK(
          pawl({"task", "succeed", "r", "Approve[" + std::string(item) + "]", "--output", item}).exit_code ==
          0);
    CHECK(pawl({"resume", "r", "--no-wait"}).exit_code == 75);
    CHECK(pawl.notes() == 1);
    CHECK(pawl({"task", "fail", "r", "Approve[1]", "--error", "E"}).exit_code == 0);
    CHECK(pawl({"resume", "r"}).exit_code == 1);
    CHECK(pawl.notes() == 0);
  }

  TEST_CASE("callbacks: a nested execution waits and parks with the run that started it") {
    const Approval pawl;
    (void)pawl.folder.write("parent.asl.json", R"({"StartAt":"S","States":{"S":{"Type":"Task",
      "Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"child","Name":"n"},"OutputPath":"$.Output","End":true}}})");
    (void)pawl.folder.write("pawl.yaml",
                            "machines: {child: flow.asl.json}\ntasks: [{state: Approve, approve: {}}]\n");
    CHECK(pawl({"run", "parent.asl.json", "--name", "p", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", "child:n", "Approve", "--output", "6"}).exit_code == 0);
    const CommandResult resumed = pawl({"resume", "p"});
    CHECK_MESSAGE(resumed.out == "6\n", resumed.err);
    for (const char* run : {"p", "child:n"}) CHECK(pawl({"replay", run}).exit_code == 0);
  }

  TEST_CASE("callbacks: children of a Distributed Map wait, and after a park they take their answers") {
    const Approval pawl;
    (void)pawl.folder.write("flow.asl.json", R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,
      "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
      "StartAt":"Approve","States":{
        "Approve":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"Next":"Again"},
        "Again":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}}}})");
    CHECK(pawl({"run", "flow.asl.json", "--name", "r", "-i", "[0,1]", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", "r", "Approve[1]", "--output", "5"}).exit_code == 0);
    CHECK(pawl({"resume", "r", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", "r", "Again[1]", "--output", "6"}).exit_code == 0);
    CHECK(pawl({"task", "succeed", "r", "Approve[0]", "--output", "7"}).exit_code == 0);
    CHECK(pawl({"resume", "r", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", "r", "Again[0]", "--output", "8"}).exit_code == 0);
    const CommandResult ended = pawl({"resume", "r"});
    CHECK_MESSAGE(ended.out == "[8,6]\n", ended.err);
    CHECK(pawl.notes() == 0);
    CHECK(pawl({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("callbacks: a history in a file, and none at all") {
    const Approval pawl;
    CHECK(pawl({"run", "flow.asl.json", "--history", "h.jsonl", "--name", "f", "--no-wait"}).exit_code == 75);
    CHECK(pawl({"task", "succeed", "f", "Approve", "--output", "2"}).exit_code == 0);
    CHECK(pawl({"resume", "h.jsonl"}).out == "2\n");
    CHECK(pawl({"run", "flow.asl.json", "--history", "none", "--no-wait"}).exit_code == 2);
    BackgroundCommand run({kPawlBinary, "run", "flow.asl.json", "--history", "none", "--name", "n"},
                          pawl.folder.path(), pawl.with_state({}));
    for (int polls = 0; polls < 6000 && pawl.notes() == 0; ++polls)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(pawl({"task", "succeed", "n", "Approve", "--output", "9"}).exit_code == 0);
    CHECK(run.wait().out == "9\n");
    CHECK(fs::is_empty(pawl.folder.path() / "state/pawl/waiting"));
  }
}
