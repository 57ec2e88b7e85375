// The fields of the Amazon States Language: one row each, in fields.cpp. A row says which objects have the
// field, in which query language, its type and range, what it excludes, and how it is read. The diagnostics
// about fields are derived from these rows.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>
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
constexpr bool applies(Languages languages, QueryLanguage language) {
  return languages == Languages::Both ||
         (languages == Languages::JSONPath) == (language == QueryLanguage::JSONPath);
}

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

/// Fields of which an object may have at most one.
enum class FieldGroup : uint8_t {
  None,
  NextOrEnd,
  WaitUntil,
  Processor,
  Selector,
  ValueOrPath,  // X and XPath, each pair for itself
  Rule,
  Operator,
};

struct GroupRow {
  FieldGroup group;
  std::string_view fields;  // as AWS lists them
  bool is_required;         // exactly one, not at most one
};
const GroupRow& group_row(FieldGroup group);

/// The objects whose fields are read, or looked at; each holder sets the pointers that its rows use.
template <bool kIsConst>
struct BasicTarget {
  template <class T>
  using Pointer = std::conditional_t<kIsConst, const T*, T*>;

  Pointer<StateMachine> machine = nullptr;
  Pointer<Block> block = nullptr;
  Pointer<State> state = nullptr;
  Pointer<Map> map = nullptr;
  Pointer<Retrier> retrier = nullptr;
  Pointer<Catcher> catcher = nullptr;
  Pointer<ChoiceRule> rule = nullptr;
  Pointer<Condition> condition = nullptr;
  Pointer<ItemReader> item_reader = nullptr;
  Pointer<ItemBatcher> item_batcher = nullptr;
  Pointer<ResultWriter> result_writer = nullptr;

  template <class Kind>
  [[nodiscard]] auto& kind() const {
    return std::get<Kind>(state->kind);
  }
};
using Target = BasicTarget<false>;
using ConstTarget = BasicTarget<true>;

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

/// The objects that a field holds: Catchers, rules, the operands of a condition.
struct InnerObjects {
  Holder holder;
  std::vector<ConstTarget> targets;  // one, or as many as the field's array has elements
};

/// A field's value if it can be evaluated, borrowed from the model; monostate otherwise.
using Evaluable = std::variant<std::monostate, const jsonpath::Path*, const DataPath*, const DynamicField*,
                               const PayloadTemplate*, const JsonataExpression*, InnerObjects>;

/// How a field is read into the model, and where its value is found there. A function alone reads fields
/// whose values are never evaluated.
struct FieldAccess {
  using Read = void (*)(DefinitionReader& reader, const Target& target, const Field& field);
  using View = Evaluable (*)(const ConstTarget& target);

  constexpr FieldAccess() = default;
  template <class Function>
  requires std::is_convertible_v<Function, Read>
  constexpr FieldAccess(Function function) : read(function) {}
  constexpr FieldAccess(Read reading, View viewing) : read(reading), view(viewing) {}

  Read read = nullptr;  // null where nothing is kept
  View view = nullptr;
};

/// The data that `$` stands for in a JSONPath field (spec: "Input and Output Processing").
enum class DataStage : uint8_t {
  Input,      // the state's input: InputPath
  Effective,  // after InputPath
  Result,     // the result of a Task, Parallel or Map: ResultSelector
  Selected,   // after ResultSelector: Assign
  Merged,     // after ResultPath: OutputPath
  Error,      // the error's output: a Catcher's Assign
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
  DataStage stage = DataStage::Effective;
  FieldAccess access = {};  // called with values of the right type only
};

/// All rows but those of the comparison operators.
std::span<const FieldRow> field_rows();

/// The index of the row among the rows of `holder`, -1 if it has no such field.
int find_field(Holder holder, std::string_view name);
/// The fields of `holder`, at most 64.
std::span<const FieldRow* const> fields_of(Holder holder);
/// Whether states of any type have this field.
bool is_state_field(std::string_view name);

}  // namespace pawl::asl
