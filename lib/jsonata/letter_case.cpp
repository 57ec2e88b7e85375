#include "jsonata/letter_case.h"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/utf8.h"

namespace pawl::jsonata {
namespace {

constexpr char32_t kDottedI = 0x130;
constexpr char32_t kSigma = 0x3A3;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char32_t upper(char32_t c) {
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}
char32_t lower(char32_t c) {
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}
utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

/// Unicode's property Cased.
bool is_cased(char32_t c) {
  const auto kind = category(c);
  return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LT) || upper(c) != c || lower(c) != c;
}

/// Unicode's property Case_Ignorable: marks, modifiers, and the punctuation that stands within words.
bool is_case_ignorable(char32_t c) {
  switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK: return true;
    default: break;
  }
  constexpr std::u32string_view kWithinWords =
      U"'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";
  return kWithinWords.find(c) != std::u32string_view::npos;
}

/// Whether the sigma from `begin` to `end` closes a word (Unicode's condition Final_Sigma).
bool is_final(std::string_view text, size_t begin, size_t end) {
  bool follows_letter = false;
  while (begin > 0) {
    while (--begin > 0 && utf8::is_continuation(text[begin])) {
    }
    size_t at = begin;
    const char32_t c = utf8::next(text, at);
    if (is_case_ignorable(c)) continue;
    follows_letter = is_cased(c);
    break;
  }
  if (!follows_letter) return false;
  while (end < text.size()) {
    const char32_t c = utf8::next(text, end);
    if (!is_case_ignorable(c)) return !is_cased(c);
  }
  return true;
}

/// What is several letters in upper case folds into their lower forms: ß into ss.
void append_upper(std::string& out, char32_t c) {
  utf8proc_int32_t folded[4];
  int boundary = 0;
  const utf8proc_ssize_t count =
      category(c) == UTF8PROC_CATEGORY_LU
          ? 1
          : utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), folded, std::size(folded),
                                    UTF8PROC_CASEFOLD, &boundary);
  if (count <= 1) return utf8::append(out, upper(c));
  for (utf8proc_ssize_t i = 0; i < count; ++i) utf8::append(out, upper(static_cast<char32_t>(folded[i])));
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
  }
  for (size_t at = 0; at < text.size();) append_upper(out, utf8::next(text, at));
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_ascii(text)) {
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = utf8::next(text, at);
    if (c == kDottedI) out += "i\u0307";
    else if (c == kSigma && is_final(text, begin, at)) out += "\u03C2";
    else utf8::append(out, lower(c));
  }
  return out;
}

}  // namespace pawl::jsonata
