// A Distributed Map that was killed, failed, or whose items have changed: real processes, real kills.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <sstream>

#include "support/cli_pawl.h"

using namespace pawl::testing_support;

namespace {

std::string distributed_task(const std::string& fields, const std::string& command) {
  return R"({"StartAt":"M","States":{"M":{"Type":"Map",)" + fields + R"("ItemProcessor":{
    "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{
    "A":{"Type":"Task","Resource":"sh:)" +
         command + R"(","End":true}}},"End":true}}})";
}

/// How often a line stands in a file.
long times(const std::filesystem::path& file, const std::string& line) {
  std::istringstream lines(read_text(file));
  long found = 0;
  for (std::string one; std::getline(lines, one);) found += one == line ? 1 : 0;
  return found;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("distributed_task map: after a kill, children that have ended do not run again") {
    const Pawl pawl;
    // Item 5 waits until it may go on; those before it have ended then, with one task at a time.
    (void)pawl.folder.write("m.asl.json",
                            distributed_task(R"("MaxConcurrency":1,)",
                                             "read x; echo $x >> journal; [ $x != 5 ] || [ -e fixed ] "
                                             "|| { echo > running; exec sleep 600; }; echo $x"));
    {
      BackgroundCommand run({kPawlBinary, "run", "m.asl.json", "-i", "[1,2,3,4,5,6,7]", "--name", "r", "-q"},
                            pawl.folder.path(), pawl.with_state({}));
      REQUIRE(wait_for_file(pawl.folder.path() / "running"));
      run.send(SIGKILL);
      run.wait();
    }
    (void)pawl.folder.write("fixed", "");
    const CommandResult resumed = pawl({"resume", "r"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
    CHECK(resumed.out == "[1,2,3,4,5,6,7]\n");
    for (const char* item : {"1", "2", "3", "4", "6", "7"})
      CHECK_MESSAGE(times(pawl.folder.path() / "journal", item) == 1, item);
    CHECK(times(pawl.folder.path() / "journal", "5") == 2);
    CHECK(pawl({"replay", "r"}).exit_code == 0);
    CHECK(contains(pawl({"show", "r", "--map"}).out, "SUCCEEDED"));
  }

  TEST_CASE("distributed_task map: a redrive runs the children that failed or never started") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json", distributed_task(R"("MaxConcurrency":1,)",
                                       "read x; echo $x >> journal; [ $x != 3 ] || [ -e fixed ] && echo $x"));
    const CommandResult failed = pawl({"run", "m.asl.json", "-i", "[1,2,3,4]", "--name", "r", "-q"});
    CHECK(failed.exit_code == 1);
    CHECK(contains(pawl({"show", "r", "--map"}).out, "Exit.1"));
    (void)pawl.folder.write("fixed", "");
    const CommandResult redriven = pawl({"resume", "r", "-q"});
    CHECK_MESSAGE(redriven.exit_code == 0, redriven.err);
    CHECK(redriven.out == "[1,2,3,4]\n");
    CHECK(read_text(pawl.folder.path() / "journal") == "1\n2\n3\n3\n4\n");
  }

  TEST_CASE("distributed_task map: items that have changed since are an error of the resume") {
    const Pawl pawl;
    (void)pawl.folder.write("s3/in/items.jsonl", "1\n2\n3\n");
    (void)pawl.folder.write("m.asl.json",
                            distributed_task(R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
        "ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"in","Key":"items.jsonl"}},)",
                                             "read x; [ $x != 2 ] || [ -e fixed ] && echo $x"));
    CHECK(pawl({"run", "m.asl.json", "--bucket-root", "s3", "--name", "r", "-q"}).exit_code == 1);
    (void)pawl.folder.write("fixed", "");
    (void)pawl.folder.write("s3/in/items.jsonl", "7\n8\n9\n10\n");
    const CommandResult refused = pawl({"resume", "r", "-q"});
    CHECK(refused.exit_code == 2);
    CHECK_MESSAGE(contains(refused.err, "s3://in/items.jsonl, which has changed since"), refused.err);
    (void)pawl.folder.write("s3/in/items.jsonl", "1\n2\n3\n");
  }

  TEST_CASE("distributed_task map: a bucket that is not bound, a key that leaves its folder") {
    const Pawl pawl;
    std::filesystem::create_directories(pawl.folder.path() / "s3/in");
    (void)pawl.folder.write("secret.jsonl", "1\n");
    const auto reads = [](const std::string& bucket, const std::string& key) {
      return distributed_task(R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
        "ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":")" +
                                  bucket + R"(","Key":")" + key + R"("}},)",
                              "cat");
    };
    (void)pawl.folder.write("bucket.asl.json", reads("elsewhere", "items.jsonl"));
    const CommandResult bucket = pawl({"run", "bucket.asl.json", "--bucket-root", "s3"});
    CHECK(bucket.exit_code == 1);
    CHECK_MESSAGE(contains(bucket.err, "States.ItemReaderFailed"), bucket.err);
    (void)pawl.folder.write("key.asl.json", reads("in", "../../secret.jsonl"));
    const CommandResult key = pawl({"run", "key.asl.json", "--bucket-root", "s3"});
    CHECK(key.exit_code == 1);
    CHECK_MESSAGE(contains(key.err, "States.ItemReaderFailed"), key.err);
    CHECK(key.out.empty());
  }
}
