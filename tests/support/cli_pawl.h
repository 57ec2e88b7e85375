// The real binary, with a state directory of its own.
#pragma once
#include <string>
#include <vector>

#include "support/places.h"
#include "support/process.h"

namespace pawl::testing_support {

/// Sanitizers need descriptors and address space themselves: tests that limit these skip.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

class Pawl {
 public:
  /// Runs `pawl ARGUMENTS` in the folder of this object.
  CommandResult operator()(std::vector<std::string> arguments, CommandOptions options = {}) const {
    arguments.insert(arguments.begin(), kPawlBinary);
    return run_command(arguments, with_state(std::move(options)));
  }
  [[nodiscard]] CommandOptions with_state(CommandOptions options) const {
    options.environment["XDG_STATE_HOME"] = (folder.path() / "state").string();
    if (options.directory.empty()) options.directory = folder.path();
    return options;
  }
  [[nodiscard]] bool has_runs() const { return std::filesystem::exists(folder.path() / "state"); }

  TemporaryFolder folder;
};

/// The smallest machine that runs.
inline const std::string kPass = R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})";
/// A machine of one Task state "Work".
inline std::string one_task(std::string_view resource, std::string_view more = "") {
  return R"({"StartAt":"Work","States":{"Work":{"Type":"Task","Resource":")" + std::string(resource) + "\"," +
         std::string(more) + R"("End":true}}})";
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return lines;
}

}  // namespace pawl::testing_support
