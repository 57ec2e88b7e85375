// Intrinsic functions (spec: "Intrinsic Functions"): `States.Format('{}', $.name)`, parsed once, evaluated
// often.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random_source.h"
#include "jsonpath/evaluate.h"
#include "jsonpath/path.h"

namespace pawl::intrinsics {

using jsonpath::SyntaxError;

struct IntrinsicCall;  // a function and its arguments

class IntrinsicExpression {
 public:
  /// Which characters may follow a backslash in a string: those that the documentation names (' { } and the
  /// backslash), as AWS demands of a definition, or any.
  enum class Escapes : uint8_t { Documented, Any };
  /// A call of one of the known functions, with at most ten levels of nesting and 10,000 characters.
  static tl::expected<IntrinsicExpression, SyntaxError> parse(std::string_view text,
                                                              Escapes escapes = Escapes::Documented);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const IntrinsicCall& call() const { return *call_; }
  /// The paths among the arguments, those of inner calls too.
  [[nodiscard]] std::vector<const jsonpath::Path*> paths() const;

 private:
  IntrinsicExpression() = default;
  std::string text_;
  std::shared_ptr<const IntrinsicCall> call_;
};

/// Why an evaluation failed: AWS's sentence, without the prefix that names the state. Runs of a workflow end
/// with States.Runtime.
struct IntrinsicFailure {
  /// MissingPath: an argument's path found nothing. Arguments: the function cannot work with the values it is
  /// given.
  enum class Kind : uint8_t { MissingPath, Arguments };

  std::string message;
  Kind kind = Kind::Arguments;
};

/// Why every evaluation fails, whatever the data: calls whose arguments are all written out, and
/// States.Format with placeholders that are not as many as its values. nullopt where nothing can be told.
std::optional<std::string> certain_failure(const IntrinsicExpression& expression);

/// Evaluates the call with the paths of its arguments read in `scope`.
tl::expected<Value, IntrinsicFailure> evaluate(const IntrinsicExpression& expression,
                                               const jsonpath::Scope& scope, RandomSource& random);

}  // namespace pawl::intrinsics
