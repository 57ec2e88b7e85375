// The fields of the Amazon States Language: one row each, in fields.cpp. Which field may stand where, in
// which query language, of which type and range, beside what, and how it is read: the reader's diagnostics
// about fields all come from these rows.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "asl/state_machine.h"
#include "source/document.h"

namespace pawl::asl {

class DefinitionReader;
struct Place;

/// The objects that hold fields. The eight state types come first, in StateType's order.
enum class Holder : uint8_t {
  Pass,
  Task,
  Choice,
  Wait,
  Succeed,
  Fail,
  Parallel,
  Map,
  Machine,
  ItemProcessor,
  Iterator,
  Branch,
  ProcessorConfig,
  Retrier,
  Catcher,
  ChoiceRule,
  NestedRule,  // inside And, Or, Not
  Credentials,
  ItemReader,
  ReaderConfig,
  ItemBatcher,
  ResultWriter,
  WriterConfig,
};
inline constexpr size_t kHolderCount = 23;

constexpr bool is_state(Holder holder) { return holder <= Holder::Map; }

using HolderSet = uint32_t;
template <class... H>
constexpr HolderSet in(H... holders) {
  return ((HolderSet{1} << static_cast<unsigned>(holders)) | ...);
}

enum class Languages : uint8_t { Both, JSONPath, JSONata };

enum class JsonType : uint8_t {
  Any,
  String,
  StringOrNull,
  Integer,
  Number,
  Boolean,
  Object,
  Array,
  ArrayOrObject,
  StringOrBoolean
};

/// Fields of which at most one may stand in an object.
enum class FieldGroup : uint8_t {
  None,
  NextOrEnd,
  WaitUntil,
  Processor,
  Selector,
  Timeout,
  Heartbeat,
  MaxConcurrency,
  ToleratedCount,
  ToleratedPercentage,
  Error,
  Cause,
  MaxItems,
  MaxItemsPerBatch,
  MaxInputBytesPerBatch,
  Rule,
  Operator,
};

struct GroupRow {
  FieldGroup group;
  std::string_view fields;  // as AWS lists them
  bool is_required;         // exactly one, not at most one
};
const GroupRow& group_row(FieldGroup group);

/// What a row's reader writes to; each holder sets the pointers that its rows use.
struct Target {
  StateMachine* machine = nullptr;
  Block* block = nullptr;
  State* state = nullptr;
  Map* map = nullptr;
  Retrier* retrier = nullptr;
  Catcher* catcher = nullptr;
  ChoiceRule* rule = nullptr;
  Condition* condition = nullptr;
  ItemReader* item_reader = nullptr;
  ItemBatcher* item_batcher = nullptr;
  ResultWriter* result_writer = nullptr;

  template <class Kind>
  [[nodiscard]] Kind& kind() const {
    return std::get<Kind>(state->kind);
  }
};

struct FieldRow;

/// One field met in a definition.
struct Field {
  const FieldRow& row;
  const Place& place;
  const source::Node& node;
  QueryLanguage language;
  /// A whole-string `${X}`, which a template fills later: no value can be read yet.
  bool is_placeholder = false;
};

struct FieldRow {
  std::string_view name;
  HolderSet holders;
  Languages languages = Languages::Both;
  JsonType type = JsonType::Any;
  bool is_required = false;  // where its language applies
  FieldGroup group = FieldGroup::None;
  bool takes_jsonata = false;  // `{% %}` instead of a value of the type, in JSONata states
  bool is_filled = false;      // may not be empty
  bool false_is_absent = false;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::span<const std::string_view> values = {};  // an enumeration
  /// Reads a value of the right type; null where nothing is kept.
  void (*read)(DefinitionReader& reader, const Target& target, const Field& field) = nullptr;
};

/// All rows but those of the comparison operators.
std::span<const FieldRow> field_rows();

/// The row's place among the rows of `holder`, -1 if it has no such field.
int find_field(Holder holder, std::string_view name);
/// The rows that may stand in `holder`, at most 64.
std::span<const FieldRow* const> fields_of(Holder holder);
/// Whether any object that a state may be has this field.
bool is_state_field(std::string_view name);

}  // namespace pawl::asl
