#include "tasks/mask.h"

namespace pawl::tasks {

std::string mask(std::string_view text, std::span<const std::string> secrets) {
  if (secrets.empty()) return std::string(text);
  std::string masked;
  for (size_t at = 0; at < text.size();) {
    size_t longest = 0;
    for (const std::string& secret : secrets) {
      if (secret.size() > longest && text.substr(at).starts_with(secret)) longest = secret.size();
    }
    if (longest == 0) {
      masked += text[at++];
    } else {
      masked += "***";
      at += longest;
    }
  }
  return masked;
}

namespace {

constexpr uint32_t kDeepest = 500;  // deeper data is no argument list or header; it is left out whole

Value masked_copy(const Value& value, std::span<const std::string> secrets, uint32_t depth) {
  if (value.is_string()) return Value::string(mask(value.as_string(), secrets));
  if (!value.is_container()) return value;
  if (depth > kDeepest) return Value::string("***");
  if (value.is_array()) {
    ArrayBuilder items(value.size());
    for (const Value& item : value.items()) items.push(masked_copy(item, secrets, depth + 1));
    return items.finish();
  }
  ObjectBuilder members(value.size());
  for (const Member& member : value.members()) {
    members.set(mask(member.key.as_string(), secrets), masked_copy(member.value, secrets, depth + 1));
  }
  return members.finish();
}

}  // namespace

Value mask(const Value& value, std::span<const std::string> secrets) {
  return secrets.empty() ? value : masked_copy(value, secrets, 0);
}

}  // namespace pawl::tasks
