#include "history/encoding.h"

#include <array>

#include "base/utf8.h"

namespace pawl::history {
namespace {

constexpr std::string_view kMarkLittle = "\xFF\xFE";
constexpr std::string_view kMarkBig = "\xFE\xFF";

/// 0x80 to 0x9F; all others are as in Latin-1. The five that are not assigned stay control characters, as the
/// WHATWG's index has it.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

bool is_windows_1252(std::string_view bytes) {
  size_t sequences = 0, strangers = 0;
  for (size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
    } else if (const size_t length = utf8::valid_length(bytes.substr(i)); length > 0) {
      ++sequences;
      i += length;
    } else {
      ++strangers;
      ++i;
    }
  }
  return strangers > sequences;
}

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    utf8::append(out, c >= 0x80 && c < 0xA0 ? kWindows1252[c - 0x80] : c);
  }
  return out;
}

Result<std::string> from_utf16(std::string_view bytes, bool is_big) {
  if (bytes.starts_with(is_big ? kMarkBig : kMarkLittle)) bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0) return fail("the text is UTF-16 and ends within a character: it was cut off");
  const auto unit = [&](size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]),
               second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(is_big ? first << 8 | second : second << 8 | first);
  };
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (utf8::is_surrogate(c)) {
      const char32_t low = i + 2 < bytes.size() ? unit(i + 2) : 0;
      if (!utf8::is_high_surrogate(c) || !utf8::is_low_surrogate(low))
        return fail("the text is UTF-16 with half a surrogate pair: the file is damaged");
      c = utf8::from_surrogates(c, low);
      i += 2;
    }
    utf8::append(out, c);
  }
  return out;
}

}  // namespace

Encoding encoding_of(std::string_view bytes) {
  const bool has_two = bytes.size() >= 2;
  if (bytes.starts_with(kMarkLittle) || (has_two && bytes[0] != 0 && bytes[1] == 0))
    return Encoding::Utf16Little;
  if (bytes.starts_with(kMarkBig) || (has_two && bytes[0] == 0 && bytes[1] != 0)) return Encoding::Utf16Big;
  return is_windows_1252(bytes) ? Encoding::Windows1252 : Encoding::Utf8;
}

Result<std::string> to_utf8(std::string bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf16Little: return from_utf16(bytes, false);
    case Encoding::Utf16Big: return from_utf16(bytes, true);
    case Encoding::Windows1252: return from_windows_1252(bytes);
    case Encoding::Utf8: break;
  }
  if (bytes.starts_with(utf8::kByteOrderMark)) bytes.erase(0, utf8::kByteOrderMark.size());
  return bytes;
}

}  // namespace pawl::history
