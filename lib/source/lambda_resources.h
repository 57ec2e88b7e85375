// The Lambda functions of a template.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "source/document.h"
#include "source/placeholder.h"

namespace pawl::source {

/// An AWS::Serverless::Function or AWS::Lambda::Function, with what Globals says in its place.
struct LambdaResource {
  std::string id;         // its logical id
  std::string name;       // FunctionName, if it is written out; else the logical id
  std::string handler;    // "src/app.main"; empty: none
  std::string runtime;    // "python3.12"; empty: none
  std::string folder;     // of the code, from the template's; empty: see `elsewhere`
  std::string elsewhere;  // why its code is in no folder: "its code is in S3"
  int64_t timeout_seconds = 3;
  int64_t memory = 128;                            // MB
  std::map<std::string, std::string> environment;  // variables whose values the template says
};

/// All of a template, in the order written, at most 500. `given`: values for `${K}` that take precedence.
std::vector<LambdaResource> lambda_resources(const Document& document, const Substitutions& given);

/// The ARN that a function has in runs of pawl.
std::string arn_of(const LambdaResource& function);

}  // namespace pawl::source
