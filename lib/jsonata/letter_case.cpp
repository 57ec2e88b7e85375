#include "jsonata/letter_case.h"

#include <locale.h>
#include <clocale>
#include <cwctype>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace pawl::jsonata {
namespace {

/// Letters whose other case is not one letter (Unicode's SpecialCasing, what does not depend on a language).
struct Special {
  uint32_t code;
  std::string_view upper;
};
constexpr Special kSpecials[] = {
    {0xDF, "SS"},
    {0x149, "\u02BCN"},
    {0x1F0, "J\u030C"},
    {0x390, "\u0399\u0308\u0301"},
    {0x3B0, "\u03A5\u0308\u0301"},
    {0x587, "\u0535\u0552"},
    {0x1E96, "H\u0331"},
    {0x1E97, "T\u0308"},
    {0x1E98, "W\u030A"},
    {0x1E99, "Y\u030A"},
    {0x1E9A, "A\u02BE"},
    {0xFB00, "FF"},
    {0xFB01, "FI"},
    {0xFB02, "FL"},
    {0xFB03, "FFI"},
    {0xFB04, "FFL"},
    {0xFB05, "ST"},
    {0xFB06, "ST"},
};
constexpr uint32_t kDottedI = 0x130;
constexpr uint32_t kSigma = 0x3A3;

locale_t unicode_locale() {
  static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLocale;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter(uint32_t code) {
  const locale_t locale = unicode_locale();
  return locale != nullptr && iswalpha_l(static_cast<wint_t>(code), locale) != 0;
}

/// Whether the sigma that ends at `end` closes a word.
bool is_final(std::string_view text, size_t begin, size_t end) {
  size_t before = begin;
  while (before > 0 && utf8::is_continuation(text[--before])) {
  }
  const bool follows_letter = begin > 0 && is_letter(utf8::next(text, before));
  return follows_letter && (end >= text.size() || !is_letter(utf8::next(text, end)));
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
  }
  const locale_t locale = unicode_locale();
  for (size_t at = 0; at < text.size();) {
    const uint32_t code = utf8::next(text, at);
    const auto* special = std::find_if(std::begin(kSpecials), std::end(kSpecials),
                                       [code](const Special& s) { return s.code == code; });
    if (special != std::end(kSpecials)) out += special->upper;
    else
      utf8::append(out, locale != nullptr
                            ? static_cast<uint32_t>(towupper_l(static_cast<wint_t>(code), locale))
                            : code);
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  const locale_t locale = unicode_locale();
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const uint32_t code = utf8::next(text, at);
    if (code == kDottedI) out += "i\u0307";
    else if (code == kSigma && is_final(text, begin, at)) out += "\u03C2";
    else
      utf8::append(out, locale != nullptr
                            ? static_cast<uint32_t>(towlower_l(static_cast<wint_t>(code), locale))
                            : code);
  }
  return out;
}

}  // namespace pawl::jsonata
