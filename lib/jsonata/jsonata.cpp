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

Limits Limits::of(Dialect dialect) {
  Limits limits;
  limits.memory = int64_t{1} << 30;
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
                                        const Bindings& bindings, const Options& options) {
  return Evaluator(expression.program(), input != nullptr ? *input : Value::absent(), bindings, options)
      .run();
}

/// $eval: the text as an expression in the frames of the call.
Value Evaluator::evaluate_text(const Value& text, const Value& input, Frame* frame) {
  std::vector<const ScopeInfo*> scopes;
  for (const Frame* at = frame; at != nullptr; at = at->parent) scopes.push_back(at->scope);
  const Program& around = evaluated_.empty() ? *program_ : *evaluated_.back();
  auto program = compile_within(text.as_string(), program_->dialect, around.externals, scopes);
  if (!program) {
    if (program.error()->message.empty()) fill_message(*program.error());
    return fail("D3120", Value::string(program.error()->message));
  }
  for (size_t i = externals_.size(); i < (*program)->externals.size(); ++i)
    externals_.push_back(bound_value((*program)->externals[i].name));
  evaluated_.push_back(std::move(*program));
  const Program& own = *evaluated_.back();
  const FrameHandle inside(frames_, own.top_scope != nullptr ? frames_.make(*own.top_scope, frame) : nullptr);
  Value result = eval(*own.root, input, inside.get() != nullptr ? inside.get() : frame);
  if (!is_failed(result) || error_->kind != Error::Kind::Expression) return result;
  const auto inner = take_error();
  if (inner->message.empty()) fill_message(*inner);
  return fail("D3121", Value::string(inner->message));
}

}  // namespace pawl::jsonata
