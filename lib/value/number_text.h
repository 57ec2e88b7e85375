// Numbers as text, the way AWS writes them: whole numbers digit for digit, doubles as Java's Double.toString
// does
// (`1.0`, `1.0E7`, `9.223372036854776E18`), which is also valid JSON.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pawl {

/// Room that double_to_text needs.
inline constexpr size_t kDoubleTextMost = 32;
/// Writes the shortest digits that read back as `d`, in Java's form; returns the end. Finite numbers only.
char* double_to_text(double d, char* out);

/// The nearest double of JSON number text; ±infinity when it is too large.
double text_to_double(std::string_view text);

}  // namespace pawl
