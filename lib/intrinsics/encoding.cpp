#include <nettle/base64.h>

#include <algorithm>

#include "base/digest.h"
#include "base/utf8.h"
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
  while (!raw.empty()) {
    const utf8::Sequence sequence = utf8::first_sequence(raw);
    text += sequence.is_valid ? raw.substr(0, sequence.bytes) : utf8::kReplacementText;
    raw.remove_prefix(sequence.bytes);
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
