// The shapes of the responses of service integrations.
#include <algorithm>
#include <array>

#include "analysis/shapes.h"

namespace pawl::analysis {
namespace {

struct Answer {
  std::string_view resource;  // "lambda:invoke"
  std::string_view members;   // separated by blanks; a trailing `=` marks a string
};

/// Every member that a response may have. SdkHttpMetadata and SdkResponseMetadata are in each.
constexpr std::array kAnswers = {
    Answer{"lambda:invoke",
           "ExecutedVersion= FunctionError= LogResult= Payload StatusCode= DurableExecutionArn="},
    Answer{
        "sqs:sendMessage",
        "MD5OfMessageAttributes= MD5OfMessageBody= MD5OfMessageSystemAttributes= MessageId= SequenceNumber="},
    Answer{"sns:publish", "MessageId= SequenceNumber="},
    Answer{"dynamodb:getItem", "ConsumedCapacity Item"},
    Answer{"dynamodb:putItem", "Attributes ConsumedCapacity ItemCollectionMetrics"},
    Answer{"dynamodb:updateItem", "Attributes ConsumedCapacity ItemCollectionMetrics"},
    Answer{"dynamodb:deleteItem", "Attributes ConsumedCapacity ItemCollectionMetrics"},
    Answer{"events:putEvents", "Entries FailedEntryCount="},
    Answer{"athena:startQueryExecution", "QueryExecutionId="},
    Answer{"states:startExecution", "ExecutionArn= StartDate"},
    Answer{"states:startExecution.sync",
           "Cause= Error= ExecutionArn= Input= InputDetails MapRunArn= Name= Output= OutputDetails "
           "RedriveCount= RedriveDate "
           "RedriveStatus= RedriveStatusReason= StartDate StateMachineAliasArn= StateMachineArn= "
           "StateMachineVersionArn= "
           "Status= StopDate TraceHeader="},
};

}  // namespace

Shape result_shape(const asl::Resource& resource) {
  if (resource.kind != asl::Resource::Kind::Service) return unknown_shape();
  const std::string name = resource.resource_type + ":" + resource.action;
  for (const Answer& answer : kAnswers) {
    if (answer.resource != name) continue;
    ObjectBuilder builder;
    std::string_view rest = answer.members;
    while (!rest.empty()) {
      std::string_view member = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), member.size() + 1));
      const bool is_text = member.ends_with('=');
      if (is_text) member.remove_suffix(1);
      builder.append(member, is_text ? Value::string("") : unknown_shape());
    }
    builder.append("SdkHttpMetadata", unknown_shape());
    builder.append("SdkResponseMetadata", unknown_shape());
    return builder.finish();
  }
  return unknown_shape();
}

}  // namespace pawl::analysis
