// JSON that tests look into. With a text a value compares as its own: a string as it is, anything else as
// compact JSON.
#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

#include "value/value.h"

namespace pawl::testing_support {

class Json {
 public:
  /// Reads a text. Throws what is wrong with it.
  static Json parse(std::string_view text);
  explicit Json(Value value) : value_(std::move(value)) {}

  /// A member, an element. Throws that there is none.
  Json operator[](std::string_view name) const;
  Json operator[](size_t index) const;
  /// Elements or members.
  [[nodiscard]] size_t size() const { return value_.size(); }
  [[nodiscard]] bool has(std::string_view name) const { return value_.find(name) != nullptr; }

  [[nodiscard]] const Value& value() const { return value_; }
  [[nodiscard]] std::string text() const;
  bool operator==(std::string_view text) const;
  bool operator==(const Json& other) const;
  friend std::ostream& operator<<(std::ostream& out, const Json& json);

  [[nodiscard]] Json with(std::string_view name, const Json& member) const;
  [[nodiscard]] Json without(std::string_view name) const;

 private:
  Value value_;
};

}  // namespace pawl::testing_support
