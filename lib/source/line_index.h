// LineIndex: line and column of offsets in a text. A lookup is a binary search over lines, and constant time
// within a line.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "source/location.h"

namespace pawl::source {

class LineIndex {
 public:
  LineIndex() = default;
  explicit LineIndex(std::string_view text);

  /// `text` is the one the index was made from. Offsets past its end count as its end.
  [[nodiscard]] Location locate(std::string_view text, Span span) const;
  [[nodiscard]] bool empty() const { return line_starts_.empty(); }

 private:
  [[nodiscard]] size_t characters_before(std::string_view text, size_t offset) const;

  std::vector<uint32_t> line_starts_;
  std::vector<uint32_t> characters_;  // code points before each block of kBlock bytes: lines may be very long
};

}  // namespace pawl::source
