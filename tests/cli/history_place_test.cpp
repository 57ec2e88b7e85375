// Where the history and the events of a run go: what is written over, what is refused, and what is left.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/places.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFail = R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"No"}}})";

struct WithPass : Pawl {
  WithPass() {
    (void)folder.write("pass.asl.json", kPass);
    (void)folder.write("fail.asl.json", kFail);
  }
  [[nodiscard]] std::string text(const std::string& file) const { return read_text(folder.path() / file); }
  [[nodiscard]] bool has(const std::string& file) const { return fs::exists(folder.path() / file); }
  void check_refused(std::vector<std::string> arguments, std::string_view message) const {
    arguments.insert(arguments.begin(), {"run", "pass.asl.json"});
    const CommandResult result = (*this)(arguments);
    CAPTURE(result.err);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, message));
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("history: only histories are written over") {
    const WithPass pawl;
    (void)pawl.folder.write("in.json", "{\"a\":1}");
    (void)pawl.folder.write("LICENSE", "permission is hereby granted");
    pawl.check_refused({"--history", "pass.asl.json"}, "is no history of pawl");
    pawl.check_refused({"-i", "in.json", "--history", "in.json"}, "is no history of pawl");
    pawl.check_refused({"--history", "none", "--events", "LICENSE"}, "--events 'LICENSE' would write over");
    CHECK(pawl.text("pass.asl.json") == kPass);
    CHECK(pawl.text("in.json") == "{\"a\":1}");
    CHECK(pawl.text("LICENSE") == "permission is hereby granted");
    pawl.check_refused({"--history", "-"}, "`--events -` writes");
    CHECK_FALSE(pawl.has("-"));
    CommandOptions options;
    options.output_path = pawl.folder.write("log", "before\n");
    (void)pawl({"run", "pass.asl.json", "--history", "/dev/stdout"}, options);
    CHECK(pawl.text("log").starts_with("before\n"));
    (void)pawl.folder.write("empty", "");
    CHECK(pawl({"run", "pass.asl.json", "--history", "empty"}).exit_code == 0);
  }

  TEST_CASE("history: of runs that have ended, the file is written over; of others it is kept") {
    const WithPass pawl;
    CHECK(pawl({"run", "pass.asl.json", "--history", "h.jsonl"}).exit_code == 0);
    CHECK(pawl({"run", "fail.asl.json", "--history", "h.jsonl"}).exit_code == 1);
    CHECK(pawl({"run", "pass.asl.json", "--history", "h.jsonl", "--events", "e.jsonl"}).exit_code == 0);
    CHECK(pawl.text("h.jsonl") == pawl.text("e.jsonl"));
    const std::string first = lines_of(pawl.text("h.jsonl")).front() + "\n";
    (void)pawl.folder.write("h.jsonl", first);
    (void)pawl.folder.write("e.jsonl", first);
    pawl.check_refused({"--history", "h.jsonl"}, "`pawl resume h.jsonl` resumes it");
    CHECK(pawl.text("h.jsonl") == first);
    CHECK(pawl({"run", "pass.asl.json", "--history", "none", "--events", "e.jsonl"}).exit_code == 0);
  }

  TEST_CASE("history: a run that could not begin leaves nothing, and its name is free") {
    const WithPass pawl;
    (void)pawl({"run", "pass.asl.json", "--history", "h.jsonl"});
    const std::string before = pawl.text("h.jsonl");
    pawl.check_refused({"--history", "h.jsonl", "--events", "no/such/e"},
                       "cannot write the events 'no/such/e'");
    CHECK(pawl.text("h.jsonl") == before);
    pawl.check_refused({"--name", "n", "--events", "no/such/e"}, "cannot write the events 'no/such/e'");
    CHECK_FALSE(pawl.has("state/pawl/runs/n"));
    fs::create_directories(pawl.folder.path() / "state/pawl/runs/n");
    CHECK(pawl({"run", "pass.asl.json", "--name", "n"}).exit_code == 0);
    (void)pawl.folder.write("state/pawl/runs/n/history.jsonl", "");
    CHECK(contains(pawl({"show", "n"}).err, "is empty"));
    CHECK(pawl({"run", "pass.asl.json", "--name", "n"}).exit_code == 0);
    (void)pawl.folder.write("state/pawl/runs/n/history.jsonl", "garbage\n");
    pawl.check_refused({"--name", "n"}, "already, which cannot be read");
  }

  TEST_CASE("history: --each makes one for each line") {
    const WithPass pawl;
    pawl.check_refused({"--each", "--history", "h.jsonl"}, "give --history a folder ('h.jsonl/' makes one)");
    pawl.check_refused({"--each", "--events", "e.jsonl"}, "--events is about one run");
    CommandOptions options;
    options.input = "1\n2\n";
    CHECK(pawl({"run", "pass.asl.json", "--each", "--history", "h/"}, options).exit_code == 0);
    CHECK(std::distance(fs::directory_iterator(pawl.folder.path() / "h"), {}) == 2);
  }

  TEST_CASE("history: how to resume is said with the name only where the name says it") {
    const WithPass pawl;
    CHECK(contains(pawl({"run", "fail.asl.json", "--name", "n"}).err, "to resume: pawl resume n\n"));
    const CommandResult other = pawl({"run", "fail.asl.json", "--name", "n", "--history", "h/"});
    CHECK(contains(other.err, "to resume: pawl resume h/n/history.jsonl\n"));
    CHECK(contains(pawl({"run", "fail.asl.json", "--name", "n", "--history", "h/"}).err,
                   "`pawl resume h/n/history.jsonl` resumes it"));
    CHECK(pawl({"resume", "h/n/history.jsonl"}).exit_code == 1);
  }

  TEST_CASE("history: of those who start the same run at once, one runs it and all get its output") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "w.asl.json", one_task("sh:echo run >> journal; while [ ! -e go ]; do sleep 0.01; done; echo 7"));
    const std::string all =
        "for i in 1 2 3 4 5 6; do { " + std::string(kPawlBinary) +
        " run w.asl.json --name n -q > $i.out 2> $i.err; "
        "echo $? > $i.code; } & done; until [ $(cat *.err | grep -c 'waiting for its end') = 5 ]; "
        "do sleep 0.01; done; echo > go; wait";
    CHECK(run_command({"sh", "-c", all}, pawl.with_state({})).exit_code == 0);
    CHECK(read_text(pawl.folder.path() / "journal") == "run\n");
    for (const char* one : {"1", "2", "3", "4", "5", "6"}) {
      CHECK(read_text(pawl.folder.path() / (std::string(one) + ".code")) == "0\n");
      CHECK(read_text(pawl.folder.path() / (std::string(one) + ".out")) == "7\n");
    }
  }

  TEST_CASE("stop: finds the process of a run by the lock of its history") {
    const Pawl pawl;
    (void)pawl.folder.write("s.asl.json", one_task("sh:echo > started; exec sleep 60"));
    for (const char* how : {"", "--now"}) {
      fs::remove(pawl.folder.path() / "started");
      BackgroundCommand run({kPawlBinary, "run", "s.asl.json", "--history", "h.jsonl"}, pawl.folder.path(),
                            pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "started"));
      std::vector<std::string> arguments = {"stop", "h.jsonl"};
      if (*how != '\0') arguments.emplace_back(how);
      const CommandResult stopped = pawl(arguments);
      CHECK_MESSAGE(stopped.exit_code == 0, stopped.err);
      CHECK(stopped.out == "h.jsonl ABORTED\n");
      CHECK(run.wait().exit_code == 143);
    }
    (void)pawl.folder.write("export.json", R"({"events":[{"timestamp":1,"type":"ExecutionStarted","id":1},
{"timestamp":2,"type":"ExecutionSucceeded","id":2}]})");
    CHECK(contains(pawl({"stop", "export.json"}).err, "is SUCCEEDED: nothing to stop"));
  }

  TEST_CASE("ls and gc: what cannot be read is as old as its file") {
    const WithPass pawl;
    (void)pawl({"run", "pass.asl.json", "--name", "good"});
    const std::string first = lines_of(pawl.text("state/pawl/runs/good/history.jsonl")).front();
    std::string newer = first;
    newer.replace(newer.find("\"format\":1"), 10, "\"format\":9");
    const auto put = [&](const std::string& run, const std::string& text) {
      fs::create_directories(pawl.folder.path() / "state/pawl/runs" / run);
      return fs::path(pawl.folder.write("state/pawl/runs/" + run + "/history.jsonl", text));
    };
    put("crashed", first + "\n");
    put("empty", "");
    put("garbage", "garbage\n");
    put("newer", newer + "\n");
    const fs::path old = put("old", "garbage\n");
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(72));
    const CommandResult listed = pawl({"ls", "--status", "unreadable", "--format", "json"});
    CHECK(lines_of(listed.out).size() == 4);
    CHECK(lines_of(listed.out).back().starts_with("{\"name\":\"old\",\"status\":\"UNREADABLE\""));
    CHECK_FALSE(contains(listed.out, "1970"));
    CHECK(contains(pawl({"ls", "--status", "crashed"}).out, "crashed"));
    CHECK(pawl({"gc", "--older-than", "1d"}).out == "removed old\n");
  }
}
