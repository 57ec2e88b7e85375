#include "support/json.h"

#include <ostream>

#include "value/compare.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::testing_support {

Json Json::parse(std::string_view text) {
  auto value = parse_json(text);
  if (!value) throw value.error().message + " in " + std::string(text);
  return Json(std::move(*value));
}

Json Json::operator[](std::string_view name) const {
  const Value* member = value_.find(name);
  if (member == nullptr) throw "no " + std::string(name) + " in " + text();
  return Json(*member);
}

Json Json::operator[](size_t index) const {
  if (index >= value_.items().size()) throw "no element " + std::to_string(index) + " in " + text();
  return Json(value_.items()[index]);
}

std::string Json::text() const { return to_text(value_); }
bool Json::operator==(const Json& other) const { return deep_equal(value_, other.value_); }
bool Json::operator==(std::string_view text) const { return this->text() == text; }
std::ostream& operator<<(std::ostream& out, const Json& json) { return out << json.text(); }

Json Json::with(std::string_view name, const Json& member) const {
  return Json(value_.with_member(Value::string(name), member.value_));
}

Json Json::without(std::string_view name) const {
  ObjectBuilder out;
  for (const Member& member : value_.members()) {
    if (member.key.as_string() != name) out.append(member.key, member.value);
  }
  return Json(out.finish());
}

}  // namespace pawl::testing_support
