#include "base/checksum.h"

#include <boost/crc.hpp>
#include <cstring>

#ifdef __x86_64__
#include <nmmintrin.h>
#endif

namespace pawl {
namespace {

uint32_t by_table(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

#ifdef __x86_64__
template <class Word>
Word word_at(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

__attribute__((target("sse4.2"))) uint32_t by_instruction(std::string_view bytes) {
  const char* at = bytes.data();
  uint64_t crc = 0xFFFFFFFF;
  size_t left = bytes.size();
  constexpr size_t kStep = 32;
  for (; left >= kStep; left -= kStep, at += kStep) {
    crc = _mm_crc32_u64(crc, word_at<uint64_t>(at));
    crc = _mm_crc32_u64(crc, word_at<uint64_t>(at + 8));
    crc = _mm_crc32_u64(crc, word_at<uint64_t>(at + 16));
    crc = _mm_crc32_u64(crc, word_at<uint64_t>(at + 24));
  }
  for (; left >= 8; left -= 8, at += 8) crc = _mm_crc32_u64(crc, word_at<uint64_t>(at));
  auto rest = static_cast<uint32_t>(crc);
  if ((left & 4) != 0) {
    rest = _mm_crc32_u32(rest, word_at<uint32_t>(at));
    at += 4;
  }
  if ((left & 2) != 0) {
    rest = _mm_crc32_u16(rest, word_at<uint16_t>(at));
    at += 2;
  }
  if ((left & 1) != 0) rest = _mm_crc32_u8(rest, word_at<uint8_t>(at));
  return ~rest;
}

const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
#endif

}  // namespace

uint32_t crc32c(std::string_view bytes) {
#ifdef __x86_64__
  if (has_instruction) return by_instruction(bytes);
#endif
  return by_table(bytes);
}

}  // namespace pawl
