#include "base/glob.h"

namespace pawl {

bool glob_matches(std::string_view pattern, std::string_view text, GlobSyntax syntax) {
  size_t p = 0, t = 0;
  // After the last `*`, and where the rest of the pattern was last tried: only this star takes more text.
  size_t after_star = std::string_view::npos, tried = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      tried = t;
      continue;
    }
    const bool escapes = syntax == GlobSyntax::Backslash && p + 1 < pattern.size() && pattern[p] == '\\' &&
                         (pattern[p + 1] == '*' || pattern[p + 1] == '\\');
    const bool is_any = syntax == GlobSyntax::QuestionMark && p < pattern.size() && pattern[p] == '?';
    if (is_any || (p < pattern.size() && pattern[p + escapes] == text[t])) {
      p += escapes ? 2 : 1;
      ++t;
      continue;
    }
    if (after_star == std::string_view::npos) return false;
    p = after_star;
    t = ++tried;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace pawl
