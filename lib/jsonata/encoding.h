// $base64encode, $base64decode, $encodeUrl, $encodeUrlComponent, $decodeUrl, $decodeUrlComponent.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jsonata/error.h"

namespace pawl::jsonata {

/// What the bytes in base64 are: kLatin1 is jsonata-js (a character is one byte, its low eight bits),
/// kUtf8 is AWS.
enum class Base64Bytes : uint8_t { kLatin1, kUtf8 };

std::string base64_encode(std::string_view text, Base64Bytes bytes);
/// Never fails: as Node's Buffer it skips what is no base64 character and takes the URL alphabet too.
std::string base64_decode(std::string_view text, Base64Bytes bytes);
/// Whether `text` is base64 as RFC 4648 has it, with or without padding; AWS refuses the rest with an
/// internal error.
bool is_strict_base64(std::string_view text);

/// JavaScript's encodeURI, encodeURIComponent, decodeURI, decodeURIComponent. D3140 (token: the function's
/// name, value: the text) for lone surrogates and for escapes that are no UTF-8.
Expected<std::string> encode_url(std::string_view text);
Expected<std::string> encode_url_component(std::string_view text);
Expected<std::string> decode_url(std::string_view text);
Expected<std::string> decode_url_component(std::string_view text);

}  // namespace pawl::jsonata
