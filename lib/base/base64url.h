// Base64 with the alphabet of URLs and file names, without padding (RFC 4648, section 5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace pawl {

std::string base64url_encode(std::string_view bytes);
/// nullopt: the text is not what base64url_encode() makes.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace pawl
