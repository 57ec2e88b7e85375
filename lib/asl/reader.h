// DefinitionReader: the parser of one definition; its functions are in parse.cpp, parse_*.cpp and
// read_values.cpp, called by the rows of fields.cpp.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/fields.h"
#include "asl/parse.h"
#include "asl/place.h"
#include "base/text_hash.h"
#include "source/placeholder.h"

namespace pawl::asl {

/// A fault at a place. AWS often reports the object around it, by its key.
struct Fault {
  std::string_view rule;
  std::string message;
  const Place& at;
  const Place* aws_at = nullptr;  // null: `at`
  std::string_view code = "SCHEMA_VALIDATION_FAILED";
  bool on_key = false;  // the caret goes to the key, not to the value
  std::string hint = {};
  std::optional<source::Span> span = std::nullopt;  // a part of the value
  source::Severity severity = source::Severity::Error;
  std::vector<source::Related> related = {};
};

class DefinitionReader {
 public:
  explicit DefinitionReader(const source::Document& document) : document_(document) {}

  ParseResult read();

  void report(Fault fault);
  /// The value at `span` is not known before a placeholder is filled in.
  void leave_open(source::Span span) { machine_->open_placeholders.push_back(span); }

  // Objects. read_object reads all fields by the table and returns which rows were met, as bits in the order
  // of fields_of().
  uint64_t read_object(const Place& place, Holder holder, QueryLanguage language, const Target& target,
                       bool check_language = true);
  void read_states(const Place& place, Block& block);
  void read_branches(const Field& field, Parallel& parallel);
  void read_processor(const Field& field, Map& map, Holder holder);
  void read_retry(const Field& field, State& state);
  void read_catch(const Field& field, State& state);
  void read_choices(const Field& field, State& state);
  void read_operands(const Field& field, std::vector<Condition>& operands);
  void read_negation(const Field& field, std::vector<Condition>& operand);
  void read_condition(const Field& field, Condition& condition);
  void read_comparison(const Field& field, Condition& condition);
  void read_variable(const Field& field, Condition& condition);
  void read_item_reader(const Field& field, Map& map);
  void read_item_batcher(const Field& field, Map& map);
  void read_result_writer(const Field& field, Map& map);
  void read_label(const Field& field, Map& map);

  // Values. The row has checked the type.
  std::string text(const Field& field);
  int64_t integer(const Field& field);
  void transition(const Field& field, State* from, uint32_t index);
  DataPath data_path(const Field& field);
  ResultPath result_path(const Field& field);
  /// A path; on a syntax error `$`, and a report. Reference paths name one node.
  enum class PathKind : uint8_t { Any, Reference };
  jsonpath::Path path(const Field& field, PathKind kind);
  DynamicField dynamic(const Field& field);
  DynamicField dynamic_path(const Field& field);
  DynamicField timestamp(const Field& field);
  PayloadTemplate payload(const Field& field);
  PayloadTemplate assignment(const Field& field);
  PayloadTemplate credentials(const Field& field);
  PayloadTemplate path_or_intrinsic(const Field& field);
  std::vector<std::string> error_equals(const Field& field);

  /// `{% … %}` compiled; nullopt, and a report, on an error. The text begins with `{%`.
  std::optional<JsonataExpression> jsonata(const Place& place);
  /// The value of a member `x.$`: a path or an intrinsic function; if it is neither, a literal, and a report.
  /// `aws_at` is the field.
  TemplateNode computed(const Place& place, const Place& aws_at,
                        std::string_view rule = "payload-template-path");

 private:
  struct Transition {
    enum class Kind : uint8_t { StartAt, Next, Default, Rule, Catcher } kind;
    uint32_t index;  // of the rule or Catcher
    State* from;     // null for StartAt
    std::string_view target;
    source::Span span;
  };
  struct OpenBlock {
    Block* block;
    std::string pointer;
    std::vector<Transition> transitions;
  };

  void read_block(const Place& place, Holder holder, QueryLanguage language, Block& block, Target target);
  void read_state(const Place& place, Block& block);
  QueryLanguage query_language(const Place& state, bool& is_downgrade);
  void register_name(const Place& place, const State& state);
  void check_processor(const Place& place, const Map& map);
  void check_reader(const Place& place, const ItemReader& reader);
  void check_catch_all(const Place& entry, const std::vector<std::string>& names, size_t entries_behind);
  void resolve(OpenBlock& open);
  void report_target(const OpenBlock& open, const Transition& transition,
                     std::span<const std::string_view> names);
  bool check_type(const Field& field);
  bool check_limits(const Field& field);
  void report_unknown(const Place& member, const Place& object, Holder holder);
  void report_language(const Place& member, const Place& object, QueryLanguage language);
  void report_missing(const Place& object, Holder holder, QueryLanguage language, uint64_t met);
  /// For the row of a pair's path.
  void report_value_and_path(const Place& object, Holder holder, const FieldRow& row, uint64_t met);
  void report_groups(const Place& object, Holder holder, uint64_t met);
  void report_syntax(const Place& place, std::string_view rule, std::string message,
                     const jsonpath::SyntaxError& error, const Place* aws_at = nullptr);
  [[nodiscard]] std::string suggestion(std::string_view unknown,
                                       std::span<const std::string_view> candidates);
  TemplateNode template_node(const Place& place, const Place& field, QueryLanguage language);
  TemplateNode template_object(const Place& place, const Place& field, QueryLanguage language);
  TemplateNode template_array(const Place& place, const Place& field, QueryLanguage language);
  /// `extra`: the field that $states has here besides input and context, or empty; `begin`: the offset of the
  /// expression in the string.
  void check_references(const Place& place, const jsonata::References& references, std::string_view extra,
                        size_t begin);
  void check_variable_name(const Place& member, const Place& field, QueryLanguage language);

  const source::Document& document_;
  source::Diagnostics diagnostics_;
  std::unique_ptr<StateMachine> machine_ = std::make_unique<StateMachine>();
  TextMap<std::string_view, const State*> names_;  // of all states
  TextMap<std::string, source::Span> labels_;
  std::vector<OpenBlock> open_blocks_;
  const State* state_ = nullptr;        // the innermost one that is being read
  const Place* state_place_ = nullptr;  // its place
  size_t suggestions_left_ = 100'000;   // comparisons of names: bounds the work for hostile definitions
};

using source::has_placeholder;
using source::is_placeholder;
bool is_jsonata(std::string_view text);

}  // namespace pawl::asl
