// Resource: the parsed Resource of a Task state (AWS guide: "Integrating services", "Activities").
#pragma once
#include <string>
#include <string_view>

namespace pawl::asl {

struct Resource {
  enum class Kind : uint8_t {
    Lambda,    // arn:aws:lambda:REGION:ACCOUNT:function:NAME — events LambdaFunction*
    Activity,  // arn:aws:states:REGION:ACCOUNT:activity:NAME — events Activity*
    Service,   // arn:aws:states:::SERVICE:ACTION[.PATTERN] — events Task*
    Local,     // exec:PATH, sh:SCRIPT, http(s)://…, local:exec — events Task*
  };
  /// The integration pattern of a service.
  enum class Pattern : uint8_t { RequestResponse, Sync, WaitForTaskToken };

  std::string text;  // as written
  Kind kind = Kind::Local;
  std::string resource_type;  // "lambda", "sqs", "aws-sdk:dynamodb", "exec"; events show it
  std::string action;  // with its suffix: "invoke", "startExecution.sync:2"; events show it as `resource`
  Pattern pattern = Pattern::RequestResponse;

  /// Never fails: text that is no ARN is Local with its scheme as type. Rules decide whether a definition may
  /// hold it.
  static Resource parse(std::string_view text);
};

}  // namespace pawl::asl
