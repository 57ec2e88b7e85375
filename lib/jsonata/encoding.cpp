#include "jsonata/encoding.h"

#include <array>

#include "base/utf8.h"

namespace pawl::jsonata {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoSextet = 0xFF;

/// The value of each base64 character, those of the URL alphabet too.
constexpr std::array<uint8_t, 256> kSextets = [] {
  std::array<uint8_t, 256> table{};
  table.fill(kNoSextet);
  for (uint8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(kBase64[i])] = i;
  table['-'] = 62;
  table['_'] = 63;
  return table;
}();

std::string encode_bytes(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    const size_t left = bytes.size() - i;
    out += kBase64[bits >> 18];
    out += kBase64[bits >> 12 & 63];
    out += left > 1 ? kBase64[bits >> 6 & 63] : '=';
    out += left > 2 ? kBase64[bits & 63] : '=';
  }
  return out;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr std::string_view kUnreservedMarks = "-_.!~*'()";
constexpr std::string_view kReserved = ";/?:@&=+$,#";

tl::unexpected<std::unique_ptr<JsonataError>> malformed(std::string_view function, std::string_view text) {
  return error("D3140", std::string(function), Value::string(text));
}

Expected<std::string> encode(std::string_view text, std::string_view kept_marks, std::string_view function) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_letter_or_digit(c) || kUnreservedMarks.find(c) != std::string_view::npos ||
        kept_marks.find(c) != std::string_view::npos) {
      out += c;
      ++at;
      continue;
    }
    const size_t begin = at;
    if (utf8::is_surrogate(utf8::next(text, at))) return malformed(function, text);
    for (size_t i = begin; i < at; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      out += '%';
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 15];
    }
  }
  return out;
}

/// The byte that `%41` at the front of `text` stands for; -1 if there is none.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  int byte = 0;
  for (const char c : text.substr(1, 2)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    byte = byte * 16 + digit;
  }
  return byte;
}

Expected<std::string> decode(std::string_view text, std::string_view kept_escaped,
                             std::string_view function) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '%') {
      out += text[at++];
      continue;
    }
    const int lead = escaped_byte(text.substr(at));
    const size_t length = lead < 0 ? 0 : utf8::length_of_lead(static_cast<unsigned char>(lead));
    if (length == 0) return malformed(function, text);
    if (length == 1 && kept_escaped.find(static_cast<char>(lead)) != std::string_view::npos) {
      out += text.substr(at, 3);
      at += 3;
      continue;
    }
    std::string character(1, static_cast<char>(lead));
    at += 3;
    while (character.size() < length) {
      const int byte = at < text.size() ? escaped_byte(text.substr(at)) : -1;
      if (byte < 0) return malformed(function, text);
      character += static_cast<char>(byte);
      at += 3;
    }
    if (utf8::valid_length(character) != length) return malformed(function, text);
    out += character;
  }
  return out;
}

}  // namespace

std::string base64_encode(std::string_view text, Base64Bytes bytes) {
  if (bytes == Base64Bytes::kUtf8) return encode_bytes(text);
  std::string latin1;
  for (size_t at = 0; at < text.size();) {
    const uint32_t code = utf8::next(text, at);
    if (code >= 0x10000) latin1 += static_cast<char>(utf8::high_surrogate(code) & 0xFF);
    latin1 += static_cast<char>(code & 0xFF);
  }
  return encode_bytes(latin1);
}

std::string base64_decode(std::string_view text, Base64Bytes bytes) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const uint8_t sextet = kSextets[static_cast<unsigned char>(c)];
    if (sextet == kNoSextet) continue;
    bits = bits << 6 | sextet;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const uint32_t byte = bits >> count & 0xFF;
    if (bytes == Base64Bytes::kLatin1) utf8::append(out, byte);
    else out += static_cast<char>(byte);
  }
  return out;
}

bool is_strict_base64(std::string_view text) {
  size_t size = text.size();
  while (size > 0 && text.size() - size < 2 && text[size - 1] == '=') --size;
  const bool padded = size != text.size();
  if (size % 4 == 1 || (padded && text.size() % 4 != 0)) return false;
  return text.substr(0, size).find_first_not_of(kBase64) == std::string_view::npos;
}

Expected<std::string> encode_url(std::string_view text) { return encode(text, kReserved, "encodeUrl"); }

Expected<std::string> encode_url_component(std::string_view text) {
  return encode(text, {}, "encodeUrlComponent");
}

Expected<std::string> decode_url(std::string_view text) { return decode(text, kReserved, "decodeUrl"); }

Expected<std::string> decode_url_component(std::string_view text) {
  return decode(text, {}, "decodeUrlComponent");
}

}  // namespace pawl::jsonata
