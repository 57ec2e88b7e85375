// What the system is short of is waited for, or ends the run: it is no error of a task.
#include <doctest/doctest.h>

#include <fstream>
#include <thread>

#include "support/cli_pawl.h"
#include "support/http_server.h"
#include "support/places.h"

using namespace pawl::testing_support;

namespace {

/// A Map over 40 items with a task each that a Catch would save from any error.
std::string caught_map(std::string_view resource) {
  return R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.l","ItemProcessor":{"StartAt":"T","States":{
    "T":{"Type":"Task","Resource":")" +
         std::string(resource) +
         R"(","Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},
    "C":{"Type":"Pass","Result":"caught","End":true}}},"End":true}}})";
}

std::string forty() {
  std::string items = "{\"l\":[1";
  for (int i = 2; i <= 40; ++i) items += "," + std::to_string(i);
  return items + "]}";
}

std::string ones() {
  std::string list = "[1";
  for (int i = 2; i <= 40; ++i) list += ",1";
  return list + "]\n";
}

/// pawl under a shell that sets a limit first.
CommandResult limited(const Pawl& pawl, const std::string& limit, const std::string& arguments,
                      CommandOptions options = {}) {
  return run_command({"/bin/sh", "-c", limit + "; exec " + kPawlBinary + " " + arguments},
                     pawl.with_state(std::move(options)));
}

CommandOptions with_fault(const std::string& name, const std::string& value) {
  CommandOptions options;
  options.environment = {
      {"LD_PRELOAD", kShortageFault}, {name, value}, {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
  return options;
}

std::string history_of(const Pawl& pawl, const std::string& run) {
  return read_text(pawl.folder.path() / "state/pawl/runs" / run / "history.jsonl");
}

/// The run was stopped without a word about its tasks, and a resume without the limit brings it to its end.
void check_resumable(const Pawl& pawl, const std::string& run, const std::string& output) {
  const std::string history = history_of(pawl, run);
  CHECK(!contains(history, "\"TaskFailed\""));
  CHECK(!contains(history, "\"ExecutionFailed\""));
  CHECK(!contains(history, "\"ExecutionAborted\""));
  CHECK(pawl({"replay", run}).exit_code == 0);
  const CommandResult resumed = pawl({"resume", run, "-q"});
  CHECK(resumed.exit_code == 0);
  CHECK(resumed.out == output);
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("shortage: with few descriptors tasks wait for each other, or the run stops" *
            doctest::skip(kIsSanitized)) {
    const Pawl pawl;
    (void)pawl.folder.write("m.json", caught_map("sh:cat > /dev/null; sleep 0.02; echo 1"));
    size_t done = 0;
    size_t stopped = 0;
    for (const int descriptors : {64, 40, 32, 26, 22, 20, 18, 16, 14, 12, 10}) {
      CAPTURE(descriptors);
      const std::string run = "few-" + std::to_string(descriptors);
      const CommandResult result = limited(pawl, "ulimit -n " + std::to_string(descriptors),
                                           "run m.json -q --name " + run + " -i '" + forty() + "'");
      if (result.exit_code == 0) {
        CHECK(result.out == ones());
        ++done;
        continue;
      }
      CHECK(result.exit_code == 2);
      CHECK(result.out.empty());
      CHECK(contains(result.err, "ulimit -n"));
      if (!std::filesystem::exists(pawl.folder.path() / "state/pawl/runs" / run / "history.jsonl")) continue;
      ++stopped;
      CHECK(contains(result.err, "pawl resume " + run));
      check_resumable(pawl, run, ones());
    }
    CHECK(done >= 3);
    CHECK(stopped >= 1);
  }

  TEST_CASE("shortage: requests wait for each other, too" * doctest::skip(kIsSanitized)) {
    pawl::test::HttpServer server(
        [](const pawl::test::ServedRequest&) { return pawl::test::ServedResponse{.body = "1"}; });
    const Pawl pawl;
    (void)pawl.folder.write("m.json", caught_map(server.url() + "/"));
    size_t done = 0;
    for (const int descriptors : {64, 32, 24, 20}) {
      CAPTURE(descriptors);
      const size_t before = server.requests();
      const CommandResult result = limited(pawl, "ulimit -n " + std::to_string(descriptors),
                                           "run m.json -q --history none -i '" + forty() + "'");
      // How many a name lookup and a connection need together differs from run to run.
      if (result.exit_code == 2 && descriptors < 32) {
        CHECK(contains(result.err, "ulimit -n"));
        continue;
      }
      CHECK_MESSAGE(result.exit_code == 0, result.err);
      CHECK(result.out == ones());
      CHECK(server.requests() == before + 40);
      ++done;
    }
    CHECK(done >= 2);
  }

  TEST_CASE("shortage: processes that cannot be started for a while, or never") {
    const Pawl pawl;
    (void)pawl.folder.write("m.json", caught_map("sh:cat > /dev/null; echo 1"));
    const std::string input = forty();
    for (const char* first : {"1", "7", "30"}) {
      CAPTURE(first);
      const CommandResult result =
          pawl({"run", "m.json", "-q", "--history", "none", "-i", input}, with_fault("SHORT_SPAWN", first));
      CHECK(result.exit_code == 0);
      CHECK(result.out == ones());
    }
    const CommandResult never =
        pawl({"run", "m.json", "-q", "--name", "never", "-i", input}, with_fault("SHORT_SPAWN", "-1"));
    CHECK(never.exit_code == 2);
    CHECK(contains(never.err, "no command can be started: too many processes and threads"));
    check_resumable(pawl, "never", ones());
  }

  TEST_CASE("shortage: a process that cannot be watched is not started twice") {
    const Pawl pawl;
    (void)pawl.folder.write("w.json", one_task("sh:echo x >> started; sleep 0.2; echo 1"));
    const CommandResult late =
        pawl({"run", "w.json", "-q", "--history", "none"}, with_fault("SHORT_PIDFD", "5"));
    CHECK(late.exit_code == 0);
    CHECK(late.out == "1\n");
    CHECK(read_text(pawl.folder.path() / "started") == "x\n");
  }

  TEST_CASE("shortage: without threads runs continue") {
    const Pawl pawl;
    (void)pawl.folder.write("m.json", caught_map("sh:cat > /dev/null; echo 1"));
    for (const char* threads : {"0", "1", "2"}) {
      CAPTURE(threads);
      const CommandResult result =
          pawl({"run", "m.json", "-q", "-i", forty(), "--name", std::string("threads-") + threads},
               with_fault("SHORT_THREADS", threads));
      CHECK(result.exit_code == 0);
      CHECK(result.out == ones());
    }
    (void)pawl.folder.write("pass.json", R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    for (const char* threads : {"0", "2"}) {
      CAPTURE(threads);
      CommandOptions options = with_fault("SHORT_THREADS", threads);
      options.input = "1\n2\n3\n4\n5\n";
      const CommandResult each =
          pawl({"run", "pass.json", "--each", "-j", "8", "--history", "none"}, options);
      CHECK(each.exit_code == 0);
      CHECK(each.out == "1\n2\n3\n4\n5\n");
      // One of its own is enough for two processors.
      if (std::string_view(threads) == "0" && std::thread::hardware_concurrency() > 1)
        CHECK(contains(each.err, "the system has no thread left"));
    }
  }

  TEST_CASE("shortage: memory and file size have limits with names" * doctest::skip(kIsSanitized)) {
    const Pawl pawl;
    (void)pawl.folder.write("big.json", one_task("sh:head -c 60000000 /dev/zero | tr '\\\\0' 1"));
    const CommandResult memory = limited(pawl, "ulimit -v 150000", "run big.json -q --limits off --name big");
    CHECK(memory.exit_code == 2);
    CHECK(contains(memory.err, "there is no memory left (the limit is 150000: ulimit -v)"));
    CHECK(!contains(history_of(pawl, "big"), "\"TaskFailed\""));
    CHECK(contains(memory.err, "pawl resume big"));

    CommandOptions lines;
    lines.input = "{}\n{}\n{}\n";
    const CommandResult each =
        limited(pawl, "ulimit -v 250000", "run big.json -q --limits off --history none --each -j 2", lines);
    CHECK(each.exit_code == 2);
    CHECK(contains(each.err, "there is no memory left"));

    (void)pawl.folder.write(
        "loop.json",
        R"({"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.n","IsPresent":true,"Next":"C"}],"Default":"B"},"C":{"Type":"Succeed"},"B":{"Type":"Pass","Next":"A"}}})");
    const CommandResult file = limited(pawl, "ulimit -f 200", "run loop.json -q --name loop");
    CHECK(file.exit_code == 2);
    CHECK(contains(file.err, "File too large"));
    const std::string history = history_of(pawl, "loop");
    CHECK(history.size() > 50'000);
    CHECK(history.ends_with("}\n"));
    CHECK(pawl({"replay", "loop"}).exit_code == 0);

    // A task has the signal as every program does.
    (void)pawl.folder.write("own.json", one_task("sh:ulimit -f 1; head -c 100000 /dev/zero > zeros"));
    const CommandResult own = pawl({"run", "own.json", "-q", "--history", "none"});
    CHECK(own.exit_code == 1);
  }
}
