// Hashes for tables in memory, under a key that every process draws anew: whoever writes the texts cannot
// know which of them collide. Nothing that lasts (files, output, order) may depend on them.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace pawl {

struct HashKey {
  uint64_t start;
  uint64_t factor;  // odd
  uint64_t finish;  // odd
};
/// That of this process.
const HashKey& hash_key();

uint64_t hash_text(std::string_view text, const HashKey& key = hash_key());
uint64_t hash_bits(uint64_t bits, const HashKey& key = hash_key());

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return hash_text(text); }
};

/// Tables of texts from elsewhere: names in definitions, keys in data. `Text` is std::string or, where the
/// texts live as long as the table, std::string_view.
template <class Text, class T>
using TextMap = std::unordered_map<Text, T, TextHash, std::equal_to<>>;
template <class Text>
using TextSet = std::unordered_set<Text, TextHash, std::equal_to<>>;

}  // namespace pawl
