// Access: where Step Functions' API is, and what requests to it are signed with, found as AWS's SDKs find it:
// the environment first, then the profile in ~/.aws/config and ~/.aws/credentials.
#pragma once
#include <string>

#include "base/result.h"

namespace pawl::remote {

struct Access {
  std::string endpoint;  // "https://states.eu-west-1.amazonaws.com"
  std::string region;
  std::string key_id;
  std::string secret_key;
  std::string session_token;  // empty: none
  std::string ca_bundle;      // a file of certificates; empty: the system's
};

/// `endpoint_url`: as the user gave it; empty: AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL, the profile's, or AWS
/// itself. `region`: that of an ARN; empty: the environment's or the profile's. Where an endpoint is given,
/// a region and keys that are not set are made up, since emulators take any. Errors: something is missing, or
/// the profile gets its keys in another way; the message says what to do.
Result<Access> find_access(const std::string& endpoint_url, const std::string& region);

}  // namespace pawl::remote
