#include "jsonata/digits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/utf8.h"

namespace pawl::jsonata {
namespace {

/// Unicode's decimal digit zeros, ascending.
constexpr std::array<uint32_t, 66> kZeros = {
    0x30,    0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,
    0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,
    0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,  0xa900,  0xa9d0,
    0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0};

}  // namespace

ShortestDigits::ShortestDigits(double number) {
  if (number == 0) return;
  char text[32];
  const char* end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  const char* exponent = static_cast<const char*>(std::memchr(text, 'e', static_cast<size_t>(end - text)));
  for (const char* c = text; c != exponent; ++c) {
    if (*c != '.') digits[count++] = *c;
  }
  std::from_chars(exponent + (exponent[1] == '+' ? 2 : 1), end, point);
  ++point;
  while (digits[count - 1] == '0') --count;
}

void ShortestDigits::round(int64_t places) {
  const int64_t kept = point + std::clamp<int64_t>(places, -100'000, 1'000'000'000);
  if (kept >= count) return;
  if (kept < 0) {
    count = point = 0;
    return;
  }
  const bool tie = digits[kept] == '5' && kept + 1 == count;
  const bool odd = kept > 0 && (digits[kept - 1] - '0') % 2 == 1;
  const bool up = tie ? odd : digits[kept] >= '5';
  count = static_cast<int>(kept);
  if (up) {
    while (count > 0 && digits[count - 1] == '9') --count;
    if (count > 0) {
      ++digits[count - 1];
    } else {
      digits[count++] = '1';
      ++point;
    }
  }
  while (count > 0 && digits[count - 1] == '0') --count;
  if (count == 0) point = 0;
}

std::string whole_digits(double number) {
  const ShortestDigits shortest(number);
  if (shortest.count == 0) return "0";
  std::string text(shortest.digits, static_cast<size_t>(std::min(shortest.count, shortest.point)));
  text.resize(static_cast<size_t>(shortest.point), '0');
  return text;
}

uint32_t zero_of_digit(uint32_t c) {
  if (c < 0x80) return c >= '0' && c <= '9' ? '0' : 0;
  const auto above = std::upper_bound(kZeros.begin(), kZeros.end(), c);
  const uint32_t zero = *(above - 1);
  return c - zero < 10 ? zero : 0;
}

void append_in_family(std::string_view ascii_digits, uint32_t zero, std::string& out) {
  if (zero == '0') {
    out += ascii_digits;
    return;
  }
  for (const char digit : ascii_digits) utf8::append(out, zero + static_cast<uint32_t>(digit - '0'));
}

}  // namespace pawl::jsonata
