#include <algorithm>
#include <unordered_map>

#include "intrinsics/numbers.h"
#include "intrinsics/registry.h"
#include "value/compare.h"

namespace pawl::intrinsics {
namespace {

constexpr int64_t kMaxRange = 1000;

}  // namespace

FunctionResult array(const Arguments& arguments) {
  ArrayBuilder items(arguments.size());
  for (const Value& value : arguments.values) items.push(value);
  return items.finish();
}

FunctionResult array_partition(const Arguments& arguments) {
  const int64_t size = *rounded(arguments[1]);
  const std::span<const Value> items = arguments[0].items();
  const auto chunk = static_cast<size_t>(std::min<int64_t>(size, static_cast<int64_t>(items.size())));
  ArrayBuilder chunks(items.empty() ? 0 : (items.size() + chunk - 1) / chunk);
  for (size_t begin = 0; begin < items.size(); begin += chunk) {
    const size_t end = std::min(begin + chunk, items.size());
    ArrayBuilder part(end - begin);
    for (size_t i = begin; i < end; ++i) part.push(items[i]);
    chunks.push(part.finish());
  }
  return chunks.finish();
}

FunctionResult array_contains(const Arguments& arguments) {
  for (const Value& item : arguments[0].items()) {
    if (deep_equal(item, arguments[1])) return Value::boolean(true);
  }
  return Value::boolean(false);
}

FunctionResult array_range(const Arguments& arguments) {
  const auto first = rounded(arguments[0]), last = rounded(arguments[1]), step = rounded(arguments[2]);
  const bool empty = *step > 0 ? *first > *last : *first < *last;
  if (empty) return Value::empty_array();
  const uint64_t distance = *step > 0 ? static_cast<uint64_t>(*last) - static_cast<uint64_t>(*first)
                                      : static_cast<uint64_t>(*first) - static_cast<uint64_t>(*last);
  const uint64_t stride = *step > 0 ? static_cast<uint64_t>(*step) : 0 - static_cast<uint64_t>(*step);
  const uint64_t steps = distance / stride;
  if (steps >= kMaxRange)
    return refuse("States.ArrayRange gives at most " + std::to_string(kMaxRange) + " items");
  ArrayBuilder items(steps + 1);
  for (uint64_t i = 0; i <= steps; ++i) {
    items.push(Value::integer(
        static_cast<int64_t>(static_cast<uint64_t>(*first) + i * static_cast<uint64_t>(*step))));
  }
  return items.finish();
}

FunctionResult array_get_item(const Arguments& arguments) {
  const auto index = rounded(arguments[1]);
  const std::span<const Value> items = arguments[0].items();
  if (static_cast<uint64_t>(*index) >= items.size()) {
    return refuse("The index " + std::to_string(*index) + " of States.ArrayGetItem is outside the array of " +
                  std::to_string(items.size()) + " items");
  }
  return items[static_cast<size_t>(*index)];
}

FunctionResult array_length(const Arguments& arguments) {
  return Value::integer(static_cast<int64_t>(arguments[0].size()));
}

/// The first of equal items stays.
FunctionResult array_unique(const Arguments& arguments) {
  std::unordered_multimap<uint64_t, const Value*> seen;
  ArrayBuilder unique;
  for (const Value& item : arguments[0].items()) {
    const uint64_t hash = hash_of(item);
    const auto [begin, end] = seen.equal_range(hash);
    bool known = false;
    for (auto it = begin; it != end && !known; ++it) known = deep_equal(*it->second, item);
    if (known) continue;
    seen.emplace(hash, &item);
    unique.push(item);
  }
  return unique.finish();
}

}  // namespace pawl::intrinsics
