// The files of AWS's SDKs and tools: ~/.aws/config and ~/.aws/credentials.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::remote {

/// The settings of one profile, those of ~/.aws/credentials before those of ~/.aws/config.
using AwsProfile = std::map<std::string, std::string, std::less<>>;

/// The profile that AWS_PROFILE names, else "default". A file that is not there has no settings. Errors:
/// AWS_PROFILE names one that neither file has.
Result<AwsProfile> read_profile();
/// Its name.
std::string profile_name();

/// Adds the settings that stand under `[section]` of an INI text to those in `into`, which stay. False: there
/// is no such section.
bool read_section(std::string_view text, std::string_view section, AwsProfile& into);

}  // namespace pawl::remote
