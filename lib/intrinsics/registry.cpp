#include "intrinsics/registry.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "intrinsics/numbers.h"

namespace pawl::intrinsics {
namespace {

bool is_number(const Value& value) { return value.is_number(); }
bool is_short_text(const Value& value) {
  constexpr size_t kMostCharacters = 10'000;
  return value.is_string() && utf8::count(value.as_string()) <= kMostCharacters;
}

bool is_algorithm(const Value& value) {
  constexpr std::array<std::string_view, 5> kNames = {"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"};
  return value.is_string() && std::find(kNames.begin(), kNames.end(), value.as_string()) != kNames.end();
}

constexpr Parameter kText{Type::Text, "a string", [](const Value& v) { return v.is_string(); }};
constexpr Parameter kShortText{Type::Text, "a string of at most 10000 characters", is_short_text};
constexpr Parameter kAlgorithm{Type::Text, "one of MD5, SHA-1, SHA-256, SHA-384 and SHA-512", is_algorithm};
constexpr Parameter kArray{Type::Array, "an array", [](const Value& v) { return v.is_array(); }};
constexpr Parameter kObject{Type::Object, "an object", [](const Value& v) { return v.is_object(); }};
constexpr Parameter kNumber{Type::Number, "a number", is_number};
constexpr Parameter kPositive{Type::Number, "a positive integer",
                              [](const Value& v) { return rounded(v).value_or(0) > 0; }};
constexpr Parameter kStep{Type::Number, "a number other than 0",
                          [](const Value& v) { return rounded(v).value_or(0) != 0; }};
constexpr Parameter kIndex{Type::Number, "a number that is not negative",
                           [](const Value& v) { return rounded(v).value_or(-1) >= 0; }};
constexpr Parameter kShallow{Type::Boolean, "false, for merging is shallow only",
                             [](const Value& v) { return v.is_boolean() && !v.as_boolean(); }};

constexpr std::array kFunctions = {
    IntrinsicFunction{"Array", 0, kUnlimited, array, Type::Array},
    IntrinsicFunction{"ArrayContains", 2, 2, array_contains, Type::Boolean, {&kArray}},
    IntrinsicFunction{"ArrayGetItem", 2, 2, array_get_item, Type::Any, {&kArray, &kIndex}},
    IntrinsicFunction{"ArrayLength", 1, 1, array_length, Type::Number, {&kArray}},
    IntrinsicFunction{"ArrayPartition", 2, 2, array_partition, Type::Array, {&kArray, &kPositive}},
    IntrinsicFunction{"ArrayRange", 3, 3, array_range, Type::Array, {&kNumber, &kNumber, &kStep}},
    IntrinsicFunction{"ArrayUnique", 1, 1, array_unique, Type::Array, {&kArray}},
    IntrinsicFunction{"Base64Decode", 1, 1, base64_decode, Type::Text, {&kShortText}},
    IntrinsicFunction{"Base64Encode", 1, 1, base64_encode, Type::Text, {&kShortText}},
    IntrinsicFunction{"Format", 1, kUnlimited, format, Type::Text, {&kText}},
    IntrinsicFunction{"Hash", 2, 2, hash, Type::Text, {&kShortText, &kAlgorithm}},
    IntrinsicFunction{"JsonMerge", 3, 3, json_merge, Type::Object, {&kObject, &kObject, &kShallow}},
    IntrinsicFunction{"JsonToString", 1, 1, json_to_string, Type::Text},
    IntrinsicFunction{"MathAdd", 2, 2, math_add, Type::Number, {&kNumber, &kNumber}},
    IntrinsicFunction{"MathRandom", 2, 3, math_random, Type::Number, {&kNumber, &kNumber, &kNumber}},
    IntrinsicFunction{"StringSplit", 2, 2, string_split, Type::Array, {&kText, &kText}},
    IntrinsicFunction{"StringToJson", 1, 1, string_to_json, Type::Any, {&kText}},
    IntrinsicFunction{"UUID", 0, 0, uuid, Type::Text},
};

}  // namespace

const IntrinsicFunction* find_function(std::string_view name) {
  const auto* found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                   [name](const IntrinsicFunction& f) { return f.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

std::span<const IntrinsicFunction> functions() { return kFunctions; }

std::string unfit_argument(const IntrinsicFunction& function, size_t index) {
  constexpr std::array<std::string_view, 3> kPlaces = {"first ", "second ", "third "};
  std::string message = "The ";
  if (function.most > 1) message += kPlaces[index];
  message += "argument of States.";
  message += function.name;
  message += " must be ";
  message += function.parameters[index]->must_be;
  return message;
}

}  // namespace pawl::intrinsics
