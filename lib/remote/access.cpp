#include "remote/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "base/printable.h"
#include "remote/profile.h"

namespace pawl::remote {
namespace {

/// The first of these variables that is set and not empty.
std::string environment(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return {};
}

std::string setting(const AwsProfile& profile, std::string_view name) {
  const auto found = profile.find(name);
  return found != profile.end() ? found->second : "";
}

/// It becomes part of a host's name.
bool is_region(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// Settings of a profile whose keys come from somewhere else.
constexpr const char* kOtherSources[] = {
    "sso_session",       "sso_start_url",           "role_arn",
    "credential_source", "web_identity_token_file", "credential_process"};

Result<void> find_keys(const AwsProfile& profile, Access& access) {
  access.key_id = environment({"AWS_ACCESS_KEY_ID"});
  access.secret_key = environment({"AWS_SECRET_ACCESS_KEY"});
  access.session_token = environment({"AWS_SESSION_TOKEN"});
  if (!access.key_id.empty() && !access.secret_key.empty()) return {};
  access.key_id = setting(profile, "aws_access_key_id");
  access.secret_key = setting(profile, "aws_secret_access_key");
  access.session_token = setting(profile, "aws_session_token");
  if (!access.key_id.empty() && !access.secret_key.empty()) return {};
  const std::string name = profile_name();
  const std::string from_cli = fmt::format(
      "`eval \"$(aws configure export-credentials --profile {} --format env)\"`", printable(name));
  for (const char* source : kOtherSources) {
    if (!profile.contains(std::string_view(source))) continue;
    return fail(
        fmt::format("the profile '{}' gets its keys from its setting {}, which pawl does not follow: "
                    "{} puts them into the environment",
                    printable(name), source, from_cli));
  }
  return fail(
      fmt::format("there are no keys for AWS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or have "
                  "them in ~/.aws/credentials; {} takes them from the AWS CLI",
                  from_cli));
}

bool is_loopback(std::string_view url) {
  for (const std::string_view host : {"://localhost", "://127.", "://[::1]"}) {
    if (url.find(host) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Result<Access> find_access(const std::string& endpoint_url, const std::string& region) {
  Access access;
  PAWL_TRY(const AwsProfile profile, read_profile());
  access.endpoint = endpoint_url;
  if (access.endpoint.empty()) access.endpoint = environment({"AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL"});
  if (access.endpoint.empty()) access.endpoint = setting(profile, "endpoint_url");
  const bool is_given = !access.endpoint.empty();
  if (is_given && !access.endpoint.starts_with("http://") && !access.endpoint.starts_with("https://")) {
    return fail(fmt::format("the endpoint '{}' must be a URL such as http://localhost:4566",
                            printable(access.endpoint)));
  }

  access.region = region;
  if (access.region.empty()) access.region = environment({"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (access.region.empty()) access.region = setting(profile, "region");
  if (access.region.empty() && is_given) access.region = "us-east-1";
  if (access.region.empty())
    return fail("which region of AWS? set AWS_REGION, or `region` of the profile in ~/.aws/config");
  if (!is_region(access.region))
    return fail(fmt::format("'{}' is no region of AWS", printable(access.region)));
  if (!is_given) {
    access.endpoint = fmt::format("https://states.{}.amazonaws.com{}", access.region,
                                  access.region.starts_with("cn-") ? ".cn" : "");
  }

  access.ca_bundle = environment({"AWS_CA_BUNDLE"});
  if (access.ca_bundle.empty()) access.ca_bundle = setting(profile, "ca_bundle");
  const auto keys = find_keys(profile, access);
  if (keys) return access;
  if (!is_loopback(access.endpoint) && !(is_given && profile.empty())) return tl::unexpected(keys.error());
  access.key_id = access.secret_key = "test";
  return access;
}

}  // namespace pawl::remote
