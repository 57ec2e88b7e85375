// Tasks of AWS services in runs: against DynamoDB from npm, and jobs (.sync) against a small AWS Batch.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <memory>

#include "support/aws_calls.h"
#include "support/cli_pawl.h"
#include "support/http_server.h"
#include "support/json.h"
#include "support/npm_server.h"

using namespace pawl::testing_support;
using namespace pawl::test;

namespace {

CommandOptions with_aws() {
  CommandOptions options;
  options.environment = aws_environment();
  return options;
}

/// AWS Batch as far as one job needs it.
struct BatchService {
  pawl::test::HttpServer server{[this](const ServedRequest& request) { return answer(request); }};
  std::atomic<int> submitted{0};
  std::atomic<int> terminated{0};
  std::atomic<const char*> status{"RUNNING"};

  ServedResponse answer(const ServedRequest& request) {
    ServedResponse response;
    if (request.target == "/v1/submitjob") {
      ++submitted;
      response.body = R"({"jobArn":"arn:j","jobName":"n","jobId":"id-)" + std::to_string(submitted) + "\"}";
    } else if (request.target == "/v1/terminatejob") {
      ++terminated;
    } else {
      const std::string id = Json::parse(request.body)["jobs"][0].text();
      response.body = R"({"jobs":[{"jobId":")" + id + R"(","jobName":"n","createdAt":1500,"status":")" +
                      status.load() + R"("}]})";
    }
    return response;
  }
};

struct JobRun {
  explicit JobRun(const BatchService& batch, std::string_view more = "") {
    (void)pawl.folder.write("flow.asl.json", one_task("arn:aws:states:::batch:submitJob.sync",
                                                      R"("Parameters":{"JobName":"n","JobQueue":"q",)"
                                                      R"("JobDefinition":"d"},)" +
                                                          std::string(more)));
    (void)pawl.folder.write("pawl.yaml",
                            "aws: {region: us-east-1, endpoint: \"" + batch.server.url() + "\"}\n");
  }
  [[nodiscard]] std::filesystem::path history() const {
    return pawl.folder.path() / "state/pawl/runs/r/history.jsonl";
  }
  Pawl pawl;
};

constexpr std::string_view kTable = R"asl({"StartAt":"Create","States":{
  "Create":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:createTable","Parameters":{
    "TableName":"orders","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]},"ResultPath":null,"Next":"Put"},
  "Put":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"orders",
    "Item":{"id":{"S":"1"},"paid":{"BOOL":true}}},
    "Retry":[{"ErrorEquals":["DynamoDB.ResourceNotFoundException"],"IntervalSeconds":1,"MaxAttempts":20,
      "BackoffRate":1}],
    "ResultSelector":{"status.$":"$.SdkHttpMetadata.HttpStatusCode"},"ResultPath":"$.put","Next":"Get"},
  "Get":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:getItem","Parameters":{
    "tableName":"orders","Key":{"id":{"S":"1"}}},"ResultPath":"$.get","Next":"Again"},
  "Again":{"Type":"Task","Resource":"arn:aws:states:::dynamodb:putItem","Parameters":{"TableName":"orders",
    "Item":{"id":{"S":"1"}},"ConditionExpression":"attribute_not_exists(id)"},
    "Catch":[{"ErrorEquals":["DynamoDB.ConditionalCheckFailedException"],"ResultPath":"$.again",
      "Next":"Query"}],"End":true},
  "Query":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:query","Parameters":{
    "TableName":"orders","KeyConditionExpression":"id = :id",
    "ExpressionAttributeValues":{":id":{"S":"1"}}},"ResultPath":"$.query","Next":"Missing"},
  "Missing":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:dynamodb:describeTable","Parameters":{
    "TableName":"nowhere"},"Catch":[{"ErrorEquals":["DynamoDb.ResourceNotFoundException"],
    "ResultPath":"$.missing","Next":"Done"}],"End":true},
  "Done":{"Type":"Succeed"}}})asl";

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE(
      "DynamoDB: put, get, a condition that fails, query; names and errors of both kinds of integrations") {
    const NpmServer dynamo("dynalite", NpmServer::kDynamo);
    if (!has_botocore() || !dynamo.runs()) return;
    const Pawl pawl;
    (void)pawl.folder.write("flow.asl.json", kTable);
    (void)pawl.folder.write("pawl.yaml", "aws: {endpoint: \"" + dynamo.url + "\"}\n");
    const auto result = pawl({"run", "flow.asl.json", "--history", "h.jsonl"}, with_aws());
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    const Json out = Json::parse(result.out);
    CHECK(out["put"]["status"] == "200");
    CHECK(out["get"] == Json::parse(R"({"Item":{"id":{"S":"1"},"paid":{"Bool":true}}})"));
    CHECK(contains(out["again"]["Cause"].text(),
                   "The conditional request failed (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: "
                   "ConditionalCheckFailedException; Request ID: "));
    CHECK(out["query"]["Count"] == "1");
    CHECK(contains(out["missing"]["Cause"].text(), "(Service: DynamoDb, Status Code: 400, "));
    CHECK(pawl({"replay", "h.jsonl"}).exit_code == 0);
  }

  TEST_CASE("a job: submitted with its answer, waited for, its description is the result or the cause") {
    if (!has_botocore()) return;
    BatchService batch;
    const JobRun run(batch);
    batch.status = "SUCCEEDED";
    const auto good = run.pawl({"run", "flow.asl.json", "--name", "r"}, with_aws());
    REQUIRE_MESSAGE(good.exit_code == 0, good.err);
    CHECK(good.out == "{\"CreatedAt\":1500,\"JobId\":\"id-1\",\"JobName\":\"n\",\"Status\":\"SUCCEEDED\"}\n");
    const std::string history = read_text(run.history());
    CHECK(contains(history, R"("type":"TaskSubmitted")"));
    CHECK(contains(history,
                   R"({\"JobArn\":\"arn:j\",\"JobId\":\"id-1\",\"JobName\":\"n\",\"SdkHttpMetadata\")"));
    CHECK(run.pawl({"replay", "r"}).exit_code == 0);

    batch.status = "FAILED";
    const auto bad = run.pawl({"run", "flow.asl.json", "--name", "bad"}, with_aws());
    CHECK(bad.exit_code == 1);
    CHECK(contains(bad.err, "States.TaskFailed"));
    CHECK(contains(bad.err, R"("Status":"FAILED")"));
    CHECK(batch.terminated == 0);
  }

  TEST_CASE("a job is stopped when its time is over, and when its run is interrupted") {
    if (!has_botocore()) return;
    BatchService batch;
    const JobRun timed(batch, R"("TimeoutSeconds":2,)");
    const auto late = timed.pawl({"run", "flow.asl.json"}, with_aws());
    CHECK(late.exit_code == 1);
    CHECK(contains(late.err, "States.Timeout"));
    CHECK(batch.terminated == batch.submitted);  // a slow machine may not have come to submit it

    const JobRun stopped(batch);
    BackgroundCommand command({kPawlBinary, "run", "flow.asl.json", "--name", "r"},
                              stopped.pawl.folder.path(), stopped.pawl.with_state(with_aws()));
    REQUIRE(wait_for_text(stopped.history(), "TaskSubmitted"));
    command.send(SIGINT);
    CHECK(command.wait().exit_code == 130);
    CHECK(batch.terminated == batch.submitted);
  }

  TEST_CASE("resume waits for the job of a killed run, and starts none again") {
    if (!has_botocore()) return;
    BatchService batch;
    const JobRun run(batch);
    {
      BackgroundCommand command({kPawlBinary, "run", "flow.asl.json", "--name", "r"}, run.pawl.folder.path(),
                                run.pawl.with_state(with_aws()));
      REQUIRE(wait_for_text(run.history(), "TaskSubmitted"));
      command.send(SIGKILL);
      (void)command.wait();
    }
    batch.status = "SUCCEEDED";
    const auto result = run.pawl({"resume", "r"}, with_aws());
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(contains(result.out, "id-1"));
    CHECK(batch.submitted == 1);
    CHECK(batch.terminated == 0);
    const std::string history = read_text(run.history());
    CHECK(history.find("TaskSubmitted") == history.rfind("TaskSubmitted\""));
    CHECK(run.pawl({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("S3: list, get, put; a Distributed Map reads its items there and writes its results") {
    const TemporaryFolder disk;
    const NpmServer s3("s3rver", NpmServer::s3(disk.path().string(), "data"));
    if (!has_botocore() || !s3.runs()) return;
    const Pawl pawl;
    (void)pawl.folder.write("flow.asl.json", R"({"StartAt":"Put","States":{
      "Put":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:putObject","Parameters":{"Bucket":"data",
        "Key":"in/items.json","Body.$":"$"},"ResultPath":null,"Next":"Get"},
      "Get":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"data",
        "Key":"in/items.json"},"ResultSelector":{"body.$":"$.Body"},"ResultPath":"$.get","OutputPath":"$.get",
        "Next":"List"},
      "List":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:listObjectsV2","Parameters":{"Bucket":"data"},
        "ResultSelector":{"keys.$":"$.Contents[*].Key"},"ResultPath":"$.list","Next":"Map"},
      "Map":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
          "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
        "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON",
            "ItemsPointer":"/items"},"Parameters":{"Bucket":"data","Key":"in/items.json"}},
        "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"data","Prefix":"out"}},
        "ResultPath":"$.map","Next":"Missing"},
      "Missing":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"data",
        "Key":"none"},"Catch":[{"ErrorEquals":["S3.NoSuchKeyException"],"ResultPath":null,"Next":"Done"}],
        "End":true},
      "Done":{"Type":"Succeed"}}})");
    (void)pawl.folder.write("pawl.yaml", "aws: {endpoints: {s3: \"" + s3.url + "\"}}\n");
    CommandOptions options = with_aws();
    options.environment["AWS_ACCESS_KEY_ID"] = options.environment["AWS_SECRET_ACCESS_KEY"] = "S3RVER";
    const auto result = pawl({"run", "flow.asl.json", "-i", R"({"items":[1,2,3]})"}, options);
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    const Json out = Json::parse(result.out);
    CHECK(out["body"] == R"({"items":[1,2,3]})");
    CHECK(out["list"]["keys"] == Json::parse(R"(["in/items.json"])"));
    const std::string manifest = out["map"]["ResultWriterDetails"]["Key"].text();
    CHECK(contains(read_text(disk.path() / "data" / (manifest + "._S3rver_object")), "SUCCEEDED_0.json"));
  }

  TEST_CASE("a message with a token: the run is parked, answered and resumed; the message is sent once") {
    if (!has_botocore()) return;
    std::string body;
    HttpServer sqs([&](const ServedRequest& request) {
      body = request.body;
      ServedResponse response;
      response.body = R"({"MessageId":"m-1"})";
      return response;
    });
    const Pawl pawl;
    (void)pawl.folder.write(
        "flow.asl.json",
        one_task("arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                 R"("Parameters":{"QueueUrl":"http://q","MessageBody":{"token.$":"$$.Task.Token"}},)"));
    (void)pawl.folder.write("pawl.yaml", "aws: {endpoint: \"" + sqs.url() + "\"}\n");
    CHECK(pawl({"run", "flow.asl.json", "--name", "r", "--no-wait"}, with_aws()).exit_code == 75);
    const Json message = Json::parse(Json::parse(body)["MessageBody"].text());
    CHECK(pawl({"task", "succeed", message["token"].text(), "--output", "5"}).exit_code == 0);
    CHECK(pawl({"resume", "r"}, with_aws()).out == "5\n");
    CHECK(sqs.requests() == 1);
  }

  TEST_CASE("what AWS does not have is said before anything runs") {
    const Pawl pawl;
    (void)pawl.folder.write("pawl.yaml", "aws: {endpoint: \"http://127.0.0.1:1\"}\n");
    const auto refused = [&](std::string_view resource) {
      (void)pawl.folder.write("flow.asl.json", one_task(resource));
      const auto result = pawl({"run", "flow.asl.json"}, with_aws());
      CHECK((result.exit_code == 4 || result.exit_code == 3));
      CHECK(!pawl.has_runs());
      return result.err;
    };
    CHECK(contains(refused("arn:aws:states:::aws-sdk:dynamodb:putIten"), "did you mean 'putItem'?"));
    CHECK(contains(refused("arn:aws:states:::aws-sdk:dynamodbb:putItem"), "did you mean 'dynamodb'?"));
    CHECK(contains(refused("arn:aws:states:::dynamodb:query"), "aws-sdk:dynamodb:query"));
    CHECK(contains(refused("arn:aws:states:::eks:runJob.sync"), "kubectl"));
    (void)pawl.folder.write("flow.asl.json", one_task("arn:aws:states:::aws-sdk:s3:listBuckets"));
    CHECK(contains(pawl({"run", "flow.asl.json", "--offline"}, with_aws()).err, "--offline forbids that"));
    CommandOptions options = with_aws();
    options.environment["PATH"] = "/nowhere";
    const auto missing = pawl({"run", "flow.asl.json"}, options);
    CHECK(missing.exit_code == 4);
    CHECK(contains(missing.err, "install python3-botocore"));
  }

  TEST_CASE("without botocore a run stops with what to install, and can be resumed") {
    if (std::filesystem::exists("/usr/bin/aws")) return;
    const Pawl pawl;
    (void)pawl.folder.write("flow.asl.json", one_task("arn:aws:states:::aws-sdk:s3:listBuckets"));
    (void)pawl.folder.write("pawl.yaml", "aws: {endpoint: \"http://127.0.0.1:1\"}\n");
    (void)pawl.folder.write("none/botocore/__init__.py", "raise ImportError('none')\n");
    CommandOptions options = with_aws();
    options.environment["PYTHONPATH"] = (pawl.folder.path() / "none").string();
    options.environment["PATH"] = "/usr/bin:/bin";
    const auto result = pawl({"run", "flow.asl.json", "--name", "r"}, options);
    CHECK(result.exit_code == 2);
    CHECK(contains(result.err, "install python3-botocore"));
    CHECK(!contains(read_text(pawl.folder.path() / "state/pawl/runs/r/history.jsonl"), "TaskFailed"));
  }

  TEST_CASE(
      "aws-sdk:lambda:invoke calls a handler: payloads are texts, and a function's error is an answer") {
    const Pawl pawl;
    (void)pawl.folder.write(
        "flow.asl.json",
        one_task("arn:aws:states:::aws-sdk:lambda:invoke",
                 R"asl("Parameters":{"FunctionName":"f","Payload.$":"States.JsonToString($)"},)asl"));
    (void)pawl.folder.write("pawl.yaml", "tasks:\n  - {state: Work, handler: app.py:main}\n");
    (void)pawl.folder.write("app.py", "def main(event, context):\n  return 1 / event['by']\n");
    CHECK(pawl({"run", "flow.asl.json", "-i", "{\"by\":2}", "--history", "none"}).out ==
          "{\"ExecutedVersion\":\"$LATEST\",\"Payload\":\"0.5\",\"StatusCode\":200}\n");
    const auto failed = pawl({"run", "flow.asl.json", "-i", "{\"by\":0}", "--history", "none"});
    REQUIRE(failed.exit_code == 0);
    CHECK(Json::parse(failed.out)["FunctionError"] == "Unhandled");
    CHECK(contains(Json::parse(failed.out)["Payload"].text(), "division by zero"));
  }
}
