// AwsCall: one call of an action of AWS's, and how it is answered. Nothing here knows of Tasks.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "value/value.h"

namespace pawl::tasks {

/// Whom to call. Empty: what the AWS SDKs find in the environment and in ~/.aws.
struct AwsTarget {
  std::string endpoint;  // URL
  std::string region;
  std::string profile;
};

struct AwsCall {
  std::string service;  // as in a Resource, "dynamodb", "sfn", or by its endpoint's name, "states"
  std::string action;   // "putItem"
  /// An object. Its names may be those of the API or of the AWS SDK for Java, with a small or a capital first
  /// letter; where the API has a text or bytes, a text goes as it is and another value as its JSON. Bytes in
  /// answers are base64, streams of UTF-8 are texts.
  Value parameters;
  AwsTarget target;
  /// Of the members of the answer: as the AWS SDK for Java has them (DbInstanceIdentifier), with times in
  /// ISO 8601, or as the API has them (DBInstanceIdentifier), with times in milliseconds.
  enum class Names : uint8_t { Sdk, Api } names = Names::Sdk;
  /// A file with the bytes of the request, or one to write those of the answer to (putObject, getObject),
  /// instead of a text among the others. Empty: none.
  std::string body_file;
  /// Names the call for the service, if it can know calls again; empty: each call is another one.
  std::string token;
};

struct AwsAnswer {
  Value output;  // an object, without metadata
  int status = 200;
  std::string request_id;
  Value headers;  // an object of texts
};

struct AwsError {
  enum class Kind : uint8_t {
    Service,     // the service answered with it
    Client,      // it was not reached: no connection, no credentials, no region …
    Parameters,  // they do not suit the action
    Unknown,     // there is no such service or action in the models
  } kind = Kind::Service;
  std::string message;
  // Of a service:
  std::string service;  // "DynamoDb", as errors of aws-sdk integrations begin
  std::string code;     // as the service has it: "ConditionalCheckFailedException", "NoSuchKey"
  std::string name;     // of the AWS SDK for Java, "NoSuchKeyException"; empty: its model has none
  int status = 0;
  std::string request_id;
  std::string extended_id;  // of S3; empty: none
};

using AwsResult = tl::expected<AwsAnswer, AwsError>;

/// The request as aws_worker.py reads it: one line, with its end.
std::string request_line(const AwsCall& call);
/// The answer in a line that it wrote.
AwsResult read_answer(std::string_view line);

}  // namespace pawl::tasks
