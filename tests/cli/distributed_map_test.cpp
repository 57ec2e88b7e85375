// `pawl run` of a Distributed Map: real children, real files.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "support/json.h"

using namespace pawl::testing_support;

namespace {

/// A Distributed Map whose children are `states`, the first of them "A".
std::string distributed(const std::string& fields, const std::string& states) {
  return R"({"StartAt":"M","States":{"M":{"Type":"Map",)" + fields + R"("ItemProcessor":{
    "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{)" +
         states + R"(}},"End":true}}})";
}

const std::string kPassState = R"("A":{"Type":"Pass","End":true})";

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("distributed map: shell tasks, results in the order of the items") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json", distributed(R"("ItemSelector":{"n.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},)",
                                  R"j("A":{"Type":"Task","Resource":"sh:cat","Next":"B"},
                                  "B":{"Type":"Task","Resource":"sh:cat >/dev/null; echo $((6*7))","ResultPath":"$.b","End":true})j"));
    const CommandResult run = pawl({"run", "m.asl.json", "-i", "[5,6,7]", "-j", "2"});
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.out == "[{\"n\":5,\"i\":0,\"b\":42},{\"n\":6,\"i\":1,\"b\":42},{\"n\":7,\"i\":2,\"b\":42}]\n");
  }

  TEST_CASE(
      "distributed map: a failure beyond what is tolerated ends it, a tolerated one leaves no element") {
    const Pawl pawl;
    const std::string states =
        R"("A":{"Type":"Task","Resource":"sh:x=$(cat); [ $x != 2 ] || exit 3; echo $x","End":true})";
    (void)pawl.folder.write("strict.asl.json", distributed("", states));
    const CommandResult strict = pawl({"run", "strict.asl.json", "-i", "[1,2,3]"});
    CHECK(strict.exit_code == 1);
    CHECK_MESSAGE(contains(strict.err, "States.ExceedToleratedFailureThreshold"), strict.err);
    (void)pawl.folder.write("one.asl.json", distributed(R"("ToleratedFailureCount":1,)", states));
    CHECK(pawl({"run", "one.asl.json", "-i", "[1,2,3]"}).out == "[1,3]\n");
    CHECK(pawl({"run", "one.asl.json", "-i", "[2,2,3]"}).exit_code == 1);
    (void)pawl.folder.write("percent.asl.json", distributed(R"("ToleratedFailurePercentage":50,)", states));
    CHECK(pawl({"run", "percent.asl.json", "-i", "[1,2,3,2]"}).out == "[1,3]\n");
    CHECK(pawl({"run", "percent.asl.json", "-i", "[2,2,3]"}).exit_code == 1);
  }

  TEST_CASE("distributed map: a result past 256 KiB fails it, whatever a ResultSelector makes of it") {
    const Pawl pawl;
    const std::string large =
        R"("A":{"Type":"Pass","Result":")" + std::string(100'000, 'x') + R"(","End":true})";
    (void)pawl.folder.write("m.asl.json",
                            distributed(R"j("ResultSelector":{"n.$":"States.ArrayLength($)"},)j", large));
    const CommandResult run = pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--name", "large"});
    CHECK(run.exit_code == 1);
    CHECK_MESSAGE(contains(run.err, "States.DataLimitExceeded"), run.err);
    CHECK(contains(run.err, "returned a result with a size exceeding"));
    CHECK(pawl({"replay", "large"}).exit_code == 0);
    CHECK(pawl({"run", "m.asl.json", "-i", "[1,2]"}).out == "{\"n\":2}\n");
    CHECK(pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--limits", "off"}).out == "{\"n\":3}\n");
  }

  TEST_CASE("distributed map: a replay knows which failure of the results was taken") {
    const Pawl pawl;
    const std::string large =
        R"("A":{"Type":"Pass","Result":")" + std::string(100'000, 'x') + R"(","End":true})";
    const std::string taken = R"("Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"C"}],)";
    const std::string retried =
        R"("Retry":[{"ErrorEquals":["States.DataLimitExceeded"],"MaxAttempts":1,"IntervalSeconds":1}],)";
    const std::string in_query =
        R"("QueryLanguage":"JSONata","Output":"{% $nothing() %}","Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],)";
    int runs = 0;
    for (const std::string& fields : {taken, retried, retried + taken, in_query}) {
      std::string map = distributed(fields, large);
      if (fields != retried) {
        const size_t at = map.rfind("\"End\":true}}}");
        map.replace(at, std::string::npos, R"("End":true},"C":{"Type":"Pass","End":true}}})");
      }
      CAPTURE(fields);
      (void)pawl.folder.write("m.asl.json", map);
      (void)pawl.folder.write(
          "p.asl.json",
          R"({"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[)" + map + "],\"End\":true}}}");
      for (const std::string file : {"m.asl.json", "p.asl.json"}) {
        const std::string name = "r" + std::to_string(++runs);
        const CommandResult run = pawl({"run", file, "-i", "[1,2,3]", "--name", name, "--time", "skip"});
        CHECK_MESSAGE(run.exit_code == (fields == retried ? 1 : 0), run.err);
        const CommandResult replay = pawl({"replay", name});
        CHECK_MESSAGE(replay.exit_code == 0, replay.err);
      }
    }
  }

  // The limit of a file's size stands for a disk that is full.
  TEST_CASE("distributed map: a full disk while results are written") {
    const Pawl pawl;
    std::filesystem::create_directories(pawl.folder.path() / "s3/out");
    (void)pawl.folder.write("m.asl.json",
                            distributed(R"("ResultWriter":{"Resource":"arn:aws:states:::s3:putObject",
        "Parameters":{"Bucket":"out","Prefix":"r"}},)",
                                        kPassState));
    std::string items = "[0";
    for (int i = 1; i < 5'000; ++i) items += "," + std::to_string(i);
    (void)pawl.folder.write("in.json", items + "]");
    (void)pawl.folder.write("no-results.asl.json", distributed(R"("ResultPath":null,)", kPassState));
    const auto limited = [&](const std::string& definition, const std::string& history) {
      return run_command({"/bin/sh", "-c",
                          "ulimit -f 256; trap '' XFSZ; exec " + std::string(kPawlBinary) + " run " +
                              definition + " -i in.json -q --bucket-root s3 --history " + history},
                         pawl.with_state({}));
    };
    const CommandResult results = limited("m.asl.json", "none");
    CHECK(results.exit_code == 1);
    CHECK_MESSAGE(contains(results.err, "States.ResultWriterFailed"), results.err);
    CHECK(contains(results.err, "SUCCEEDED_0.json: File too large"));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(pawl.folder.path() / "s3/out"))
      CHECK(entry.is_directory());

    // The record of the children comes first: without it the run stops, and can be resumed.
    const CommandResult record = limited("no-results.asl.json", "h/");
    CHECK(record.exit_code == 2);
    CHECK_MESSAGE(contains(record.err, "to resume: pawl resume"), record.err);
    const auto run = std::filesystem::directory_iterator(pawl.folder.path() / "h")->path();
    const CommandResult resumed = pawl({"resume", (run / "history.jsonl").string(), "-q"});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.err);
  }

  TEST_CASE("distributed map: items of a file, results to files") {
    const Pawl pawl;
    (void)pawl.folder.write("s3/in/items.jsonl", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
    std::filesystem::create_directories(pawl.folder.path() / "s3/out");
    (void)pawl.folder.write("m.asl.json",
                            distributed(R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
        "ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"in","Key.$":"$.key"}},
      "ItemBatcher":{"MaxItemsPerBatch":2},
      "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out","Prefix":"p"}},)",
                                        kPassState));
    const CommandResult run =
        pawl({"run", "m.asl.json", "-i", R"({"key":"items.jsonl"})", "--bucket-root", "s3"});
    REQUIRE_MESSAGE(run.exit_code == 0, run.err);
    const std::string key = Json::parse(run.out)["ResultWriterDetails"]["Key"].text();
    const std::filesystem::path out = pawl.folder.path() / "s3/out";
    const Json manifest = Json::parse(read_text(out / key));
    REQUIRE(manifest["ResultFiles"]["SUCCEEDED"].size() == 1);
    const std::string results_key = manifest["ResultFiles"]["SUCCEEDED"][0]["Key"].text();
    const Json results = Json::parse(read_text(out / results_key));
    REQUIRE(results.size() == 2);
    CHECK(results[0]["Input"] == R"({"Items":[{"n":1},{"n":2}]})");
    CHECK(results[1]["Output"] == R"({"Items":[{"n":3}]})");

    const CommandResult missing =
        pawl({"run", "m.asl.json", "-i", R"({"key":"other.jsonl"})", "--bucket-root", "s3"});
    CHECK(missing.exit_code == 1);
    CHECK_MESSAGE(contains(missing.err, "States.ItemReaderFailed"), missing.err);
  }

  TEST_CASE("distributed map: one in another") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json",
        distributed(
            "",
            R"("A":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"T","States":{"T":{"Type":"Task","Resource":"sh:cat","End":true}}},"End":true})"));
    const CommandResult run = pawl({"run", "m.asl.json", "-i", "[[1,2],[],[3]]"});
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.out == "[[1,2],[],[3]]\n");
  }

  TEST_CASE("distributed map: mocks answer over all children in turn") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "m.asl.json",
        distributed(R"("MaxConcurrency":1,)", R"("A":{"Type":"Task","Resource":"sh:false","End":true})"));
    (void)pawl.folder.write("mocks.json", R"({"StateMachines":{"m":{"TestCases":{"all":{"A":"R"}}}},
      "MockedResponses":{"R":{"0":{"Return":"first"},"1-2":{"Return":"later"}}}})");
    const CommandResult run = pawl({"run", "m.asl.json", "-i", "[1,2,3]", "--mocks", "mocks.json"});
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.out == "[\"first\",\"later\",\"later\"]\n");
  }

  TEST_CASE("distributed map: the end of its execution reaches the children") {
    const Pawl pawl;
    std::string definition =
        distributed("", R"("A":{"Type":"Task","Resource":"sh:touch started; exec sleep 600","End":true})");
    definition.insert(1, R"("TimeoutSeconds":1,)");
    (void)pawl.folder.write("m.asl.json", definition);
    const CommandResult run = pawl({"run", "m.asl.json", "-i", "[1,2]"});
    CHECK(run.exit_code == 1);
    CHECK_MESSAGE(contains(run.err, "States.Timeout"), run.err);
    CHECK(std::filesystem::exists(pawl.folder.path() / "started"));
  }
}
