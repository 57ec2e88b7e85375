// ResultModels: whether a value is one that a service's action could have answered, by the service model of
// an installed botocore (AWS guide: "Testing state machines with TestState API", "Mock validation modes").
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "asl/resource.h"
#include "aws/botocore.h"
#include "value/value.h"

namespace pawl::aws {

/// Strict: all required fields must be there, and those that are there must fit. Present: those that are
/// there must fit. Fields that the model does not have are always accepted.
enum class FieldValidation : uint8_t { Strict, Present, None };

struct ResultCheck {
  std::string fault;      // AWS's words: "Field 'StartDate' must be a string"; empty: none
  std::string unchecked;  // why nothing was checked; empty: it was, or there is nothing to check it against
};

/// Reads each model once. For use in one thread.
class ResultModels {
 public:
  /// `result`: what the Task of `resource` gives. There is nothing to check for Lambda functions, activities,
  /// callbacks, and what AWS does not check either: HTTP, API Gateway, eks:call and eks:runJob. The result of
  /// a job (.sync) is that of the action that asks for its state.
  ResultCheck check(const asl::Resource& resource, const Value& result, FieldValidation mode);

 private:
  /// Null pointer: there is none.
  const Value* model_of(std::string_view service);

  BotocoreData data_{BotocoreData::Accepted::Any};
  std::map<std::string, std::optional<Value>, std::less<>> models_;
};

}  // namespace pawl::aws
