// Patterns with `*` for any text.
#pragma once
#include <cstdint>
#include <string_view>

namespace pawl {

/// What else means something in a pattern: `?`, which is any one byte (names in pawl.yaml and on the command
/// line), or a backslash, which makes `\*` and `\\` the character itself (StringMatches).
enum class GlobSyntax : uint8_t { QuestionMark, Backslash };

/// Whether the whole text matches. Needs no more than the product of both sizes, mostly their sum.
bool glob_matches(std::string_view pattern, std::string_view text,
                  GlobSyntax syntax = GlobSyntax::QuestionMark);

}  // namespace pawl
