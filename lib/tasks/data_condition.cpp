#include "tasks/data_condition.h"

#include <optional>

#include "value/dump.h"

namespace pawl::tasks {
namespace {

/// Conditions are the same in every run.
class FixedNumbers final : public RandomSource {
 public:
  uint64_t next() override { return mix_bits(++drawn_); }

 private:
  uint64_t drawn_ = 0;
};

std::string_view without_marks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  const size_t end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  std::string_view inside = text.substr(begin, end - begin + 1);
  if (inside.size() >= 4 && inside.starts_with("{%") && inside.ends_with("%}"))
    inside = inside.substr(2, inside.size() - 4);
  return inside;
}

}  // namespace

Result<DataCondition> DataCondition::parse(std::string_view text) {
  auto expression = jsonata::Expression::parse(without_marks(text), jsonata::Dialect::Aws);
  if (!expression) return fail("is no JSONata expression: " + expression.error()->message);
  return DataCondition(std::string(text), std::move(*expression));
}

Result<bool> DataCondition::holds(const Value& data, const Value& states) const {
  FixedNumbers random;
  const jsonata::Bindings::Named named[] = {{"states", states}};
  const auto result =
      jsonata::evaluate(expression_, &data, {.named = named},
                        {.random = random, .limits = jsonata::EvaluationLimits::of(jsonata::Dialect::Aws)});
  if (!result) return fail(result.error()->message);
  if (!*result) return false;
  if (!(*result)->is_boolean()) {
    return fail((*result)->text_exceeds(200) ? "it is neither true nor false"
                                             : "it gives " + to_json(**result) + ", neither true nor false");
  }
  return (*result)->as_boolean();
}

}  // namespace pawl::tasks
