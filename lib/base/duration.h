// Lengths of time as people read and write them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"

namespace pawl {

/// "40 ms", "1.2 s", "3 min 12 s", "2 h 5 min", "3 d 4 h"; a second unit that is 0 is left out. The page of
/// `pawl graph` does the same (graph/page/page_data.js).
std::string format_duration(Millis duration);

/// "10s", "45m", "12h", "30d", "2w"; a bare number counts `unit`. nullopt: it is none of these, or more than
/// 1,000,000,000 of the unit.
std::optional<Millis> parse_duration(std::string_view text, std::string_view unit);

}  // namespace pawl
