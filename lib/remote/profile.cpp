#include "remote/profile.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/ascii.h"
#include "base/printable.h"

namespace pawl::remote {
namespace {

constexpr size_t kMostBytes = size_t{4} << 20;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// The text of `variable`'s file, or of ~/.aws/NAME; empty: it cannot be read.
std::string file_text(const char* variable, std::string_view name) {
  std::string path = environment(variable);
  if (path.empty()) path = environment("HOME") + "/.aws/" + std::string(name);
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return text;
}

}  // namespace

bool read_section(std::string_view text, std::string_view section, AwsProfile& into) {
  bool is_in = false;
  bool is_found = false;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view what = trimmed(line);
    // An indented line belongs to the setting before it (`s3 =`).
    if (what.empty() || what.front() == '#' || what.front() == ';' || line.front() == ' ' ||
        line.front() == '\t')
      continue;
    if (what.front() == '[') {
      is_in = trimmed(what.substr(1, what.find(']') - 1)) == section;
      is_found = is_found || is_in;
    } else if (const size_t equals = what.find('='); is_in && equals != std::string_view::npos) {
      into.emplace(trimmed(what.substr(0, equals)), trimmed(what.substr(equals + 1)));
    }
  }
  return is_found;
}

std::string profile_name() {
  const std::string name = environment("AWS_PROFILE");
  return name.empty() ? "default" : name;
}

Result<AwsProfile> read_profile() {
  AwsProfile profile;
  const std::string name = profile_name();
  const bool has_keys = read_section(file_text("AWS_SHARED_CREDENTIALS_FILE", "credentials"), name, profile);
  const std::string config = file_text("AWS_CONFIG_FILE", "config");
  const bool is_known = read_section(config, "profile " + name, profile) ||
                        (name == "default" && read_section(config, name, profile));
  if (has_keys || is_known || environment("AWS_PROFILE").empty()) return profile;
  return fail(
      fmt::format("there is no profile '{}', which AWS_PROFILE names, in ~/.aws/config or "
                  "~/.aws/credentials",
                  printable(name)));
}

}  // namespace pawl::remote
