// `pawl resume`: what is kept, what may be given anew, and that it holds for the next resume too. Real
// processes.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// Waits until the process has ended, whether or not its parent has taken notice; false after a minute.
bool wait_until_ended(int pid) {
  for (int polls = 0; polls < 6000; ++polls, ::usleep(10'000)) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
    std::string text{std::istreambuf_iterator<char>(status), {}};
    const size_t end = text.rfind(')');
    if (end == std::string::npos || text.compare(end, 3, ") Z") == 0) return true;
  }
  return false;
}

std::string read_if_there(const Pawl& pawl, const char* name) {
  const fs::path path = pawl.folder.path() / name;
  return fs::exists(path) ? read_text(path) : "";
}

/// Runs `arguments` until a task has made the file `running`, and kills pawl, but none of its tasks.
void kill_when_running(const Pawl& pawl, std::vector<std::string> arguments, const fs::path& pid_file) {
  fs::remove(pawl.folder.path() / "running");
  arguments.insert(arguments.begin(), kPawlBinary);
  BackgroundCommand run(arguments, pawl.folder.path(), pawl.with_state({}));
  REQUIRE(wait_for_file(pawl.folder.path() / "running"));
  REQUIRE(::kill(std::stoi(read_text(pid_file)), SIGKILL) == 0);
  run.wait();
}

fs::path pid_file(const Pawl& pawl, const char* run) {
  return pawl.folder.path() / "state/pawl/runs" / run / "pid";
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("resume: a task whose success arrives together with a sibling's failure does not run again") {
    const Pawl pawl;
    (void)pawl.folder.write("p.asl.json",
                            R"json({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
      {"StartAt":"X","States":{"X":{"Type":"Task","Resource":"sh:echo x >> journal; echo $$ > x; until test -e go; do sleep 0.01; done; echo 1","End":true}}},
      {"StartAt":"Y","States":{"Y":{"Type":"Task","Resource":"sh:test -e fixed && echo 2 && exit; echo $$ > y; until test -e go; do sleep 0.01; done; exit 3","End":true}}}]}}})json");
    BackgroundCommand run({kPawlBinary, "run", "p.asl.json", "--name", "p", "-q"}, pawl.folder.path(),
                          pawl.with_state({}));
    for (const char* name : {"x", "y"}) REQUIRE(wait_for_file(pawl.folder.path() / name));
    const auto started = [&] {
      const std::string history = read_text(pawl.folder.path() / "state/pawl/runs/p/history.jsonl");
      const size_t first = history.find("\"TaskStarted\"");
      return first != std::string::npos && history.find("\"TaskStarted\"", first + 1) != std::string::npos;
    };
    for (int polls = 0; !started() && polls < 6000; ++polls) ::usleep(10'000);
    run.send(SIGSTOP);
    (void)pawl.folder.write("go", "");
    for (const char* name : {"x", "y"})
      REQUIRE(wait_until_ended(std::stoi(read_text(pawl.folder.path() / name))));
    run.send(SIGCONT);
    REQUIRE(run.wait().exit_code == 1);
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "p"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2]\n");
    CHECK(read_if_there(pawl, "journal") == "x\n");
    CHECK(pawl({"replay", "p"}).exit_code == 0);
  }

  TEST_CASE("resume: what it was given holds for the next one, and for replay") {
    const Pawl pawl;
    (void)pawl.folder.write("old.asl.json", R"json({"StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"sh:echo old A >> journal; exit 3","Next":"B"},
      "B":{"Type":"Task","Resource":"sh:echo old B >> journal; echo 1","End":true}}})json");
    (void)pawl.folder.write("new.asl.json", R"json({"StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"sh:echo new A >> journal; echo 1","Next":"B"},
      "B":{"Type":"Task","Resource":"sh:echo new B >> journal; test -e fixed || { echo > running; sleep 60; }; echo 2","Next":"C"},
      "C":{"Type":"Task","Resource":"exec:/bin/false","End":true}}})json");
    REQUIRE(pawl({"run", "old.asl.json", "--name", "r"}).exit_code == 1);
    kill_when_running(pawl, {"resume", "r", "-d", "new.asl.json", "-b", "C=echo 3"}, pid_file(pawl, "r"));
    (void)pawl.folder.write("fixed", "");
    fs::remove(pawl.folder.path() / "new.asl.json");
    const CommandResult resumed = pawl({"resume", "r"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "3\n");
    CHECK(read_if_there(pawl, "journal") == "old A\nnew A\nnew B\nnew B\n");
    const CommandResult replayed = pawl({"replay", "r"});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.out);
  }

  TEST_CASE("resume: the context object tells when the run was redriven, and replay knows it") {
    const Pawl pawl;
    (void)pawl.folder.write("redriven.asl.json", R"json({"StartAt":"First","States":{
      "First":{"Type":"Pass","Parameters":{"e.$":"$$.Execution"},"ResultPath":"$.first","Next":"Again"},
      "Again":{"Type":"Task","Resource":"sh:cat; test -e fixed","Parameters":{"count.$":"$$.Execution.RedriveCount",
        "e.$":"$$.Execution"},"ResultPath":"$.again","Next":"Last"},
      "Last":{"Type":"Pass","QueryLanguage":"JSONata","Output":{"first":"{% $exists($states.input.first.e.RedriveTime) %}",
        "count":"{% $states.input.again.count %}","time":"{% $states.input.again.e.RedriveTime %}",
        "same":"{% $states.context.Execution.RedriveTime = $states.input.again.e.RedriveTime %}"},"End":true}}})json");
    REQUIRE(pawl({"run", "redriven.asl.json", "--name", "r"}).exit_code == 1);
    REQUIRE(pawl({"resume", "r"}).exit_code == 1);
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out.starts_with(R"({"first":false,"count":2,"time":"20)"));
    CHECK(resumed.out.ends_with("Z\",\"same\":true}\n"));
    const CommandResult replayed = pawl({"replay", "r"});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.out);
  }

  TEST_CASE("resume: an orphan of a run with a history of its own is stopped too") {
    const Pawl pawl;
    (void)pawl.folder.write("w.asl.json",
                            one_task("sh:echo $$ >> running; test -e fixed || sleep 600; echo 1"));
    {
      BackgroundCommand run({kPawlBinary, "run", "w.asl.json", "--history", "h.jsonl", "-q"},
                            pawl.folder.path(), pawl.with_state({}));
      REQUIRE(wait_for_text(pawl.folder.path() / "h.jsonl", "TaskStarted"));
      REQUIRE(wait_for_file(pawl.folder.path() / "running"));
      run.send(SIGKILL);
      run.wait();
    }
    const int orphan = std::stoi(read_text(pawl.folder.path() / "running"));
    REQUIRE(::kill(orphan, 0) == 0);
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "h.jsonl"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(contains(resumed.err, "are still running"));
    CHECK(wait_until_gone(orphan));
  }

  TEST_CASE("resume: a failing state may be mended in another definition") {
    const Pawl pawl;
    const auto definition = [](std::string_view more) {
      return R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:echo A >> journal; echo 1","Next":"B"},)"
             R"("B":{"Type":"Task","Resource":"sh:cat >> journal; exit 3",)" +
             std::string(more) + R"("Next":"C"},"C":{"Type":"Pass","Result":"caught","End":true}}})";
    };
    (void)pawl.folder.write("b.asl.json", definition(""));
    (void)pawl.folder.write("caught.asl.json",
                            definition(R"("Catch":[{"ErrorEquals":["Exit.3"],"Next":"C"}],)"));
    (void)pawl.folder.write(
        "timed.asl.json",
        definition(R"("TimeoutSeconds":9,"Catch":[{"ErrorEquals":["Exit.3"],"Next":"C"}],)"));
    REQUIRE(pawl({"run", "b.asl.json", "--name", "one"}).exit_code == 1);
    const CommandResult caught = pawl({"resume", "one", "-d", "caught.asl.json"});
    CHECK_MESSAGE(caught.exit_code == 0, caught.err);
    CHECK(caught.out == "\"caught\"\n");
    CHECK(read_if_there(pawl, "journal") == "A\n11");
    // TaskScheduled tells of the timeout, so the record fits up to the state only.
    REQUIRE(pawl({"run", "b.asl.json", "--name", "two"}).exit_code == 1);
    const CommandResult refused = pawl({"resume", "two", "-d", "timed.asl.json"});
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "timeoutInSeconds"));
    CHECK(contains(refused.err, "--from STATE goes back"));
    const CommandResult back = pawl({"resume", "two", "-d", "timed.asl.json", "--from", "B"});
    CHECK_MESSAGE(back.exit_code == 0, back.err);
    CHECK(pawl({"replay", "one", "two"}).exit_code == 0);
  }

  TEST_CASE("resume: limits can be lifted where they ended a run") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "l.asl.json",
        one_task(
            "sh:echo x >> journal; yes 1234567890 | head -c 300000 | tr -d '\\n' | sed 's/.*/\\\"&\\\"/'"));
    const CommandResult run = pawl({"run", "l.asl.json", "--name", "l"});
    REQUIRE(run.exit_code == 1);
    REQUIRE(contains(run.err, "States.DataLimitExceeded"));
    const CommandResult resumed = pawl({"resume", "l", "--limits", "off", "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(pawl({"replay", "l"}).exit_code == 0);
  }

  TEST_CASE("resume: the branches of a Map that could not make anything of its results do not run again") {
    const Pawl pawl;
    const auto definition = [](std::string_view path) {
      return R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.n","ResultSelector":{"first.$":")" +
             std::string(path) +
             R"("},"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:echo t >> journal; cat","End":true}}},"End":true}}})";
    };
    (void)pawl.folder.write("m.asl.json", definition("$.first"));
    (void)pawl.folder.write("mended.asl.json", definition("$[0]"));
    REQUIRE(pawl({"run", "m.asl.json", "-i", R"({"n":[7,8]})", "--name", "m"}).exit_code == 1);
    const CommandResult resumed = pawl({"resume", "m", "-d", "mended.asl.json"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "{\"first\":7}\n");
    CHECK(read_if_there(pawl, "journal") == "t\nt\n");
    CHECK(pawl({"replay", "m"}).exit_code == 0);
  }
}
