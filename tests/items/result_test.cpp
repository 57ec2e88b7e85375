// What the children of a Map Run leave: files in a bucket, or the state's result.
#include <fcntl.h>
#include <sys/resource.h>

#include <csignal>

#include "items/child_result.h"
#include "items/folder.h"
#include "items/result_export.h"

using namespace pawl;
using items::ChildResult;
using items::ResultExport;
using Status = items::ChildResult::Status;
using testing_support::Buckets;
namespace fs = std::filesystem;

namespace {

const items::MapRunNames kNames{"arn:mapRun:M/L:U", "arn:stateMachine:M/L", "arn:execution:M/L"};

ChildResult child(Status status, std::string_view json) {
  ChildResult result;
  result.status = status;
  result.name = "name";
  result.input = *parse_json(json);
  if (status == Status::Succeeded) result.output = result.input;
  if (status == Status::Failed) result.error = "Boom";
  if (status == Status::Failed) result.cause = "a \"cause\"";
  result.start = 1'789'180'622'000;
  result.stop = 1'789'180'622'001;
  return result;
}

std::unique_ptr<ResultExport> open(Buckets& buckets, items::WriterConfig config,
                                   uint64_t max_file_bytes = ResultExport::kMaxFileBytes) {
  fs::create_directories(buckets.path("out"));
  auto opened = ResultExport::open(*parse_json(R"({"Bucket":"out","Prefix":"p"})"), "U", kNames, config,
                                   buckets.store, max_file_bytes);
  REQUIRE(opened.has_value());
  return std::move(*opened);
}

std::vector<std::string> files(const Buckets& buckets) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(buckets.path("out"))) {
    if (entry.is_regular_file()) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_SUITE("items") {
  TEST_CASE("records say what AWS's say") {
    TextBuffer out;
    items::write_record(kNames, child(Status::Succeeded, R"({"a":"x"})"), out);
    CHECK(
        out.view() ==
        R"({"ExecutionArn":"arn:execution:M/L:name","Input":"{\"a\":\"x\"}","InputDetails":{"Included":true},)"
        R"("Name":"name","Output":"{\"a\":\"x\"}","OutputDetails":{"Included":true},"RedriveCount":0,)"
        R"("RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",)"
        R"("StartDate":"2026-09-12T02:37:02.000Z","StateMachineArn":"arn:stateMachine:M/L","Status":"SUCCEEDED",)"
        R"("StopDate":"2026-09-12T02:37:02.001Z"})");
    out.clear();
    items::write_record(kNames, child(Status::Failed, "1"), out);
    CHECK(
        out.view() ==
        R"({"Cause":"a \"cause\"","Error":"Boom","ExecutionArn":"arn:execution:M/L:name","Input":"1",)"
        R"("InputDetails":{"Included":true},"Name":"name","RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN",)"
        R"("StartDate":"2026-09-12T02:37:02.000Z","StateMachineArn":"arn:stateMachine:M/L","Status":"FAILED",)"
        R"("StopDate":"2026-09-12T02:37:02.001Z"})");
    out.clear();
    items::write_record(kNames, child(Status::Pending, "1"), out);
    CHECK(out.view().find("StartDate") == std::string::npos);
    CHECK(out.view().find(R"("Status":"PENDING"})") != std::string::npos);
  }

  TEST_CASE("an export: files by status, the manifest, the state's result") {
    Buckets buckets;
    const auto results = open(buckets, {});
    REQUIRE(results->add(child(Status::Succeeded, "1")).has_value());
    REQUIRE(results->add(child(Status::TimedOut, "2")).has_value());
    REQUIRE(results->add(child(Status::Succeeded, "3")).has_value());
    CHECK(files(buckets) == std::vector<std::string>{".FAILED_0.json.pawl-part",
                                                     ".SUCCEEDED_0.json.pawl-part",
                                                     ".manifest.json.pawl-part"});
    CHECK(
        to_json(*results->finish()) ==
        R"({"MapRunArn":"arn:mapRun:M/L:U","ResultWriterDetails":{"Bucket":"out","Key":"p/U/manifest.json"}})");
    const std::string succeeded = buckets.get("out/p/U/SUCCEEDED_0.json");
    CHECK(parse_json(succeeded)->size() == 2);
    CHECK(parse_json(buckets.get("out/p/U/FAILED_0.json"))->items()[0].find("Status")->as_string() ==
          "TIMED_OUT");
    CHECK(buckets.get("out/p/U/manifest.json") ==
          R"({"DestinationBucket":"out","MapRunArn":"arn:mapRun:M/L:U","ResultFiles":{"FAILED":[{"Key":)"
          R"("p/U/FAILED_0.json","Size":)" +
              std::to_string(buckets.get("out/p/U/FAILED_0.json").size()) +
              R"(}],"PENDING":[],"SUCCEEDED":[{"Key":"p/U/SUCCEEDED_0.json","Size":)" +
              std::to_string(succeeded.size()) + "}]}}");
  }

  TEST_CASE("an export: transformations, JSON Lines, files that are cut") {
    Buckets buckets;
    {
      const auto results = open(buckets, {items::Transformation::Compact, items::OutputType::Jsonl});
      REQUIRE(results->add(child(Status::Succeeded, R"({"a":[1]})")).has_value());
      REQUIRE(results->add(child(Status::Succeeded, "[1,2]")).has_value());
      REQUIRE(results->finish().has_value());
    }
    CHECK(buckets.get("out/p/U/SUCCEEDED_0.json") == "{\"a\":[1]}\n[1,2]\n");
    {
      const auto results = open(buckets, {items::Transformation::Flatten, items::OutputType::Json}, 7);
      REQUIRE(results->add(child(Status::Succeeded, "[1,22]")).has_value());
      REQUIRE(results->add(child(Status::Succeeded, "333")).has_value());
      REQUIRE(results->finish().has_value());
    }
    CHECK(buckets.get("out/p/U/SUCCEEDED_0.json") == "[1,22]");
    CHECK(buckets.get("out/p/U/SUCCEEDED_1.json") == "[333]");
    CHECK(files(buckets).size() == 3);
  }

  TEST_CASE("an export that is given up leaves nothing") {
    Buckets buckets;
    {
      const auto results = open(buckets, {});
      REQUIRE(results->add(child(Status::Succeeded, "1")).has_value());
    }
    CHECK(files(buckets).empty());
    const auto refused =
        ResultExport::open(*parse_json(R"({"Bucket":"none"})"), "U", kNames, {}, buckets.store);
    REQUIRE_FALSE(refused.has_value());
    CHECK(*refused.error().error == "States.ResultWriterFailed");
    CHECK(refused.error().cause->find("--bucket-root DIR") != std::string::npos);
  }

  // The limit of a file's size stands for a disk that is full.
  TEST_CASE("an export onto a full disk leaves nothing that looks whole") {
    Buckets buckets;
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    std::string cause;
    {
      const auto results = open(buckets, {});
      const rlimit small{1 << 20, before.rlim_max};
      REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
      const ChildResult large = child(Status::Succeeded, "\"" + std::string(100'000, 'x') + "\"");
      for (int i = 0; i < 100 && cause.empty(); ++i) {
        if (const auto added = results->add(large); !added) cause = *added.error().cause;
      }
      REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    }
    (void)std::signal(SIGXFSZ, ignored);
    CHECK(cause == "cannot write " + buckets.path("out/p/U/SUCCEEDED_0.json").string() + ": File too large");
    CHECK(files(buckets).empty());
  }

  TEST_CASE("a result without an export is not collected far beyond what it may have") {
    const int64_t before = Value::live_bytes();
    items::CollectedResults results(kNames, items::writer_config(Value(), false), 10'000);
    for (int i = 0; i < 100'000; ++i) {
      ChildResult ended = child(Status::Succeeded, "1");
      ended.output = *parse_json("\"" + std::string(1'000, 'x') + "\"");
      results.add(ended);
    }
    CHECK(Value::live_bytes() - before < 1'000'000);
    CHECK(results.finish().text_exceeds(10'000));
  }

  TEST_CASE("the result of a Map without an export") {
    const auto collected = [](std::string_view config) {
      items::CollectedResults results(
          kNames, items::writer_config(config.empty() ? Value() : *parse_json(config), false));
      results.add(child(Status::Succeeded, "[1,2]"));
      results.add(child(Status::Failed, "3"));
      results.add(child(Status::Succeeded, "4"));
      return results.finish();
    };
    CHECK(to_json(collected("")) == "[[1,2],4]");
    CHECK(to_json(collected(R"({"Transformation":"FLATTEN","OutputType":"JSON"})")) == "[1,2,4]");
    CHECK(to_json(collected(R"({"Transformation":"COMPACT","OutputType":"JSONL"})")) == R"("[1,2]\n4\n")");
    const Value records = collected(R"({"Transformation":"NONE","OutputType":"JSON"})");
    REQUIRE(records.size() == 3);
    CHECK(records.items()[0].find("Output")->as_string() == "[1,2]");
    CHECK(records.items()[1].find("Status")->as_string() == "FAILED");
    CHECK(items::writer_config(Value(), true).transformation == items::Transformation::None);
  }
}
