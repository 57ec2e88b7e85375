#include "base/text_hash.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "base/random_source.h"

using namespace pawl;

namespace {

HashKey some_key(uint64_t seed) { return {mix_bits(seed), mix_bits(seed + 1) | 1, mix_bits(seed + 2) | 1}; }

/// Steps of linear probing that a table with twice as many slots takes for the texts.
size_t probes(const std::vector<std::string>& texts, const HashKey& key) {
  size_t slots = 1;
  while (slots < 2 * texts.size()) slots *= 2;
  std::vector<bool> taken(slots);
  size_t steps = 0;
  for (const std::string& text : texts) {
    size_t slot = hash_text(text, key) & (slots - 1);
    for (; taken[slot]; slot = (slot + 1) & (slots - 1)) ++steps;
    taken[slot] = true;
  }
  return steps;
}

constexpr size_t kMany = 20'000;

/// Texts that all collide where this key is known: the second half makes good for the first.
std::vector<std::string> colliding(const HashKey& known) {
  const std::string target(16, 'x');
  const auto state_after = [&known](uint64_t word) {
    const auto product =
        __extension__ static_cast<unsigned __int128>((known.start ^ 16) ^ word) * known.factor;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  std::vector<std::string> texts;
  for (uint64_t i = 0; i < kMany; ++i) {
    const uint64_t second = state_after(i) ^ 0x1234;
    std::string text(16, '\0');
    std::memcpy(text.data(), &i, 8);
    std::memcpy(text.data() + 8, &second, 8);
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

TEST_SUITE("base") {
  TEST_CASE("a hash depends on the key, the text and nothing else") {
    const HashKey one = some_key(1), other = some_key(2);
    const std::string padded = "xabcdefghijklmnopqrst";
    for (size_t length = 0; length <= 20; ++length) {
      const std::string text = padded.substr(1, length);
      CHECK(hash_text(text, one) == hash_text(std::string_view(padded).substr(1, length), one));
      CHECK(hash_text(text, one) != hash_text(text, other));
      CHECK(hash_text(text, one) != hash_text(text + '\0', one));
      if (length > 0) CHECK(hash_text(text, one) != hash_text(text.substr(1), one));
    }
    CHECK(hash_text("a") == TextHash()("a"));
    CHECK(hash_bits(1, one) != hash_bits(2, one));
    CHECK(hash_bits(1, one) != hash_bits(1, other));
  }

  TEST_CASE("texts that collide under one key do not under another") {
    const HashKey known = some_key(1);
    const std::vector<std::string> hostile = colliding(known);
    CHECK(probes(hostile, known) == kMany * (kMany - 1) / 2);
    for (uint64_t seed = 10; seed < 20; ++seed) CHECK(probes(hostile, some_key(seed)) < 2 * kMany);
    CHECK(probes(hostile, hash_key()) < 2 * kMany);
  }

  TEST_CASE("texts that differ little spread") {
    std::vector<std::string> numbers, zeros, tails;
    for (size_t i = 0; i < kMany; ++i) {
      numbers.push_back(std::to_string(i));
      zeros.push_back(std::string(i, '\0'));
      std::string tail(24, 'k');
      const uint64_t bits = i << 48;
      std::memcpy(tail.data() + 16, &bits, 8);
      tails.push_back(tail);
    }
    zeros.resize(2'000);
    for (uint64_t seed = 0; seed < 5; ++seed) {
      CHECK(probes(numbers, some_key(seed)) < 2 * kMany);
      CHECK(probes(zeros, some_key(seed)) < 2 * kMany);
      CHECK(probes(tails, some_key(seed)) < 2 * kMany);
    }
  }
}
