// `pawl run --each`: many executions on few threads, with one bound of their tasks.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;

namespace {

/// A named pipe that this process has open at both ends.
class NamedPipe {
 public:
  explicit NamedPipe(const std::filesystem::path& path) {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(descriptor_ >= 0);
  }
  ~NamedPipe() { close(); }
  NamedPipe(const NamedPipe&) = delete;
  NamedPipe& operator=(const NamedPipe&) = delete;
  void write(std::string_view text) const {
    REQUIRE(::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_ = -1;
};

std::string each(const std::string& definition, const std::string& more) {
  return "exec " + std::string(kPawlBinary) + " run " + definition + " --each --history none -q " + more;
}

size_t threads_of(int pid) {
  const std::string status = read_text("/proc/" + std::to_string(pid) + "/status");
  const size_t at = status.find("Threads:");
  return at == std::string::npos ? 0 : std::stoul(status.substr(at + 8));
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("--each: a result is there before the next line is") {
    for (const char* jobs : {"-j 1", "-j 2", "-j 8"}) {
      CAPTURE(jobs);
      const Pawl pawl;
      (void)pawl.folder.write("p.json", kPass);
      NamedPipe in(pawl.folder.path() / "in");
      BackgroundCommand run({"/bin/sh", "-c", each("p.json", jobs) + " < in > out"}, pawl.folder.path(),
                            pawl.with_state({}));
      in.write("1\n");
      CHECK(wait_for_text(pawl.folder.path() / "out", "1\n"));
      in.write("2\n\n3");
      CHECK(wait_for_text(pawl.folder.path() / "out", "1\n2\n"));
      in.close();
      CHECK(run.wait().exit_code == 0);
      CHECK(read_text(pawl.folder.path() / "out") == "1\n2\n3\n");
    }
  }

  TEST_CASE("--each: hears signals while it waits for a line") {
    for (const char* jobs : {"-j 1", "-j 2"}) {
      CAPTURE(jobs);
      const Pawl pawl;
      (void)pawl.folder.write("p.json", kPass);
      const NamedPipe in(pawl.folder.path() / "in");
      BackgroundCommand run({"/bin/sh", "-c", each("p.json", jobs) + " < in > out"}, pawl.folder.path(),
                            pawl.with_state({}));
      in.write("1\n");
      CHECK(wait_for_text(pawl.folder.path() / "out", "1\n"));
      run.send(SIGTERM);
      CHECK(run.wait().exit_code == 143);
    }
  }

  TEST_CASE("--each: -j bounds the tasks of all executions, and threads do not grow with it") {
    const Pawl pawl;
    (void)pawl.folder.write("two.json",
                            R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"sh:cat; echo + >> log; sleep 0.02; echo - >> log","End":true}}},
{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"sh:cat; echo + >> log; sleep 0.02; echo - >> log","End":true}}}]}}})");
    CommandOptions options;
    std::string expected;
    for (int i = 0; i < 12; ++i) {
      options.input += std::to_string(i) + "\n";
      expected += "[" + std::to_string(i) + "," + std::to_string(i) + "]\n";
    }
    const CommandResult result =
        run_command({"/bin/sh", "-c", each("two.json", "-j 3")}, pawl.with_state(options));
    CHECK(result.exit_code == 0);
    CHECK(result.out == expected);
    int running = 0;
    int most = 0;
    for (const std::string& line : lines_of(read_text(pawl.folder.path() / "log"))) {
      running += line == "+" ? 1 : -1;
      most = std::max(most, running);
    }
    CHECK(running == 0);
    CHECK(most <= 3);

    (void)pawl.folder.write(
        "wait.json", one_task("sh:echo $PPID >> parents; cat; while [ ! -e go ]; do sleep 0.05; done"));
    CommandOptions many;
    for (int i = 0; i < 40; ++i) many.input += std::to_string(i) + "\n";
    BackgroundCommand waiting({"/bin/sh", "-c", each("wait.json", "-j 40")}, pawl.folder.path(),
                              pawl.with_state(many));
    const auto parents = [&] { return lines_of(read_text(pawl.folder.path() / "parents")); };
    for (int tries = 0; parents().size() < 40 && tries < 1200; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    REQUIRE(parents().size() == 40);
    const size_t hosts = std::thread::hardware_concurrency();
    CHECK(threads_of(std::stoi(parents().front())) <= 3 * std::min<size_t>(hosts, 40));
    (void)pawl.folder.write("go", "go");
    CHECK(lines_of(waiting.wait().out).size() == 40);
  }

  TEST_CASE("--each: where descriptors are short, lines wait for executions to end" *
            doctest::skip(kIsSanitized)) {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:cat"));
    CommandOptions options;
    for (int i = 0; i < 100; ++i) options.input += std::to_string(i) + "\n";
    const std::string expected = options.input;
    const CommandResult result = run_command(
        {"/bin/sh", "-c",
         "ulimit -n 48; exec " + std::string(kPawlBinary) + " run w.json --each -j 100 -q --history runs/"},
        pawl.with_state(options));
    CAPTURE(result.err);
    CHECK(result.exit_code == 0);
    CHECK(result.out == expected);
  }

  TEST_CASE("--each: an endless execution keeps no other one back") {
    const Pawl pawl;
    (void)pawl.folder.write("endless.json", R"({"StartAt":"C","States":{
      "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":0,"Next":"L"}],"Default":"W"},
      "L":{"Type":"Pass","Next":"L"},"W":{"Type":"Wait","SecondsPath":"$","End":true}}})");
    const std::string out = (pawl.folder.path() / "out").string();
    CommandOptions options;
    options.input = "1000\n2000\n3000\n4000\n0\n0\n";
    BackgroundCommand run({"/bin/sh", "-c", each("endless.json", "-j 6 --time skip --limits off > out")},
                          pawl.folder.path(), pawl.with_state(options));
    CHECK(wait_for_text(out, "1000\n2000\n3000\n4000\n"));
    run.send(SIGTERM);
    CHECK(run.wait().exit_code == 143);
  }

  TEST_CASE("--each: a clock and deadlines for each execution") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "clock.json",
        R"({"QueryLanguage":"JSONata","StartAt":"W","States":{"W":{"Type":"Wait","Seconds":"{% $states.input %}","End":true}}})");
    CommandOptions options;
    options.input = "10\n1000000\n20\n";
    const CommandResult result = pawl({"run", "clock.json", "--each", "-j", "3", "--history", "none",
                                       "--time", "skip", "--timeout", "3600"},
                                      options);
    CHECK(result.exit_code == 1);
    CHECK(result.out == "10\n20\n");
    CHECK(contains(result.err, "line 2: "));
    CHECK(contains(result.err, "TIMED_OUT"));
    CHECK(contains(result.err, "line 1: time: "));
    CHECK(contains(result.err, "line 3: time: "));
  }
}
