#include "intrinsics/registry.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl::intrinsics {
namespace {}  // namespace

FunctionResult string_to_json(const Arguments& arguments) {
  const std::string_view text = arguments[0].as_string();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Value();
  auto value = parse_json(text);
  if (!value)
    return refuse("The argument of States.StringToJson is not valid JSON: " + value.error().message);
  return std::move(*value);
}

FunctionResult json_to_string(const Arguments& arguments) {
  if (arguments[0].text_exceeds(kMaxText)) return refuse("The result of States.JsonToString is too long");
  return Value::string(to_json(arguments[0]));
}

FunctionResult json_merge(const Arguments& arguments) {
  ObjectBuilder merged(arguments[0], arguments[1].size());
  for (const Member& member : arguments[1].members()) merged.set(member.key, member.value);
  return merged.finish();
}

}  // namespace pawl::intrinsics
