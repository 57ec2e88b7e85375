#include <algorithm>

#include "jsonata/evaluator.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata {
namespace {

constexpr int64_t kStepsBetweenChecks = 1024;
constexpr size_t kStackBytes = size_t{5} << 20;  // of the C++ stack, below the first frame of an evaluation
constexpr uint64_t kMostWalked = 400'000'000;    // bytes of text that one operation may look at

}  // namespace

Evaluator::Evaluator(const Program& program, const Value& input, const Bindings& bindings,
                     const EvaluationOptions& options)
    : program_(&program),
      options_(options),
      bindings_(bindings),
      root_(input),
      max_depth_(options.limits.depth),
      countdown_(kStepsBetweenChecks),
      memory_base_(Value::live_bytes()) {
  if (options.limits.milliseconds) {
    deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(*options.limits.milliseconds);
  }
  externals_.reserve(program.externals.size());
  for (const External& e : program.externals) externals_.push_back(bound_value(e.name));
}

Evaluator::~Evaluator() {
  tail_ = {};
  frames_.clear();
}

Value Evaluator::bound_value(const Value& name) const {
  for (const Bindings::Named& binding : bindings_.named) {
    if (binding.name == name.as_string()) return binding.value;
  }
  if (bindings_.variables != nullptr) {
    if (const Value* value = bindings_.variables->find(name)) return *value;
  }
  return Value::absent(kUnset);
}

Expected<std::optional<Value>> Evaluator::run() {
  stack_floor_ = static_cast<const char*>(__builtin_frame_address(0)) - kStackBytes;
  Value input = root_;
  if (input.is_array() && !is_sequence(input)) {
    input = Value::array({input});
    input.set_array_marks(kSequence | kOuterWrapper);
  }
  const FrameHandle frame(
      frames_, program_->top_scope != nullptr ? frames_.make(*program_->top_scope, nullptr) : nullptr);
  Value result = result_of(eval(*program_->root, input, frame.get()));
  if (is_failed(result)) {
    if (error_->message.empty()) fill_message(*error_);
    for (Value* shown : {&error_->value, &error_->value2}) {  // functions end with the evaluation
      if (shown->holds_marks()) *shown = Value();
    }
    return tl::unexpected(std::move(error_));
  }
  if (result.is_absent()) return std::optional<Value>();
  return std::optional<Value>(std::move(result));
}

// ---- errors and limits

Value Evaluator::fail(std::unique_ptr<JsonataError> error) {
  if (error_ == nullptr) error_ = std::move(error);
  return failed();
}

Value Evaluator::fail(std::string_view code, const Value& value, size_t position, std::string_view token) {
  return fail_type(code, value, Value(), position, token);
}

Value Evaluator::fail_type(std::string_view code, const Value& value, const Value& value2, size_t position,
                           std::string_view token) {
  if (error_ != nullptr) return failed();
  error_ = std::make_unique<JsonataError>();
  error_->code = code;
  error_->value = value;
  error_->value2 = value2;
  error_->position = position;
  error_->token = token;
  return failed();
}

Value Evaluator::out_of_memory() {
  auto error = std::make_unique<JsonataError>();
  error->kind = JsonataError::Kind::Memory;
  if (!is_aws()) error->code = "U1002";
  error->message = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
  return fail(std::move(error));
}

Value Evaluator::overflow() {
  auto error = std::make_unique<JsonataError>();
  error->kind = JsonataError::Kind::Stack;
  if (!is_aws()) error->code = "U1001";
  error->message =
      "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as "
      "tail-recursive";
  return fail(std::move(error));
}

bool Evaluator::check_limits() {
  countdown_ = kStepsBetweenChecks;
  steps_ += kStepsBetweenChecks;
  const EvaluationLimits& limits = options_.limits;
  if (Value::live_bytes() - memory_base_ > limits.memory ||
      frames_.live() * sizeof(VariableFrame) > static_cast<uint64_t>(limits.memory)) {
    out_of_memory();
    return false;
  }
  if (steps_ <= limits.steps && (!limits.milliseconds || std::chrono::steady_clock::now() <= deadline_))
    return true;
  auto error = std::make_unique<JsonataError>();
  error->kind = JsonataError::Kind::Time;
  if (!is_aws()) error->code = "U1001";
  error->message = "Expression evaluation timeout: Check for infinite loop";
  fail(std::move(error));
  return false;
}

bool Evaluator::has_room(uint64_t bytes) {
  if (bytes < static_cast<uint64_t>(options_.limits.memory) &&
      Value::live_bytes() - memory_base_ + static_cast<int64_t>(bytes) <= options_.limits.memory) {
    return true;
  }
  out_of_memory();
  return false;
}

bool Evaluator::can_walk(const Value& value) {
  if (value.text_bytes_bound() <= kMostWalked) return true;
  out_of_memory();
  return false;
}

// ---- results

/// Makes JSON of a result: no marks, no functions, for AWS no infinities.
Value Evaluator::result_of(Value result) {
  if (is_failed(result) || result.is_absent() || !result.holds_marks()) return result;
  if (!can_walk(result) || !clean(result, 0)) {
    if (error_ == nullptr) {
      auto error = std::make_unique<JsonataError>();
      error->kind = JsonataError::Kind::Function;
      error->message = "returned an unsupported result type.";
      fail(std::move(error));
    }
    return failed();
  }
  return result;
}

/// False when there is a function, or the value is too deep to be rebuilt.
bool Evaluator::clean(Value& value, uint32_t depth) {
  constexpr uint32_t kMostDepth = 4'000;
  if (!value.holds_marks()) return true;
  if (value.is_double()) {
    const double d = value.as_double();
    value = !is_aws() ? Value() : Value::string(std::isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
    return true;
  }
  if (value.is_foreign()) {
    if (is_aws() || depth == 0) return false;
    value = Value::absent();
    return true;
  }
  if (value.is_absent()) return true;
  if (depth > kMostDepth || !tick()) {
    if (error_ == nullptr) overflow();
    return false;
  }
  value.set_array_marks(0);
  if (!value.holds_marks()) return true;
  if (value.is_array()) {
    ArrayBuilder builder(value.size());
    for (const Value& item : value.items()) {
      Value copy = item;
      if (!clean(copy, depth + 1)) return false;
      builder.push(copy.is_absent() ? Value() : std::move(copy));
    }
    value = builder.finish();
    return true;
  }
  ObjectBuilder builder(value.size());
  for (const Member& member : value.members()) {
    Value copy = member.value;
    if (!clean(copy, depth + 1)) return false;
    if (!copy.is_absent()) builder.append(member.key, std::move(copy));
  }
  value = builder.finish();
  return true;
}

// ---- the walk

inline Value Evaluator::dispatch(const AstNode& node, const Value& input, VariableFrame* frame) {
  switch (node.type) {
    case NodeType::Literal: return static_cast<const LiteralNode&>(node).value;
    case NodeType::Name: return lookup(input, static_cast<const LiteralNode&>(node));
    case NodeType::Context: return context(input);
    case NodeType::Root: return root_;
    case NodeType::Variable: return variable(static_cast<const VariableNode&>(node), frame);
    case NodeType::Regex: return Value::foreign(new RegexFunction(static_cast<const RegexNode&>(node)));
    case NodeType::Placeholder: return Value::absent(kOpen);
    case NodeType::Wildcard: return wildcard(input);
    case NodeType::Descendant: return descendants(input);
    case NodeType::Path: return path(static_cast<const PathNode&>(node), input, frame);
    case NodeType::Negate: return negation(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::And:
    case NodeType::Or: return logical(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Arithmetic: return arithmetic(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Equality: return equality(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Comparison: return comparison(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Concatenation: return concatenation(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Inclusion: return inclusion(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Range: return range(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Coalesce: return coalesce(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Array: return array(static_cast<const ArrayNode&>(node), input, frame);
    case NodeType::Object: return object(static_cast<const ObjectNode&>(node).content, input, frame);
    case NodeType::Condition: {
      const auto& condition = static_cast<const ConditionNode&>(node);
      const int is_true = eval_truth(*condition.condition, input, frame);
      if (is_true < 0) return failed();
      if (is_true != 0) return eval(*condition.then, input, frame);
      return condition.otherwise != nullptr ? eval(*condition.otherwise, input, frame) : undefined();
    }
    case NodeType::Block: return block(static_cast<const BlockNode&>(node), input, frame);
    case NodeType::Bind: {
      const auto& bind = static_cast<const BindNode&>(node);
      Value value = eval(*bind.value, input, frame);
      if (is_failed(value)) return value;
      frame->slots()[bind.slot] = value;
      return value;
    }
    case NodeType::Call: return call_node(static_cast<const CallNode&>(node), input, frame, nullptr);
    case NodeType::Partial: return partial(static_cast<const CallNode&>(node), input, frame);
    case NodeType::Apply: return apply(static_cast<const BinaryNode&>(node), input, frame);
    case NodeType::Lambda:
      return Value::foreign(new LambdaFunction(static_cast<const LambdaNode&>(node), input, frame, frames_));
    case NodeType::Transform:
      return Value::foreign(new TransformFunction(static_cast<const TransformNode&>(node), frame, frames_));
  }
  return undefined();
}

Value Evaluator::eval(const AstNode& node, const Value& input, VariableFrame* frame) {
  if (depth_ >= max_depth_) return overflow();
  if (node.after == nullptr && !node.keep_array) {
    switch (node.type) {
      case NodeType::Literal: return static_cast<const LiteralNode&>(node).value;
      case NodeType::Context: return unwrapped(context(input));
      case NodeType::Root: return unwrapped(root_);
      case NodeType::Variable: return unwrapped(variable(static_cast<const VariableNode&>(node), frame));
      case NodeType::Name: return lookup(input, static_cast<const LiteralNode&>(node));
      case NodeType::Path: {
        const auto& path = static_cast<const PathNode&>(node);
        if (path.is_plain && depth_ + 1 < max_depth_) return unwrapped(plain_path(path, input, frame));
        break;
      }
      default: break;
    }
  }
  return eval_compound(node, input, frame);
}

Value Evaluator::eval_compound(const AstNode& node, const Value& input, VariableFrame* frame) {
  if (!tick()) return failed();
  if (static_cast<const char*>(__builtin_frame_address(0)) < stack_floor_) return overflow();
  ++depth_;
  Value result = dispatch(node, input, frame);
  if (node.after != nullptr || result.is_array()) result = settle(node, std::move(result), frame);
  --depth_;
  return result;
}

/// An operand, where possible without a copy of it: `held` keeps it otherwise. A variable is only looked at
/// in its place when nothing is evaluated before the operand `is_last` used, as that might bind it anew.
const Value* Evaluator::operand(const AstNode& node, const Value& input, VariableFrame* frame, Value& held,
                                bool is_last) {
  if (node.after == nullptr && !node.keep_array && depth_ + 1 < max_depth_) {
    if (node.type == NodeType::Literal) return &static_cast<const LiteralNode&>(node).value;
    if (node.type == NodeType::Path) {
      const auto& path = static_cast<const PathNode&>(node);
      const Value* at = &input;
      size_t i = 0;
      if (path.is_plain && path.starts_with_variable) {
        const AstNode& first = *path.steps[0].expression;
        i = 1;
        at = is_last && first.type == NodeType::Variable
                 ? bound(static_cast<const VariableNode&>(first), frame)
                 : nullptr;
      }
      if (path.is_plain && at != nullptr) {
        for (; i < path.steps.size() && at != nullptr && at->is_object(); ++i) {
          const auto& name = static_cast<const LiteralNode&>(*path.steps[i].expression);
          at = at->find(name.value, name.place);
        }
        if (at == nullptr) {
          held = undefined();
          return &held;
        }
        if (i == path.steps.size() && !at->is_array()) return at;
      }
    } else if (node.type == NodeType::Variable && is_last) {
      const Value* value = bound(static_cast<const VariableNode&>(node), frame);
      if (value != nullptr && !value->is_array()) return value;
    }
  }
  held = eval(node, input, frame);
  return &held;
}

/// What happens to any node's value: predicates, grouping, and sequences of one or none become what they
/// stand for.
Value Evaluator::settle(const AstNode& node, Value result, VariableFrame* frame) {
  if (is_failed(result) || result.is_absent(kTailCall)) return result;
  if (node.after != nullptr) {
    for (const PathStage& stage : node.after->predicates) {
      result = filter(*stage.filter, result, frame, node.after->tuple_scope);
      if (is_failed(result)) return result;
    }
    if (node.after->group != nullptr) {
      result = group(*node.after->group, result, frame, node.after->tuple_scope);
      if (is_failed(result)) return result;
    }
  }
  return unwrapped(std::move(result), node.keep_array);
}

/// Where a variable's value stands; null when nothing is bound to it, though there may be a function of the
/// name.
const Value* Evaluator::bound(const VariableNode& node, VariableFrame* frame) const {
  for (const VariableNode::Local& local : node.locals) {
    VariableFrame* at = frame;
    for (uint32_t i = 0; i < local.hops; ++i) at = at->parent;
    const Value& value = at->slots()[local.slot];
    if (!value.is_absent(kUnset)) return &value;
  }
  const Value& value = externals_[node.external];
  return value.is_absent(kUnset) ? nullptr : &value;
}

Value Evaluator::variable(const VariableNode& node, VariableFrame* frame) {
  if (const Value* value = bound(node, frame)) return *value;
  const Builtin* builtin = program_->externals[node.external].builtin;
  return builtin != nullptr ? Value::foreign(new BuiltinFunction(*builtin)) : undefined();
}

Value Evaluator::block(const BlockNode& node, const Value& input, VariableFrame* frame) {
  const FrameHandle own(frames_, node.scope != nullptr ? frames_.make(*node.scope, frame) : nullptr);
  if (own.get() != nullptr) frame = own.get();
  Value result = undefined();
  for (const AstNode* expression : node.expressions) {
    result = eval(*expression, input, frame);
    if (is_failed(result)) return result;
  }
  return result;
}

Value Evaluator::lookup(const Value& input, const LiteralNode& name) {
  return lookup(input, name.value, name.place);
}

Value Evaluator::lookup(const Value& input, const Value& key) {
  uint32_t place = 0;
  return lookup(input, key, place);
}

Value Evaluator::lookup(const Value& input, const Value& key, uint32_t& place) {
  if (input.is_object()) {
    const Value* value = input.find(key, place);
    if (value == nullptr) return undefined();
    if (value->is_array()) return unwrapped(*value);
    return value->is_double() ? number(value->as_double()) : *value;
  }
  if (!input.is_array()) return undefined();
  // Arrays within arrays: the results of the inner ones are spliced into those of the outer ones.
  SequenceBuilder found;
  std::vector<std::span<const Value>> open{input.items()};
  while (!open.empty()) {
    auto& items = open.back();
    if (items.empty()) {
      open.pop_back();
      continue;
    }
    const Value& item = items.front();
    items = items.subspan(1);
    if (item.is_array()) {
      if (!tick()) return failed();
      open.push_back(item.items());
    } else if (const Value* value = item.find(key, place)) {
      if (!tick()) return failed();
      if (value->is_array()) found.push_all(*value);
      else found.push(value->is_double() ? number(value->as_double()) : *value);
    }
  }
  return found.unwrapped();
}

Value Evaluator::append(const Value& a, const Value& b) {
  if (a.is_absent()) return b;
  if (b.is_absent()) return a;
  const auto first = as_items(a), second = as_items(b);
  if (!has_room((first.size() + second.size()) * sizeof(Value))) return failed();
  ArrayBuilder builder(first.size() + second.size());
  for (const Value& item : first) builder.push(item);
  for (const Value& item : second) builder.push(item);
  return builder.finish();
}

}  // namespace pawl::jsonata
