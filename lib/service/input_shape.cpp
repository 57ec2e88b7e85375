#include "service/input_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "service/names.h"
#include "value/dump.h"

namespace pawl::service {

namespace {

using Type = InputShape::Type;

/// As Java prints a value of the model.
std::string java_text(const InputShape& shape, const Value& value);

std::string java_members(std::span<const InputShape> members, const Value& object) {
  std::string text;
  for (const InputShape& member : members) {
    const Value* value = object.find(member.name);
    if (value == nullptr || value->is_null()) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", member.name, java_text(member, *value));
  }
  return text;
}

std::string java_text(const InputShape& shape, const Value& value) {
  if (shape.type == Type::Structure)
    return fmt::format("{}({})", shape.structure, java_members(shape.members, value));
  if (shape.type != Type::List) return to_text(value);
  std::string text;
  for (const Value& one : value.items()) {
    const std::string shown = shape.element != nullptr
                                  ? java_text(*shape.element, one)
                                  : fmt::format("{}({})", shape.structure, java_members(shape.members, one));
    text += (text.empty() ? "" : ", ") + shown;
  }
  return "[" + text + "]";
}

class Checker {
 public:
  Served<void> check(std::span<const InputShape> members, const Value& input) {
    check_members(members, input, "");
    if (!wrong_type_.empty()) return fault("SerializationException", wrong_type_);
    if (broken_.empty()) return {};
    std::string all;
    for (const std::string& one : broken_) all += (all.empty() ? "" : "; ") + one;
    return invalid(fmt::format("{} validation error{} detected: {}", broken_.size(),
                               broken_.size() == 1 ? "" : "s", all));
  }

 private:
  void check_members(std::span<const InputShape> members, const Value& object, const std::string& at) {
    for (const InputShape& member : members) {
      const Value* value = object.find(member.name);
      const std::string path = at + std::string(member.name);
      if (value == nullptr || value->is_null()) {
        if (member.is_required)
          broken_.push_back(
              fmt::format("Value at '{}' failed to satisfy constraint: Member must not be null", path));
      } else {
        check_value(member, *value, path);
      }
    }
  }

  void check_value(const InputShape& shape, const Value& value, const std::string& path) {
    if (!has_type(shape, value)) {
      if (wrong_type_.empty()) wrong_type_ = fmt::format("Unexpected type of the member '{}'", path);
      return;
    }
    const auto breaks = [&](const std::string& constraint) {
      broken_.push_back(fmt::format("Value '{}' at '{}' failed to satisfy constraint: Member must {}",
                                    java_text(shape, value), path, constraint));
    };
    switch (shape.type) {
      case Type::AliasName:
        check_bounds(shape, static_cast<int64_t>(utf8::count(value.as_string())), "have length", breaks);
        if (!is_alias_name(value.as_string()))
          breaks(fmt::format("satisfy regular expression pattern: {}", kAliasPattern));
        break;
      case Type::Text: {
        const auto length = static_cast<int64_t>(utf8::count(value.as_string()));
        check_bounds(shape, length, "have length", breaks);
        if (!shape.values.empty() && std::ranges::find(shape.values, value.as_string()) == shape.values.end())
          breaks(fmt::format("satisfy enum value set: [{}]", fmt::join(shape.values, ", ")));
        break;
      }
      case Type::Integer: check_bounds(shape, value.as_int64(), "have value", breaks); break;
      case Type::Number: {
        const double number = value.as_double();
        if (number < static_cast<double>(shape.min))
          breaks(fmt::format("have value greater than or equal to {}", shape.min));
        if (number > static_cast<double>(shape.max))
          breaks(fmt::format("have value less than or equal to {}", shape.max));
        break;
      }
      case Type::Boolean: break;
      case Type::Structure: check_members(shape.members, value, path + "."); break;
      case Type::List: {
        check_bounds(shape, static_cast<int64_t>(value.size()), "have length", breaks);
        size_t number = 0;
        for (const Value& one : value.items()) {
          const std::string at = fmt::format("{}.{}.member", path, ++number);
          if (shape.element != nullptr) check_value(*shape.element, one, at);
          else if (one.is_object()) check_members(shape.members, one, at + ".");
          else if (wrong_type_.empty()) wrong_type_ = fmt::format("Unexpected type of the member '{}'", at);
        }
        break;
      }
    }
  }

  static void check_bounds(const InputShape& shape, int64_t number, std::string_view what,
                           const auto& breaks) {
    if (number < shape.min) breaks(fmt::format("{} greater than or equal to {}", what, shape.min));
    if (number > shape.max) breaks(fmt::format("{} less than or equal to {}", what, shape.max));
  }

  static bool has_type(const InputShape& shape, const Value& value) {
    switch (shape.type) {
      case Type::Text:
      case Type::AliasName: return value.is_string();
      case Type::Integer: return value.is_int64();
      case Type::Number: return value.is_number();
      case Type::Boolean: return value.is_boolean();
      case Type::List: return value.is_array();
      case Type::Structure: return value.is_object();
    }
    return false;
  }

  std::vector<std::string> broken_;
  std::string wrong_type_;  // the message about the first; empty: none
};

}  // namespace

Served<void> check_input(std::span<const InputShape> members, const Value& input) {
  return Checker().check(members, input);
}

}  // namespace pawl::service
