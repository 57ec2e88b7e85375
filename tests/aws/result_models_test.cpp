// Mocked answers and the service models that they are checked against.
#include <doctest/doctest.h>

#include <cstdlib>

#include "aws/result_models.h"
#include "support/json.h"
#include "support/process.h"

using namespace pawl;
using namespace pawl::testing_support;
using aws::FieldValidation;

namespace {

/// Two services as botocore has them: "states" is Step Functions' sfn.
class Models {
 public:
  Models() {
    write("dynamodb", R"({"operations": {"PutItem": {"output": {"shape": "Out"}}}, "shapes": {
      "Out": {"type": "structure", "required": ["TTId"], "members": {
        "TTId": {"shape": "Name"}, "Size": {"shape": "Size"}, "Items": {"shape": "Items"}, "Ok": {"shape": "Flag"},
        "Kind": {"shape": "Kind"}, "Tags": {"shape": "Tags"}, "Time": {"shape": "Time"}, "Body": {"shape": "Body"}}},
      "Name": {"type": "string", "min": 1, "max": 4}, "Size": {"type": "long", "min": 2, "max": 9},
      "Items": {"type": "list", "member": {"shape": "Item"}, "max": 2},
      "Item": {"type": "structure", "required": ["key"], "members": {"key": {"shape": "Name"}, "inner": {"shape": "Item"}}},
      "Flag": {"type": "boolean"}, "Kind": {"type": "string", "enum": ["A", "B"]}, "Time": {"type": "timestamp"},
      "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Size"}}, "Body": {"type": "blob", "min": 1}}})");
    write("stepfunctions", R"({"operations": {
        "StartExecution": {"output": {"shape": "Start"}}, "DescribeExecution": {"output": {"shape": "Describe"}}},
      "shapes": {"Start": {"type": "structure", "required": ["executionArn"], "members": {"executionArn": {"shape": "Text"}}},
        "Describe": {"type": "structure", "required": ["status"], "members": {"status": {"shape": "Text"}}},
        "Text": {"type": "string"}}})");
    write("batch", R"({"operations": {"DescribeJobs": {"output": {"shape": "Jobs"}}}, "shapes": {
        "Jobs": {"type": "structure", "members": {"jobs": {"shape": "List"}}}, "List": {"type": "list", "member": {"shape": "Job"}},
        "Job": {"type": "structure", "required": ["jobId"], "members": {"jobId": {"shape": "Text"}}}, "Text": {"type": "string"}}})");
    ::setenv(aws::BotocoreData::kVariable, folder.path().c_str(), 1);
  }
  ~Models() { ::unsetenv(aws::BotocoreData::kVariable); }
  Models(const Models&) = delete;
  Models& operator=(const Models&) = delete;

  std::string fault(std::string_view integration, std::string_view result,
                    FieldValidation mode = FieldValidation::Strict) {
    return check(integration, result, mode).fault;
  }
  aws::ResultCheck check(std::string_view integration, std::string_view result, FieldValidation mode) {
    return models_.check(asl::Resource::parse("arn:aws:states:::" + std::string(integration)),
                         Json::parse(result).value(), mode);
  }

 private:
  void write(const std::string& service, std::string_view model) {
    std::filesystem::create_directories(folder.path() / service / "2020-01-01");
    (void)folder.write(service + "/2020-01-01/service-2.json", model);
  }

  TemporaryFolder folder;
  aws::ResultModels models_;
};

}  // namespace

TEST_SUITE("aws") {
  TEST_CASE_FIXTURE(Models, "mocked results: each type of a model, in AWS's words") {
    const auto put = [this](const std::string& fields) {
      return fault("dynamodb:putItem", R"({"TTId": "t")" + fields + "}");
    };
    CHECK(put("") == "");
    CHECK(put(R"(, "Unknown": [1], "SdkHttpMetadata": {}, "Size": null)") == "");
    CHECK(fault("dynamodb:putItem", "{}") == "Required field 'TTId' is missing");
    CHECK(fault("dynamodb:putItem", R"({"TTId": null})") == "Required field 'TTId' is missing");
    CHECK(fault("dynamodb:putItem", R"({"TTId": ""})") == "Field 'TTId' is smaller than the minimum length");
    CHECK(fault("dynamodb:putItem", R"({"TTId": "äöüß"})") == "");
    CHECK(fault("dynamodb:putItem", R"({"TTId": "äöüß."})") == "Field 'TTId' exceeds the maximum length");
    CHECK(fault("dynamodb:putItem", "[]") == "Mock result must be an object");
    CHECK(put(R"(, "Size": "3")") == "Field 'Size' must be a number");
    CHECK(put(R"(, "Size": 10)") == "Field 'Size' exceeds the maximum value");
    CHECK(put(R"(, "Size": 1)") == "Field 'Size' is less than the minimum value");
    CHECK(put(R"(, "Ok": 1)") == "Field 'Ok' must be a boolean");
    CHECK(put(R"(, "Kind": "C")") == "Field 'Kind' is not an expected value");
    CHECK(put(R"(, "Kind": "B")") == "");
    CHECK(put(R"(, "Time": 17)") == "Field 'Time' must be a string");
    CHECK(put(R"(, "Body": "")") == "Field 'Body' is smaller than the minimum length");
    CHECK(put(R"(, "Tags": [])") == "Field 'Tags' must be an object");
    CHECK(put(R"(, "Tags": {"a": 3, "b": true})") == "Field 'b' must be a number");
    CHECK(put(R"(, "Items": {})") == "Field 'Items' must be an array");
    CHECK(put(R"(, "Items": [{"Key": "a"}, 1])") == "Field 'Items' must be an object");
    CHECK(put(R"(, "Items": [{"Key": "a"}, {"Key": "b", "Inner": {"Key": 1}}])") ==
          "Field 'Key' must be a string");
    CHECK(put(R"(, "Items": [{}])") == "Required field 'Key' is missing");
  }

  TEST_CASE_FIXTURE(Models, "mocked results: PRESENT asks for no field, NONE for nothing") {
    CHECK(fault("dynamodb:putItem", "{}", FieldValidation::Present) == "");
    CHECK(fault("dynamodb:putItem", R"({"Size": "3"})", FieldValidation::Present) ==
          "Field 'Size' must be a number");
    CHECK(fault("dynamodb:putItem", R"({"Size": "3"})", FieldValidation::None) == "");
  }

  TEST_CASE_FIXTURE(Models, "mocked results: names are those of the integration") {
    CHECK(fault("aws-sdk:dynamodb:putItem", R"({"TTId": "t"})") == "Required field 'TtId' is missing");
    CHECK(fault("aws-sdk:dynamodb:putItem", R"({"TtId": "t"})") == "");
    CHECK(fault("states:startExecution", R"({"executionArn": "a"})") ==
          "Required field 'ExecutionArn' is missing");
  }

  TEST_CASE_FIXTURE(Models, "mocked results: a job's are those of the action that asks for its state") {
    CHECK(fault("states:startExecution.sync:2", R"({"ExecutionArn": "a"})") ==
          "Required field 'Status' is missing");
    CHECK(fault("batch:submitJob.sync", R"({"JobId": 5})") == "Field 'JobId' must be a string");
    CHECK(fault("batch:submitJob.sync", R"({"JobId": "5"})") == "");
  }

  TEST_CASE_FIXTURE(Models, "mocked results: what AWS does not check, and what cannot be checked here") {
    for (const char* integration : {"states:startExecution.waitForTaskToken", "http:invoke",
                                    "apigateway:invoke", "eks:call", "eks:runJob.sync"}) {
      CAPTURE(integration);
      const aws::ResultCheck none = check(integration, "17", FieldValidation::Strict);
      CHECK(none.fault == "");
      CHECK(none.unchecked == "");
    }
    const aws::ResultCheck unknown = check("sqs:sendMessage", "{}", FieldValidation::Strict);
    CHECK(unknown.fault == "");
    CHECK(unknown.unchecked ==
          "there is no service model of 'sqs' on this machine; install botocore, or let PAWL_BOTOCORE_DATA "
          "name the "
          "data folder of one");
    CHECK(check("sqs:sendMessage", "{}", FieldValidation::None).unchecked == "");
  }

  TEST_CASE("names of aws-sdk integrations") {
    CHECK(aws::sdk_name("executionArn") == "ExecutionArn");
    CHECK(aws::sdk_name("DBInstanceId") == "DbInstanceId");
    CHECK(aws::sdk_name("MD5OfBody") == "Md5OfBody");
    CHECK(aws::sdk_name("ARN") == "Arn");
    CHECK(aws::sdk_name("") == "");
  }
}
