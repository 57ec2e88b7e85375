// Tasks that are jobs of a batch system: one made of a script here, and task-spooler where it is installed.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "support/cli_pawl.h"

using namespace pawl;
using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kWork = "arn:aws:lambda:us-east-1:123456789012:function:work";

/// A batch system whose jobs are processes: `queue submit|status|cancel`, its state in the folder `q`.
constexpr std::string_view kQueue = R"sh(#!/bin/sh
q=$(dirname "$0")/q; mkdir -p "$q"
case $1 in
  submit)
    test ! -e "$q/refuse" || { echo "no more jobs" >&2; exit 3; }
    n=$(($(ls "$q" | grep -c '^job') + 1))
    echo "$2" >> "$q/submitted"
    setsid "$2" >/dev/null 2>&1 & echo $! > "$q/job$n"
    echo "$n" ;;
  array)
    n=$(($(ls "$q" | grep -c '^job') + 1))
    echo "$2" >> "$q/arrays"
    i=0
    while test $i -le "$2"; do
      SLURM_ARRAY_TASK_ID=$i setsid "$3" >/dev/null 2>&1 & echo $! > "$q/job${n}_$i"
      i=$((i + 1))
    done
    echo "$n" ;;
  status)
    shift
    echo "$*" >> "$q/asked"
    for n do
      for job in "$q/job$n" "$q/job${n}_"*; do
        test -e "$job" && kill -0 "$(cat "$job")" 2>/dev/null && echo "${job##*/job} RUNNING"
      done
    done; true ;;
  cancel)
    shift
    for n do echo "$n" >> "$q/cancelled"; kill -9 -- "-$(cat "$q/job$n")"; done ;;
esac
)sh";

/// The same one, with arrays.
constexpr std::string_view kArrays = R"(
via:
  queue:
    submit: [./queue, submit, "{job}/run.sh"]
    array: [./queue, array, "{last}", "{job}/run.sh"]
    status: [./queue, status, "{id}"]
    cancel: [./queue, cancel, "{id}"]
    poll: 1
tasks:
  - {state: Work, exec: ./work, via: queue}
)";
const std::string kMapOfFive =
    R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":)" + one_task(kWork) + "}}}";

constexpr std::string_view kConfig = R"(
via:
  queue:
    submit: [./queue, submit, "{job}/run.sh"]
    status: [./queue, status, "{id}"]
    cancel: [./queue, cancel, "{id}"]
    poll: 1
tasks:
  - {state: Work, exec: ./work, via: queue, errors: {7: Broken}}
)";

struct Batch {
  explicit Batch(std::string_view work) {
    executable("queue", kQueue);
    executable("work", work);
    (void)pawl.folder.write("pawl.yaml", kConfig);
    (void)pawl.folder.write("w.asl.json", one_task(kWork));
  }
  void executable(std::string_view name, std::string_view text) const {
    ::chmod(pawl.folder.write(name, text).c_str(), 0755);
  }
  [[nodiscard]] fs::path at(std::string_view name) const { return pawl.folder.path() / name; }
  [[nodiscard]] std::string text(std::string_view name) const {
    return fs::exists(at(name)) ? read_text(at(name)) : "";
  }
  /// Starts the run `r`, waits until its job has begun, and kills pawl alone.
  void kill_when_begun() const {
    BackgroundCommand run({kPawlBinary, "run", "w.asl.json", "--name", "r", "-i", R"({"a":1})"},
                          pawl.folder.path(), pawl.with_state({}));
    REQUIRE(wait_for_text(at("state/pawl/runs/r/history.jsonl"), "FunctionStarted"));
    REQUIRE(wait_for_file(at("begun")));
    run.send(SIGKILL);
    run.wait();
  }
  Pawl pawl;
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("batch: input, output, error names and the environment pass through a job") {
    const Batch batch("#!/bin/sh\necho \"note $PAWL_STATE\" >&2\ncat\n");
    const CommandResult good = batch.pawl({"run", "w.asl.json", "-i", R"({"it's":"$HOME"})"});
    CHECK_MESSAGE(good.exit_code == 0, good.err);
    CHECK(contains(good.out, R"("it's":"$HOME")"));
    CHECK(contains(good.err, "note Work"));
    batch.executable("work", "#!/bin/sh\necho bad >&2; exit 7\n");
    const CommandResult failed = batch.pawl({"run", "w.asl.json"});
    CHECK(failed.exit_code == 1);
    CHECK(contains(failed.err, "Broken"));
    batch.executable("work",
                     "#!/bin/sh\necho '{\"Error\":\"Own\",\"Cause\":\"c\"}' > $PAWL_ERROR_FILE; exit 1\n");
    CHECK(contains(batch.pawl({"run", "w.asl.json"}).err, "Own"));
    (void)batch.pawl.folder.write("q/refuse", "");
    const CommandResult refused = batch.pawl({"run", "w.asl.json"});
    CHECK(refused.exit_code == 1);
    CHECK(contains(refused.err, "Job.SubmitFailed"));
    CHECK(contains(refused.err, "no more jobs"));
  }

  TEST_CASE("batch: a job outlives a killed pawl, and a resume waits for it") {
    const Batch batch(
        "#!/bin/sh\necho x >> begun; until test -e go; do sleep 0.05; done; echo x >> ended; echo 42\n");
    batch.kill_when_begun();
    SUBCASE("still running") {
      BackgroundCommand resume({kPawlBinary, "resume", "r"}, batch.pawl.folder.path(),
                               batch.pawl.with_state({}));
      (void)batch.pawl.folder.write("go", "");
      const CommandResult resumed = resume.wait();
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(contains(resumed.out, "42"));
    }
    SUBCASE("over in the meantime") {
      (void)batch.pawl.folder.write("go", "");
      REQUIRE(wait_for_file(batch.at("ended")));
      const CommandResult resumed = batch.pawl({"resume", "r"});
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(contains(resumed.out, "42"));
    }
    CHECK(batch.text("begun") == "x\n");
    CHECK(lines_of(batch.text("q/submitted")).size() == 1);
    CHECK(batch.pawl({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("batch: a job that was submitted twice runs once") {
    const Batch batch("#!/bin/sh\necho x >> begun; until test -e go; do sleep 0.05; done; echo 42\n");
    batch.kill_when_begun();
    // As if pawl had been killed before it knew the id.
    for (const auto& entry : fs::recursive_directory_iterator(batch.at("state/pawl/runs/r/jobs"))) {
      if (entry.path().filename() == "id") fs::remove(entry.path());
    }
    BackgroundCommand resume({kPawlBinary, "resume", "r"}, batch.pawl.folder.path(),
                             batch.pawl.with_state({}));
    REQUIRE(wait_for_text(batch.at("q/job2"), "\n"));
    (void)batch.pawl.folder.write("go", "");
    const CommandResult resumed = resume.wait();
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(batch.text("begun") == "x\n");
    CHECK(lines_of(batch.text("q/submitted")).size() == 2);
  }

  TEST_CASE("batch: a job that is gone is Job.Lost; one of a stopped run is cancelled") {
    const Batch batch("#!/bin/sh\necho x >> begun; sleep 600\n");
    SUBCASE("gone") {
      BackgroundCommand run({kPawlBinary, "run", "w.asl.json"}, batch.pawl.folder.path(),
                            batch.pawl.with_state({}));
      REQUIRE(wait_for_file(batch.at("begun")));
      REQUIRE(::kill(-std::stoi(batch.text("q/job1")), SIGKILL) == 0);
      const CommandResult lost = run.wait();
      CHECK(lost.exit_code == 1);
      CHECK(contains(lost.err, "Job.Lost"));
    }
    SUBCASE("stopped") {
      BackgroundCommand run({kPawlBinary, "run", "w.asl.json"}, batch.pawl.folder.path(),
                            batch.pawl.with_state({}));
      REQUIRE(wait_for_file(batch.at("begun")));
      run.send(SIGTERM);
      CHECK(run.wait().exit_code == 143);
      CHECK(batch.text("q/cancelled") == "1\n");
    }
  }

  TEST_CASE("batch: the items of a Map are submitted as one array") {
    const Batch batch("#!/bin/sh\necho x >> begun; until test -e go; do sleep 0.05; done; cat\n");
    (void)batch.pawl.folder.write("pawl.yaml", kArrays);
    (void)batch.pawl.folder.write("w.asl.json", kMapOfFive);
    const std::vector<std::string> run = {kPawlBinary, "run", "w.asl.json", "--name",
                                          "r",         "-i",  "[1,2,3,4,5]"};
    const auto all_begun = [&batch] {
      for (int i = 0; i < 600 && lines_of(batch.text("begun")).size() < 5; ++i) ::usleep(100'000);
      return lines_of(batch.text("begun")).size();
    };
    BackgroundCommand first(run, batch.pawl.folder.path(), batch.pawl.with_state({}));
    REQUIRE(all_begun() == 5);
    SUBCASE("to its end") {
      REQUIRE(wait_for_text(batch.at("q/asked"), "1\n"));  // the array's id, once
      (void)batch.pawl.folder.write("go", "");
      const CommandResult mapped = first.wait();
      CHECK_MESSAGE(mapped.exit_code == 0, mapped.err);
      CHECK(mapped.out == "[1,2,3,4,5]\n");
      CHECK(lines_of(batch.text("q/asked")).front() == "1");
    }
    SUBCASE("pawl is killed and resumed") {
      REQUIRE(wait_for_text(batch.at("state/pawl/runs/r/history.jsonl"), R"("job":"1_4")"));
      first.send(SIGKILL);
      first.wait();
      BackgroundCommand second({kPawlBinary, "resume", "r"}, batch.pawl.folder.path(),
                               batch.pawl.with_state({}));
      (void)batch.pawl.folder.write("go", "");
      const CommandResult resumed = second.wait();
      CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
      CHECK(resumed.out == "[1,2,3,4,5]\n");
    }
    SUBCASE("a job of it is gone") {
      REQUIRE(::kill(-std::stoi(batch.text("q/job1_2")), SIGKILL) == 0);
      const CommandResult lost = first.wait();
      CHECK(lost.exit_code == 1);
      CHECK(contains(lost.err, "the job 1_2 of queue is gone"));
      CHECK(lines_of(batch.text("q/cancelled")).size() == 4);
    }
    CHECK(batch.text("q/arrays") == "4\n");
    CHECK(batch.text("q/submitted").empty());
    CHECK(lines_of(batch.text("begun")).size() == 5);
  }

  TEST_CASE("batch: a resume finds the jobs of a run whose history is a file") {
    const Batch batch("#!/bin/sh\necho x >> begun; until test -e go; do sleep 0.05; done; echo 42\n");
    {
      BackgroundCommand run({kPawlBinary, "run", "w.asl.json", "--history", "h.jsonl"},
                            batch.pawl.folder.path(), batch.pawl.with_state({}));
      REQUIRE(wait_for_text(batch.at("h.jsonl"), "FunctionStarted"));
      REQUIRE(wait_for_file(batch.at("begun")));
      run.send(SIGKILL);
      run.wait();
    }
    CHECK(fs::exists(batch.at("h.jsonl.jobs")));
    BackgroundCommand resume({kPawlBinary, "resume", "h.jsonl"}, batch.pawl.folder.path(),
                             batch.pawl.with_state({}));
    (void)batch.pawl.folder.write("go", "");
    const CommandResult resumed = resume.wait();
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(batch.text("begun") == "x\n");
    CHECK(lines_of(batch.text("q/submitted")).size() == 1);
    CHECK_FALSE(fs::exists(batch.at("h.jsonl.jobs")));
  }

  TEST_CASE("batch: jobs of a run that was written over are not taken for those of the next one") {
    const Batch batch("#!/bin/sh\necho x >> begun; cat\n");
    (void)batch.pawl.folder.write("h.jsonl", "");
    fs::create_directories(batch.at("h.jsonl.jobs/keep"));
    for (int i = 1; i <= 2; ++i)
      CHECK(batch.pawl({"run", "w.asl.json", "--history", "h.jsonl", "-i", std::to_string(i)}).out ==
            std::to_string(i) + "\n");
    CHECK(lines_of(batch.text("begun")).size() == 2);
    CHECK(fs::exists(batch.at("h.jsonl.jobs/keep")));
  }

  TEST_CASE("batch: a job that was removed from task-spooler's queue is Job.Lost") {
    if (::access("/usr/bin/tsp", X_OK) != 0) {
      MESSAGE("skipped: task-spooler (tsp) is not installed");
      return;
    }
    const Pawl pawl;
    CommandOptions options = pawl.with_state({});
    options.environment["TS_SOCKET"] = (pawl.folder.path() / "socket").string();
    (void)pawl.folder.write("pawl.yaml", R"(
via: {spool: {submit: [tsp, "{job}/run.sh"], status: [tsp], poll: 1}}
tasks: [{state: Work, sh: "echo x >> ran", via: spool}]
)");
    (void)pawl.folder.write("w.asl.json", one_task(kWork));
    REQUIRE(run_command({"/usr/bin/tsp", "sleep", "600"}, options).exit_code == 0);
    BackgroundCommand run({kPawlBinary, "run", "w.asl.json", "--history", "h.jsonl"}, pawl.folder.path(),
                          options);
    REQUIRE(wait_for_text(pawl.folder.path() / "h.jsonl", R"("job":"1")"));
    REQUIRE(run_command({"/usr/bin/tsp", "-r", "1"}, options).exit_code == 0);
    const CommandResult lost = run.wait();
    CHECK(lost.exit_code == 1);
    CHECK(contains(lost.err, "Job.Lost"));
    CHECK_FALSE(fs::exists(pawl.folder.path() / "ran"));
    (void)run_command({"/usr/bin/tsp", "-k"}, options);
    (void)run_command({"/usr/bin/tsp", "-K"}, options);
  }

  TEST_CASE("batch: task-spooler runs the items of a Map") {
    if (::access("/usr/bin/tsp", X_OK) != 0) {
      MESSAGE("skipped: task-spooler (tsp) is not installed");
      return;
    }
    const Pawl pawl;
    CommandOptions options;
    options.environment["TS_SOCKET"] = (pawl.folder.path() / "socket").string();
    const auto tsp = [&](const std::vector<std::string>& arguments) {
      std::vector<std::string> argv = {"/usr/bin/tsp"};
      argv.insert(argv.end(), arguments.begin(), arguments.end());
      return run_command(argv, pawl.with_state(options));
    };
    REQUIRE(tsp({"-S", "4"}).exit_code == 0);
    (void)pawl.folder.write("pawl.yaml",
                            "tasks:\n  - {state: Work, sh: 'cat; echo x >> ran', via: task-spooler}\n");
    (void)pawl.folder.write("m.asl.json", R"({"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":)" +
                                              one_task(kWork) + R"(,"End":true}}})");
    const CommandResult mapped = pawl({"run", "m.asl.json", "-i", "[1,2,3,4,5,6,7,8,9]"}, options);
    CHECK_MESSAGE(mapped.exit_code == 0, mapped.err);
    CHECK(lines_of(read_text(pawl.folder.path() / "ran")).size() == 9);
    (void)tsp({"-K"});
  }
}
