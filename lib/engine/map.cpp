// Spec: "Map State". Causes as recorded from AWS.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/data_flow.h"
#include "engine/states.h"
#include "value/dump.h"

namespace pawl::engine {
namespace {

constexpr int64_t kDefaultConcurrency = 40;  // AWS's, where MaxConcurrency is 0 or absent

enum class NumberKind : uint8_t { Integer, Float };

/// The number that a text is; null: it is none.
Value number_in(std::string_view text, NumberKind kind) {
  const char* const end = text.data() + text.size();
  const auto is_whole = [end](std::from_chars_result read) {
    return read.ec == std::errc() && read.ptr == end;
  };
  int64_t integer = 0;
  if (is_whole(std::from_chars(text.data(), end, integer))) return Value::integer(integer);
  double real = 0;
  if (kind == NumberKind::Float && is_whole(std::from_chars(text.data(), end, real)) && std::isfinite(real))
    return Value::real(real);
  return {};
}

/// A number written, computed or found by a path, where it may be a text (recorded); null where the field is
/// absent.
Evaluated<FieldValue> number_field(Frame& frame, const asl::DynamicField& field, const Value& input,
                                   const std::string& name, NumberKind kind) {
  auto found = field_value(frame, field, input, Wanted::Number, name);
  if (!found) return found;
  const Value& value = found->value;
  if (found->path.empty() && found->location.empty()) return found;
  if (kind == NumberKind::Integer ? value.is_int64() : value.is_number()) return found;
  if (!found->path.empty() && value.is_string()) {
    if (Value number = number_in(value.as_string(), kind); !number.is_null())
      return FieldValue{std::move(number), found->path, {}};
  }
  const std::string text =
      to_text(value) + "\" which is not a valid " + (kind == NumberKind::Integer ? "integer" : "float");
  if (!found->location.empty()) {
    return failed(frame.query_failure("The " + name + " field has the value \"" + text, found->location));
  }
  return failed(
      frame.runtime_failure("The " + name + "Path field refers to value \"" + text + ": " + found->path));
}

/// A number out of range; if JSONata gave it, its expression failed.
FailurePtr out_of_range(const Frame& frame, const FieldValue& field, const char* message) {
  return field.location.empty() ? frame.runtime_failure(message)
                                : frame.query_failure(message, field.location);
}

Evaluated<Value> at_items_path(Frame& frame, const jsonpath::Path& path, const Value& input) {
  if (FailurePtr failure = frame.check_input(path, input)) return failed(std::move(failure));
  auto items = jsonpath::evaluate(path, frame.scope(input));
  if (items) return std::move(*items);
  if (const auto reference = jsonpath::ReferencePath::parse(path.text()))
    return failed(Frame::path_conflict(reference->unreadable(input)));
  return failed(frame.runtime_failure("Invalid path '" + path.text() + "' : " + items.error().message));
}

Evaluated<Value> items_of(Frame& frame, const asl::Map& map, const Value& input) {
  if (map.items) {
    const auto* expression = std::get_if<asl::JsonataExpression>(&map.items->root.content);
    const Wanted wanted = map.mode == asl::Map::Mode::Distributed ? Wanted::Collection : Wanted::Array;
    return frame.observed("Items", expression != nullptr ? Query(frame).evaluate(*expression, wanted)
                                                         : Query(frame).evaluate(*map.items));
  }
  if (!map.items_path) return input;
  return frame.observed("ItemsPath", at_items_path(frame, map.items_path->path, input));
}

/// A Map in JSONPath, and a distributed one in JSONata, run over the members of an object too (AWS guide:
/// "ItemsPath (Map, JSONPath only)", "Map state input and output fields"). An inline one in JSONata refuses
/// them (recorded).
bool has_items(const Frame& frame, const asl::Map& map, const Value& items) {
  if (items.is_array()) return true;
  return items.is_object() && (map.mode == asl::Map::Mode::Distributed ||
                               frame.state().query_language == asl::QueryLanguage::JSONPath);
}

FailurePtr not_an_array(const Frame& frame, const asl::Map& map, const Value& items) {
  if (frame.state().query_language == asl::QueryLanguage::JSONata) {
    return frame.query_failure("Map state input must be an array but was: " + json_shown(items), "");
  }
  const std::string path = map.items_path ? map.items_path->path.text() : "$";
  return frame.runtime_failure("Reference path \"" + path + "\" must point to array.");
}

/// MaxConcurrency and the tolerated failures.
FailurePtr read_limits(Frame& frame, const asl::Map& map, const Value& input, MapRunPlan& plan) {
  auto concurrency = number_field(frame, map.max_concurrency, input, "MaxConcurrency", NumberKind::Integer);
  if (!concurrency) return std::move(concurrency.error());
  if (concurrency->value.is_int64()) plan.max_concurrency = concurrency->value.as_int64();
  if (plan.max_concurrency < 0)
    return out_of_range(frame, *concurrency, "MaxConcurrency cannot be negative.");
  auto count =
      number_field(frame, map.tolerated_failure_count, input, "ToleratedFailureCount", NumberKind::Integer);
  if (!count) return std::move(count.error());
  plan.tolerates_count = count->value.is_int64();
  if (plan.tolerates_count) plan.tolerated_failure_count = count->value.as_int64();
  if (plan.tolerated_failure_count < 0)
    return out_of_range(frame, *count, "ToleratedFailureCount cannot be negative.");
  auto percentage = number_field(frame, map.tolerated_failure_percentage, input, "ToleratedFailurePercentage",
                                 NumberKind::Float);
  if (!percentage) return std::move(percentage.error());
  plan.tolerates_percentage = percentage->value.is_number();
  if (plan.tolerates_percentage) plan.tolerated_failure_percentage = percentage->value.as_double();
  if (plan.tolerated_failure_percentage < 0 || plan.tolerated_failure_percentage > 100)
    return out_of_range(frame, *percentage, "ToleratedFailurePercentage must be between 0 and 100.");
  return nullptr;
}

FailurePtr read_batch_limit(Frame& frame, const asl::DynamicField& field, const Value& input,
                            const std::string& name, std::optional<int64_t>& into) {
  auto found = number_field(frame, field, input, name, NumberKind::Integer);
  if (!found) return std::move(found.error());
  if (!found->value.is_int64()) return nullptr;
  into = found->value.as_int64();
  return *into > 0 ? nullptr : out_of_range(frame, *found, (name + " must be positive.").c_str());
}

/// Parameters or Arguments of the object `part` in the state.
FailurePtr read_parameters(Frame& frame, std::string_view part,
                           const std::optional<asl::PayloadTemplate>& parameters, const Value& input,
                           Value& into) {
  if (!parameters) return nullptr;
  frame.enter_part(part);
  auto value = evaluate_or(frame, parameters, input, "Parameters");
  if (!value) return std::move(value.error());
  into = std::move(*value);
  return nullptr;
}

FailurePtr read_reader(Frame& frame, const asl::ItemReader& reader, const Value& input, MapRunPlan& plan) {
  if (auto failure = read_parameters(frame, "ItemReader", reader.parameters, input, plan.reader_arguments))
    return failure;
  frame.enter_part("ItemReader.ReaderConfig");
  auto max_items = number_field(frame, reader.max_items, input, "MaxItems", NumberKind::Integer);
  if (!max_items) return std::move(max_items.error());
  if (max_items->value.is_int64()) plan.max_items = max_items->value.as_int64();
  return nullptr;
}

FailurePtr read_batcher(Frame& frame, const asl::ItemBatcher& batcher, const Value& input, MapRunPlan& plan) {
  frame.enter_part("ItemBatcher");
  if (auto failure = read_batch_limit(frame, batcher.max_items_per_batch, input, "MaxItemsPerBatch",
                                      plan.max_items_per_batch))
    return failure;
  if (auto failure = read_batch_limit(frame, batcher.max_input_bytes_per_batch, input,
                                      "MaxInputBytesPerBatch", plan.max_input_bytes_per_batch))
    return failure;
  if (!batcher.batch_input) return nullptr;
  auto value = frame.observed("BatchInput", evaluate(frame, *batcher.batch_input, input, "BatchInput"));
  if (!value) return std::move(value.error());
  plan.batch_input = std::move(*value);
  return nullptr;
}

/// The fields that AWS evaluates after the state has started.
FailurePtr read_plan(Frame& frame, const asl::Map& map, const Value& input, MapRunPlan& plan) {
  if (auto failure = read_limits(frame, map, input, plan)) return failure;
  if (map.item_reader) {
    if (auto failure = read_reader(frame, *map.item_reader, input, plan)) return failure;
  }
  if (map.item_batcher) {
    if (auto failure = read_batcher(frame, *map.item_batcher, input, plan)) return failure;
  }
  if (!map.result_writer) return nullptr;
  return read_parameters(frame, "ResultWriter", map.result_writer->parameters, input, plan.writer_arguments);
}

Step enter_distributed(Frame& frame, const asl::Map& map, Value input) {
  MapRunCall run;
  run.plan.state = &frame.state();
  if (!map.item_reader) {
    auto items = items_of(frame, map, input);
    if (!items) return std::move(items.error());
    if (!has_items(frame, map, *items)) return not_an_array(frame, map, *items);
    run.plan.items = std::move(*items);
  }
  run.failure = read_plan(frame, map, input, run.plan);
  run.input = std::move(input);
  return run;
}

}  // namespace

Step enter(Frame& frame, const asl::Map& map) {
  auto input = effective_input(frame);
  if (!input) return std::move(input.error());
  if (map.mode == asl::Map::Mode::Distributed) return enter_distributed(frame, map, std::move(*input));
  MapRunPlan limits;
  if (auto failure = read_limits(frame, map, *input, limits)) return failure;
  auto items = items_of(frame, map, *input);
  if (!items) return std::move(items.error());
  if (!has_items(frame, map, *items)) return not_an_array(frame, map, *items);
  const auto size = static_cast<uint32_t>(items->size());
  const int64_t limit =
      std::min<int64_t>(limits.max_concurrency > 0 ? limits.max_concurrency : kDefaultConcurrency, size);
  return Fork{size, static_cast<uint32_t>(limit), std::move(*items), std::move(*input)};
}

Evaluated<Value> iteration_input(Frame& frame, const asl::Map& map, const Value& input) {
  if (!map.item_selector) return frame.parts().item->value;
  return frame.observed("ItemSelector", evaluate(frame, *map.item_selector, input, "ItemSelector"));
}

}  // namespace pawl::engine
