// Values as Java's toString shows them: `{Arg1=1, Arg2=[]}`, strings without quotes. AWS shows this form in
// States.Format and in some error texts.
#pragma once
#include <cstdint>
#include <string>

#include "value/value.h"

namespace pawl {

/// False when the text would be longer than `limit` bytes; `out` then holds its start. Iterative, any depth
/// is fine.
bool append_java_text(const Value& value, uint64_t limit, std::string& out);

}  // namespace pawl
