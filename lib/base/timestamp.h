// Instants as pawl keeps them: milliseconds since the Unix epoch, UTC, as AWS's history has them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pawl {

/// Milliseconds since 1970-01-01T00:00:00Z; may be negative.
using Millis = int64_t;

/// "2026-11-21T01:21:29.123Z". Years outside 0000..9999 get a sign, as ISO 8601 has it.
std::string format_timestamp(Millis at);
/// Writes the 24 characters of format_timestamp() for years 0..9999; returns false (and writes nothing) for
/// others.
bool format_timestamp_to(Millis at, char* out24);

/// An ISO-8601 extended offset date-time as AWS's TimestampPath and Timestamp take it: upper-case T, seconds
/// optional, fraction of any length, an offset (`Z`, `+01:00`) required. nullopt for everything else (month
/// 13, hour 25, no offset, a blank instead of T). Digits past milliseconds are cut.
std::optional<Millis> parse_timestamp(std::string_view text);

/// The same moment with the precision that comparisons need: nanoseconds within the second.
struct PreciseTimestamp {
  int64_t seconds = 0;
  int32_t nanoseconds = 0;
  auto operator<=>(const PreciseTimestamp&) const = default;
};
std::optional<PreciseTimestamp> parse_precise_timestamp(std::string_view text);

}  // namespace pawl
