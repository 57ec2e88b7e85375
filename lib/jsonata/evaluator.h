// Evaluator: one evaluation of one expression, a walk over its tree. Errors travel as a failed() Value while
// the error itself waits in the evaluator, so that nothing is thrown.
#pragma once
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jsonata/ast.h"
#include "jsonata/frame.h"
#include "jsonata/function.h"
#include "jsonata/jsonata.h"
#include "jsonata/number_text.h"
#include "jsonata/path_items.h"
#include "jsonata/registry.h"
#include "jsonata/sequence.h"

namespace pawl::jsonata {

class Evaluator {
 public:
  Evaluator(const Program& program, const Value& input, const Bindings& bindings,
            const EvaluationOptions& options);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  ~Evaluator();

  Expected<std::optional<Value>> run();

  // ---- errors

  /// Notes the error, unless there is one already, and gives the Value that says so.
  Value fail(std::string_view code, const Value& value = Value::absent(),
             size_t position = JsonataError::kNowhere, std::string_view token = {});
  Value fail(std::unique_ptr<JsonataError> error);
  Value fail_type(std::string_view code, const Value& value, const Value& value2, size_t position,
                  std::string_view token);
  Value out_of_memory();
  Value overflow();
  /// Counts a unit of work; false (an error is noted) when a limit is passed.
  bool tick() { return --countdown_ > 0 || check_limits(); }
  /// Whether `bytes` more may be allocated; notes the error if not.
  bool has_room(uint64_t bytes);
  bool text_fits(size_t bytes) { return bytes <= options_.limits.text || is_failed_after(out_of_memory()); }
  /// Whether walking all of the value's text is affordable; notes the error if not.
  bool can_walk(const Value& value);

  // ---- what functions need

  /// Calls a function value. `arguments` may be moved from.
  Value call(const Value& function, std::span<Value> arguments, const Value& context,
             VariableFrame* frame = nullptr);
  /// The same for $map and its like: hands over as many of the arguments as the function takes.
  Value call_with(const Value& function, Value a, const Value& b, const Value& c);
  [[nodiscard]] size_t arity(const Value& function) const;
  Value find_match(const RegexNode& regex, const Value& text, size_t from, bool is_next = false);

  [[nodiscard]] bool is_aws() const { return program_->dialect == Dialect::Aws; }
  [[nodiscard]] NumberStyle number_style() const {
    return is_aws() ? NumberStyle::kAws : NumberStyle::kReference;
  }
  [[nodiscard]] RandomSource& random() const { return options_.random; }
  [[nodiscard]] Millis now() const { return options_.now; }
  [[nodiscard]] const EvaluationLimits& limits() const { return options_.limits; }

  /// A number that arithmetic may work with: false for anything else, D1001 for what is not finite.
  bool is_numeric(const Value& value);
  /// Whether the value counts as true: 0 or 1, -1 after an error.
  int truth(const Value& value);
  Value text_of(const Value& value, bool indented = false);
  Value lookup(const Value& input, const Value& key);
  Value lookup(const Value& input, const LiteralNode& name);
  Value lookup(const Value& input, const Value& key, uint32_t& place);
  Value append(const Value& a, const Value& b);
  Value transform(const TransformFunction& function, const Value& input);
  std::unique_ptr<JsonataError> take_error() { return std::move(error_); }

 private:
  Value eval(const AstNode& node, const Value& input, VariableFrame* frame);
  Value eval_compound(const AstNode& node, const Value& input, VariableFrame* frame);
  inline Value dispatch(const AstNode& node, const Value& input, VariableFrame* frame);
  const Value* operand(const AstNode& node, const Value& input, VariableFrame* frame, Value& held,
                       bool is_last);
  Value settle(const AstNode& node, Value result, VariableFrame* frame);
  Value context(const Value& input) const {
    return (input.array_marks() & kOuterWrapper) != 0 ? input.items()[0] : input;
  }
  const Value* bound(const VariableNode& node, VariableFrame* frame) const;
  Value variable(const VariableNode& node, VariableFrame* frame);
  Value bound_value(const Value& name) const;
  bool check_limits();
  static bool is_failed_after(const Value&) { return false; }
  Value result_of(Value result);
  bool clean(Value& value, uint32_t depth);

  // operators
  Value arithmetic(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value comparison(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value equality(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value concatenation(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value inclusion(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value range(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value negation(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value logical(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value coalesce(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value array(const ArrayNode& node, const Value& input, VariableFrame* frame);
  int eval_truth(const AstNode& node, const Value& input, VariableFrame* frame);

  // paths
  Value path(const PathNode& node, const Value& input, VariableFrame* frame);
  Value plain_path(const PathNode& node, const Value& input, VariableFrame* frame);
  Value plain_path_from(const PathNode& node, size_t first, const Value& array);
  bool step(const PathStep& step, std::span<const Value> input, VariableFrame* frame, bool is_last,
            PathItems& out);
  Value filter(const AstNode& predicate, const Value& input, VariableFrame* frame, const ScopeInfo* tuples);
  Value wildcard(const Value& input);
  Value descendants(const Value& input);
  Value tuple_path(const PathNode& node, const Value& input, VariableFrame* frame);
  Value tuple_step(const PathNode& path, const PathStep& step, std::span<const Value> input,
                   const Value& tuples, VariableFrame* frame);
  Value tuple_stages(const PathNode& path, const PathStep& step, Value tuples, VariableFrame* frame);
  VariableFrame* tuple_frame(const ScopeInfo* scope, const Value& tuple, VariableFrame* frame);
  Value order_by(const PathStep& step, const Value& stream, std::span<const Value> input,
                 VariableFrame* frame, const ScopeInfo* tuples);
  Value group(const Group& group, const Value& input, VariableFrame* frame, const ScopeInfo* tuples);
  Value object(const Group& group, const Value& input, VariableFrame* frame);

  // functions
  Value call_node(const CallNode& node, const Value& input, VariableFrame* frame, const Value* first);
  Value call_builtin(const Builtin& builtin, std::vector<Value>& arguments, const Value& input,
                     VariableFrame* frame);
  Value call_lambda(Value function, std::span<Value> arguments, const Value& context);
  Value name_error(const CallNode& node);
  Value partial(const CallNode& node, const Value& input, VariableFrame* frame);
  Value apply(const BinaryNode& node, const Value& input, VariableFrame* frame);
  Value block(const BlockNode& node, const Value& input, VariableFrame* frame);

  const Program* program_;
  const EvaluationOptions& options_;
  const Bindings& bindings_;
  FramePool frames_;
  Value root_;
  std::vector<Value> externals_;
  std::unique_ptr<JsonataError> error_;
  uint32_t depth_ = 0;
  uint32_t max_depth_ = 0;
  int64_t countdown_ = 0;
  uint64_t steps_ = 0;
  int64_t memory_base_ = 0;
  const char* stack_floor_ = nullptr;
  std::chrono::steady_clock::time_point deadline_;
  uint32_t tail_depth_ = 0;  // depth of the call whose tail is being evaluated
  struct TailCall {
    const CallNode* node = nullptr;
    Value function;
    std::vector<Value> arguments;
  } tail_;
};

/// A deep copy without functions, each array and object a node of its own.
Value copy_of(const Value& value);

}  // namespace pawl::jsonata
