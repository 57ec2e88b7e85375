#include <algorithm>

#include "base/utf8.h"
#include "jsonata/evaluator.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata {
namespace {

constexpr size_t kFewArguments = 6;

const Value& null_context() {
  static thread_local const Value kNull;
  return kNull;
}

}  // namespace

// ---- calls in the tree

/// `f(a, b)`; with `first`, `x ~> f(a, b)`.
Value Evaluator::call_node(const CallNode& node, const Value& input, VariableFrame* frame,
                           const Value* first) {
  const bool is_tail = node.is_thunk && first == nullptr;
  const uint32_t depth = depth_;
  if (is_tail) depth_ = tail_depth_;
  Value function = undefined();
  const bool is_builtin = node.builtin != nullptr && externals_[node.external].is_absent(kUnset);
  if (!is_builtin) {
    function = eval(*node.procedure, input, frame);
    if (is_failed(function)) return function;
    if (function.is_absent() && node.near != nullptr) {
      if (!variable(*node.near, frame).is_absent()) return fail("T1005", Value(), node.position, node.name);
    }
  } else if (depth_ >= max_depth_) {
    return overflow();
  }
  const size_t count = node.arguments.size() + (first != nullptr ? 1 : 0);
  const auto argument = [&](size_t i) {
    if (first != nullptr) return i == 0 ? *first : eval(*node.arguments[i - 1], input, frame);
    return eval(*node.arguments[i], input, frame);
  };
  if (is_builtin && !is_tail && count <= kFewArguments) {
    Value arguments[kFewArguments];
    for (size_t i = 0; i < count; ++i) {
      arguments[i] = argument(i);
      if (is_failed(arguments[i])) return failed();
    }
    const std::span<Value> given(arguments, count);
    if (signature_of(*node.builtin).fits(given)) {
      Value result = node.builtin->function(Call{*this, given, input, frame});
      return is_failed(result) ? name_error(node) : result;
    }
    std::vector<Value> list(std::make_move_iterator(arguments), std::make_move_iterator(arguments + count));
    Value result = call_builtin(*node.builtin, list, input, frame);
    return is_failed(result) ? name_error(node) : result;
  }
  std::vector<Value> arguments;
  arguments.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    arguments.push_back(argument(i));
    if (is_failed(arguments.back())) return failed();
  }
  if (is_builtin) function = Value::foreign(new BuiltinFunction(*node.builtin));
  if (is_tail) {
    depth_ = depth;
    tail_ = {&node, std::move(function), std::move(arguments)};
    return Value::absent(kTailCall);
  }
  Value result = call(function, arguments, input, frame);
  return is_failed(result) ? name_error(node) : result;
}

/// The error that waits gets the call's name and place, unless it has its own.
Value Evaluator::name_error(const CallNode& node) {
  if (error_->position == JsonataError::kNowhere) error_->position = node.position;
  if (error_->token.empty()) error_->token = node.name;
  return failed();
}

Value Evaluator::partial(const CallNode& node, const Value& input, VariableFrame* frame) {
  std::vector<Value> arguments;
  for (const AstNode* argument : node.arguments) {
    arguments.push_back(eval(*argument, input, frame));
    if (is_failed(arguments.back())) return failed();
  }
  Value function = eval(*node.procedure, input, frame);
  if (is_failed(function)) return function;
  if (function.is_absent() && node.near != nullptr && !variable(*node.near, frame).is_absent()) {
    return fail("T1007", Value(), node.position, node.name);
  }
  if (!function.is_foreign()) return fail("T1008", Value(), node.position, node.name);
  return Value::foreign(new PartialFunction(std::move(function), std::move(arguments)));
}

Value Evaluator::apply(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value lhs = eval(*node.lhs, input, frame);
  if (is_failed(lhs)) return lhs;
  if (node.rhs->type == NodeType::Call) {
    Value result = call_node(static_cast<const CallNode&>(*node.rhs), input, frame, &lhs);
    return node.rhs->after != nullptr ? settle(*node.rhs, std::move(result), frame) : result;
  }
  Value function = eval(*node.rhs, input, frame);
  if (is_failed(function)) return function;
  if (!function.is_foreign()) return fail("T2006", function, node.position);
  if (lhs.is_foreign()) return Value::foreign(new CompositionFunction(std::move(lhs), std::move(function)));
  return call(function, std::span<Value>(&lhs, 1), null_context(), frame);
}

// ---- calls of function values

size_t Evaluator::arity(const Value& value) const {
  const Function& function = as_function(value);
  switch (function.kind) {
    case Function::Kind::Lambda: return static_cast<const LambdaFunction&>(function).node.parameters.size();
    case Function::Kind::Builtin: return static_cast<const BuiltinFunction&>(function).builtin.arity;
    case Function::Kind::Partial: {
      const auto& given = static_cast<const PartialFunction&>(function).arguments;
      return static_cast<size_t>(
          std::count_if(given.begin(), given.end(), [](const Value& v) { return v.is_absent(kOpen); }));
    }
    case Function::Kind::Regex: return 2;
    case Function::Kind::NextMatch: return 0;
    default: return 1;
  }
}

Value Evaluator::call_with(const Value& function, Value a, const Value& b, const Value& c) {
  Value arguments[3] = {std::move(a), undefined(), undefined()};
  const size_t count = function.is_foreign() ? std::clamp<size_t>(arity(function), 1, 3) : 1;
  if (count >= 2) arguments[1] = b;
  if (count == 3) arguments[2] = c;
  return call(function, std::span<Value>(arguments, count), null_context());
}

Value Evaluator::call_builtin(const Builtin& builtin, std::vector<Value>& arguments, const Value& input,
                              VariableFrame* frame) {
  if (auto mismatch = signature_of(builtin).apply(arguments, context(input)))
    return fail(std::move(mismatch));
  return builtin.function(Call{*this, arguments, input, frame});
}

Value Evaluator::call(const Value& value, std::span<Value> arguments, const Value& context,
                      VariableFrame* frame) {
  if (!value.is_foreign()) return fail("T1006", Value());
  if (!tick()) return failed();
  if (static_cast<const char*>(__builtin_frame_address(0)) < stack_floor_) return overflow();
  Value keep = value;
  const Function& function = as_function(keep);
  switch (function.kind) {
    case Function::Kind::Lambda: return call_lambda(std::move(keep), arguments, context);
    case Function::Kind::Builtin: {
      const Builtin& builtin = static_cast<const BuiltinFunction&>(function).builtin;
      if (signature_of(builtin).fits(arguments))
        return builtin.function(Call{*this, arguments, context, frame});
      std::vector<Value> list(arguments.begin(), arguments.end());
      return call_builtin(builtin, list, context, frame);
    }
    case Function::Kind::Partial: {
      const auto& partial = static_cast<const PartialFunction&>(function);
      std::vector<Value> list;
      size_t next = 0;
      for (const Value& given : partial.arguments) {
        if (!given.is_absent(kOpen)) list.push_back(given);
        else list.push_back(next < arguments.size() ? arguments[next++] : undefined());
      }
      return call(partial.function, list, context, frame);
    }
    case Function::Kind::Regex: {
      if (arguments.empty() || !arguments[0].is_string()) return undefined();
      return find_match(static_cast<const RegexFunction&>(function).node, arguments[0], 0);
    }
    case Function::Kind::NextMatch: {
      const auto& next = static_cast<const NextMatchFunction&>(function);
      return find_match(next.node, next.text, next.from, true);
    }
    case Function::Kind::Composition: {
      const auto& composition = static_cast<const CompositionFunction&>(function);
      Value between =
          call(composition.first, arguments.first(std::min<size_t>(arguments.size(), 1)), context, frame);
      if (is_failed(between)) return between;
      return call(composition.second, std::span<Value>(&between, 1), context, frame);
    }
    case Function::Kind::Transform: {
      static const auto kSignature = Signature::parse("<(oa):o>");
      std::vector<Value> list(arguments.begin(), arguments.end());
      if (auto mismatch = (*kSignature)->apply(list, context)) return fail(std::move(mismatch));
      return transform(static_cast<const TransformFunction&>(function), list.empty() ? undefined() : list[0]);
    }
  }
  return undefined();
}

/// Runs the function and then, one after the other, what it calls in tail position.
Value Evaluator::call_lambda(Value function, std::span<Value> given, const Value& context) {
  std::vector<Value> held;  // the arguments of calls in tail position
  std::span<Value> arguments = given;
  const uint32_t outer_tail = std::exchange(tail_depth_, depth_);
  Value result;
  const CallNode* caller = nullptr;
  for (;;) {
    const auto& lambda = static_cast<const LambdaFunction&>(as_function(function));
    const LambdaNode& node = lambda.node;
    std::vector<Value> checked;
    if (node.signature != nullptr && !node.signature->fits(arguments)) {
      checked.assign(std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end()));
      if (auto mismatch = node.signature->apply(checked, context)) {
        result = fail(std::move(mismatch));
        break;
      }
      arguments = checked;
    }
    {
      const FrameHandle own(frames_,
                            node.scope != nullptr ? frames_.make(*node.scope, lambda.frame) : nullptr);
      VariableFrame* const frame = own.get() != nullptr ? own.get() : lambda.frame;
      for (size_t i = 0; i < node.parameters.size(); ++i) {
        frame->slots()[node.parameters[i]] = i < arguments.size() ? std::move(arguments[i]) : undefined();
      }
      result = eval(*node.body, lambda.input, frame);
    }
    if (!result.is_absent(kTailCall)) break;
    caller = tail_.node;
    function = std::move(tail_.function);
    held = std::move(tail_.arguments);
    arguments = held;
    if (!tick()) {
      result = failed();
      break;
    }
    if (function.is_foreign() && as_function(function).kind == Function::Kind::Lambda) continue;
    result = call(function, arguments, context);
    break;
  }
  tail_depth_ = outer_tail;
  if (is_failed(result) && caller != nullptr) return name_error(*caller);
  return result;
}

// ---- matches

/// What a regular expression gives as a function: {match, start, end, groups, next}, or undefined.
Value Evaluator::find_match(const RegexNode& regex, const Value& text, size_t from, bool is_next) {
  const std::string_view subject = text.as_string();
  if (is_next && from >= subject.size()) return undefined();
  std::span<const Regex::Range> groups;
  switch (regex.regex->find(subject, from, groups)) {
    case Regex::Found::No: return undefined();
    case Regex::Found::TooCostly: {
      auto error = std::make_unique<JsonataError>();
      error->kind = JsonataError::Kind::Time;
      if (!is_aws()) error->code = "U1001";
      error->message =
          "Expression evaluation timeout: Check for a regular expression that backtracks without end";
      error->position = regex.position;
      return fail(std::move(error));
    }
    case Regex::Found::Yes: break;
  }
  const Regex::Range whole = groups[0];
  if (is_next && whole.begin == whole.end)
    return fail("D1004", Value::string(regex.regex->pattern()), regex.position);
  const auto piece = [subject](const Regex::Range& range) {
    return Value::string(subject.substr(range.begin, range.end - range.begin));
  };
  ArrayBuilder captured(groups.size() - 1);
  for (const Regex::Range& group : groups.subspan(1)) {
    captured.push(group.begin == Regex::Range::kNone ? undefined() : piece(group));
  }
  const auto start = static_cast<uint64_t>(utf8::utf16_length(subject.substr(0, whole.begin)));
  const auto length =
      static_cast<uint64_t>(utf8::utf16_length(subject.substr(whole.begin, whole.end - whole.begin)));
  ObjectBuilder match(5);
  match.append("match", piece(whole));
  match.append("start", number(start));
  match.append("end", number(start + length));
  match.append("groups", captured.finish());
  match.append("next", Value::foreign(new NextMatchFunction(regex, text, whole.end)));
  return match.finish();
}

}  // namespace pawl::jsonata
