#include "base/random_source.h"

#include <cstddef>
#include <string_view>

namespace pawl {

uint64_t mix_bits(uint64_t bits) {
  bits += 0x9E3779B97F4A7C15u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  return bits ^ (bits >> 31);
}

std::string random_uuid(RandomSource& random) {
  const uint64_t high = (random.next() & ~uint64_t{0xF000}) | 0x4000;
  const uint64_t low = (random.next() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(36, '-');
  size_t nibble = 0;
  for (char& c : text) {
    const size_t at = static_cast<size_t>(&c - text.data());
    if (at == 8 || at == 13 || at == 18 || at == 23) continue;
    const uint64_t word = nibble < 16 ? high : low;
    c = kDigits[word >> (60 - 4 * (nibble % 16)) & 0xF];
    ++nibble;
  }
  return text;
}

}  // namespace pawl
