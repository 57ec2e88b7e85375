// Services, actions and parameters of integrations, and the table they are checked against.
#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "aws/installed_models.h"
#include "aws/job_integrations.h"
#include "aws/optimized_integrations.h"
#include "aws/services.h"
#include "rules/rule.h"
#include "support/definition.h"
#include "support/places.h"
#include "support/process.h"

using namespace pawl;
using namespace pawl::test;
using testing_support::kSourceDir;
using testing_support::run_command;
using testing_support::TemporaryFolder;

namespace {

/// An environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

/// A machine with one Task; `fields` follow the Resource.
Definition call(std::string_view integration, std::string_view fields) {
  Definition d =
      define_state(R"("Type": "Task", "Next": "Z", "TimeoutSeconds": 60, "Resource": "arn:aws:states:::)" +
                   std::string(integration) + '"' + std::string(fields));
  REQUIRE_MESSAGE(summary(d.diagnostics) == "", summary(d.diagnostics));
  return d;
}

/// The hint with which the Resource is refused, "(none)" if it is refused without one, empty if it is not.
std::string refusal(std::string_view integration) {
  const Definition d = call(integration, "");
  const source::Diagnostics found = rules::check(*d.machine, d.document, {});
  if (found.empty()) return {};
  CHECK(summary(found) == "resource-not-recognized /States/S/Resource");
  CHECK(aws_summary(found).find("arn:aws:states:::" + std::string(integration) + " is not recognized. ") !=
        std::string::npos);
  return found[0].hint.empty() ? "(none)" : found[0].hint;
}

/// "severity message; hint" of what `rule` finds, one a line.
std::string advice(std::string_view rule, const Definition& d) {
  source::Diagnostics found;
  rules::advise(*d.machine, d.document, {}, found);
  std::string out;
  for (const source::Diagnostic& one : found) {
    if (one.rule != rule) continue;
    if (!out.empty()) out += '\n';
    out += one.severity == source::Severity::Error     ? "error: "
           : one.severity == source::Severity::Warning ? "warning: "
                                                       : "info: ";
    out += one.message + "; " + one.hint;
  }
  return out;
}

std::string unknown(std::string_view integration, std::string_view parameters) {
  return advice("unknown-parameter", call(integration, R"(, "Parameters": )" + std::string(parameters)));
}

std::string unknown_in_jsonata(std::string_view integration, std::string_view arguments) {
  return advice("unknown-parameter",
                call(integration, R"(, "QueryLanguage": "JSONata", "Arguments": )" + std::string(arguments)));
}

std::string missing(std::string_view integration, std::string_view fields) {
  return advice("required-parameter", call(integration, fields));
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view kModel = R"({"metadata": {"serviceId": "S3"}, "operations": {
  "TeleportObject": {"name": "TeleportObject", "input": {"shape": "R"}}, "ListBuckets": {"input": {"shape": "L"}}},
  "shapes": {"R": {"type": "structure", "required": ["bucket"],
                   "members": {"bucket": {"shape": "S"}, "KMSKeyID": {"shape": "S"}, "ContentMD5": {"shape": "S"}}},
             "L": {"type": "structure", "members": {"PlanetFilter": {"shape": "S"}}}}})";

}  // namespace

TEST_SUITE("rules") {
  TEST_CASE("every integration with .sync has a job, and what is asked about it are parameters of the API") {
    const auto check = [](std::string_view api, std::string_view request) {
      CAPTURE(api);
      const size_t colon = api.find(':');
      const auto parameters = aws::parameters_of(api.substr(0, colon), api.substr(colon + 1));
      REQUIRE(parameters.has_value());
      while (!request.empty()) {
        const std::string_view name = request.substr(0, request.find_first_of("=["));
        CHECK_MESSAGE(parameters->has(name), std::string(name));
        request.remove_prefix(std::min(request.find(' '), request.size() - 1) + 1);
      }
    };
    for (const aws::OptimizedIntegration& row : aws::optimized_integrations()) {
      const std::string name = std::string(row.service) + ":" + std::string(row.action);
      CAPTURE(name);
      const auto* adapted = aws::find_adapted_integration(row.service, row.action);
      if (adapted != nullptr && adapted->api.empty()) continue;  // eks:runJob
      if (adapted != nullptr) check(adapted->api, adapted->request);
      const auto* job = aws::find_job_integration(row.service, row.action);
      CHECK((job != nullptr) == row.sync);
      if (job == nullptr) continue;
      check(job->describe, job->question);
      if (!job->cancel.empty()) check(job->cancel, job->cancellation);
    }
  }

  TEST_CASE("aws-sdk integrations that exist") {
    for (const char* name :
         {"aws-sdk:s3:listObjectsV2", "aws-sdk:sfn:startSyncExecution",
          "aws-sdk:cloudwatchlogs:createLogStream", "aws-sdk:rds:startDBInstance",
          "aws-sdk:costexplorer:getCostAndUsage", "aws-sdk:config:describeConfigRules",
          "aws-sdk:databasemigration:startReplicationTask", "aws-sdk:elasticloadbalancingv2:describeRules",
          "aws-sdk:bedrockruntime:converse", "aws-sdk:sesv2:sendEmail", "aws-sdk:ssm:getParameter",
          "aws-sdk:cognitoidentityprovider:adminGetUser", "aws-sdk:directory:describeDirectories",
          "aws-sdk:ec2:describeInstances.waitForTaskToken", "aws-sdk:lambdamicrovms:runMicrovm"}) {
      CAPTURE(name);
      CHECK(refusal(name) == "");
    }
  }

  TEST_CASE("services that do not exist, or not in Step Functions") {
    CHECK(refusal("aws-sdk:s4:getObject") == "did you mean 's3'?");
    CHECK(refusal("aws-sdk:S3:getObject") == "did you mean 's3'?");
    CHECK(refusal("aws-sdk:dynamo-db:getItem") == "did you mean 'dynamodb'?");
    CHECK(refusal("aws-sdk:stepfunctions:startExecution") == "did you mean 'sfn'?");
    CHECK(refusal("aws-sdk:states:startExecution") == "did you mean 'sfn'?");
    CHECK(refusal("aws-sdk:logs:putLogEvents") == "did you mean 'cloudwatchlogs'?");
    CHECK(refusal("aws-sdk:events:putEvents") == "did you mean 'eventbridge'?");
    CHECK(refusal("aws-sdk:cognito-idp:adminGetUser") == "did you mean 'cognitoidentityprovider'?");
    CHECK(refusal("aws-sdk:apigatewaymanagementapi:postToConnection") ==
          "Step Functions does not offer this service");
    CHECK(
        contains(refusal("aws-sdk:weatherforecasts:getForecast"), "no such service; pawl's table is of 20"));
    CHECK(refusal("aws-sdk:s3") == "actions begin with a lower-case letter");
    CHECK(refusal("aws-sdk:s3:getObject.sync") ==
          "aws-sdk integrations have no pattern but .waitForTaskToken");
  }

  TEST_CASE("actions that do not exist, or not in Step Functions") {
    CHECK(refusal("aws-sdk:s3:ListBuckets") == "did you mean 'listBuckets'?");
    CHECK(refusal("aws-sdk:s3:listbuckets") == "did you mean 'listBuckets'?");
    CHECK(refusal("aws-sdk:s3:getObjet") == "did you mean 'getObject'?");
    CHECK(refusal("aws-sdk:dynamodb:qurey") == "did you mean 'query'?");
    CHECK(refusal("aws-sdk:sqs:Purge") == "actions begin with a lower-case letter");
    CHECK(refusal("aws-sdk:sqs:frobnicateQueues") == "no action of AWS begins with 'frobnicate'");
    CHECK(refusal("aws-sdk:kinesis:subscribeToShard") ==
          "Step Functions does not offer this action of kinesis");
    CHECK(refusal("aws-sdk:lambda:invokeWithResponseStream") ==
          "Step Functions does not offer this action of lambda");
  }

  TEST_CASE("what may be newer than the table is a hint") {
    for (const char* name : {"aws-sdk:s3:getBucketHoroscope", "aws-sdk:dynamodb:describeTimeTravel",
                             "aws-sdk:sagemaker:createQuantumJobV2.waitForTaskToken"}) {
      CAPTURE(name);
      CHECK(refusal(name) == "");
      CHECK(contains(advice("newer-than-table", call(name, "")), "info: pawl does not know the action "));
    }
    CHECK(refusal("s3:getObject") == "");
    CHECK(advice("newer-than-table", call("s3:getObject", "")) ==
          "info: pawl knows no optimized integration s3:getObject; the API itself is called with "
          "'arn:aws:states:::aws-sdk:s3:getObject'");
    for (const char* name : {"aws-sdk:s3:getObject", "lambda:invoke"}) {
      CAPTURE(name);
      CHECK(advice("newer-than-table", call(name, "")) == "");
    }
  }

  TEST_CASE("names with placeholders are not judged") {
    for (const char* name :
         {"aws-sdk:${Service}:${Action}", "aws-sdk:s3:${Action}", "aws-sdk:x${Stage}:getObject",
          "aws-sdk:<service>:<action>", "${Service}:${Action}", "aws-sdk:{{ service }}:getObject",
          "aws-sdk:s3:%s", "sqs:${Action}.sync"}) {
      CAPTURE(name);
      CHECK(refusal(name) == "");
      CHECK(advice("newer-than-table", call(name, "")) == "");
      CHECK(unknown(name, R"({"bucket": 1, "Nonsense": 2})") == "");
      CHECK(missing(name, "") == "");
    }
  }

  TEST_CASE("patterns of optimized integrations") {
    for (const char* name : {"codebuild:startBuild.sync", "eks:call", "elasticmapreduce:addStep.sync",
                             "emr-serverless:startJobRun.sync", "sagemaker:createTrainingJob.sync",
                             "bedrock:invokeModel.waitForTaskToken", "bedrockagentcore:invokeHarness"}) {
      CAPTURE(name);
      CHECK(refusal(name) == "");
    }
    CHECK(refusal("codebuild:stopBuild.sync") == "codebuild:stopBuild has no pattern .sync");
    CHECK(refusal("sagemaker:createTrainingJob.waitForTaskToken") ==
          "sagemaker:createTrainingJob has no pattern .waitForTaskToken");
    CHECK(refusal("dynamodb:scan") == "did you mean 'arn:aws:states:::aws-sdk:dynamodb:scan'?");
    CHECK(refusal("states:startSyncExecution") ==
          "did you mean 'arn:aws:states:::aws-sdk:sfn:startSyncExecution'?");
    CHECK(refusal("dynamodb:frobnicate") == "(none)");
  }

  TEST_CASE("the API of each optimized integration is in the table") {
    for (const aws::OptimizedIntegration& row : aws::optimized_integrations()) {
      CAPTURE(row.service);
      CAPTURE(row.action);
      const size_t colon = row.api.find(':');
      if (row.api.empty()) CHECK_FALSE(row.required.empty());
      else CHECK(aws::parameters_of(row.api.substr(0, colon), row.api.substr(colon + 1)).has_value());
    }
  }

  TEST_CASE("parameters of optimized integrations") {
    CHECK(unknown("lambda:invoke",
                  R"({"FunctionName": "f", "Payload.$": "$", "Qualifier": "1", "LogType": "Tail"})") == "");
    CHECK(unknown("lambda:invoke", R"({"functionName": "f", "payload.$": "$"})") ==
          "error: lambda:invoke has no parameter 'functionName'; did you mean 'FunctionName'?\n"
          "error: lambda:invoke has no parameter 'payload'; did you mean 'Payload'?");
    CHECK(unknown("lambda:invoke.waitForTaskToken",
                  R"({"FunctionName": "f", "TaskToken.$": "$$.Task.Token"})") ==
          "error: lambda:invoke has no parameter 'TaskToken'; the payload goes into Payload");
    CHECK(unknown("sqs:sendMessage", R"({"QueueURL": "u", "MessageBdoy": 1})") ==
          "error: sqs:sendMessage has no parameter 'MessageBdoy'; did you mean 'MessageBody'?");
    CHECK(
        unknown("ecs:runTask.sync", R"({"TaskDefinition": "t", "Count": 2, "EnableECSManagedTags": true})") ==
        "error: ecs:runTask has no parameter 'Count'; the service's API has it, Step Functions does not pass "
        "it on");
    CHECK(unknown("elasticmapreduce:addStep.sync", R"({"ClusterId": "c", "Step": {}, "Steps": []})") ==
          "error: elasticmapreduce:addStep has no parameter 'Steps'; did you mean 'Step'?");
    CHECK(unknown("states:startExecution.sync:2", R"({"StateMachineArn": "a", "Input": {"input": 1}})") ==
          "");
    CHECK(unknown("sns:publish", R"({"Message.$": "$.m", "PhoneNumber": "+1"})") == "");
  }

  TEST_CASE("parameters of aws-sdk integrations") {
    CHECK(unknown("aws-sdk:s3:getObject", R"({"Bucket": "b", "Key.$": "$.k", "VersionId": "1"})") == "");
    CHECK(unknown("aws-sdk:s3:getObject", R"({"bucket": "b"})") ==
          "error: s3:getObject has no parameter 'bucket'; did you mean 'Bucket'?");
    CHECK(unknown("aws-sdk:sfn:startExecution", R"({"stateMachineArn.$": "$.a"})") ==
          "error: sfn:startExecution has no parameter 'stateMachineArn'; did you mean 'StateMachineArn'?");
    CHECK(unknown("aws-sdk:ec2:describeSnapshots", R"({"Filter": []})") ==
          "error: ec2:describeSnapshots has no parameter 'Filter'; did you mean 'Filters'?");
    CHECK(unknown("aws-sdk:rds:stopDBInstance", R"({"DbInstanceIdentifier": "d"})") == "");
    CHECK(unknown("aws-sdk:rds:stopDBInstance", R"({"DBInstanceIdentifier": "d"})") ==
          "warning: rds:stopDBInstance has no parameter 'DBInstanceIdentifier'; did you mean "
          "'DbInstanceIdentifier'?");
    CHECK(contains(unknown("aws-sdk:sqs:purgeQueue", R"({"QueueUrl": "u", "Thoroughness": 9})"),
                   "warning: sqs:purgeQueue has no parameter 'Thoroughness'; pawl's table is of "));
    CHECK(unknown("aws-sdk:s3:getBucketHoroscope", R"({"Bucket": "b", "starSign": 1})") ==
          "error: s3:getBucketHoroscope has no parameter 'starSign'; did you mean 'StarSign'?");
  }

  TEST_CASE("parameters in JSONata") {
    CHECK(unknown_in_jsonata("aws-sdk:s3:getObject", R"({"Bucket": "{% $states.input.b %}", "key": "k"})") ==
          "error: s3:getObject has no parameter 'key'; did you mean 'Key'?");
    CHECK(unknown_in_jsonata("lambda:invoke", R"("{% $states.input %}")") == "");
    CHECK(missing("lambda:invoke", R"(, "QueryLanguage": "JSONata", "Arguments": "{% $states.input %}")") ==
          "");
    CHECK(missing("lambda:invoke", R"(, "QueryLanguage": "JSONata", "Arguments": {"Payload": 1})") ==
          "warning: lambda:invoke needs the parameter FunctionName; ");
  }

  TEST_CASE("parameters that templates compute are not judged") {
    CHECK(unknown("aws-sdk:s3:getObject", R"({"${Name}": 1, "Nonsense": 2})") == "");
    CHECK(missing("aws-sdk:s3:getObject", R"(, "Parameters": {"${Name}": 1})") == "");
    CHECK(unknown("aws-sdk:s3:getObject", R"({"Fn::If": []})") == "");
  }

  TEST_CASE("required parameters") {
    CHECK(missing("aws-sdk:s3:putObject", R"(, "Parameters": {"Bucket": "b", "Body": 1})") ==
          "warning: s3:putObject needs the parameter Key; ");
    CHECK(missing("aws-sdk:s3:listBuckets", R"(, "Parameters": {})") == "");
    CHECK(missing("dynamodb:updateItem", R"(, "Parameters": {"TableName": "t"})") ==
          "warning: dynamodb:updateItem needs the parameter Key; ");
    CHECK(missing("sns:publish", R"(, "Parameters": {"Message": "m"})") ==
          "warning: sns:publish needs the parameter TopicArn/TargetArn/PhoneNumber; ");
    CHECK(missing("sns:publish", R"(, "Parameters": {"Message": "m", "TargetArn.$": "$.t"})") == "");
    // The wrong case is told once, by unknown-parameter.
    CHECK(missing("lambda:invoke", R"(, "Parameters": {"functionName": "f"})") == "");
    // A token which the SDKs fill in themselves.
    CHECK(missing("aws-sdk:braket:cancelQuantumTask", R"(, "Parameters": {"QuantumTaskArn": "a"})") == "");
  }

  TEST_CASE("the table can be read to its end") {
    const auto services = aws::known_services();
    CHECK(services.size() > 400);
    CHECK(std::is_sorted(services.begin(), services.end()));
    size_t actions = 0;
    for (const std::string_view service : services) {
      CAPTURE(service);
      const auto all = aws::known_actions(service);
      actions += all.size();
      CHECK(aws::support_of_service(service) == (all.empty() ? aws::Support::NameOnly : aws::Support::Known));
      if (!all.empty()) CHECK(aws::parameters_of(service, all.back()).has_value());
    }
    CHECK(actions > 18'000);
    for (const std::string_view action : aws::known_actions("ec2")) {
      CAPTURE(action);
      const auto parameters = aws::parameters_of("ec2", action);
      REQUIRE(parameters.has_value());
      for (const std::string& name : parameters->optional) CHECK_FALSE(name.empty());
    }
    const auto run = aws::parameters_of("ec2", "runInstances");
    REQUIRE(run.has_value());
    CHECK(run->required == std::vector<std::string>{"MaxCount", "MinCount"});
    CHECK(run->has("NetworkInterfaces"));
    CHECK_FALSE(run->has("networkInterfaces"));
    for (const char* hostile : {"", " ", "\n", "s3\n=", "=", "verbs", "s3 Bucket"}) {
      CAPTURE(hostile);
      CHECK(aws::support_of_service(hostile) == aws::Support::Unknown);
      CHECK(aws::support_of_action("s3", hostile) == aws::Support::Unknown);
    }
  }

  TEST_CASE("a newer botocore is asked for what the table does not have") {
    const TemporaryFolder folder;
    (void)folder.write("s3/2006-03-01/service-2.json", kModel);
    (void)folder.write("moon-base/2027-01-01/service-2.json",
                       R"({"operations": {"OpenAirlock": {}}, "shapes": {}})");
    const Variable data(aws::InstalledModels::kVariable, folder.path().string());

    CHECK(refusal("aws-sdk:s3:teleportObject") == "");
    CHECK(advice("newer-than-table", call("aws-sdk:s3:teleportObject", "")) == "");
    CHECK(refusal("aws-sdk:moonbase:openAirlock") == "");
    CHECK(advice("newer-than-table", call("aws-sdk:moonbase:openAirlock", "")) == "");
    CHECK(contains(refusal("aws-sdk:venusoutpost:openAirlock"), "no such service"));
    CHECK(unknown("aws-sdk:s3:listBuckets", R"({"PlanetFilter": 1, "Prefix": "p"})") == "");
    // What only the table has stays known.
    CHECK(refusal("aws-sdk:s3:getObject") == "");

    aws::InstalledModels installed;
    const auto parameters = installed.parameters_of("s3", "teleportObject");
    REQUIRE(parameters.has_value());
    CHECK(parameters->optional == std::vector<std::string>{"Bucket", "KmsKeyID", "ContentMD5"});
    CHECK_FALSE(installed.parameters_of("s3", "getObject").has_value());
    CHECK_FALSE(installed.has_service("sqs"));
    CHECK(installed.problem() == "");
  }

  TEST_CASE("models of botocore may be gzip'ed, or broken") {
    const TemporaryFolder folder;
    (void)folder.write("s3/2006-03-01/old.txt", "");
    const std::string path = (folder.path() / "s3/2006-03-01/service-2.json.gz").string();
    const gzFile file = ::gzopen(path.c_str(), "wb");
    REQUIRE(file != nullptr);
    CHECK(::gzwrite(file, kModel.data(), static_cast<unsigned>(kModel.size())) ==
          static_cast<int>(kModel.size()));
    CHECK(::gzclose(file) == Z_OK);
    (void)folder.write("sqs/2012-11-05/service-2.json", "{\"operations\": ");
    (void)folder.write("sns/2010-03-31/service-2.json", "[1, 2]");
    const Variable data(aws::InstalledModels::kVariable, folder.path().string());

    aws::InstalledModels installed;
    CHECK(installed.parameters_of("s3", "teleportObject").has_value());
    CHECK(installed.problem() == "");
    CHECK_FALSE(installed.has_service("sqs"));
    CHECK(contains(installed.problem(), "no service model in "));
    CHECK_FALSE(installed.has_service("sns"));

    const std::filesystem::path half = folder.path() / "s3/2006-03-01/service-2.json.gz";
    std::filesystem::resize_file(half, std::filesystem::file_size(half) / 2);
    aws::InstalledModels cut;
    CHECK_FALSE(cut.parameters_of("s3", "teleportObject").has_value());
  }

  TEST_CASE("PAWL_BOTOCORE_DATA that names no folder is told where it matters") {
    const Variable data(aws::InstalledModels::kVariable, "/nowhere/at/all");
    CHECK(contains(refusal("aws-sdk:weatherforecasts:getForecast"),
                   "PAWL_BOTOCORE_DATA is no folder: /nowhere/at/all"));
  }

  TEST_CASE("an installed botocore counts if it is newer than the table") {
    const TemporaryFolder folder;
    const std::string packages = "lib/python3.99/site-packages/botocore/";
    (void)folder.write(packages + "data/s3/2006-03-01/service-2.json", kModel);
    const Variable environment("VIRTUAL_ENV", folder.path().string());
    (void)folder.write(packages + "__init__.py", "__version__ = '1.0.9'\n");
    CHECK_FALSE(aws::InstalledModels().parameters_of("s3", "teleportObject").has_value());
    (void)folder.write(packages + "__init__.py", "__version__ = '99.2.10'\n");
    CHECK(aws::InstalledModels().parameters_of("s3", "teleportObject").has_value());
    (void)folder.write(packages + "__init__.py", "nothing of the kind\n");
    CHECK_FALSE(aws::InstalledModels().parameters_of("s3", "teleportObject").has_value());
  }

  TEST_CASE("the script that makes the table") {
    if (run_command({"python3", "--version"}).exit_code != 0) {
      MESSAGE("skipped: there is no python3");
      return;
    }
    const TemporaryFolder folder;
    (void)folder.write("__init__.py", "__version__ = '9.8.7'\n");
    (void)folder.write("data/s3/2006-03-01/service-2.json", "{}");  // an older one is passed over
    (void)folder.write("data/s3/2007-03-01/service-2.json", R"({
      "metadata": {"serviceId": "S3", "endpointPrefix": "s3"},
      "operations": {"SelectObjectContent": {}, "PutObject": {"input": {"shape": "P"}}},
      "shapes": {"P": {"required": ["bucket", "token"], "members": {
        "SSEKMSKeyId": {}, "bucket": {}, "token": {"idempotencyToken": true}, "Static": {}}}}})");
    (void)folder.write("data/orbit-svc/2020-01-01/service-2.json", R"({
      "metadata": {"serviceId": "Orbit Control Service", "endpointPrefix": "ctl.orbit"},
      "operations": {"LaunchDBRocket": {}}, "shapes": {}})");
    const auto result = run_command(
        {"python3", "-B", kSourceDir + std::string("/lib/aws/services.py"), folder.path().string()});
    CHECK(result.err == "");
    REQUIRE(result.exit_code == 0);
    CHECK(contains(result.out, "\nversion 9.8.7\n"));
    CHECK(contains(result.out, "\nverbs launch put select\n"));
    CHECK(contains(result.out, "\n~ctlorbit orbitcontrol\n"));
    CHECK(contains(result.out, "\n~orbitsvc orbitcontrol\n"));
    CHECK(contains(result.out, "\n=orbitcontrol\nlaunchDBRocket |\n"));
    CHECK(contains(result.out,
                   "\n=s3 Bucket SsekmsKeyId StaticValue Token\nputObject A|BDC\n-selectObjectContent\n"));
    CHECK(contains(result.out, "\n!apigatewaymanagementapi\n"));
    CHECK(result.out.ends_with("\n=\n"));
  }
}
