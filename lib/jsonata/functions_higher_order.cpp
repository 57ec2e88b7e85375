#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/numbers.h"

namespace pawl::jsonata::functions {
namespace {

Value index_value(size_t i) { return jsonata::number(static_cast<uint64_t>(i)); }

/// Whether the function's answer for an item is true; -1 after an error.
int answer_of(const Call& call, const Value& function, const Value& item, const Value& second,
              const Value& third) {
  const Value answer = call.evaluator.call_with(function, item, second, third);
  return is_failed(answer) ? -1 : call.evaluator.truth(answer);
}

}  // namespace

Value map(const Call& call) {
  if (call[0].is_absent()) return undefined();
  SequenceBuilder results;
  const auto items = call[0].items();
  for (size_t i = 0; i < items.size(); ++i) {
    Value result = call.evaluator.call_with(call[1], items[i], index_value(i), call[0]);
    if (is_failed(result)) return result;
    if (!result.is_absent()) results.push(std::move(result));
  }
  return results.array();
}

Value filter(const Call& call) {
  if (call[0].is_absent()) return undefined();
  SequenceBuilder results;
  const auto items = call[0].items();
  for (size_t i = 0; i < items.size(); ++i) {
    const int is_wanted = answer_of(call, call[1], items[i], index_value(i), call[0]);
    if (is_wanted < 0) return failed();
    if (is_wanted != 0) results.push(items[i]);
  }
  return results.array();
}

Value single(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const auto items = call[0].items();
  const Value* found = nullptr;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!call[1].is_absent()) {
      const int is_wanted = answer_of(call, call[1], items[i], index_value(i), call[0]);
      if (is_wanted < 0) return failed();
      if (is_wanted == 0) continue;
    }
    if (found != nullptr) return call.evaluator.fail("D3138", Value());
    found = &items[i];
  }
  return found != nullptr ? *found : call.evaluator.fail("D3139", Value());
}

Value reduce(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const size_t arity = call.evaluator.arity(call[1]);
  if (arity < 2) return call.evaluator.fail("D3050", Value());
  const auto items = call[0].items();
  Value result = call[2];
  size_t i = 0;
  if (result.is_absent() && !items.empty()) result = items[i++];
  for (; i < items.size(); ++i) {
    Value arguments[] = {std::move(result), items[i], index_value(i), call[0]};
    result = call.evaluator.call(call[1], std::span<Value>(arguments, std::min<size_t>(arity, 4)), Value());
    if (is_failed(result)) return result;
  }
  return result;
}

Value sift(const Call& call) {
  if (call[0].is_absent()) return undefined();
  ObjectBuilder builder;
  for (const Member* member :
       members_in_order(call[0], call.evaluator.is_aws() ? Dialect::Aws : Dialect::Reference)) {
    const int is_wanted = answer_of(call, call[1], member->value, member->key, call[0]);
    if (is_wanted < 0) return failed();
    if (is_wanted != 0) builder.append(member->key, member->value);
  }
  return builder.size() == 0 ? undefined() : builder.finish();
}

Value each(const Call& call) {
  if (call[0].is_absent()) return undefined();
  SequenceBuilder results;
  for (const Member* member :
       members_in_order(call[0], call.evaluator.is_aws() ? Dialect::Aws : Dialect::Reference)) {
    Value result = call.evaluator.call_with(call[1], member->value, member->key, call[0]);
    if (is_failed(result)) return result;
    if (!result.is_absent()) results.push(std::move(result));
  }
  return results.array();
}

}  // namespace pawl::jsonata::functions
