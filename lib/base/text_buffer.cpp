#include "base/text_buffer.h"

#include <charconv>

namespace pawl {

void TextBuffer::append_number(int64_t number) {
  char* at = room(20);
  wrote(static_cast<size_t>(std::to_chars(at, at + 20, number).ptr - at));
}

}  // namespace pawl
