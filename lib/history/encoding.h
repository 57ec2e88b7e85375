// Character encodings of text files: the AWS CLI and the shells of Windows do not always write UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::history {

/// Utf16…: PowerShell's `>`. Windows1252: the code page of western Windows, which the AWS CLI uses there for
/// pipes and files.
enum class Encoding : uint8_t { Utf8, Utf16Little, Utf16Big, Windows1252 };

/// The encoding of a whole text that begins with ASCII or a byte order mark. Bytes that are no UTF-8 mean
/// Windows-1252, unless the rest of the text is UTF-8: then it is damaged UTF-8.
Encoding encoding_of(std::string_view bytes);

/// The text in UTF-8, without a byte order mark. Damaged UTF-8 is left as it is. Errors: UTF-16 that was cut
/// off, or half a surrogate pair.
Result<std::string> to_utf8(std::string bytes, Encoding encoding);

}  // namespace pawl::history
