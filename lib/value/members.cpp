#include "value/members.h"

namespace pawl {

std::string_view text_of(const Value& object, std::string_view member) {
  const Value* text = object.find(member);
  return text != nullptr && text->is_string() ? text->as_string() : std::string_view();
}

int64_t number_of(const Value& object, std::string_view member, int64_t otherwise) {
  const Value* number = object.find(member);
  return number != nullptr && number->is_int64() ? number->as_int64() : otherwise;
}

}  // namespace pawl
