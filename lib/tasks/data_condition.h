// DataCondition: a JSONata condition on data (`when` of a mock, expectations of a test file).
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "jsonata/jsonata.h"
#include "value/value.h"

namespace pawl::tasks {

class DataCondition {
 public:
  /// An expression, with or without `{% %}` around it. Errors: it is none.
  static Result<DataCondition> parse(std::string_view text);

  /// As it was given.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Whether it is true. `data` is its context: `total > 5` and `$.total > 5` look into it. `states` is
  /// $states. Errors: it fails, or gives something else than true or false; nothing at all counts as false.
  [[nodiscard]] Result<bool> holds(const Value& data, const Value& states) const;

 private:
  DataCondition(std::string text, jsonata::Expression expression)
      : text_(std::move(text)), expression_(std::move(expression)) {}

  std::string text_;
  jsonata::Expression expression_;
};

}  // namespace pawl::tasks
