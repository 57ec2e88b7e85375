#include "engine/task_token.h"

#include "base/base64url.h"
#include "base/checksum.h"
#include "base/digest.h"

namespace pawl::engine {
namespace {

constexpr size_t kSecret = 32;  // hexadecimal digits
constexpr size_t kChecksum = 4;

std::string checksum_of(std::string_view bytes) {
  const uint32_t sum = crc32c(bytes);
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(sum >> shift & 255);
  return text;
}

}  // namespace

// base64url(SECRET RUN ':' EVENT CHECKSUM): the checksum tells a token that is cut from one that is over.
std::string task_token(const ExecutionInfo& info, EventId scheduled) {
  const std::string named =
      (info.token_name.empty() ? info.name : info.token_name) + ":" + std::to_string(scheduled);
  if (info.token_key.empty()) return named;
  const std::string secret = *digest(info.token_key + "\n" + info.id + "\n" + named, "SHA-256");
  const std::string bytes = secret.substr(0, kSecret) + named;
  return base64url_encode(bytes + checksum_of(bytes));
}

std::optional<std::string> run_of_token(std::string_view token) {
  if (token.size() > kLongestToken) return std::nullopt;
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() <= kSecret + kChecksum) return std::nullopt;
  const std::string_view content(bytes->data(), bytes->size() - kChecksum);
  if (!bytes->ends_with(checksum_of(content))) return std::nullopt;
  const std::string_view named = content.substr(kSecret);
  return std::string(named.substr(0, named.rfind(':')));
}

}  // namespace pawl::engine
