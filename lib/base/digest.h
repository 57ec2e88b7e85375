// Digests of text, by the names that AWS gives the algorithms.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace pawl {

/// The digest of the bytes in lower-case hex. `algorithm` is MD5, SHA-1, SHA-256, SHA-384 or SHA-512,
/// exactly; nullopt else.
std::optional<std::string> digest(std::string_view bytes, std::string_view algorithm);

}  // namespace pawl
