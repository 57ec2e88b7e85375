// Nested executions with real processes: pawl is killed and resumed, or stopped.
#include <doctest/doctest.h>

#include <csignal>
#include <memory>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kParent =
    R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
         "Parameters":{"StateMachineArn":"child","Name":"n"},"OutputPath":"$.Output","End":true}}})";
constexpr std::string_view kChild = R"({"StartAt":"A","States":{
    "A":{"Type":"Task","Resource":"sh:echo A >> journal; echo 1","Next":"B"},
    "B":{"Type":"Task","Resource":"sh:echo B >> journal; echo $$ > running; test -e fixed || sleep 600; echo 2","End":true}}})";

void write_nest(const Pawl& pawl) {
  (void)pawl.folder.write("parent.asl.json", kParent);
  (void)pawl.folder.write("child.asl.json", kChild);
  (void)pawl.folder.write("pawl.yaml", "machines: {child: child.asl.json}\n");
}

size_t count(std::string_view text, std::string_view part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++found;
  return found;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("nested: after pawl was killed the child goes on inside of the parent's resume") {
    const Pawl pawl;
    write_nest(pawl);
    {
      BackgroundCommand run({kPawlBinary, "run", "parent.asl.json", "--name", "p", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "running"));
      run.send(SIGKILL);
      run.wait();
    }
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "p"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "2\n");
    CHECK(read_text(pawl.folder.path() / "journal") == "A\nB\nB\n");
    const fs::path runs = pawl.folder.path() / "state/pawl/runs";
    CHECK(count(read_text(runs / "p/history.jsonl"), "\"TaskSubmitted\"") == 1);
    CHECK(contains(pawl({"show", "p"}).out, "started child:n"));
    CHECK(contains(pawl({"show", "child:n"}).out, "parent  p, event 3"));
    for (const char* run : {"p", "child:n"}) {
      CHECK(pawl({"replay", run}).exit_code == 0);
      CHECK(pawl({"graph", "--run", run, "-o", "g.svg"}).exit_code == 0);
    }
  }

  TEST_CASE("nested: an execution that gets the token answers for its parent's task, after a resume too") {
    const Pawl pawl;
    (void)pawl.folder.write("parent.asl.json",
                            R"({"StartAt":"S","States":{"S":{"Type":"Task","End":true,
          "Resource":"arn:aws:states:::states:startExecution.waitForTaskToken",
          "Parameters":{"StateMachineArn":"child","Name":"n","Input":{"token.$":"$$.Task.Token"}}}}})");
    (void)pawl.folder.write("child.asl.json",
                            one_task(R"(sh:token=$(sed 's/.*\"token\":\"//; s/\".*//'); echo x >> begun; )"
                                     "until test -e go; do sleep 0.05; done; " +
                                     std::string(kPawlBinary) + " task succeed $token --output 42"));
    (void)pawl.folder.write("pawl.yaml", "machines: {child: child.asl.json}\n");
    bool is_killed = false;
    SUBCASE("at once") {}
    SUBCASE("killed and resumed") { is_killed = true; }
    const auto begin = [&pawl](const std::vector<std::string>& arguments) {
      fs::remove(pawl.folder.path() / "begun");
      auto command = std::make_unique<BackgroundCommand>(arguments, pawl.folder.path(), pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "begun"));
      return command;
    };
    auto run = begin({kPawlBinary, "run", "parent.asl.json", "--name", "p", "-q"});
    REQUIRE(wait_for_text(pawl.folder.path() / "state/pawl/runs/p/history.jsonl", "TaskSubmitted"));
    if (is_killed) {
      run->send(SIGKILL);
      run->wait();
      run = begin({kPawlBinary, "resume", "p", "-q"});
    }
    (void)pawl.folder.write("go", "");
    const CommandResult ended = run->wait();
    CHECK_MESSAGE(ended.exit_code == 0, ended.err);
    CHECK(ended.out == "42\n");
    CHECK(contains(pawl({"show", "child:n"}).out, "SUCCEEDED"));
    const std::string history = read_text(pawl.folder.path() / "state/pawl/runs/p/history.jsonl");
    CHECK(count(history, "\"TaskSubmitted\"") == 1);
    CHECK(contains(history, "execution:child:n"));
    CHECK(pawl({"replay", "p"}).exit_code == 0);
  }

  TEST_CASE("nested: a Task whose execution never answers times out, and one that cannot be started fails") {
    const Pawl pawl;
    (void)pawl.folder.write("parent.asl.json",
                            R"({"StartAt":"S","States":{"S":{"Type":"Task","End":true,"TimeoutSeconds":60,
          "Resource":"arn:aws:states:::states:startExecution.waitForTaskToken",
          "Parameters":{"StateMachineArn.$":"$.machine","Input":{"token.$":"$$.Task.Token"}}}}})");
    (void)pawl.folder.write("child.asl.json", one_task("sh:echo 1"));
    (void)pawl.folder.write("pawl.yaml", "machines: {child: child.asl.json}\n");
    const CommandResult late =
        pawl({"run", "parent.asl.json", "--time", "skip", "-i", R"({"machine":"child"})"});
    CHECK(late.exit_code == 1);
    CHECK(contains(late.err, "States.Timeout"));
    const CommandResult none = pawl({"run", "parent.asl.json", "-i", R"({"machine":"other"})"});
    CHECK(none.exit_code == 1);
    CHECK(contains(none.err, "StateMachineDoesNotExist"));
  }

  TEST_CASE("nested: -b and --subst reach the state machines that are started, in a resume too") {
    const Pawl pawl;
    write_nest(pawl);
    (void)pawl.folder.write("child.asl.json", R"({"StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Next":"B"},
      "B":{"Type":"Task","Resource":"sh:test -e fixed && echo '\"${Word}\"'","End":true}}})");
    const std::vector<std::string> run = {"run", "parent.asl.json", "--name",  "p",      "-q",
                                          "-b",  "A=echo 1",        "--subst", "Word=hi"};
    CHECK(pawl(run).exit_code == 1);
    for (const char* name : {"p", "child:n"}) {
      const std::string history = read_text(pawl.folder.path() / "state/pawl/runs" / name / "history.jsonl");
      CHECK(contains(history, R"("bind":{"A":"echo 1"},"subst":{"Word":"hi"})"));
    }
    (void)pawl.folder.write("fixed", "");
    const CommandResult child = pawl({"resume", "child:n"});
    CHECK_MESSAGE(child.out == "\"hi\"\n", child.err);

    const CommandResult unknown = pawl({"run", "parent.asl.json", "-b", "C=echo 1", "--subst", "Other=1"});
    CHECK(unknown.exit_code != 0);
    CHECK_MESSAGE(contains(unknown.err, "-b C: there is no state 'C'"), unknown.err);
    const CommandResult unused =
        pawl({"run", "parent.asl.json", "-b", "A=echo 1", "--subst", "Other=1", "--dry-run"});
    CHECK(contains(unused.err, "no placeholder ${Other}"));
    CHECK(contains(unused.err, "${Word} is not filled in"));
  }

  TEST_CASE("nested: a signal that stops the parent stops its children, and their tasks") {
    const Pawl pawl;
    write_nest(pawl);
    BackgroundCommand run({kPawlBinary, "run", "parent.asl.json", "--name", "p", "-q"}, pawl.folder.path(),
                          pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "running"));
    const int task = std::stoi(read_text(pawl.folder.path() / "running"));
    run.send(SIGINT);
    CHECK(run.wait().exit_code == 128 + SIGINT);
    CHECK(wait_until_gone(task));
    const fs::path runs = pawl.folder.path() / "state/pawl/runs";
    for (const char* name : {"p", "child:n"})
      CHECK(contains(read_text(runs / name / "history.jsonl"), "\"ExecutionAborted\""));
  }

  TEST_CASE(
      "nested: --dry-run shows the tasks of children, and a child's unbound task is told before the run") {
    const Pawl pawl;
    write_nest(pawl);
    CHECK(contains(pawl({"run", "parent.asl.json", "--dry-run"}).out, "echo A >> journal"));
    (void)pawl.folder.write("child.asl.json", one_task("arn:aws:states:::sns:publish",
                                                       R"("Parameters":{"TopicArn":"t","Message":"m"},)"));
    const CommandResult unbound = pawl({"run", "parent.asl.json"});
    CHECK(unbound.exit_code == 4);
    CHECK(contains(unbound.err, "child.asl.json:1:"));
    CHECK_FALSE(pawl.has_runs());
  }
}
