// How the bytes of a text file stand for characters: what the AWS CLI and the shells of Windows write is not
// always UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::history {

/// Utf16…: what PowerShell's `>` writes. Windows1252: the code page of western Windows, which the AWS CLI
/// writes there into pipes and files.
enum class Encoding : uint8_t { Utf8, Utf16Little, Utf16Big, Windows1252 };

/// That of a whole text, whose first characters are ASCII or a byte order mark. Bytes that are no UTF-8 are
/// taken for Windows-1252, unless the rest of the text is UTF-8: then it is UTF-8 that was damaged.
Encoding encoding_of(std::string_view bytes);

/// The text in UTF-8, without a byte order mark. Damaged UTF-8 is left as it is. Errors: UTF-16 that was cut
/// off, or half a surrogate pair.
Result<std::string> to_utf8(std::string bytes, Encoding encoding);

}  // namespace pawl::history
