// Standard input, output and error as others leave them: closed, or non-blocking.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;

namespace {

struct Ended {
  std::string out;
  int exit_code = -1;
};

/// Runs a command whose descriptor `number` is a pipe that does not block; for 0 the pieces of `input` come
/// one by one, otherwise what the slow reader got is the output.
Ended run_non_blocking(const std::string& command, int number, const std::vector<std::string>& input,
                       const Pawl& pawl) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const int theirs = number == 0 ? ends[0] : ends[1];
  const int ours = number == 0 ? ends[1] : ends[0];
  ::fcntl(theirs, F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, theirs, number);
  posix_spawn_file_actions_addchdir_np(&actions, pawl.folder.path().c_str());
  std::string script = command;
  std::string shell = "/bin/sh", flag = "-c";
  char* argv[] = {shell.data(), flag.data(), script.data(), nullptr};
  pid_t pid = -1;
  REQUIRE(posix_spawn(&pid, "/bin/sh", &actions, nullptr, argv, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(theirs);
  Ended ended;
  if (number == 0) {
    for (const std::string& piece : input) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      REQUIRE(::write(ours, piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()));
    }
  } else {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    char bytes[4096];
    for (ssize_t n = 0; (n = ::read(ours, bytes, sizeof bytes)) > 0;)
      ended.out.append(bytes, static_cast<size_t>(n));
  }
  ::close(ours);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

const std::string kPawl = kPawlBinary;

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("closed standard descriptors: the history is a history, and tasks have theirs") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:echo said >&2; cat >&2; echo 1"));
    int number = 0;
    for (const char* closed : {"2>&-", ">&-", "<&-", "<&- 2>&-", ">&- 2>&-", "<&- >&-", "<&- >&- 2>&-"}) {
      for (const char* more : {"", "--events -", "-v --progress plain"}) {
        CAPTURE(closed);
        CAPTURE(more);
        const std::string name = "closed-" + std::to_string(++number);
        const std::string command =
            fmt::format("exec {} run w.json --history {}.jsonl {} {}", kPawl, name, more, closed);
        const CommandResult run = run_command({"/bin/sh", "-c", command}, pawl.with_state({}));
        CHECK(run.exit_code == 0);
        const std::string history = read_text(pawl.folder.path() / (name + ".jsonl"));
        for (const std::string& line : lines_of(history)) CHECK(line.starts_with("{\"timestamp\""));
        CHECK(pawl({"replay", name + ".jsonl"}).exit_code == 0);
      }
    }
  }

  TEST_CASE("non-blocking standard output and error lose nothing") {
    const Pawl pawl;
    (void)pawl.folder.write("p.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    const std::string long_text = "\"" + std::string(200'000, 'x') + "\"";
    (void)pawl.folder.write("in.json", long_text);
    const Ended out = run_non_blocking(kPawl + " run p.json -i in.json -q --history none", 1, {}, pawl);
    CHECK(out.exit_code == 0);
    CHECK(out.out == long_text + "\n");
    const Ended events =
        run_non_blocking(kPawl + " run p.json -i in.json -q --history none --events -", 1, {}, pawl);
    CHECK(events.exit_code == 0);
    CHECK(events.out.size() > 800'000);
    CHECK(events.out.ends_with("}\n"));
    const Ended history = run_non_blocking(
        kPawl + " run p.json -i in.json -q --history /dev/stdout > /dev/stdout", 1, {}, pawl);
    CHECK(history.out.size() > 1'000'000);

    (void)pawl.folder.write("t.json", one_task("sh:seq 30000 >&2; echo 1"));
    const Ended err =
        run_non_blocking(kPawl + " run t.json --history none --progress plain > /dev/null", 2, {}, pawl);
    CHECK(err.exit_code == 0);
    CHECK(contains(err.out, "] 1\n"));
    CHECK(contains(err.out, "] 30000\n"));
    CHECK(lines_of(err.out).size() >= 30'000);
  }

  TEST_CASE("non-blocking standard input is waited for") {
    const Pawl pawl;
    (void)pawl.folder.write("p.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    const auto run = [&](const std::string& arguments, const std::vector<std::string>& pieces) {
      const Ended ended = run_non_blocking(kPawl + " " + arguments + " > out", 0, pieces, pawl);
      CHECK(ended.exit_code == 0);
      return read_text(pawl.folder.path() / "out");
    };
    CHECK(run("run p.json -i - -q --history none", {"{\"a\":", "[1,2", "]}"}) == "{\"a\":[1,2]}\n");
    CHECK(run("run p.json --each -q --history none", {"1\n2", "2\n", "\n3\n4"}) == "1\n22\n3\n4\n");
    CHECK(run("run - -i 7 -q --history none",
              {R"({"StartAt":"A","States":{"A")", R"(:{"Type":"Pass","End":true}}})"}) == "7\n");
  }

  TEST_CASE("--each: every line counts, with and without a last line end") {
    const Pawl pawl;
    (void)pawl.folder.write("p.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    const std::string wide = "\"" + std::string(150'000, 'y') + "\"";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"", ""},
        {"\n\n", ""},
        {"1", "1\n"},
        {"1\n", "1\n"},
        {"1\r\n\r\n2", "1\n2\n"},
        {wide + "\n" + wide, wide + "\n" + wide + "\n"}};
    for (const auto& [input, output] : cases) {
      CommandOptions options;
      options.input = input;
      const CommandResult each = pawl({"run", "p.json", "--each", "--history", "none"}, options);
      CHECK(each.exit_code == 0);
      CHECK(each.out == output);
    }
    // A folder can be opened, but not read.
    const CommandResult broken = run_command(
        {"/bin/sh", "-c", "exec " + kPawl + " run p.json --each --history none < ."}, pawl.with_state({}));
    CHECK(broken.exit_code == 2);
    CHECK(contains(broken.err, "cannot read standard input"));
  }

  TEST_CASE("--each: the 300th execution hears SIGTERM as the first does") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:cat > /dev/null; echo $$ >> started; sleep 60; echo 1"));
    CommandOptions options;
    for (int i = 0; i < 300; ++i) options.input += "{}\n";
    BackgroundCommand run({kPawl, "run", "w.json", "--each", "-j", "300", "--history", "none", "-q"},
                          pawl.folder.path(), pawl.with_state(options));
    const auto started = [&] { return lines_of(read_text(pawl.folder.path() / "started")); };
    REQUIRE(wait_for_file(pawl.folder.path() / "started"));
    for (int tries = 0; started().size() < 300 && tries < 1200; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    REQUIRE(started().size() == 300);
    run.send(SIGTERM);
    const CommandResult ended = run.wait();
    CHECK(ended.exit_code == 143);
    CHECK(ended.out.empty());
    for (const std::string& pid : started()) CHECK(wait_until_gone(std::stoi(pid)));
  }
}
