#include <nettle/base64.h>

#include <algorithm>

#include "base/digest.h"
#include "intrinsics/registry.h"

namespace pawl::intrinsics {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Bytes that may be no UTF-8, as Java decodes them: what is not valid becomes U+FFFD.
std::string as_utf8(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (size_t i = 0; i < raw.size();) {
    const auto lead = static_cast<unsigned char>(raw[i]);
    size_t length = lead < 0x80                   ? 1
                    : lead >= 0xC2 && lead < 0xE0 ? 2
                    : lead >= 0xE0 && lead < 0xF0 ? 3
                    : lead >= 0xF0 && lead < 0xF5 ? 4
                                                  : 0;
    size_t valid = length == 0 ? 0 : 1;
    while (valid != 0 && valid < length && i + valid < raw.size()) {
      const auto byte = static_cast<unsigned char>(raw[i + valid]);
      unsigned char least = 0x80, most = 0xBF;
      if (valid == 1) {
        if (lead == 0xE0) least = 0xA0;
        if (lead == 0xED) most = 0x9F;
        if (lead == 0xF0) least = 0x90;
        if (lead == 0xF4) most = 0x8F;
      }
      if (byte < least || byte > most) break;
      ++valid;
    }
    if (length != 0 && valid == length) {
      text += raw.substr(i, length);
      i += length;
    } else {
      text += "\xEF\xBF\xBD";
      i += std::max<size_t>(valid, 1);
    }
  }
  return text;
}

}  // namespace

FunctionResult base64_encode(const Arguments& arguments) {
  const std::string_view text = arguments[0].as_string();
  std::string encoded(BASE64_ENCODE_RAW_LENGTH(text.size()), '\0');
  base64_encode_raw(encoded.data(), text.size(), bytes(text));
  return Value::string(encoded);
}

FunctionResult base64_decode(const Arguments& arguments) {
  const std::string_view text = arguments[0].as_string();
  const auto is_blank = [](char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  };  // which nettle would skip
  base64_decode_ctx context;
  base64_decode_init(&context);
  std::string decoded(BASE64_DECODE_LENGTH(text.size()), '\0');
  size_t length = decoded.size();
  if (std::any_of(text.begin(), text.end(), is_blank) ||
      base64_decode_update(&context, &length, reinterpret_cast<uint8_t*>(decoded.data()), text.size(),
                           text.data()) != 1 ||
      base64_decode_final(&context) != 1) {
    return refuse("The argument of States.Base64Decode is not valid Base64");
  }
  decoded.resize(length);
  return Value::string(as_utf8(decoded));
}

FunctionResult hash(const Arguments& arguments) {
  return Value::string(*digest(arguments[0].as_string(), arguments[1].as_string()));
}

}  // namespace pawl::intrinsics
