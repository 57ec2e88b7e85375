// Places in a definition's text.
#pragma once
#include <cstddef>
#include <cstdint>

namespace pawl::source {

/// A run of bytes of a document's text, as offsets; {0, 0} where nothing is known.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  [[nodiscard]] bool is_empty() const { return begin == end; }
};

/// A span as people count: lines and columns from 1, columns in code points, `end` just behind the last
/// character.
struct Location {
  size_t line = 1;
  size_t column = 1;
  size_t end_line = 1;
  size_t end_column = 1;
};

}  // namespace pawl::source
