#include "tasks/aws_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "value/dump.h"

namespace pawl::tasks {
namespace {

/// The optimized integrations that have the names of the AWS SDK for Java 1. Those that are newer have the
/// names of aws-sdk integrations.
struct OlderNames {
  std::string_view resource_type;
  std::string_view prefix;   // of errors
  std::string_view service;  // in causes, and in the name of an error that the API does not describe
};

constexpr OlderNames kOlder[] = {
    {"athena", "Athena", "AmazonAthena"},
    {"batch", "Batch", "AWSBatch"},
    {"codebuild", "CodeBuild", "AWSCodeBuild"},
    {"databrew", "DataBrew", "AWSGlueDataBrew"},
    {"dynamodb", "DynamoDB", "AmazonDynamoDBv2"},
    {"ecs", "ECS", "AmazonECS"},
    {"eks", "EKS", "AmazonEKS"},
    {"elasticmapreduce", "ElasticMapReduce", "AmazonElasticMapReduce"},
    {"emr-containers", "EMRContainers", "AmazonEMRContainers"},
    {"glue", "Glue", "AWSGlue"},
    {"lambda", "Lambda", "AWSLambda"},
    {"sagemaker", "SageMaker", "AmazonSageMaker"},
    {"sns", "SNS", "AmazonSNS"},
    {"sqs", "SQS", "AmazonSQS"},
    {"states", "StepFunctions", "AWSStepFunctions"},
};

const OlderNames* older_names(std::string_view resource_type) {
  const auto* found = std::find_if(std::begin(kOlder), std::end(kOlder),
                                   [&](const OlderNames& row) { return row.resource_type == resource_type; });
  return found == std::end(kOlder) ? nullptr : found;
}

/// What begins the errors of a service.
std::string error_prefix(std::string_view resource_type, const AwsError& error) {
  if (const OlderNames* older = older_names(resource_type)) return std::string(older->prefix);
  if (!error.service.empty()) return error.service;
  constexpr std::string_view kSdk = "aws-sdk:";
  if (resource_type.starts_with(kSdk)) resource_type.remove_prefix(kSdk.size());
  std::string prefix(resource_type);
  if (!prefix.empty() && prefix[0] >= 'a' && prefix[0] <= 'z')
    prefix[0] = static_cast<char>(prefix[0] - 'a' + 'A');
  return prefix;
}

asl::StateError error_of_service(const OlderNames& names, const AwsError& error) {
  std::string base(names.service);
  if (base.ends_with("v2")) base.resize(base.size() - 2);
  return {fmt::format("{}.{}", names.prefix, error.name.empty() ? base + "Exception" : error.name),
          fmt::format("{} (Service: {}; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)",
                      error.message, names.service, error.status, error.code, error.request_id)};
}

asl::StateError error_of_service(const AwsError& error) {
  const std::string extended = error.extended_id.empty() ? "" : ", Extended Request ID: " + error.extended_id;
  return {fmt::format("{}.{}", error.service, error.name.empty() ? error.service + "Exception" : error.name),
          fmt::format("{} (Service: {}, Status Code: {}, Request ID: {}{}) (SDK Attempt Count: 1)",
                      error.message, error.service, error.status, error.request_id, extended)};
}

}  // namespace

asl::StateError aws_error(std::string_view resource_type, const Value& parameters, const AwsError& error) {
  constexpr size_t kShownParameters = 4096;
  switch (error.kind) {
    case AwsError::Kind::Service: {
      const OlderNames* older = older_names(resource_type);
      return older != nullptr ? error_of_service(*older, error) : error_of_service(error);
    }
    case AwsError::Kind::Client:
      return {error_prefix(resource_type, error) + ".SdkClientException", error.message};
    case AwsError::Kind::Unknown: return {"States.Runtime", error.message};
    case AwsError::Kind::Parameters: break;
  }
  return {
      "States.Runtime",
      fmt::format("The Parameters '{}' could not be used to start the Task: [{}]",
                  parameters.text_exceeds(kShownParameters) ? "{…}" : to_json(parameters), error.message)};
}

bool has_sdk_metadata(std::string_view resource_type) { return older_names(resource_type) != nullptr; }

}  // namespace pawl::tasks
