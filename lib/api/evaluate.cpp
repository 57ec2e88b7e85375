// pawl::evaluate().
#include <pawl/pawl.h>

#include <chrono>
#include <random>

#include "api/guard.h"
#include "base/version.h"
#include "intrinsics/expression.h"
#include "jsonata/jsonata.h"
#include "jsonpath/evaluate.h"
#include "value/dump.h"
#include "value/parse.h"

namespace pawl {

namespace {

using Text = Answer<std::string>;

class SystemRandom : public RandomSource {
 public:
  uint64_t next() override { return uint64_t{device_()} << 32 | device_(); }

 private:
  std::random_device device_;
};

Text jsonata_value(std::string_view text, const Value& input, const Value& variables) {
  const auto expression = jsonata::Expression::parse(text, jsonata::Dialect::Aws);
  if (!expression) return Failure{Failure::Code::Argument, expression.error()->message};
  SystemRandom random;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const jsonata::EvaluationOptions options{random,
                                           std::chrono::duration_cast<std::chrono::milliseconds>(now).count(),
                                           jsonata::EvaluationLimits::of(jsonata::Dialect::Aws)};
  jsonata::Bindings bindings;
  bindings.variables = &variables;
  const auto value = jsonata::evaluate(*expression, &input, bindings, options);
  if (!value) return Failure{Failure::Code::Evaluation, value.error()->message};
  return *value ? to_json(**value) : std::string();
}

Text path_value(std::string_view text, const Value& input) {
  const auto path = jsonpath::Path::parse(text, jsonpath::Path::Roots::InputOnly);
  if (!path) return Failure{Failure::Code::Argument, path.error().message};
  const auto value = jsonpath::evaluate(*path, input);
  if (!value) return Failure{Failure::Code::Evaluation, value.error().message};
  return to_json(*value);
}

Text intrinsic_value(std::string_view text, const Value& input, const Value& variables) {
  const auto expression =
      intrinsics::IntrinsicExpression::parse(text, intrinsics::IntrinsicExpression::Escapes::Any);
  if (!expression) return Failure{Failure::Code::Argument, expression.error().message};
  SystemRandom random;
  const auto value = intrinsics::evaluate(*expression, jsonpath::Scope{input, variables}, random);
  if (!value) return Failure{Failure::Code::Evaluation, value.error().message};
  return to_json(*value);
}

}  // namespace

Answer<std::string> v0::evaluate(Language language, std::string_view expression, std::string_view input,
                                 std::string_view variables) {
  return api::guarded<std::string>([&]() -> Text {
    const auto data = parse_json(input);
    if (!data) return Failure{Failure::Code::Argument, "the input is not JSON: " + data.error().message};
    const auto bound = parse_json(variables);
    if (!bound || !bound->is_object())
      return Failure{Failure::Code::Argument, "the variables are not a JSON object"};
    switch (language) {
      case Language::JsonPath: return path_value(expression, *data);
      case Language::Intrinsic: return intrinsic_value(expression, *data, *bound);
      case Language::Jsonata: break;
    }
    return jsonata_value(expression, *data, *bound);
  });
}

std::string_view v0::library_version() { return version(); }

}  // namespace pawl
