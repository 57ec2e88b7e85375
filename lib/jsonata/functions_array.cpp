#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "jsonata/evaluator.h"
#include "jsonata/functions.h"
#include "jsonata/merge_sort.h"
#include "value/compare.h"

namespace pawl::jsonata::functions {
namespace {

Value picked(const Value& array, const std::vector<size_t>& order) {
  ArrayBuilder builder(order.size());
  for (const size_t i : order) builder.push(array.items()[i]);
  return builder.finish();
}

}  // namespace

Value append(const Call& call) { return call.evaluator.append(call[0], call[1]); }

Value reverse(const Call& call) {
  if (call[0].is_absent() || call[0].size() <= 1) return call[0];
  const auto items = call[0].items();
  ArrayBuilder builder(items.size());
  for (size_t i = items.size(); i-- > 0;) builder.push(items[i]);
  return builder.finish();
}

Value shuffle(const Call& call) {
  if (call[0].is_absent() || call[0].size() <= 1) return call[0];
  std::vector<size_t> order(call[0].size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[call.evaluator.random().next() % i]);
  return picked(call[0], order);
}

Value distinct(const Call& call) {
  const Value& array = call[0];
  if (!array.is_array() || array.size() <= 1) return array;
  if (!call.evaluator.can_walk(array)) return failed();
  std::unordered_multimap<uint64_t, const Value*> seen;
  ArrayBuilder builder;
  for (const Value& item : array.items()) {
    if (!call.evaluator.tick()) return failed();
    const uint64_t hash = hash_of(item);
    const auto [begin, end] = seen.equal_range(hash);
    bool is_known = false;
    for (auto at = begin; at != end && !is_known; ++at) {
      if (!call.evaluator.tick()) return failed();
      is_known = deep_equal(*at->second, item);
    }
    if (is_known) continue;
    seen.emplace(hash, &item);
    builder.push(item);
  }
  Value result = builder.finish();
  result.set_array_marks(array.array_marks() & kSequence);
  return unwrapped(std::move(result));
}

Value zip(const Call& call) {
  size_t length = call.size() == 0 ? 0 : static_cast<size_t>(-1);
  for (size_t i = 0; i < call.size(); ++i) length = std::min(length, call[i].size());
  if (!call.evaluator.has_room(length * call.size() * sizeof(Value))) return failed();
  ArrayBuilder rows(length);
  for (size_t row = 0; row < length; ++row) {
    ArrayBuilder columns(call.size());
    for (size_t i = 0; i < call.size(); ++i) columns.push(call[i].items()[row]);
    rows.push(columns.finish());
  }
  return rows.finish();
}

Value sort(const Call& call) {
  const Value& array = call[0];
  if (array.is_absent() || array.size() <= 1) return array;
  const auto items = array.items();
  Evaluator& evaluator = call.evaluator;
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), size_t{0});
  if (call[1].is_absent()) {
    const bool are_numbers =
        std::all_of(items.begin(), items.end(), [](const Value& v) { return v.is_number(); });
    const bool are_strings =
        std::all_of(items.begin(), items.end(), [](const Value& v) { return v.is_string(); });
    if (!are_numbers && !are_strings) return evaluator.fail("D3070", Value());
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return are_numbers ? compare_numbers(items[a], items[b]) < 0
                         : compare_utf16(items[a].as_string(), items[b].as_string()) < 0;
    });
    return picked(array, order);
  }
  const auto is_after = [&](size_t a, size_t b) {
    Value arguments[] = {items[a], items[b]};
    const Value answer = evaluator.call(call[1], arguments, Value());
    return is_failed(answer) ? -1 : evaluator.truth(answer);
  };
  return merge_sort(order, is_after) ? picked(array, order) : failed();
}

}  // namespace pawl::jsonata::functions
