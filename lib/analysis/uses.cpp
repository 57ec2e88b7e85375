#include "analysis/uses.h"

#include "analysis/facts.h"
#include "analysis/placeholders.h"
#include "asl/place.h"

namespace pawl::analysis {

class Uses::Collector {
 public:
  Collector(Uses& uses, Facts& facts, const asl::State& state) : uses_(uses), facts_(facts), state_(state) {}

  void collect() {
    data_path("InputPath", state_.input_path, Stage::Input);
    std::visit([this](const auto& kind) { collect(kind); }, state_.kind);
    whole("ResultSelector", state_.result_selector, Stage::Result);
    assign("Assign", state_.assign, has_result() ? Stage::Selected : Stage::Effective);
    whole("Output", state_.output, Stage::Merged);
    for (size_t i = 0; i < state_.catchers.size(); ++i) {
      const std::string catcher = "Catch/" + std::to_string(i);
      assign(catcher + "/Assign", state_.catchers[i].assign, Stage::Error);
      whole(catcher + "/Output", state_.catchers[i].output, Stage::Error);
    }
    data_path("OutputPath", state_.output_path, Stage::Merged);
    for_each_unread_text(facts_, state_, [this](const std::string& field, const source::Node& node) {
      if (is_jsonata()) unread_jsonata(field, node);
      else unread_path(field, node);
    });
  }

 private:
  void unread_jsonata(const std::string& field, const source::Node& node) {
    for (const char stand_in : kStandIns) {
      const std::string text = without_placeholders(node.scalar.as_string(), stand_in);
      const size_t begin = text.find_first_not_of(" \t\r\n", 2);
      const size_t end = text.find_last_not_of(" \t\r\n", text.size() - 3) + 1;
      if (begin >= end) return;
      auto expression = jsonata::Expression::parse(std::string_view(text).substr(begin, end - begin),
                                                   jsonata::Dialect::Aws);
      if (!expression) continue;
      uses_.stand_ins_.push_back({.expression = std::move(*expression),
                                  .location = {},
                                  .span = facts_.document().span_inside(node, begin, end)});
      add(field, uses_.stand_ins_.back());
      return;
    }
  }

  /// Only variables are looked for: what else such a path finds, nobody knows.
  void unread_path(const std::string& field, const source::Node& node) {
    std::vector<jsonpath::Path> paths;
    for (const char stand_in : kStandIns) {
      const std::string text = without_placeholders(node.scalar.as_string(), stand_in);
      if (text.starts_with('$')) {
        if (auto path = jsonpath::Path::parse(text)) paths.push_back(std::move(*path));
      } else if (const auto call = intrinsics::IntrinsicExpression::parse(text)) {
        for (const jsonpath::Path* path : call->paths()) paths.push_back(*path);
      }
      if (!paths.empty()) break;
    }
    for (jsonpath::Path& path : paths) {
      if (path.root() != jsonpath::Root::Variable) continue;
      uses_.stand_in_paths_.push_back(std::move(path));
      uses_.uses_.push_back(
          {.state = &state_, .field = field, .span = node.span, .path = &uses_.stand_in_paths_.back()});
    }
  }

  void collect(const asl::Pass& pass) { whole("Parameters", pass.parameters, Stage::Effective); }

  void collect(const asl::Task& task) {
    whole(is_jsonata() ? "Arguments" : "Parameters", task.parameters, Stage::Effective);
    whole("Credentials", task.credentials, Stage::Effective);
    dynamic("TimeoutSeconds", task.timeout_seconds);
    dynamic("HeartbeatSeconds", task.heartbeat_seconds);
  }

  void collect(const asl::Choice& choice) {
    for (size_t i = 0; i < choice.choices.size(); ++i) {
      const asl::ChoiceRule& rule = choice.choices[i];
      const std::string field = "Choices/" + std::to_string(i);
      condition(field, rule.condition, rule);
      assign(field + "/Assign", rule.assign, Stage::Effective);
      whole(field + "/Output", rule.output, Stage::Effective);
    }
  }

  void collect(const asl::Wait& wait) {
    dynamic(wait.form == asl::Wait::Form::Seconds ? "Seconds" : "Timestamp", wait.until);
  }
  void collect(const asl::Succeed&) {}
  void collect(const asl::Fail& fail) {
    // A path or a call stands in "ErrorPath", an expression in "Error".
    whole(fail_field("Error", fail.error), fail.error, Stage::Effective);
    whole(fail_field("Cause", fail.cause), fail.cause, Stage::Effective);
  }
  void collect(const asl::Parallel& parallel) {
    whole(is_jsonata() ? "Arguments" : "Parameters", parallel.parameters, Stage::Effective);
  }

  void collect(const asl::Map& map) {
    // With an ItemReader the path goes into what is read.
    if (map.items_path && (!map.item_reader || map.items_path->path.root() != jsonpath::Root::Input))
      data_path("ItemsPath", *map.items_path, Stage::Effective);
    whole("Items", map.items, Stage::Effective);
    whole("ItemSelector", map.item_selector, Stage::Effective);
    dynamic("MaxConcurrency", map.max_concurrency);
    dynamic("ToleratedFailureCount", map.tolerated_failure_count);
    dynamic("ToleratedFailurePercentage", map.tolerated_failure_percentage);
    const char* parameters = is_jsonata() ? "/Arguments" : "/Parameters";
    if (map.item_reader) {
      whole(std::string("ItemReader") + parameters, map.item_reader->parameters, Stage::Effective);
      dynamic("ItemReader/ReaderConfig/MaxItems", map.item_reader->max_items);
    }
    if (map.item_batcher) {
      dynamic("ItemBatcher/MaxItemsPerBatch", map.item_batcher->max_items_per_batch);
      dynamic("ItemBatcher/MaxInputBytesPerBatch", map.item_batcher->max_input_bytes_per_batch);
      whole("ItemBatcher/BatchInput", map.item_batcher->batch_input, Stage::Effective);
    }
    if (map.result_writer)
      whole(std::string("ResultWriter") + parameters, map.result_writer->parameters, Stage::Effective);
  }

  [[nodiscard]] bool is_jsonata() const { return state_.query_language == asl::QueryLanguage::JSONata; }
  [[nodiscard]] bool has_result() const {
    const asl::StateType type = state_.type();
    return type == asl::StateType::Pass || type == asl::StateType::Task || type == asl::StateType::Parallel ||
           type == asl::StateType::Map;
  }
  static std::string fail_field(const char* name, const std::optional<asl::PayloadTemplate>& field) {
    const bool is_path =
        field && (std::holds_alternative<jsonpath::Path>(field->root.content) ||
                  std::holds_alternative<intrinsics::IntrinsicExpression>(field->root.content));
    return std::string(name) + (is_path ? "Path" : "");
  }

  void condition(const std::string& field, const asl::Condition& condition, const asl::ChoiceRule& rule) {
    if (const auto* comparison = std::get_if<asl::Comparison>(&condition.content)) {
      Use use{.state = &state_, .field = field + "/Variable", .path = &comparison->variable, .rule = &rule};
      uses_.uses_.push_back(use);
      if (const auto* path = std::get_if<jsonpath::Path>(&comparison->operand)) {
        use.field = field;
        use.path = path;
        uses_.uses_.push_back(std::move(use));
      }
    } else if (const auto* conjunction = std::get_if<asl::And>(&condition.content)) {
      operands(field + "/And/", conjunction->operands, rule);
    } else if (const auto* disjunction = std::get_if<asl::Or>(&condition.content)) {
      operands(field + "/Or/", disjunction->operands, rule);
    } else if (const auto* negation = std::get_if<asl::Not>(&condition.content)) {
      for (const asl::Condition& operand : negation->operand) this->condition(field + "/Not", operand, rule);
    } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&condition.content)) {
      add(field + "/Condition", *expression);
    }
  }

  void operands(const std::string& field, const std::vector<asl::Condition>& operands,
                const asl::ChoiceRule& rule) {
    for (size_t i = 0; i < operands.size(); ++i) condition(field + std::to_string(i), operands[i], rule);
  }

  void assign(const std::string& field, const std::optional<asl::PayloadTemplate>& assign, Stage stage) {
    if (!assign) return;
    for (const std::string_view name : names_of(*assign)) {
      uses_.assignments_.push_back({.state = &state_, .field = field, .name = std::string(name)});
    }
    whole(field, assign, stage);
  }

  void whole(const std::string& field, const std::optional<asl::PayloadTemplate>& payload, Stage stage) {
    if (payload) node(field, payload->root, stage);
  }

  void node(const std::string& field, const asl::TemplateNode& node, Stage stage) {
    if (const auto* path = std::get_if<jsonpath::Path>(&node.content)) {
      uses_.uses_.push_back(
          {.state = &state_, .field = field, .span = node.span, .stage = stage, .path = path});
    } else if (const auto* call = std::get_if<intrinsics::IntrinsicExpression>(&node.content)) {
      uses_.intrinsics_.push_back({.state = &state_, .field = field, .span = node.span, .expression = call});
      for (const jsonpath::Path* argument : call->paths()) {
        uses_.uses_.push_back({.state = &state_,
                               .field = field,
                               .span = node.span,
                               .stage = stage,
                               .path = argument,
                               .is_argument = true});
      }
    } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&node.content)) {
      add(field, *expression);
    } else if (const auto* object = std::get_if<asl::TemplateNode::Object>(&node.content)) {
      for (const asl::TemplateMember& member : object->members) {
        std::string below = field;
        asl::append_pointer_token(below, member.field_name);
        this->node(below, member.node, stage);
      }
    } else if (const auto* array = std::get_if<asl::TemplateNode::Array>(&node.content)) {
      for (size_t i = 0; i < array->elements.size(); ++i) {
        this->node(field + "/" + std::to_string(i), array->elements[i], stage);
      }
    }
  }

  void dynamic(const std::string& field, const asl::DynamicField& value) {
    if (const auto* path = std::get_if<jsonpath::Path>(&value.content)) {
      uses_.uses_.push_back({.state = &state_, .field = field + "Path", .path = path});
    } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&value.content)) {
      add(field, *expression);
    }
  }

  void data_path(const std::string& field, const asl::DataPath& value, Stage stage) {
    if (!value.is_null && !value.keeps_all()) {
      uses_.uses_.push_back({.state = &state_, .field = field, .stage = stage, .path = &value.path});
    }
  }

  void add(const std::string& field, const asl::JsonataExpression& expression) {
    uses_.uses_.push_back(
        {.state = &state_, .field = field, .span = expression.span, .jsonata = &expression});
  }

  Uses& uses_;
  Facts& facts_;
  const asl::State& state_;
};

Uses::Uses(Facts& facts) {
  const asl::StateMachine& machine = facts.machine();
  first_.reserve(machine.states.size() + 1);
  for (const asl::State* state : machine.states) {
    first_.push_back(uses_.size());
    Collector(*this, facts, *state).collect();
  }
  first_.push_back(uses_.size());
}

std::span<const Use> Uses::of(const asl::State& state) const {
  return std::span(uses_).subspan(first_[state.index], first_[state.index + 1] - first_[state.index]);
}

std::vector<std::string_view> names_of(const asl::PayloadTemplate& assign) {
  std::vector<std::string_view> names;
  if (const auto* object = std::get_if<asl::TemplateNode::Object>(&assign.root.content)) {
    for (const asl::TemplateMember& member : object->members) names.push_back(member.key.as_string());
  } else if (const auto* literal = std::get_if<Value>(&assign.root.content);
             literal != nullptr && literal->is_object()) {
    for (const Member& member : literal->members()) names.push_back(member.key.as_string());
  }
  return names;
}

}  // namespace pawl::analysis
