// JSON text of a Value. Iterative: any depth is fine. The caller bounds the size first (Value::text_exceeds),
// since sharing can hide 2^60 nodes in a small value.
#pragma once
#include <string>
#include <string_view>

#include "base/text_buffer.h"
#include "value/value.h"

namespace pawl {

/// Compact JSON, keys in the order written.
void dump(const Value& value, TextBuffer& out);
/// The compact JSON as it stands inside another JSON string (quotes and backslashes escaped once more, no
/// quotes around), in one pass: the form of `input` and `output` in history events.
void dump_escaped(const Value& value, TextBuffer& out);
/// Two blanks an indent, `"key": value`, a newline per element; no newline at the end.
void dump_indented(const Value& value, TextBuffer& out);

std::string to_json(const Value& value);
/// A string as it is, anything else as its JSON.
std::string to_text(const Value& value);

/// `text` as a JSON string, quotes included.
void dump_string(std::string_view text, TextBuffer& out);
/// `text` as the inside of a JSON string.
void dump_string_inside(std::string_view text, TextBuffer& out);
std::string json_quoted(std::string_view text);

/// Whether the compact JSON text of `value` has more than `limit` bytes; stops counting there.
bool exact_text_exceeds(const Value& value, uint64_t limit);

}  // namespace pawl
