#include <numeric>

#include "jsonata/evaluator.h"
#include "jsonata/merge_sort.h"
#include "value/compare.h"

namespace pawl::jsonata {

/// `input` are the items, of the `stream` of tuples if it is one. Each item's keys are evaluated once, when a
/// comparison first wants them.
Value Evaluator::order_by(const PathStep& step, const Value& stream, std::span<const Value> input,
                          VariableFrame* frame, const ScopeInfo* tuples) {
  const size_t terms = step.terms.size();
  const bool is_stream = (stream.array_marks() & kTupleStream) != 0;
  std::vector<Value> keys(input.size() * terms, Value::absent(kUnset));
  const auto key = [&](size_t item, size_t term) -> const Value& {
    Value& kept = keys[item * terms + term];
    if (!kept.is_absent(kUnset)) return kept;
    if (is_stream || tuples != nullptr) {
      const FrameHandle own(frames_, tuple_frame(tuples, is_stream ? input[item] : Value(), frame));
      const Value* at = is_stream ? input[item].find(kTupleContext()) : &input[item];
      kept = eval(*step.terms[term].expression, at != nullptr ? *at : undefined(),
                  own.get() != nullptr ? own.get() : frame);
    } else {
      kept = eval(*step.terms[term].expression, input[item], frame);
    }
    return kept;
  };
  const auto is_after = [&](size_t a, size_t b) -> int {
    if (!tick()) return -1;
    for (size_t term = 0; term < terms; ++term) {
      const Value& x = key(a, term);
      if (is_failed(x)) return -1;
      const Value& y = key(b, term);
      if (is_failed(y)) return -1;
      if (x.is_absent() || y.is_absent()) {
        if (x.is_absent() && y.is_absent()) continue;
        return x.is_absent() ? 1 : 0;
      }
      const auto is_sortable = [](const Value& v) { return v.is_number() || v.is_string(); };
      if (!is_sortable(x) || !is_sortable(y)) {
        fail("T2008", is_sortable(x) ? y : x,
             step.stages.empty() ? JsonataError::kNowhere : step.stages.front().position);
        return -1;
      }
      if (x.is_string() != y.is_string()) {
        fail_type("T2007", x, y, JsonataError::kNowhere, {});
        return -1;
      }
      const std::partial_ordering order =
          x.is_string() ? std::partial_ordering(compare_utf16(x.as_string(), y.as_string()))
                        : compare_numbers(x, y);
      if (order == 0) continue;
      return (order > 0) != step.terms[term].descending ? 1 : 0;
    }
    return 0;
  };
  std::vector<size_t> order(input.size());
  std::iota(order.begin(), order.end(), size_t{0});
  if (!merge_sort(order, is_after)) return failed();
  ArrayBuilder builder(input.size());
  for (const size_t item : order) builder.push(input[item]);
  Value sorted = builder.finish();
  // A lone item was never sorted: it is still the sequence it came in.
  sorted.set_array_marks(input.size() > 1 ? 0 : is_stream ? kSequence | kTupleStream : kSequence);
  return sorted;
}

}  // namespace pawl::jsonata
