// A filter, compiled: `[?(@.price > 5 && @.sold == no)]`. Private to jsonpath/.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {

/// What Java's trim() takes away: blanks and control characters.
inline bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

enum class Operator : uint8_t {
  Equal,
  GreaterOrEqual,
  LessOrEqual,
  NotEqual,
  Less,
  Greater,
  Matches,
  Exists,
  NotExists,
};

/// One side of a comparison: a path, a regular expression, or text, which may stand bare.
struct Operand {
  std::optional<PathProgram> path;
  bool from_document = false;  // of a path: starts with `$`
  std::optional<Regex> pattern;
  Value text;
  bool is_number = false;        // the text is one,
  std::optional<double> number;  // and this is near it, unless it is out of range
};

struct Criterion {
  Operator op = Operator::Exists;
  Operand left;  // of Exists, NotExists: the path
  Operand right;
};

/// `&&` binds tighter than `||`; parentheses do not group. All criteria are always judged, so that an error
/// in one is one of the whole.
struct Filter {
  std::vector<std::vector<Criterion>> any_of_all;  // empty: `[?]`, which cannot be judged
  bool groups = false;                             // parentheses stand as if they grouped
};

/// Compiles the filter that `text` starts with, `[?(…)]`. `base` is where `text` stands in the whole text.
/// Throws SyntaxFault.
Filter parse_filter(std::string_view text, size_t base, int nesting);

}  // namespace pawl::jsonpath
