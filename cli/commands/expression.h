// Expressions as `pawl eval` takes them: JSONPath, intrinsic functions and JSONata.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random_source.h"
#include "cli/exit_code.h"
#include "jsonata/jsonata.h"
#include "jsonpath/evaluate.h"
#include "value/value.h"

namespace pawl::cli {

/// StateJsonata: the data are `$states.input` and not what the expression begins with, as in a state.
/// StatePath: JsonPath that may begin with `$$` or a variable too.
enum class ExpressionLanguage : uint8_t { Jsonata, StateJsonata, JsonPath, StatePath, Intrinsic };

/// What an expression's form says: `{% … %}`, `States.Name(…)`, a path (`$`, `$.a`, `$[0]`, `$$.a`), else
/// JSONata.
ExpressionLanguage language_of(std::string_view expression);

/// A context object as it is given.
class GivenContext : public jsonpath::ContextSource {
 public:
  explicit GivenContext(Value context) : context_(std::move(context)) {}
  const Value& context() override { return context_; }

 private:
  Value context_;
};

/// What an expression is evaluated on.
struct Surroundings {
  std::optional<Value> data;
  Value variables;
  std::optional<GivenContext> context;
  bool has_states = false;              // JSONata: `$states` is there, with `data` and `context`
  std::optional<int64_t> milliseconds;  // JSONata: limits of this evaluation
  std::optional<uint32_t> depth;
};

struct ExpressionFault {
  std::string code;
  std::string message;
  ExitCode exit = kExitNo;
  std::optional<size_t> offset;  // byte of the expression where it lies
};

/// No value is JSONata's undefined.
using EvaluatedExpression = tl::expected<std::optional<Value>, ExpressionFault>;

/// An expression, parsed: evaluates itself as often as asked.
using ExpressionEvaluator = std::function<EvaluatedExpression(Surroundings&, RandomSource&)>;

tl::expected<ExpressionEvaluator, ExpressionFault> parse_expression(const std::string& text,
                                                                    ExpressionLanguage language,
                                                                    jsonata::Dialect dialect);

/// The expression with a caret under the place, where both fit a line; else nothing.
std::string caret_lines(std::string_view expression, const std::optional<size_t>& offset);

}  // namespace pawl::cli
