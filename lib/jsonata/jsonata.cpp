#include "jsonata/jsonata.h"

#include "jsonata/compile.h"
#include "jsonata/evaluator.h"

namespace pawl::jsonata {

Expected<Expression> Expression::parse(std::string_view text, Dialect dialect) {
  auto program = compile(text, dialect);
  if (!program) {
    if (program.error()->message.empty()) fill_message(*program.error());
    return tl::unexpected(std::move(program.error()));
  }
  Expression expression;
  expression.text_ = text;
  expression.program_ = std::move(*program);
  return expression;
}

EvaluationLimits EvaluationLimits::of(Dialect dialect) {
  EvaluationLimits limits;
  limits.memory = int64_t{1} << 28;
  limits.stepped_range = limits.range = 10'000'000;
  if (dialect == Dialect::Reference) {
    limits.depth = 10'000;
    limits.steps = 100'000'000;
    limits.text = size_t{1} << 28;
    return limits;
  }
  // The depth and the sizes of ranges and strings are those at which Step Functions gives up.
  limits.depth = 100;
  limits.steps = 10'000'000;
  limits.text = (size_t{1} << 23) - 1;
  limits.range = 873'782;
  limits.stepped_range = 360'145;
  return limits;
}

Expected<std::optional<Value>> evaluate(const Expression& expression, const Value* input,
                                        const Bindings& bindings, const EvaluationOptions& options) {
  return Evaluator(expression.program(), input != nullptr ? *input : Value::absent(), bindings, options)
      .run();
}

}  // namespace pawl::jsonata
