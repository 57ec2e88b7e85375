// Ctrl-C, SIGTERM and SIGHUP: tasks are stopped, the history ends, nothing is left running.
#include <doctest/doctest.h>

#include <csignal>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// Two tasks at a time, each a shell with a child; the shells write their pids and their children's to files.
constexpr const char* kSleepers = R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:sleep 600 & echo $! > a.child; echo $$ > a.shell; wait","End":true}}},
{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"sh:sleep 600 & echo $! > b.child; echo $$ > b.shell; wait","End":true}}}]}}})";

void check_stopped_by(int signal, int exit_code, std::string_view stopped_by) {
  const Pawl pawl;
  (void)pawl.folder.write("sleepers.asl.json", kSleepers);
  BackgroundCommand run({kPawlBinary, "run", "sleepers.asl.json", "--history", "h.jsonl"}, pawl.folder.path(),
                        pawl.with_state({}));
  const char* const files[] = {"a.child", "a.shell", "b.child", "b.shell"};
  for (const char* file : files) REQUIRE(wait_for_file(pawl.folder.path() / file));
  run.send(signal);
  const auto result = run.wait();
  CAPTURE(result.err);
  CHECK(result.exit_code == exit_code);
  CHECK(result.out.empty());
  CHECK(contains(result.err, stopped_by));
  for (const char* file : files) {
    CHECK(wait_until_gone(std::stoi(read_text(pawl.folder.path() / file))));
  }
  const std::string history = read_text(pawl.folder.path() / "h.jsonl");
  CHECK(contains(history, "ExecutionAborted"));
  CHECK(history.ends_with("\n"));
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("interrupt: SIGINT ends with 130 and leaves no process") {
    check_stopped_by(SIGINT, 130, "stopped by SIGINT");
  }

  TEST_CASE("interrupt: SIGTERM ends with 143 and leaves no process") {
    check_stopped_by(SIGTERM, 143, "stopped by SIGTERM");
  }

  TEST_CASE("interrupt: a terminal that closes ends with 129 and leaves no process") {
    check_stopped_by(SIGHUP, 129, "stopped by SIGHUP");
  }

  TEST_CASE("interrupt: under nohup a run outlives its terminal, and SIGHUP twice is asked once") {
    const Pawl pawl;
    (void)pawl.folder.write("wait.asl.json", one_task("sh:trap 'echo 7; exit' TERM; echo > running; "
                                                      "while [ ! -e go ]; do sleep 0.01; done; echo 1"));
    const std::string run = " " + std::string(kPawlBinary) + " run wait.asl.json --history none";
    BackgroundCommand ignoring({"sh", "-c", "trap '' HUP; exec" + run}, pawl.folder.path(),
                               pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "running"));
    ignoring.send(SIGHUP);
    (void)pawl.folder.write("go", "");
    CHECK(ignoring.wait().exit_code == 0);

    (void)pawl.folder.write(
        "slow.asl.json",
        one_task("sh:trap 'while [ ! -e on ]; do sleep 0.01; done; echo > ended; exit' TERM; "
                 "echo $$ > shell; while :; do sleep 0.01; done"));
    BackgroundCommand twice({kPawlBinary, "run", "slow.asl.json", "--history", "h.jsonl"}, pawl.folder.path(),
                            pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "shell"));
    twice.send(SIGHUP);
    REQUIRE(wait_for_text(pawl.folder.path() / "h.jsonl", "ExecutionAborted"));
    twice.send(SIGHUP);
    (void)pawl.folder.write("on", "");
    CHECK(twice.wait().exit_code == 129);
    CHECK(fs::exists(pawl.folder.path() / "ended"));  // killed at once it could not have
  }

  TEST_CASE("interrupt: a loop without any task hears the signal too") {
    const Pawl pawl;
    (void)pawl.folder.write("loop.asl.json", R"({"StartAt":"T","States":{
"T":{"Type":"Task","Resource":"sh:echo > running","ResultPath":null,"Next":"A"},"A":{"Type":"Pass","Next":"B"},
"B":{"Type":"Choice","Choices":[{"Variable":"$","IsPresent":false,"Next":"E"}],"Default":"A"},"E":{"Type":"Succeed"}}})");
    BackgroundCommand run({kPawlBinary, "run", "loop.asl.json", "--limits", "off", "--history", "none"},
                          pawl.folder.path(), pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "running"));
    run.send(SIGINT);
    CHECK(run.wait().exit_code == 130);
  }

  TEST_CASE("interrupt: a task that ignores SIGTERM is killed by the second signal") {
    const Pawl pawl;
    (void)pawl.folder.write("stubborn.asl.json",
                            one_task("sh:trap '' TERM; echo $$ > shell; while :; do sleep 1; done"));
    BackgroundCommand run({kPawlBinary, "run", "stubborn.asl.json", "--history", "h.jsonl"},
                          pawl.folder.path(), pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "shell"));
    const int shell = std::stoi(read_text(pawl.folder.path() / "shell"));
    run.send(SIGINT);
    REQUIRE(wait_for_text(pawl.folder.path() / "h.jsonl", "ExecutionAborted"));
    run.send(SIGINT);
    CHECK(run.wait().exit_code == 130);
    CHECK(wait_until_gone(shell));
  }

  TEST_CASE("interrupt: --each stops with the run that was interrupted") {
    const Pawl pawl;
    (void)pawl.folder.write("each.asl.json", one_task("sh:echo $$ > shell; sleep 600"));
    CommandOptions options;
    options.input = "1\n2\n3\n";
    BackgroundCommand run({kPawlBinary, "run", "each.asl.json", "--each", "--history", "none"},
                          pawl.folder.path(), pawl.with_state(options));
    REQUIRE(wait_for_file(pawl.folder.path() / "shell"));
    run.send(SIGTERM);
    const auto result = run.wait();
    CHECK(result.exit_code == 143);
    CHECK(wait_until_gone(std::stoi(read_text(pawl.folder.path() / "shell"))));
  }

  TEST_CASE("a history that fills its disk stops the tasks as well") {
    const Pawl pawl;
    (void)pawl.folder.write("two.asl.json",
                            R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:echo $$ > shell; sleep 600","End":true}}},
{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"sh:while [ ! -s shell ]; do sleep 0.01; done; printf '\"%0100000d\"' 0",
"Next":"C"},"C":{"Type":"Wait","Seconds":600,"End":true}}}]}}})");
    // The limit is on the size of files: the history has no room for what B prints.
    const auto result = run_command({"sh", "-c",
                                     "ulimit -f 64; trap '' XFSZ; exec " + std::string(kPawlBinary) +
                                         " run two.asl.json --history h.jsonl"},
                                    pawl.with_state({}));
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, "cannot write the history"));
    REQUIRE(wait_for_file(pawl.folder.path() / "shell"));
    CHECK(wait_until_gone(std::stoi(read_text(pawl.folder.path() / "shell"))));
  }
}
