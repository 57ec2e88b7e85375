#include "base/text_hash.h"

#include <sys/random.h>

#include <chrono>
#include <cstring>

#include "base/random_source.h"

namespace pawl {
namespace {

__extension__ using Wide = unsigned __int128;

/// Both halves of the product: every bit of the result depends on all bits of both factors.
uint64_t folded_product(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t word_at(const char* bytes, size_t count = 8) {
  uint64_t word = 0;
  if (count > 0) std::memcpy(&word, bytes, count);
  return word;
}

HashKey drawn_key() {
  HashKey key{};
  if (::getrandom(&key, sizeof key, GRND_NONBLOCK) != static_cast<ssize_t>(sizeof key)) {
    // Soon after the start of a system: the clock and where the kernel put the stack are better than nothing.
    key.start = mix_bits(static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) ^
                         reinterpret_cast<uintptr_t>(&key));
    key.factor = mix_bits(key.start);
    key.finish = mix_bits(key.factor);
  }
  key.factor |= 1;
  key.finish |= 1;
  return key;
}

}  // namespace

const HashKey& hash_key() {
  static const HashKey key = drawn_key();
  return key;
}

uint64_t hash_text(std::string_view text, const HashKey& key) {
  uint64_t hash = key.start ^ text.size();
  const char* at = text.data();
  const char* const end = at + text.size();
  while (end - at > 8) {
    hash = folded_product(hash ^ word_at(at), key.factor);
    at += 8;
  }
  // The last eight bytes; those of a shorter text alone.
  const uint64_t last = text.size() >= 8 ? word_at(end - 8) : word_at(at, text.size());
  return folded_product(folded_product(hash ^ last, key.factor), key.finish);
}

uint64_t hash_bits(uint64_t bits, const HashKey& key) {
  return folded_product(folded_product(key.start ^ bits, key.factor), key.finish);
}

}  // namespace pawl
