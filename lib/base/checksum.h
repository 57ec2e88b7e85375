// CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds bytes that a disk or a hand changed. Not for
// adversaries.
#pragma once
#include <cstdint>
#include <string_view>

namespace pawl {

/// By the processor's own instruction where it has one.
uint32_t crc32c(std::string_view bytes);

}  // namespace pawl
