#include "history/seal.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/checksum.h"
#include "value/dump.h"

namespace pawl::history {
namespace {

constexpr std::string_view kMember = "crc32c";
constexpr std::string_view kBefore = "\"crc32c\":\"";
constexpr std::string_view kBehind = "\"}}";
constexpr size_t kDigits = 8;

/// The eight digits at once: a nibble into each byte, the first one lowest, then all to ASCII.
void write_digits(std::string_view text, char* digits) {
  uint64_t nibbles = crc32c(text);
  nibbles = (nibbles | nibbles << 16) & 0x0000FFFF0000FFFF;
  nibbles = (nibbles | nibbles << 8) & 0x00FF00FF00FF00FF;
  nibbles = (nibbles | nibbles << 4) & 0x0F0F0F0F0F0F0F0F;
  if constexpr (std::endian::native == std::endian::little) nibbles = __builtin_bswap64(nibbles);
  const uint64_t letters = ((nibbles + 0x0606060606060606) >> 4) & 0x0101010101010101;
  const uint64_t ascii = nibbles + 0x3030303030303030 + letters * ('a' - '9' - 1);
  std::memcpy(digits, &ascii, sizeof ascii);
}

}  // namespace

void write_seal(const Value& pawl, size_t begin, TextBuffer& out) {
  constexpr std::string_view kMembers = ",\"pawl\":{\"crc32c\":\"";
  constexpr std::string_view kEnd = "\"}}\n";
  if (!pawl.is_object() || pawl.size() == 0) {
    char* const text = out.room(kMembers.size() + kDigits + kEnd.size());
    std::memcpy(text, kMembers.data(), kMembers.size());
    out.wrote(kMembers.size());
  } else {
    out.append(",\"pawl\":");
    dump(pawl, out);
    out.truncate(out.size() - 1);
    out.append(',');
    out.append(kBefore);
  }
  char* const digits = out.room(kDigits + kEnd.size());
  write_digits(out.view().substr(begin), digits);
  std::memcpy(digits + kDigits, kEnd.data(), kEnd.size());
  out.wrote(kDigits + kEnd.size());
}

bool is_sealed(std::string_view text) {
  constexpr size_t kEnd = kBefore.size() + kDigits + kBehind.size();
  return text.ends_with(kBehind) && text.size() > kEnd &&
         text.substr(text.size() - kEnd).starts_with(kBefore);
}

bool fits_seal(std::string_view text) {
  if (!is_sealed(text)) return true;
  const size_t at = text.size() - kBehind.size() - kDigits;
  char digits[kDigits];
  write_digits(text.substr(0, at), digits);
  return std::memcmp(text.data() + at, digits, kDigits) == 0;
}

Value without_seal(const Value& pawl) {
  if (!pawl.is_object() || pawl.find(kMember) == nullptr) return pawl;
  if (pawl.size() == 1) return {};
  ObjectBuilder out(pawl.size() - 1);
  for (const Member& member : pawl.members()) {
    if (member.key.as_string() != kMember) out.append(member.key, member.value);
  }
  return out.finish();
}

}  // namespace pawl::history
