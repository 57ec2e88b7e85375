// Command lines of `-b STATE=COMMAND` and `exec:PATH ARGS`.
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

/// As make does it: a line that needs no shell (no pipes, variables, globs, built-in commands) is split into
/// words and started directly; nullopt: it needs `/bin/sh -c`.
std::optional<std::vector<std::string>> words_without_shell(std::string_view line);

/// A word quoted for a shell, and words as one line: the inverse of split_words().
std::string shell_word(std::string_view word);
std::string shell_line(const std::vector<std::string>& words);

}  // namespace pawl::tasks
