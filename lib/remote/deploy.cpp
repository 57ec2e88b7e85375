#include "remote/deploy.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "value/compare.h"
#include "value/parse.h"

namespace pawl::remote {

using workflow::ErrorCode;
using workflow::ServiceResult;

bool is_same_definition(const std::string& one, const std::string& other) {
  if (one == other) return true;
  const auto a = try_parse_json(one);
  const auto b = try_parse_json(other);
  return a && b && deep_equal(*a, *b);
}

workflow::ServiceError service_error(const ApiError& error, const std::string& to) {
  const bool is_invalid = error.code == "InvalidDefinition";
  workflow::ServiceError out(is_invalid ? ErrorCode::InvalidDefinition : ErrorCode::Other,
                             fmt::format("cannot {}: {}", to, error.message));
  if (error.code == "UnrecognizedClientException" || error.code == "InvalidClientTokenId" ||
      error.code == "InvalidSignatureException" || error.code == "ExpiredTokenException")
    out.hint =
        "the keys come from AWS_ACCESS_KEY_ID and its like, or from the profile that AWS_PROFILE names";
  return out;
}

ServiceResult<Deployed> deploy(StatesApi& api, RemoteMachine& wanted) {
  const std::string name = printable(wanted.name);
  const auto known = api.find_machine(wanted.name);
  if (!known)
    return tl::unexpected(service_error(known.error(), "look for the state machine '" + name + "'"));
  if (!*known) {
    if (wanted.role_arn.empty()) {
      return refuse(
          ErrorCode::InvalidArgument,
          fmt::format("there is no state machine '{}' yet: --role-arn says which role it gets", name));
    }
    const auto created = api.create_machine(wanted);
    if (!created)
      return tl::unexpected(service_error(created.error(), "create the state machine '" + name + "'"));
    wanted.arn = *created;
    return Deployed::Created;
  }
  wanted.arn = **known;
  const auto there = api.machine(wanted.arn);
  if (!there)
    return tl::unexpected(service_error(there.error(), "describe the state machine '" + name + "'"));
  if (wanted.role_arn.empty()) wanted.role_arn = there->role_arn;
  if (wanted.role_arn == there->role_arn && is_same_definition(wanted.definition, there->definition))
    return Deployed::Unchanged;
  const auto updated = api.update_machine(wanted);
  if (!updated)
    return tl::unexpected(service_error(updated.error(), "update the state machine '" + name + "'"));
  return Deployed::Updated;
}

}  // namespace pawl::remote
