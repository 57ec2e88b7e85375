#include "service/configurations.h"

#include <string_view>

#include "value/members.h"

namespace pawl::service {

bool is_true(const Value& object, std::string_view member) {
  const Value* value = object.find(member);
  return value != nullptr && value->is_boolean() && value->as_boolean();
}

Served<Value> logging_configuration(const Value* given) {
  const Value none;
  const Value& from = given != nullptr ? *given : none;
  const std::string_view said = text_of(from, "level");
  const std::string_view level = said.empty() ? "OFF" : said;
  const Value* destinations = from.find("destinations");
  if (destinations != nullptr && destinations->is_null()) destinations = nullptr;
  const size_t count = destinations != nullptr ? destinations->size() : 0;
  if (count > 1 || (level != "OFF" && count != 1)) {
    return fault("InvalidLoggingConfiguration",
                 "Invalid Logging Configuration: Must specify exactly one Log Destination.");
  }
  Value out =
      Value::object({{"level", Value::string(level)},
                     {"includeExecutionData", Value::boolean(is_true(from, "includeExecutionData"))}});
  if (destinations != nullptr) out = out.with_member(Value::string("destinations"), *destinations);
  return out;
}

Value tracing_configuration(const Value* given) {
  return Value::object({{"enabled", Value::boolean(given != nullptr && is_true(*given, "enabled"))}});
}

Served<Value> encryption_configuration(const Value* given) {
  const Value owned = Value::object({{"type", Value::string("AWS_OWNED_KEY")}});
  if (given == nullptr) return owned;
  const bool is_own = text_of(*given, "type") == "CUSTOMER_MANAGED_KMS_KEY";
  const Value* key = given->find("kmsKeyId");
  const bool has_key = key != nullptr && !key->is_null();
  if (is_own != has_key) {
    return fault("InvalidEncryptionConfiguration",
                 is_own
                     ? "Invalid Encryption Configuration: kmsKeyId is required with CUSTOMER_MANAGED_KMS_KEY."
                     : "Invalid Encryption Configuration: kmsKeyId must not be given with AWS_OWNED_KEY.");
  }
  if (!is_own) return owned;
  constexpr int64_t kDefaultReuse = 300;
  return Value::object({{"kmsKeyId", *key},
                        {"kmsDataKeyReusePeriodSeconds",
                         Value::integer(number_of(*given, "kmsDataKeyReusePeriodSeconds", kDefaultReuse))},
                        {"type", Value::string("CUSTOMER_MANAGED_KMS_KEY")}});
}

}  // namespace pawl::service
