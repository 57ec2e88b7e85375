// Makes foreign text safe to print, and measures its width in a terminal.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pawl {

/// Text (names, data, what tasks print) made safe to show on one line: control characters, those
/// that reorder text and those that are none (U+FFFE, which XML forbids) become escapes as JSON writes them
/// (`\u001b`), bytes that are no UTF-8 become U+FFFD.
std::string printable(std::string_view text);

/// How many columns a terminal needs for `text`, which holds no control characters.
size_t display_width(std::string_view text);

/// The first `columns` columns of a text, with "…" at the end if something was cut.
std::string shortened(std::string_view text, size_t columns);

/// 0, 1 or 2 columns.
size_t display_width(char32_t code_point);

}  // namespace pawl
