// Spec: "Map State", inline mode. Causes as recorded from AWS.
#include <algorithm>

#include "engine/data_flow.h"
#include "engine/states.h"
#include "value/dump.h"

namespace pawl::engine {
namespace {

constexpr int64_t kDefaultConcurrency = 40;  // what AWS runs at a time where MaxConcurrency is 0 or absent

std::string shown(const Value& value) { return value.is_string() ? std::string(value.as_string()) : to_json(value); }

enum class NumberKind : uint8_t { Integer, Float };

/// A number that a path field refers to; null where the field is absent.
Evaluated<Value> number_field(Frame& frame, const asl::DynamicField& field, const Value& input, std::string_view path_field,
                              NumberKind kind) {
  auto found = field_value(frame, field, input);
  if (!found) return failed(std::move(found.error()));
  const Value& value = found->value;
  if (found->path.empty()) return value;
  if (kind == NumberKind::Integer ? value.is_int64() : value.is_number()) return value;
  return failed(frame.runtime_failure("The " + std::string(path_field) + " field refers to value \"" + shown(value) +
                                      "\" which is not a valid " + (kind == NumberKind::Integer ? "integer" : "float") + ": " +
                                      found->path));
}

Evaluated<Value> items_of(Frame& frame, const asl::Map& map, const Value& input) {
  if (!map.items_path) return input;
  const asl::DataPath& field = *map.items_path;
  auto items = jsonpath::evaluate(field.path, frame.scope(input));
  if (!items) return failed(frame.runtime_failure("Invalid path '" + field.path.text() + "' : " + items.error().message));
  return std::move(*items);
}

}  // namespace

Step enter(Frame& frame, const asl::Map& map) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  auto concurrency = number_field(frame, map.max_concurrency, *input, "MaxConcurrencyPath", NumberKind::Integer);
  if (!concurrency) return std::move(concurrency.error());
  if (concurrency->is_int64() && concurrency->as_int64() < 0) return frame.runtime_failure("MaxConcurrency cannot be negative.");
  auto count = number_field(frame, map.tolerated_failure_count, *input, "ToleratedFailureCountPath", NumberKind::Integer);
  if (!count) return std::move(count.error());
  if (count->is_int64() && count->as_int64() < 0) return frame.runtime_failure("ToleratedFailureCount cannot be negative.");
  auto percentage =
      number_field(frame, map.tolerated_failure_percentage, *input, "ToleratedFailurePercentagePath", NumberKind::Float);
  if (!percentage) return std::move(percentage.error());
  if (percentage->is_number() && (percentage->as_double() < 0 || percentage->as_double() > 100)) {
    return frame.runtime_failure("ToleratedFailurePercentage must be between 0 and 100.");
  }
  auto items = items_of(frame, map, *input);
  if (!items) return std::move(items.error());
  if (!items->is_array()) {
    const std::string path = map.items_path ? map.items_path->path.text() : "$";
    return frame.runtime_failure("Reference path \"" + path + "\" must point to array.");
  }
  const auto size = static_cast<uint32_t>(items->size());
  const bool bounded = concurrency->is_int64() && concurrency->as_int64() > 0;
  const int64_t limit = std::min<int64_t>(bounded ? concurrency->as_int64() : kDefaultConcurrency, size);
  return Fork{size, static_cast<uint32_t>(limit), std::move(*items), std::move(*input)};
}

Evaluated<Value> iteration_input(Frame& frame, const asl::Map& map, const Value& input, const Value& item) {
  if (!map.item_selector) return item;
  return evaluate(frame, *map.item_selector, input, "ItemSelector");
}

}  // namespace pawl::engine
