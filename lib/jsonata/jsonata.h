// JSONata: expressions parsed once, evaluated often.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random_source.h"
#include "base/timestamp.h"
#include "jsonata/dialect.h"
#include "jsonata/error.h"
#include "value/value.h"

namespace pawl::jsonata {

struct Program;

/// What an expression refers to outside of itself, for those who restrict it.
struct References {
  struct Use {
    std::string name;
    size_t position = 0;  // byte in the text
  };
  std::vector<Use> variables;  // names that are neither bound inside nor built-in functions; each once, where
                               // it is first used
  /// First fields of paths that begin at the top level's context: `phone` in `phone.number`
  std::vector<Use> bare_names;
  std::vector<Use> states_fields;  // X of every $states.X
  bool uses_whole_states = false;  // $states stands somewhere without such a field
  std::vector<size_t> context;     // where `$` is used on the top level's context
  std::vector<size_t> root;        // where `$$` is used
};

/// Immutable. Its literals are Values, so it stays in the thread that made it.
class Expression {
 public:
  /// Errors have a position in the text, and the codes S0101 to S0402.
  static Expected<Expression> parse(std::string_view text, Dialect dialect);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] References references() const;

 private:
  Expression() = default;
  std::string text_;
  std::shared_ptr<const Program> program_;
};

/// The values of variables. Names stand without their $.
struct Bindings {
  struct Named {
    std::string_view name;
    Value value;
  };
  std::span<const Named> named;
  /// An object with one member a variable; `named` comes first. Null if there is none.
  const Value* variables = nullptr;
};

struct EvaluationLimits {
  uint32_t depth = 0;          // nested evaluations
  uint64_t steps = 0;          // evaluations in all
  int64_t memory = 0;          // bytes that values may take in addition to those that are there already
  size_t text = 0;             // bytes of one string
  uint64_t range = 0;          // items of one [a..b]
  uint64_t stepped_range = 0;  // items of one $range
  /// Of wall clock; absent: steps alone decide, so that a replay ends alike
  std::optional<int64_t> milliseconds;

  static EvaluationLimits of(Dialect dialect);
};

struct EvaluationOptions {
  RandomSource& random;
  Millis now = 0;  // what $now and $millis say
  EvaluationLimits limits;
};

/// The result, or nullopt for undefined. It is plain JSON; for Aws numbers that are not finite are strings,
/// as AWS has them. JsonataError::kind tells memory, stack and time from errors of the expression, and a
/// result that is a function. Null pointer for an undefined input.
Expected<std::optional<Value>> evaluate(const Expression& expression, const Value* input,
                                        const Bindings& bindings, const EvaluationOptions& options);

}  // namespace pawl::jsonata
