// State: one state of a definition, all its fields typed and their expressions compiled. Immutable once
// parsed.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "asl/choice_rule.h"
#include "asl/error_name.h"
#include "asl/payload_template.h"
#include "asl/resource.h"
#include "jsonpath/reference_path.h"

namespace pawl::asl {

struct State;

enum class QueryLanguage : uint8_t { JSONPath, JSONata };
/// In the order of State::kind.
enum class StateType : uint8_t { Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map };

/// InputPath and OutputPath: absent is `$`, null discards (the data becomes {}).
struct DataPath {
  bool is_null = false;
  jsonpath::Path path;
  [[nodiscard]] bool keeps_all() const {
    return !is_null && path.root() == jsonpath::Root::Input && path.is_root_only();
  }
};

/// ResultPath: absent is `$` (the result replaces the input), null keeps the input.
struct ResultPath {
  bool is_null = false;
  jsonpath::ReferencePath path;
};

/// A literal, a path (the fields whose names end in "Path"), or a JSONata expression.
struct DynamicField {
  std::variant<std::monostate, Value, jsonpath::Path, JsonataExpression> content;
  [[nodiscard]] bool is_absent() const { return std::holds_alternative<std::monostate>(content); }
  [[nodiscard]] const Value* literal() const { return std::get_if<Value>(&content); }
};

/// Spec: "Retrying after error". Defaults are AWS's.
struct Retrier {
  std::vector<std::string> error_equals;
  int64_t interval_seconds = 1;
  int64_t max_attempts = 3;
  double backoff_rate = 2.0;
  std::optional<int64_t> max_delay_seconds;
  bool full_jitter = false;  // JitterStrategy FULL
  source::Span span;
};

/// Spec: "Fallback States".
struct Catcher {
  std::vector<std::string> error_equals;
  const State* next = nullptr;
  ResultPath result_path;                 // JSONPath
  std::optional<PayloadTemplate> output;  // JSONata
  std::optional<PayloadTemplate> assign;
  source::Span span;
};

/// A scope of states with its first one: a machine, a Parallel branch, a Map's processor.
struct Block {
  const State* start_at = nullptr;
  std::vector<std::unique_ptr<State>> states;  // in the order written
  /// Every transition names a state of the block; if not, the graph says nothing
  bool is_complete = true;
};

struct Pass {
  std::optional<Value> result;
  std::optional<PayloadTemplate> parameters;
};

struct Task {
  Resource resource;
  source::Span resource_span;
  std::optional<PayloadTemplate> parameters;  // Parameters or Arguments
  std::optional<PayloadTemplate> credentials;
  DynamicField timeout_seconds;    // none: no limit
  DynamicField heartbeat_seconds;  // none: no heartbeat expected
};

struct Choice {
  std::vector<ChoiceRule> choices;
  const State* default_state = nullptr;  // null: an error if no rule is true
};

struct Wait {
  enum class Form : uint8_t { Seconds, Timestamp } form = Form::Seconds;
  DynamicField until;  // seconds (number) or timestamp (string); a path for SecondsPath and TimestampPath
};

struct Succeed {};

struct Fail {
  /// Literal strings, ErrorPath/CausePath (a path or an intrinsic), or JSONata; absent: none.
  std::optional<PayloadTemplate> error;
  std::optional<PayloadTemplate> cause;
};

struct Parallel {
  std::vector<Block> branches;
  std::optional<PayloadTemplate> parameters;  // Parameters or Arguments
};

/// Distributed Map: where items come from.
struct ItemReader {
  Resource resource;
  std::optional<PayloadTemplate> parameters;  // Parameters or Arguments
  Value reader_config;                        // as written; an object, or null when absent
  DynamicField max_items;
};
struct ItemBatcher {
  DynamicField max_items_per_batch;
  DynamicField max_input_bytes_per_batch;
  std::optional<PayloadTemplate> batch_input;
};
struct ResultWriter {
  std::optional<Resource> resource;
  std::optional<PayloadTemplate> parameters;  // Parameters or Arguments
  Value writer_config;                        // as written; null when absent
};

struct Map {
  enum class Mode : uint8_t { Inline, Distributed } mode = Mode::Inline;
  source::Span mode_span;                              // of ProcessorConfig's Mode
  bool express_children = false;                       // ExecutionType EXPRESS
  Block item_processor;                                // ItemProcessor, or the older Iterator
  std::string_view processor_field = "ItemProcessor";  // the one that is written
  std::optional<DataPath> items_path;
  std::optional<PayloadTemplate> items;          // JSONata
  std::optional<PayloadTemplate> item_selector;  // ItemSelector, or the older Parameters
  DynamicField max_concurrency;                  // 0 or absent: no limit of its own
  DynamicField tolerated_failure_count;
  DynamicField tolerated_failure_percentage;
  std::string label;
  source::Span label_span;
  // Null if absent. Pointers, since each State has room for a Map.
  std::unique_ptr<ItemReader> item_reader;
  std::unique_ptr<ItemBatcher> item_batcher;
  std::unique_ptr<ResultWriter> result_writer;
};

struct State {
  std::string name;
  uint32_t index = 0;  // unique over the whole machine, 0..n-1
  QueryLanguage query_language = QueryLanguage::JSONPath;
  std::string comment;
  const State* next = nullptr;  // null: ends its block (End: true, Succeed, Fail)
  DataPath input_path;
  DataPath output_path;
  ResultPath result_path;
  std::optional<PayloadTemplate> result_selector;
  std::optional<PayloadTemplate> assign;
  std::optional<PayloadTemplate> output;  // JSONata
  std::vector<Retrier> retry;
  std::vector<Catcher> catchers;
  std::variant<Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map> kind;
  source::Span name_span;  // the key in States
  source::Span span;       // the whole value
  std::string pointer;     // JSON pointer

  [[nodiscard]] StateType type() const { return static_cast<StateType>(kind.index()); }
};

/// Whether the state is a Map that runs its children as executions of their own.
inline bool is_distributed_map(const State& state) {
  const auto* map = std::get_if<Map>(&state.kind);
  return map != nullptr && map->mode == Map::Mode::Distributed;
}

}  // namespace pawl::asl
