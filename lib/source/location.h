// Positions in the text of a definition.
#pragma once
#include <cstddef>
#include <cstdint>

namespace pawl::source {

/// A range of bytes of a document's text; {0, 0} if it is not known.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  [[nodiscard]] bool is_empty() const { return begin == end; }
};

/// A span as lines and columns from 1, columns in code points; the end is just past the last character.
struct Location {
  size_t line = 1;
  size_t column = 1;
  size_t end_line = 1;
  size_t end_column = 1;
};

}  // namespace pawl::source
