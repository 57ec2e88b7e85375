// Calls of AWS's services by workers: names, values, errors, the ends of workers.
#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/aws_calls.h"
#include "support/http_server.h"
#include "support/process.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;
using tasks::AwsCall;
using tasks::AwsError;

namespace {

HttpServer::Handler answer(std::string body, int status = 200) {
  return [body = std::move(body), status](const ServedRequest&) {
    ServedResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "application/x-amz-json-1.0"}, {"x-amzn-RequestId", "id-1"}};
    response.body = body;
    return response;
  };
}

std::string output_of(const tasks::AwsResult& result) {
  return result ? to_json(result->output) : "error: " + result.error().message;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("aws: parameters by any of their names, texts of other values, answers by the names asked for") {
    if (!has_botocore()) return;
    std::string sent;
    HttpServer server([&](const ServedRequest& request) {
      sent = request.body;
      return answer(R"({"DBInstances":1,"Item":{"a":{"BOOL":true},"n":{"NULL":true},"b":{"B":"AAE="}},)"
                    R"("ConsumedCapacity":{"TableName":"t"}})")(request);
    });
    AwsCalls aws(server.url());
    AwsCall call = aws.make("dynamodb", "putItem",
                            R"({"tableName":"t","Item":{"a":{"Bool":true},"n":{"N":5},"x":null},)"
                            R"("ConditionExpression":{"any":[1]},"ReturnValues":null})");
    CHECK(output_of(aws.result(call)) == R"({"ConsumedCapacity":{"TableName":"t"}})");
    const auto body = parse_json(sent).value();
    CHECK(to_json(*body.find("Item")) == R"({"a":{"BOOL":true},"n":{"N":"5"}})");
    CHECK(to_json(*body.find("ConditionExpression")) == R"("{\"any\":[1]}")");
    CHECK(body.find("ReturnValues") == nullptr);

    call = aws.make("dynamodb", "getItem", R"({"TableName":"t","Key":{}})");
    CHECK(
        output_of(aws.result(call)) ==
        R"({"ConsumedCapacity":{"TableName":"t"},"Item":{"a":{"Bool":true},"n":{"Nul":true},"b":{"B":"AAE="}}})");
    call.names = AwsCall::Names::Api;
    const auto answered = aws.result(call);
    CHECK(has(output_of(answered), R"("Item":{"a":{"BOOL":true},"n":{"NULL":true},"b":{"B":"AAE="}}})"));
    CHECK(answered->request_id == "id-1");
    CHECK(answered->status == 200);
  }

  TEST_CASE("aws: services by the names of Resources and of endpoints; times") {
    if (!has_botocore()) return;
    HttpServer server(answer(R"({"executionArn":"arn:e","startDate":1.5})"));
    AwsCalls aws(server.url());
    for (const char* service : {"sfn", "states"}) {
      AwsCall call = aws.make(service, "startExecution", R"({"StateMachineArn":"arn:m","Input":{"a":1}})");
      CHECK(output_of(aws.result(call)) ==
            R"({"ExecutionArn":"arn:e","StartDate":"1970-01-01T00:00:01.500Z"})");
      call.names = AwsCall::Names::Api;
      CHECK(output_of(aws.result(call)) == R"({"ExecutionArn":"arn:e","StartDate":1500})");
    }
    CHECK(aws.result(aws.make("cloudwatchlogs", "putLogEvents", "{}")).has_value());
    CHECK(aws.result(aws.make("emr-serverless", "getJobRun", R"({"ApplicationId":"a","JobRunId":"j"})"))
              .has_value());
  }

  TEST_CASE("aws: errors of services, of parameters, of names, of connections") {
    if (!has_botocore()) return;
    HttpServer server(answer(
        R"({"__type":"com.amazonaws#ConditionalCheckFailedException","message":"The condition"})", 400));
    AwsCalls aws(server.url());
    auto failed = aws.result(aws.make("dynamodb", "putItem", R"({"TableName":"t","Item":{}})"));
    REQUIRE_FALSE(failed.has_value());
    CHECK((failed.error().kind == AwsError::Kind::Service));
    CHECK(failed.error().service == "DynamoDb");
    CHECK(failed.error().code == "ConditionalCheckFailedException");
    CHECK(failed.error().name == "ConditionalCheckFailedException");
    CHECK(failed.error().message == "The condition");
    CHECK(failed.error().status == 400);
    CHECK(failed.error().request_id == "id-1");

    failed = aws.result(aws.make("dynamodb", "putItem", R"({"TableName":"t","Itm":{}})"));
    CHECK((failed.error().kind == AwsError::Kind::Parameters));
    CHECK(failed.error().message == "The field 'Itm' is not supported by Step Functions");
    failed = aws.result(aws.make("dynamodb", "putItem", R"({"TableName":"t","Item":[1]})"));
    CHECK(failed.error().message == "The value of the field 'Item' must be an object");
    failed = aws.result(aws.make("dynamodb", "putIten", "{}"));
    CHECK((failed.error().kind == AwsError::Kind::Unknown));
    failed = aws.result(aws.make("dynamo", "putItem", "{}"));
    CHECK(failed.error().message == "There is no service 'dynamo'");

    AwsCall unreached = aws.make("dynamodb", "putItem", R"({"TableName":"t","Item":{}})");
    unreached.target.endpoint = "http://127.0.0.1:" + std::to_string(closed_port());
    failed = aws.result(unreached);
    CHECK((failed.error().kind == AwsError::Kind::Client));
    CHECK(has(failed.error().message, "127.0.0.1"));
  }

  TEST_CASE("aws: bytes, and streamed bodies as text") {
    if (!has_botocore()) return;
    HttpServer server([](const ServedRequest& request) {
      ServedResponse response;
      response.headers = {{"Content-Type", "text/plain"}, {"ETag", "\"e\""}};
      response.body = request.method == "PUT"                              ? ""
                      : request.target.find("binary") != std::string::npos ? "\xff\x01"
                                                                           : "tëxt";
      return response;
    });
    AwsCalls aws(server.url());
    const auto body = [&](AwsCall call) {
      const auto result = aws.result(std::move(call));
      REQUIRE_MESSAGE(result.has_value(), result.error().message);
      return to_json(*result->output.find("Body"));
    };
    CHECK(body(aws.make("s3", "getObject", R"({"Bucket":"b","Key":"text"})")) == R"("tëxt")");
    CHECK(body(aws.make("s3", "getObject", R"({"Bucket":"b","Key":"binary"})")) == R"("/wE=")");
    const testing_support::TemporaryFolder folder;
    AwsCall file = aws.make("s3", "getObject", R"({"Bucket":"b","Key":"binary"})");
    file.body_file = (folder.path() / "body").string();
    CHECK(aws.result(file).has_value());
    CHECK(testing_support::read_text(file.body_file) == "\xff\x01");
    CHECK(output_of(aws.result(aws.make("s3", "putObject", R"({"Bucket":"b","Key":"k","Body":{"a":1}})"))) ==
          R"({"ETag":"\"e\""})");
  }

  TEST_CASE("aws: a worker that is killed fails the call it has; the others are made") {
    if (!has_botocore()) return;
    std::atomic<bool> hangs{true};
    HttpServer server([&](const ServedRequest& request) {
      ServedResponse response = answer("{}")(request);
      response.hangs = hangs;
      return response;
    });
    AwsCalls aws(server.url(), {.most = 1});
    std::vector<std::string> ends;
    const auto call = aws.make("dynamodb", "putItem", R"({"TableName":"t","Item":{}})");
    for (int i = 0; i < 3; ++i)
      aws.workers->call(call, [&](const tasks::AwsResult& result) { ends.push_back(output_of(result)); });
    REQUIRE(aws.run_until([&] { return server.requests() == 1; }));
    hangs = false;
    REQUIRE(aws_processes().size() == 1);
    ::kill(aws_processes().front(), SIGKILL);
    REQUIRE(aws.run_until([&] { return ends.size() == 3; }));
    CHECK(has(ends[0], "The process that called AWS was ended by signal 9"));
    CHECK(ends[1] == "{}");
    CHECK(ends[2] == "{}");
  }

  TEST_CASE("aws: a call that is cancelled is not heard of; many calls") {
    if (!has_botocore()) return;
    HttpServer server(answer("{}"));
    AwsCalls aws(server.url(), {.most = 2});
    const auto call = aws.make("dynamodb", "listTables", "{}");
    int ends = 0;
    for (int i = 0; i < 200; ++i) {
      const auto id = aws.workers->call(call, [&](const tasks::AwsResult& result) {
        CHECK(result.has_value());
        ++ends;
      });
      if (i % 10 == 0) aws.workers->cancel(id);
    }
    CHECK(aws.run_until([&] { return ends == 180; }));
    CHECK(aws_processes().size() <= 2);
  }

  TEST_CASE("aws: without botocore the AWS CLI makes the calls, with the models it brings") {
    if (!has_botocore()) return;
    const testing_support::TemporaryFolder folder;
    // Not the python3 of PATH: that may be a script that changes PATH.
    const auto said = [](const std::string& expression) {
      const std::string program = "import botocore, os, sys; print(" + expression + ", end='')";
      return testing_support::run_command({"python3", "-c", program}).out;
    };
    (void)folder.write("none/botocore/__init__.py", "raise ImportError('none')\n");
    const std::string program = folder.write("bin/aws", R"(#!/bin/sh
printf '%s ' "$@" > "$(dirname "$0")/asked"
case $* in *nowhere*)
  echo 'An error occurred (ResourceNotFoundException) when calling the DescribeTable operation: No table' >&2
  exit 254;;
esac
echo '{"Table": {"TableName": "t", "CreationDateTime": 1.5}}'
)");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    std::filesystem::create_directories(folder.path() / "bin/awscli/botocore");
    std::filesystem::create_directory_symlink(said("os.path.dirname(botocore.__file__)") + "/data",
                                              folder.path() / "bin/awscli/botocore/data");
    tasks::AwsWorkersSettings settings{.python = said("sys.executable"), .environment = aws_environment()};
    settings.environment["PYTHONPATH"] = (folder.path() / "none").string();
    settings.environment["PATH"] = (folder.path() / "bin").string() + ":" + settings.environment["PATH"];
    AwsCalls aws("http://127.0.0.1:1", settings);
    CHECK(output_of(aws.result(aws.make("dynamodb", "describeTable", R"({"tableName":"t"})"))) ==
          R"({"Table":{"CreationDateTime":"1970-01-01T00:00:01.500Z","TableName":"t"}})");
    CHECK(testing_support::read_text(folder.path() / "bin/asked") ==
          "dynamodb describe-table --output json --no-paginate --cli-input-json {\"TableName\": \"t\"} "
          "--region us-east-1 --endpoint-url http://127.0.0.1:1 ");
    const auto failed = aws.result(aws.make("dynamodb", "describeTable", R"({"TableName":"nowhere"})"));
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().name == "ResourceNotFoundException");
    CHECK(failed.error().message == "No table");
    const auto bytes = aws.result(aws.make("s3", "getObject", R"({"Bucket":"b","Key":"k"})"));
    CHECK(has(bytes.error().message, "needs botocore"));
  }

  TEST_CASE("aws: nothing that calls AWS, and no Python") {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "pawl-aws-none";
    std::filesystem::create_directories(folder / "botocore");
    std::ofstream(folder / "botocore/__init__.py") << "raise ImportError('none')\n";
    tasks::AwsWorkersSettings settings;
    settings.environment = aws_environment();
    settings.environment["PYTHONPATH"] = folder.string();
    settings.environment["PATH"] = "/usr/bin:/bin";
    if (std::filesystem::exists("/usr/bin/aws") || std::filesystem::exists("/bin/aws")) return;
    {
      AwsCalls aws("", settings);
      aws.workers->call(aws.make("s3", "listBuckets", "{}"), {});
      CHECK(aws.run_until([&] { return !aws.cannot_call.empty(); }));
      CHECK(has(aws.cannot_call, "install python3-botocore"));
    }
    settings.python = "python-of-nobody";
    AwsCalls aws("", settings);
    aws.workers->call(aws.make("s3", "listBuckets", "{}"), {});
    CHECK(aws.run_until([&] { return !aws.cannot_call.empty(); }));
    CHECK(has(aws.cannot_call, "python-of-nobody"));
    std::filesystem::remove_all(folder);
  }
}
