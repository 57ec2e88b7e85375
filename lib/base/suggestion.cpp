#include "base/suggestion.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"

namespace pawl {
namespace {

/// Distance in half edits: an edit costs 2, a letter in the other case 1.
size_t distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<size_t> before(width), above(width), row(width);
  for (size_t j = 0; j < width; ++j) above[j] = 2 * j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = 2 * i;
    for (size_t j = 1; j < width; ++j) {
      const size_t replace = a[i - 1] == b[j - 1]                             ? 0
                             : ascii_lower(a[i - 1]) == ascii_lower(b[j - 1]) ? 1
                                                                              : 2;
      row[j] = std::min({above[j] + 2, row[j - 1] + 2, above[j - 1] + replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 2);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[width - 1];
}

}  // namespace

std::string_view nearest_name(std::string_view unknown, std::span<const std::string_view> candidates) {
  constexpr size_t kLongest = 256;
  std::string_view best;
  if (unknown.size() > kLongest) return best;
  size_t best_distance = 2 * std::max<size_t>(1, unknown.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    // Each letter that one has more is an edit at least.
    const size_t lengths =
        std::max(candidate.size(), unknown.size()) - std::min(candidate.size(), unknown.size());
    if (2 * lengths >= best_distance) continue;
    if (const size_t d = distance(unknown, candidate); d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace pawl
