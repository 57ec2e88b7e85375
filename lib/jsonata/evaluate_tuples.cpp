#include "jsonata/evaluator.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata {
namespace {

Value stream_of(ArrayBuilder& builder) {
  Value tuples = builder.finish();
  tuples.set_array_marks(kSequence | kTupleStream);
  return tuples;
}

Value new_tuple(const Value& item) {
  ObjectBuilder tuple(2);
  tuple.append(kTupleContext(), item);
  return tuple.finish();
}

const Value& context_of(const Value& tuple, const Value& nothing) {
  const Value* at = tuple.find(kTupleContext());
  return at != nullptr ? *at : nothing;
}

}  // namespace

/// A frame with what the tuple binds; null when the path binds nothing.
VariableFrame* Evaluator::tuple_frame(const ScopeInfo* scope, const Value& tuple, VariableFrame* frame) {
  if (scope == nullptr) return nullptr;
  VariableFrame* made = frames_.make(*scope, frame);
  for (uint32_t i = 0; i < made->size; ++i) {
    if (const Value* value = tuple.find(scope->names[i])) made->slots()[i] = *value;
  }
  return made;
}

Value Evaluator::tuple_path(const PathNode& node, const Value& input, VariableFrame* frame) {
  PathItems items =
      input.is_array() && !node.starts_with_variable ? PathItems::of(input) : PathItems::single(input);
  bool is_stream = false;
  Value tuples = undefined();
  for (size_t i = 0; i < node.steps.size(); ++i) {
    const PathStep& current = node.steps[i];
    is_stream = is_stream || current.is_tuple;
    if (i == 0 && node.starts_with_cons_array) {
      const FrameHandle own(frames_, is_stream ? tuple_frame(node.tuple_scope, Value(), frame) : nullptr);
      Value made = eval(*current.expression, input, own.get() != nullptr ? own.get() : frame);
      if (is_failed(made)) return made;
      items = PathItems::of(std::move(made));
    } else if (is_stream) {
      tuples = tuple_step(node, current, items.span(), tuples, frame);
      if (is_failed(tuples)) return tuples;
    } else {
      PathItems next;
      if (!step(current, items.span(), frame, i + 1 == node.steps.size(), next)) return failed();
      items = std::move(next);
    }
    if (!is_stream && items.is_empty()) break;
  }
  PathItems result;
  if (!is_stream) {
    result = std::move(items);
  } else if (node.gives_tuples) {
    result = PathItems::of(tuples);
  } else {
    ArrayBuilder contexts(tuples.size());
    for (const Value& tuple : tuples.items()) contexts.push(context_of(tuple, Value()));
    Value all = contexts.finish();
    all.set_array_marks(kSequence);
    result = PathItems::of(std::move(all));
  }
  if (node.keep_singleton) result.keep_singleton();
  if (node.group != nullptr) {
    return group(*node.group, is_stream ? tuples : result.take(), frame, node.tuple_scope);
  }
  return result.take();
}

Value Evaluator::tuple_step(const PathNode& path, const PathStep& step, std::span<const Value> input,
                            const Value& before, VariableFrame* frame) {
  if (step.expression == nullptr) {
    if (!before.is_absent()) {
      Value sorted = order_by(step, before, before.items(), frame, path.tuple_scope);
      return is_failed(sorted) ? sorted : tuple_stages(path, step, std::move(sorted), frame);
    }
    const Value sorted = order_by(step, undefined(), input, frame, path.tuple_scope);
    if (is_failed(sorted)) return sorted;
    ArrayBuilder builder(sorted.size());
    for (const Value& item : sorted.items()) {
      ObjectBuilder tuple(2);
      tuple.append(kTupleContext(), item);
      if (step.index.is_string()) tuple.set(step.index, number(static_cast<uint64_t>(builder.size())));
      builder.push(tuple.finish());
    }
    return tuple_stages(path, step, stream_of(builder), frame);
  }
  Value tuples = before;
  if (tuples.is_absent()) {
    ArrayBuilder builder(input.size());
    for (const Value& item : input) builder.push(new_tuple(item));
    tuples = builder.finish();
  }
  ArrayBuilder out;
  for (const Value& tuple : tuples.items()) {
    const FrameHandle own(frames_, tuple_frame(path.tuple_scope, tuple, frame));
    const Value nothing = undefined();
    const Value& context = context_of(tuple, nothing);
    const Value result = eval(*step.expression, context, own.get() != nullptr ? own.get() : frame);
    if (is_failed(result)) return result;
    if (result.is_absent()) continue;
    const bool is_stream = (result.array_marks() & kTupleStream) != 0;
    uint64_t index = 0;
    for (const Value& item : as_items(result)) {
      if (!tick()) return failed();
      ObjectBuilder made(tuple, 4);
      if (is_stream) {
        for (const Member& member : item.members()) made.set(member.key, member.value);
      } else {
        if (step.focus.is_string()) {
          made.set(step.focus, item);
          made.set(kTupleContext(), context);
        } else {
          made.set(kTupleContext(), item);
        }
        if (step.index.is_string()) made.set(step.index, number(index));
        if (step.ancestor.is_string()) made.set(step.ancestor, context);
      }
      out.push(made.finish());
      ++index;
    }
  }
  return tuple_stages(path, step, stream_of(out), frame);
}

Value Evaluator::tuple_stages(const PathNode& path, const PathStep& step, Value tuples,
                              VariableFrame* frame) {
  for (const PathStage& stage : step.stages) {
    if (stage.filter != nullptr) {
      tuples = filter(*stage.filter, tuples, frame, path.tuple_scope);
      if (is_failed(tuples)) return tuples;
      continue;
    }
    ArrayBuilder builder(tuples.size());
    const uint8_t marks = tuples.array_marks();
    for (const Value& tuple : tuples.items()) {
      builder.push(tuple.with_member(stage.index, number(static_cast<uint64_t>(builder.size()))));
    }
    tuples = builder.finish();
    tuples.set_array_marks(marks);
  }
  return tuples;
}

}  // namespace pawl::jsonata
