// The checksum of an event's line, the last member of its `pawl`: `…,"pawl":{"crc32c":"0a1b2c3d"}}`. It is of
// the bytes before its digits, so that a byte of a payload that flips on a disk is found (man pawl-history).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/text_buffer.h"
#include "value/value.h"

namespace pawl::history {

/// Ends the event's line that begins at `begin` and was written up to where `pawl` comes. `pawl` is what that
/// holds beside the checksum: an object, or null for nothing.
void write_seal(const Value& pawl, size_t begin, TextBuffer& out);

/// Whether the text of an event ends with a checksum. Those of AWS and of older versions do not.
bool is_sealed(std::string_view text);

/// Whether the text of an event fits its checksum, or has none.
bool fits_seal(std::string_view text);
/// The message for a line that does not.
inline constexpr std::string_view kSealFault =
    "the line does not match its checksum: it was damaged or changed after pawl wrote it; without its member "
    "\"crc32c\" it is taken as it stands";

/// The text without its checksum, which costs less than to parse it: in `room`, or `text` itself if it has
/// none.
std::string_view without_seal(std::string_view text, std::string& room);
/// `pawl` without the checksum; null if nothing else is in it.
Value without_seal(const Value& pawl);

}  // namespace pawl::history
