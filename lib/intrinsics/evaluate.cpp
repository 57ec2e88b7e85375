#include <array>

#include "intrinsics/call.h"
#include "intrinsics/expression.h"
#include "value/dump.h"

namespace pawl::intrinsics {
namespace {

constexpr uint64_t kShownInput = 300'000;

/// Evaluates calls from the inside out; the first failure ends it.
class Evaluation {
 public:
  Evaluation(const IntrinsicExpression& expression, const jsonpath::Scope& scope, RandomSource& random)
      : expression_(expression), scope_(scope), random_(random) {}

  tl::expected<Value, IntrinsicFailure> run() {
    Value result;
    if (!evaluate(expression_.call(), result)) return tl::unexpected<IntrinsicFailure>(std::move(failure_));
    return result;
  }

 private:
  bool evaluate(const IntrinsicCall& call, Value& out) {
    constexpr size_t kFew = 4;
    std::array<Value, kFew> few;
    std::vector<Value> many;
    std::span<Value> values(few.data(), call.arguments.size());
    if (call.arguments.size() > kFew) {
      many.resize(call.arguments.size());
      values = many;
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (!evaluate(call.arguments[i], values[i])) return false;
    }
    const StringLiteral* literal =
        call.arguments.empty() ? nullptr : std::get_if<StringLiteral>(&call.arguments.front().content);
    for (size_t i = 0; i < values.size(); ++i) {
      const Parameter* parameter = parameter_of(*call.function, i);
      if (parameter != nullptr && !parameter->fits(values[i]))
        return fail(IntrinsicFailure::Kind::Arguments, unfit_argument(*call.function, i));
    }
    FunctionResult result =
        call.function->call(Arguments{values, literal != nullptr ? &literal->format : nullptr, random_});
    if (!result) return fail(IntrinsicFailure::Kind::Arguments, result.error());
    out = std::move(*result);
    return true;
  }

  bool evaluate(const Argument& argument, Value& out) {
    if (const auto* path = std::get_if<jsonpath::Path>(&argument.content)) return evaluate(*path, out);
    if (const auto* value = std::get_if<Value>(&argument.content)) out = *value;
    else if (const auto* literal = std::get_if<StringLiteral>(&argument.content)) out = literal->value;
    else return evaluate(std::get<IntrinsicCall>(argument.content), out);
    return true;
  }

  bool evaluate(const jsonpath::Path& path, Value& out) {
    if (const Value* found = jsonpath::find(path, scope_)) {
      out = *found;
      return true;
    }
    auto result = jsonpath::evaluate(path, scope_);
    if (result) {
      out = std::move(*result);
      return true;
    }
    using Kind = jsonpath::PathFailure::Kind;
    if (result.error().kind != Kind::Missing)
      return fail(IntrinsicFailure::Kind::MissingPath, result.error().message);
    // AWS shows a path into the context object with one dollar sign, and the state's input in every case.
    const std::string_view shown =
        std::string_view(path.text()).substr(path.root() == jsonpath::Root::Context ? 1 : 0);
    return fail(IntrinsicFailure::Kind::MissingPath,
                "The JsonPath argument for the field '" + std::string(shown) +
                    "' could not be found in the input '" + shown_input() + "'");
  }

  [[nodiscard]] std::string shown_input() const {
    return scope_.input.text_exceeds(kShownInput) ? "..." : to_json(scope_.input);
  }

  bool fail(IntrinsicFailure::Kind kind, const std::string& message) {
    failure_ = {"The function '" + expression_.text() + "' had the following error: " + message, kind};
    return false;
  }

  const IntrinsicExpression& expression_;
  const jsonpath::Scope& scope_;
  RandomSource& random_;
  IntrinsicFailure failure_;
};

}  // namespace

tl::expected<Value, IntrinsicFailure> evaluate(const IntrinsicExpression& expression,
                                               const jsonpath::Scope& scope, RandomSource& random) {
  return Evaluation(expression, scope, random).run();
}

}  // namespace pawl::intrinsics
