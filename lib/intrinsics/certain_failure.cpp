// What can be known of a call without its data.
#include "intrinsics/call.h"
#include "intrinsics/expression.h"

namespace pawl::intrinsics {
namespace {

struct NoRandom : RandomSource {
  uint64_t next() override { return 0; }
};

void collect(const IntrinsicCall& call, std::vector<const jsonpath::Path*>& paths) {
  for (const Argument& argument : call.arguments) {
    if (const auto* path = std::get_if<jsonpath::Path>(&argument.content)) paths.push_back(path);
    else if (const auto* inner = std::get_if<IntrinsicCall>(&argument.content)) collect(*inner, paths);
  }
}

/// The failure of the first inner call that cannot work. `value` is set where the result is known.
std::optional<std::string> failure_of(const IntrinsicCall& call, std::optional<Value>& value) {
  std::vector<Value> values;
  bool is_known = true;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.arguments[i];
    std::optional<Value> one;
    Type type = Type::Any;
    if (const auto* literal = std::get_if<Value>(&argument.content)) one = *literal;
    else if (const auto* text = std::get_if<StringLiteral>(&argument.content)) one = text->value;
    else if (const auto* inner = std::get_if<IntrinsicCall>(&argument.content)) {
      if (auto failure = failure_of(*inner, one)) return failure;
      type = inner->function->gives;
    }
    const Parameter* parameter = parameter_of(*call.function, i);
    const bool fits =
        parameter == nullptr || (one ? parameter->fits(*one) : type == Type::Any || type == parameter->type);
    if (!fits) return unfit_argument(*call.function, i);
    is_known = is_known && one.has_value();
    values.push_back(one.value_or(Value()));
  }
  const StringLiteral* text =
      call.arguments.empty() ? nullptr : std::get_if<StringLiteral>(&call.arguments.front().content);
  const bool is_format = call.function->name == "Format" && text != nullptr;
  if (!is_known && !is_format) return std::nullopt;
  NoRandom random;
  FunctionResult result =
      call.function->call(Arguments{values, text != nullptr ? &text->format : nullptr, random});
  if (!result) return result.error();
  if (is_known && call.function->name != "UUID" && call.function->name != "MathRandom")
    value = std::move(*result);
  return std::nullopt;
}

}  // namespace

std::vector<const jsonpath::Path*> IntrinsicExpression::paths() const {
  std::vector<const jsonpath::Path*> paths;
  collect(*call_, paths);
  return paths;
}

std::optional<std::string> certain_failure(const IntrinsicExpression& expression) {
  std::optional<Value> value;
  return failure_of(expression.call(), value);
}

}  // namespace pawl::intrinsics
