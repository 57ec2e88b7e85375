// Merge sort as the language defines it: stable, and it asks the comparison in a fixed order, which shows
// when that has effects.
#pragma once
#include <cstddef>
#include <vector>

namespace pawl::jsonata {

/// Sorts the numbers 0..n-1. `is_after(a, b)` is 1 when a belongs after b, 0 when not, -1 to give up; false
/// then.
template <class IsAfter>
bool merge_sort(std::vector<size_t>& order, const IsAfter& is_after) {
  std::vector<size_t> buffer(order.size());
  const auto sort = [&](const auto& self, size_t begin, size_t end) -> bool {
    if (end - begin < 2) return true;
    const size_t middle = begin + (end - begin) / 2;
    if (!self(self, begin, middle) || !self(self, middle, end)) return false;
    size_t left = begin, right = middle, out = begin;
    while (left < middle && right < end) {
      const int answer = is_after(order[left], order[right]);
      if (answer < 0) return false;
      buffer[out++] = answer != 0 ? order[right++] : order[left++];
    }
    while (left < middle) buffer[out++] = order[left++];
    while (right < end) buffer[out++] = order[right++];
    for (size_t i = begin; i < end; ++i) order[i] = buffer[i];
    return true;
  };
  return sort(sort, 0, order.size());
}

}  // namespace pawl::jsonata
