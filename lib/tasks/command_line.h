// Command lines as people write them for `-b STATE=COMMAND` and `exec:PATH ARGS`.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pawl::tasks {

/// Splits at blanks; '…', "…" and backslashes quote as in a POSIX shell, nothing is expanded. Errors: a quote
/// left open, no word.
Result<std::vector<std::string>> split_words(std::string_view text);

/// As make does it: a line without anything that only a shell understands (pipes, variables, globs, built-in
/// commands) is split into words and started directly; any other one needs `/bin/sh -c`: nullopt.
std::optional<std::vector<std::string>> words_without_shell(std::string_view line);

}  // namespace pawl::tasks
