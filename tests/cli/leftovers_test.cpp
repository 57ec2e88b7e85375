// What pawl leaves running: nothing. Helpers in sessions of their own, with cleared environments, whose
// parents are gone; after a crash, a time-out, an interrupt, the end of the run. Real processes.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// A helper that notes its process, tells nobody, and would live for a minute.
constexpr std::string_view kHelper = "#!/bin/sh\necho $$ >> pids\nexec sleep 60\n";
/// The same, deaf to SIGTERM.
constexpr std::string_view kDeaf = "#!/bin/sh\ntrap '' TERM\necho $$ >> pids\nsleep 60 & wait; sleep 60\n";

struct Folder : Pawl {
  explicit Folder(std::string_view helper = kHelper) {
    fs::permissions(folder.write("helper", helper), fs::perms::owner_all);
  }
  [[nodiscard]] std::vector<int> helpers() const {
    std::vector<int> pids;
    if (!fs::exists(folder.path() / "pids")) return pids;
    for (const std::string& line : lines_of(read_text(folder.path() / "pids")))
      pids.push_back(std::stoi(line));
    return pids;
  }
  [[nodiscard]] size_t living() const {
    size_t count = 0;
    for (const int pid : helpers()) count += is_running(pid);
    return count;
  }
  static bool is_running(int pid) {
    const fs::path status = "/proc/" + std::to_string(pid) + "/stat";
    std::error_code ignored;
    if (!fs::exists(status, ignored)) return false;
    const std::string text = read_text(status);
    return text.find(") Z") == std::string::npos && !text.empty();
  }
};

/// Ways to start ./helper so that it is easily lost.
constexpr const char* kWays[] = {
    "./helper",
    "./helper & exit 0",
    "env -i ./helper",
    "setsid -w ./helper",
    "setsid env -i ./helper & wait",
    "(setsid sh -c './helper & exit' &) ; wait; sleep 60",
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("leftovers: a second pawl stops what the first one started, however it was started") {
    for (const char* way : kWays) {
      CAPTURE(way);
      const Folder pawl;
      (void)pawl.folder.write("m.asl.json",
                              one_task("sh:test -e pids && echo 1 && exit; " + std::string(way)));
      BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "--name", "r", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
      run.send(SIGKILL);  // to the group of pawl, which is not that of its tasks
      run.wait();
      REQUIRE(pawl.living() == 1);

      const CommandResult resumed = pawl({"resume", "r"});
      CHECK(resumed.exit_code == 0);
      CHECK(resumed.out == "1\n");
      CHECK(contains(resumed.err, "still running, from before it was interrupted: stopping "));
      CHECK(pawl.living() == 0);
    }
  }

  TEST_CASE("leftovers: one that is killed again and again has one instance at a time") {
    const Folder pawl;
    (void)pawl.folder.write("m.asl.json",
                            one_task("sh:test $(wc -l < pids) -gt 2 && echo 1 && exit; ./helper"));
    (void)pawl.folder.write("pids", "1\n");
    std::vector<std::string> command{kPawlBinary, "run", "m.asl.json", "--name", "r", "-q"};
    for (size_t instances = 2; instances <= 3; ++instances) {
      BackgroundCommand run(command, pawl.folder.path(), pawl.with_state({}));
      for (int polls = 0; pawl.helpers().size() < instances && polls < 6000; ++polls) ::usleep(10'000);
      run.send(SIGKILL);
      run.wait();
      REQUIRE(pawl.helpers().size() == instances);
      CHECK(pawl.living() == 2);  // process 1, and the helper
      command = {kPawlBinary, "resume", "r", "-q"};
    }
    CHECK(pawl({"resume", "r"}).exit_code == 0);
    CHECK(pawl.living() == 1);
  }

  TEST_CASE("leftovers: the temporary folder of a killed run goes with the next run that makes one") {
    const Folder pawl;
    const fs::path temporary = pawl.folder.path() / "tmp";
    fs::create_directory(temporary);
    CommandOptions options = pawl.with_state({});
    options.environment["TMPDIR"] = temporary.string();
    const auto folders = [&] { return std::distance(fs::directory_iterator(temporary), {}); };
    const std::vector<std::string> command{kPawlBinary, "run", "m.asl.json", "--history", "none", "-q"};

    (void)pawl.folder.write("m.asl.json", one_task("sh:test -e done && echo 1 && exit; ./helper"));
    BackgroundCommand killed(command, pawl.folder.path(), options);
    REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
    fs::remove(pawl.folder.path() / "pids");
    BackgroundCommand running(command, pawl.folder.path(), options);
    REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
    CHECK(folders() == 2);
    killed.send(SIGKILL);
    killed.wait();
    CHECK(folders() == 2);

    (void)pawl.folder.write("done", "");
    CHECK(run_command(command, options).out == "1\n");
    CHECK(folders() == 1);  // of the one that still runs
    running.send(SIGTERM);
    running.wait();
    CHECK(folders() == 0);
  }

  TEST_CASE("leftovers: a copy of a history is another run, whose processes are its own") {
    const Folder pawl;
    (void)pawl.folder.write("m.asl.json", one_task("sh:test -e copied && echo 1 && exit; ./helper"));
    BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "--history", "h.jsonl", "-q"},
                          pawl.folder.path(), pawl.with_state({}));
    REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
    fs::copy_file(pawl.folder.path() / "h.jsonl", pawl.folder.path() / "copy.jsonl");
    (void)pawl.folder.write("copied", "");
    const CommandResult resumed = pawl({"resume", "./copy.jsonl"});
    CHECK(resumed.exit_code == 0);
    CHECK(!contains(resumed.err, "stopping"));
    CHECK(pawl.living() == 1);
    run.send(SIGTERM);
    CHECK(run.wait().exit_code == 143);
    CHECK(pawl.living() == 0);
  }

  TEST_CASE("leftovers: a time-out ends helpers too, and does not wait for its grace where nobody is deaf") {
    for (const char* way : kWays) {
      CAPTURE(way);
      const Folder pawl;
      (void)pawl.folder.write(
          "m.asl.json", R"({"StartAt":"A","States":{"A":{"Type":"Task","TimeoutSeconds":1,"Resource":"sh:)" +
                            std::string(way) +
                            R"(","Catch":[{"ErrorEquals":["States.Timeout"],"Next":"B"}],"End":true},)"
                            R"("B":{"Type":"Task","Resource":"sh:sleep 2; echo 1","End":true}}})");
      BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
      for (int polls = 0; pawl.living() > 0 && polls < 350; ++polls) ::usleep(10'000);
      CHECK(pawl.living() == 0);  // while B runs
      CHECK(run.wait().out == "1\n");
    }
  }

  TEST_CASE("leftovers: an interrupt and the end of a run leave nothing, not even who is deaf to SIGTERM") {
    for (const std::string_view helper : {kHelper, kDeaf}) {
      CAPTURE(helper);
      const Folder pawl(helper);
      (void)pawl.folder.write("m.asl.json", one_task("sh:setsid ./helper > /dev/null 2>&1 & "
                                                     "until test -e pids; do sleep 0.01; done; echo 1"));
      const CommandResult ended = pawl({"run", "m.asl.json", "-q"});
      CHECK(ended.exit_code == 0);
      CHECK(ended.out == "1\n");
      CHECK(pawl.helpers().size() == 1);
      CHECK(pawl.living() == 0);

      (void)pawl.folder.write("m.asl.json", one_task("sh:setsid ./helper & wait"));
      fs::remove(pawl.folder.path() / "pids");
      BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "-q"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "pids"));
      run.send(SIGTERM);
      CHECK(run.wait().exit_code == 143);
      CHECK(pawl.living() == 0);
    }
  }

  TEST_CASE("leftovers: a task whose binding says detach may start a service") {
    const Folder pawl;
    (void)pawl.folder.write("m.asl.json", one_task("arn:aws:lambda:us-east-1:123456789012:function:serve"));
    (void)pawl.folder.write("pawl.yaml", R"(tasks:
  - resource: "*:function:serve"
    sh: "setsid ./helper > /dev/null 2>&1 & until test -e pids; do sleep 0.01; done; echo 1"
    detach: true
)");
    CHECK(pawl({"run", "m.asl.json", "-q"}).out == "1\n");
    REQUIRE(pawl.living() == 1);
    ::kill(pawl.helpers()[0], SIGKILL);
  }

  TEST_CASE("leftovers: the dead among adopted processes are waited for while the run is running") {
    const Pawl pawl;
    (void)pawl.folder.write("m.asl.json",
                            one_task("sh:for i in $(seq 100); do setsid true > /dev/null 2>&1 & done; "
                                     "sleep 3; ps --ppid $PPID -o stat= | grep -c Z || true"));
    const CommandResult result = pawl({"run", "m.asl.json", "-q"});
    CHECK(result.out == "0\n");
  }
}
