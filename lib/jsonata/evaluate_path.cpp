#include <algorithm>
#include <cmath>

#include "jsonata/evaluator.h"
#include "jsonata/numbers.h"
#include "jsonata/path_items.h"

namespace pawl::jsonata {
namespace {

bool is_array_of_numbers(Evaluator& evaluator, const Value& value) {
  const auto items = value.items();
  return value.is_array() && std::all_of(items.begin(), items.end(),
                                         [&](const Value& item) { return evaluator.is_numeric(item); });
}

bool is_integer_key(std::string_view key) {
  return !key.empty() && key.size() < 10 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         (key.size() == 1 || key.front() != '0');
}

}  // namespace

std::vector<const Member*> members_in_order(const Value& object, Dialect dialect) {
  std::vector<const Member*> order;
  order.reserve(object.size());
  bool has_integers = false;
  for (const Member& member : object.members()) {
    order.push_back(&member);
    has_integers = has_integers || is_integer_key(member.key.as_string());
  }
  if (!has_integers || dialect == Dialect::Aws) return order;
  const auto middle = std::stable_partition(
      order.begin(), order.end(), [](const Member* m) { return is_integer_key(m->key.as_string()); });
  std::stable_sort(order.begin(), middle, [](const Member* a, const Member* b) {
    const std::string_view x = a->key.as_string(), y = b->key.as_string();
    return x.size() != y.size() ? x.size() < y.size() : x < y;
  });
  return order;
}

/// A path of names. The way through objects makes nothing new.
Value Evaluator::plain_path(const PathNode& node, const Value& input, VariableFrame* frame) {
  if (depth_ >= max_depth_) return overflow();
  const size_t count = node.steps.size();
  Value start;
  const Value* at = &input;
  size_t i = 0;
  if (node.starts_with_variable) {
    start = eval(*node.steps[0].expression, input, frame);
    if (start.is_absent() || count == 1) return start;
    at = &start;
    i = 1;
  }
  for (; i < count; ++i) {
    if (at->is_array()) return plain_path_from(node, i, *at);
    const auto& name = static_cast<const LiteralNode&>(*node.steps[i].expression);
    at = at->find(name.value, name.place);
    if (at == nullptr) return undefined();
    if (is_sequence(*at) && at->size() == 1) at = &at->items()[0];  // as any evaluation's result is unwrapped
  }
  if (at->is_double()) return number(at->as_double());
  return *at;
}

/// The rest of a path of names, step by step for all items of an array.
Value Evaluator::plain_path_from(const PathNode& node, size_t first, const Value& array) {
  PathItems items =
      (array.array_marks() & kConsArray) != 0 && first > 0 ? PathItems::single(array) : PathItems::of(array);
  for (size_t i = first; i < node.steps.size(); ++i) {
    StepResults results;
    const auto& name = static_cast<const LiteralNode&>(*node.steps[i].expression);
    for (const Value& item : items.span()) {
      if (!tick()) return failed();
      Value found = lookup(item, name);
      if (found.is_absent()) {
        if (is_failed(found)) return found;
        continue;
      }
      results.add(std::move(found));
    }
    items = results.finish(i + 1 == node.steps.size());
    if (items.is_empty()) break;
  }
  return items.take();
}

Value Evaluator::path(const PathNode& node, const Value& input, VariableFrame* frame) {
  if (node.is_plain) return plain_path(node, input, frame);
  if (std::any_of(node.steps.begin(), node.steps.end(), [](const PathStep& s) { return s.is_tuple; })) {
    return tuple_path(node, input, frame);
  }
  PathItems items =
      input.is_array() && !node.starts_with_variable ? PathItems::of(input) : PathItems::single(input);
  for (size_t i = 0; i < node.steps.size(); ++i) {
    if (i == 0 && node.starts_with_cons_array) {
      Value made = eval(*node.steps[0].expression, input, frame);
      if (is_failed(made)) return made;
      items = PathItems::of(std::move(made));
    } else {
      PathItems next;
      if (!step(node.steps[i], items.span(), frame, i + 1 == node.steps.size(), next)) return failed();
      items = std::move(next);
    }
    if (items.is_empty()) break;
  }
  if (node.keep_singleton) items.keep_singleton();
  if (node.group != nullptr) return group(*node.group, items.take(), frame, nullptr);
  return items.take();
}

bool Evaluator::step(const PathStep& step, std::span<const Value> input, VariableFrame* frame, bool is_last,
                     PathItems& out) {
  if (step.expression == nullptr) {
    Value sorted = order_by(step, undefined(), input, frame, nullptr);
    for (const PathStage& stage : step.stages) {
      if (is_failed(sorted)) return false;
      sorted = filter(*stage.filter, sorted, frame, nullptr);
    }
    if (is_failed(sorted)) return false;
    out = PathItems::of(std::move(sorted));
    return true;
  }
  StepResults results;
  for (const Value& item : input) {
    Value result = eval(*step.expression, item, frame);
    for (const PathStage& stage : step.stages) {
      if (result.is_absent()) break;
      if (stage.filter != nullptr) result = filter(*stage.filter, result, frame, nullptr);
    }
    if (result.is_absent()) {
      if (is_failed(result)) return false;
      continue;
    }
    results.add(std::move(result));
  }
  out = results.finish(is_last);
  return true;
}

/// The items for which the predicate is true, or whose index it gives. With `tuples`, items are tuples that
/// bind variables.
Value Evaluator::filter(const AstNode& predicate, const Value& input, VariableFrame* frame,
                        const ScopeInfo* tuples) {
  const bool is_stream = (input.array_marks() & kTupleStream) != 0;
  const auto items = as_items(input);
  const auto size = static_cast<int64_t>(items.size());
  SequenceBuilder found;
  if (predicate.type == NodeType::Literal && predicate.after == nullptr &&
      static_cast<const LiteralNode&>(predicate).value.is_number()) {
    int64_t index = floored(static_cast<const LiteralNode&>(predicate).value);
    if (index < 0) index += size;
    if (index >= 0 && index < size) {
      const Value& item = items[static_cast<size_t>(index)];
      if (item.is_array()) return item;
      found.push(item);
    }
    return found.array(is_stream ? kSequence | kTupleStream : kSequence);
  }
  for (int64_t i = 0; i < size; ++i) {
    const Value& item = items[static_cast<size_t>(i)];
    Value result;
    if (is_stream || tuples != nullptr) {
      const FrameHandle own(frames_, tuple_frame(tuples, is_stream ? item : Value(), frame));
      const Value* at = is_stream ? item.find(kTupleContext()) : &item;
      result = eval(predicate, at != nullptr ? *at : undefined(), own.get() != nullptr ? own.get() : frame);
    } else {
      result = eval(predicate, item, frame);
    }
    if (is_failed(result)) return result;
    if (result.is_boolean()) {
      if (result.as_boolean()) found.push(item);
      continue;
    }
    const auto picks = [&](const Value& wanted) {
      const int64_t index = floored(wanted);
      return (index < 0 ? index + size : index) == i;
    };
    if (result.is_number() && is_numeric(result)) {
      if (picks(result)) found.push(item);
    } else if (error_ == nullptr && is_array_of_numbers(*this, result)) {
      for (const Value& wanted : result.items()) {
        if (picks(wanted)) found.push(item);
      }
    } else {
      const int is_true = error_ != nullptr ? -1 : truth(result);
      if (is_true < 0) return failed();
      if (is_true != 0) found.push(item);
    }
    if (error_ != nullptr) return failed();
  }
  return found.array(is_stream ? kSequence | kTupleStream : kSequence);
}

Value Evaluator::wildcard(const Value& wrapped) {
  const Value& input =
      (wrapped.array_marks() & kOuterWrapper) != 0 && wrapped.size() > 0 ? wrapped.items()[0] : wrapped;
  SequenceBuilder found;
  bool is_plain = false;  // a flattened array makes a plain array of the whole
  const auto add = [&](const Value& value) {
    if (!value.is_array()) {
      found.push(value);
      return tick();
    }
    is_plain = true;
    std::vector<std::span<const Value>> open{value.items()};
    while (!open.empty()) {
      auto& items = open.back();
      if (items.empty()) {
        open.pop_back();
        continue;
      }
      const Value& item = items.front();
      items = items.subspan(1);
      if (!tick()) return false;
      if (item.is_array()) open.push_back(item.items());
      else found.push(item);
    }
    return true;
  };
  for (const Value& item : input.items()) {
    if (!add(item)) return failed();
  }
  for (const Member* member : members_in_order(input, program_->dialect)) {
    if (!add(member->value)) return failed();
  }
  return found.array(is_plain ? 0 : kSequence);
}

Value Evaluator::descendants(const Value& input) {
  if (input.is_absent()) return undefined();
  SequenceBuilder found;
  std::vector<Value> waiting{input};  // the next one last
  while (!waiting.empty()) {
    const Value value = std::move(waiting.back());
    waiting.pop_back();
    if (!tick()) return failed();
    if (!value.is_array()) found.push(value);
    const auto items = value.items();
    for (size_t i = items.size(); i-- > 0;) waiting.push_back(items[i]);
    if (!value.is_object()) continue;
    const auto members = members_in_order(value, program_->dialect);
    for (size_t i = members.size(); i-- > 0;) waiting.push_back(members[i]->value);
  }
  return found.unwrapped();
}

}  // namespace pawl::jsonata
