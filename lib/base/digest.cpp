#include "base/digest.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>

namespace pawl {
namespace {

template <class Context>
std::string hex_digest(std::string_view data, void (*init)(Context*),
                       void (*update)(Context*, size_t, const uint8_t*),
                       void (*finish)(Context*, size_t, uint8_t*), size_t size) {
  Context context;
  init(&context);
  update(&context, data.size(), reinterpret_cast<const uint8_t*>(data.data()));
  std::array<uint8_t, SHA512_DIGEST_SIZE> sum{};
  finish(&context, size, sum.data());
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text += kHex[sum[i] >> 4];
    text += kHex[sum[i] & 15];
  }
  return text;
}

}  // namespace

std::optional<std::string> digest(std::string_view bytes, std::string_view algorithm) {
  if (algorithm == "MD5")
    return hex_digest<md5_ctx>(bytes, md5_init, md5_update, md5_digest, MD5_DIGEST_SIZE);
  if (algorithm == "SHA-1")
    return hex_digest<sha1_ctx>(bytes, sha1_init, sha1_update, sha1_digest, SHA1_DIGEST_SIZE);
  if (algorithm == "SHA-256")
    return hex_digest<sha256_ctx>(bytes, sha256_init, sha256_update, sha256_digest, SHA256_DIGEST_SIZE);
  if (algorithm == "SHA-384")
    return hex_digest<sha512_ctx>(bytes, sha384_init, sha512_update, sha384_digest, SHA384_DIGEST_SIZE);
  if (algorithm == "SHA-512")
    return hex_digest<sha512_ctx>(bytes, sha512_init, sha512_update, sha512_digest, SHA512_DIGEST_SIZE);
  return std::nullopt;
}

}  // namespace pawl
