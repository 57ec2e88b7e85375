// Values as the JSON that messages and $string show: numbers as JavaScript writes them, functions as "".
#pragma once
#include <string>

#include "jsonata/number_text.h"
#include "value/value.h"

namespace pawl::jsonata {

/// JSON.stringify(value): compact, every digit of the numbers; not finite numbers are null. Cut off past a
/// few kilobytes.
std::string json_text(const Value& value);

enum class JsonLayout : uint8_t { kCompact, kIndented };

/// The text of $string for anything but a plain string. False when it would be longer than `limit` bytes.
bool append_string_text(const Value& value, NumberStyle style, JsonLayout layout, uint64_t limit,
                        std::string& out);

}  // namespace pawl::jsonata
