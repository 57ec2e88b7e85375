// Errors of AWS's services as Step Functions names them.
#pragma once
#include <string_view>

#include "asl/state_error.h"
#include "tasks/aws_call.h"

namespace pawl::tasks {

/// `resource_type` as events show it: "dynamodb" has DynamoDB.ConditionalCheckFailedException, and
/// "aws-sdk:dynamodb" DynamoDb.ConditionalCheckFailedException, each with its own form of the cause. What the
/// service never got because of the parameters is States.Runtime.
asl::StateError aws_error(std::string_view resource_type, const Value& parameters, const AwsError& error);

/// Whether the answers of an optimized integration have the members SdkHttpMetadata and SdkResponseMetadata.
bool has_sdk_metadata(std::string_view resource_type);

}  // namespace pawl::tasks
