#include "source/line_index.h"

#include <algorithm>

#include "base/utf8.h"

namespace pawl::source {
namespace {

constexpr size_t kBlock = 1024;

}  // namespace

LineIndex::LineIndex(std::string_view text) {
  line_starts_.push_back(0);
  uint32_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % kBlock == 0) characters_.push_back(characters);
    if (!utf8::is_continuation(text[i])) ++characters;
    if (text[i] == '\n') line_starts_.push_back(static_cast<uint32_t>(i + 1));
  }
  if (text.size() % kBlock == 0) characters_.push_back(characters);
}

size_t LineIndex::characters_before(std::string_view text, size_t offset) const {
  const size_t block = offset / kBlock;
  const std::string_view rest = text.substr(block * kBlock, offset - block * kBlock);
  return characters_[block] + utf8::count(rest);
}

Location LineIndex::locate(std::string_view text, Span span) const {
  const auto place = [&](size_t offset, size_t& line, size_t& column) {
    offset = std::min(offset, text.size());
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    line = static_cast<size_t>(next - line_starts_.begin());
    column = characters_before(text, offset) - characters_before(text, *(next - 1)) + 1;
  };
  Location location;
  place(span.begin, location.line, location.column);
  place(std::max(span.begin, span.end), location.end_line, location.end_column);
  return location;
}

}  // namespace pawl::source
