// The children of a Distributed Map are durable: killed, or failed, they continue where they were.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;

namespace {

/// A state over the array in its input, whose children run `states`.
std::string map_over(const std::string& states, const std::string& start = "First") {
  return R"({"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{
    "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":")" +
         start + R"(","States":{)" + states + "}}}";
}

std::string machine(const std::string& map) { return R"({"StartAt":"M","States":{"M":)" + map + "}}"; }

std::string task(const std::string& name, const std::string& command, const std::string& next) {
  return '"' + name + R"(":{"Type":"Task","Resource":"sh:)" + command + "\"," + next + "}";
}

/// Two tasks that note their item; the second one of item 2 does `otherwise` until there is a file `fixed`.
std::string two_tasks(const std::string& otherwise) {
  return task("First", "read x; echo first $x >> journal; echo $x", R"("Next":"Second")") + "," +
         task("Second",
              "read x; echo second $x >> journal; [ $x != 2 ] || [ -e fixed ] || { " + otherwise +
                  "; }; echo $x",
              R"("End":true)");
}

const std::string kHangs = "echo > running; exec sleep 600";

void kill_when_running(const Pawl& pawl, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), kPawlBinary);
  BackgroundCommand run(arguments, pawl.folder.path(), pawl.with_state({}));
  REQUIRE(wait_for_file(pawl.folder.path() / "running"));
  run.send(SIGKILL);
  run.wait();
  (void)pawl.folder.write("fixed", "");
}

std::string journal_of(const Pawl& pawl) { return read_text(pawl.folder.path() / "journal"); }

long count(const std::string& text, const std::string& what) {
  long found = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("children: after a kill, one continues in the middle") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", machine(map_over(two_tasks(kHangs))));
    kill_when_running(pawl, {"run", "m.asl.json", "-i", "[1,2,3]", "--name", "r", "-q"});
    const CommandResult cut_off = pawl({"show", "r", "--map", "--item", "1"});
    CHECK_MESSAGE(contains(cut_off.out, "Second"), cut_off.out, cut_off.err);
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2,3]\n");
    CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\nfirst 3\nsecond 3\n");
    CHECK(pawl({"replay", "r"}).exit_code == 0);
    const CommandResult shown = pawl({"show", "r", "--map", "--item", "1"});
    CHECK_MESSAGE(contains(shown.out, "SUCCEEDED"), shown.out);
    CHECK(contains(shown.out, "First"));
  }

  TEST_CASE("children: a redrive continues one that failed in the middle") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", machine(map_over(two_tasks("exit 3"))));
    CHECK(pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--name", "r", "-q"}).exit_code == 1);
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2,3]\n");
    CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\nfirst 3\nsecond 3\n");
    CHECK(pawl({"replay", "r"}).exit_code == 0);
    CHECK(contains(pawl({"show", "r", "--map"}).out, "1 redrive"));
  }

  TEST_CASE("children: an interrupt stops them, and they continue") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", machine(map_over(two_tasks(kHangs))));
    {
      BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "-i", "[1,2]", "--name", "r", "-q"},
                            pawl.folder.path(), pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "running"));
      run.send(SIGINT);
      run.wait();
    }
    CHECK(contains(pawl({"show", "r", "--map"}).out, "ABORTED"));
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2]\n");
    CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\n");
  }

  TEST_CASE("children: after an error of the run they continue, and are not aborted") {
    const Pawl pawl;
    const std::string fills =
        task("Fill",
             "while [ ! -e running ]; do sleep 0.01; done; [ -e fixed ] || head -c 60000 "
             "/dev/zero | tr '\\\\0' 1",
             R"("End":true)");
    (void)pawl.folder.write("m.asl.json",
                            R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"M","States":{"M":)" +
                                map_over(fills, "Fill") + R"(}},{"StartAt":"N","States":{"N":)" +
                                map_over(two_tasks(kHangs)) + "}}]}}}");
    CommandOptions full = pawl.with_state({});
    full.environment["LD_PRELOAD"] = kWriteFault;
    full.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0";
    full.environment["FAULT_FULL_AT"] = "30000";
    const CommandResult stopped =
        run_command({kPawlBinary, "run", "m.asl.json", "-i", "[1,2]", "--name", "r", "-q"}, full);
    CHECK_MESSAGE(stopped.exit_code == 2, stopped.err);
    CHECK_FALSE(contains(pawl({"show", "r", "--map", "N", "--item", "1"}).out, "ABORTED"));
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\n");
  }

  TEST_CASE("children: a damaged line of the journal is an error of the resume") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", machine(map_over(two_tasks(kHangs))));
    kill_when_running(pawl, {"run", "m.asl.json", "-i", "[1,2]", "--name", "r", "-q"});
    const std::string journal = "state/pawl/runs/r/maps/M-4.jsonl";
    std::string text = read_text(pawl.folder.path() / journal);
    text.replace(text.find("\"output\":\"1"), 11, "\"output\":\"7");
    (void)pawl.folder.write(journal, text);
    const CommandResult refused = pawl({"resume", "r", "-q"});
    CHECK(refused.exit_code == 2);
    CHECK_MESSAGE(contains(refused.err, "M-4.jsonl"), refused.err);
    CHECK_MESSAGE(contains(refused.err, "does not match its checksum"), refused.err);
  }

  TEST_CASE("children: a Map Run in a child continues, and is redriven") {
    for (const bool is_killed : {true, false}) {
      CAPTURE(is_killed);
      const Pawl pawl;
      std::string inner = map_over(two_tasks(is_killed ? kHangs : "exit 3"));
      (void)pawl.folder.write("m.asl.json", machine(map_over("\"Inner\":" + inner, "Inner")));
      const std::vector<std::string> run = {"run", "m.asl.json", "-i", "[[1],[2,3]]", "--name", "r", "-q"};
      if (is_killed) kill_when_running(pawl, run);
      else CHECK(pawl(run).exit_code == 1);
      (void)pawl.folder.write("fixed", "");
      const CommandResult resumed = pawl({"resume", "r", "-q"});
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(resumed.out == "[[1],[2,3]]\n");
      CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\nfirst 3\nsecond 3\n");
      CHECK(pawl({"replay", "r"}).exit_code == 0);
      const CommandResult ambiguous = pawl({"show", "r", "--map", "Inner", "--item", "0"});
      CHECK(ambiguous.exit_code == 2);
      CHECK_MESSAGE(contains(ambiguous.err, "or one of Inner-"), ambiguous.err);
    }
  }

  TEST_CASE("children: those that only compute keep their end") {
    const Pawl pawl;
    // Even where they take long.
    (void)pawl.folder.write(
        "m.asl.json",
        machine(map_over(
            R"("First":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input - 1 %}","Next":"More"},
               "More":{"Type":"Choice","QueryLanguage":"JSONata","Default":"Last",
                       "Choices":[{"Condition":"{% $states.input > 0 %}","Next":"First"}]},
               "Last":{"Type":"Succeed"})")));
    CHECK(pawl({"run", "m.asl.json", "-i", "[1,2,5000]", "--name", "r", "-q"}).exit_code == 0);
    const std::string journal = read_text(pawl.folder.path() / "state/pawl/runs/r/maps/M-4.jsonl");
    CHECK(count(journal, "\n") == 5);
    CHECK(count(journal, "\"ExecutionSucceeded\"") == 3);
  }

  TEST_CASE("children: with --history FILE they are recorded beside it") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json", machine(map_over(two_tasks(kHangs))));
    kill_when_running(pawl, {"run", "m.asl.json", "-i", "[1,2]", "--history", "h.jsonl", "-q"});
    const std::filesystem::path maps = pawl.folder.path() / "h.jsonl.maps";
    CHECK(std::filesystem::exists(maps / "M-4.jsonl"));
    const CommandResult resumed = pawl({"resume", "h.jsonl", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2]\n");
    CHECK(journal_of(pawl) == "first 1\nsecond 1\nfirst 2\nsecond 2\nsecond 2\n");
    CHECK(contains(pawl({"show", "h.jsonl", "--map"}).out, "SUCCEEDED"));
    // Another run over the same file shares nothing with it, even with the same seed.
    for (int run = 0; run < 2; ++run)
      CHECK(pawl({"run", "m.asl.json", "-i", "[7]", "--history", "h.jsonl", "--seed", "1", "-q"}).exit_code ==
            0);
    CHECK(count(journal_of(pawl), "first 7") == 2);
    CHECK(pawl({"run", "m.asl.json", "-i", "[7]", "--history", "none", "-q"}).exit_code == 0);
    CHECK(!std::filesystem::exists(pawl.folder.path() / "none.maps"));
  }

  TEST_CASE("children: after States.DataLimitExceeded a redrive starts a new Map Run") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json", machine(map_over(task(
                          "First",
                          "echo run >> journal; [ -e fixed ] && echo 1 || { printf '\\\"'; head -c 100000 "
                          "/dev/zero | tr '\\\\0' x; printf '\\\"'; }",
                          R"("End":true)"))));
    const CommandResult failed = pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--name", "r", "-q"});
    CHECK(failed.exit_code == 1);
    CHECK_MESSAGE(contains(failed.err, "States.DataLimitExceeded"), failed.err);
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,1,1]\n");
    CHECK(count(journal_of(pawl), "run") == 6);
    const std::string history = read_text(pawl.folder.path() / "state/pawl/runs/r/history.jsonl");
    CHECK(count(history, "\"MapRunStarted\"") == 2);
    CHECK(count(history, "\"MapRunRedriven\"") == 0);
    CHECK(pawl({"replay", "r"}).exit_code == 0);
  }
}
