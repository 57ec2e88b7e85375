#include "analysis/uses.h"

#include "analysis/facts.h"
#include "analysis/placeholders.h"
#include "asl/field_walk.h"
#include "asl/place.h"

namespace pawl::analysis {

class Uses::Collector {
 public:
  Collector(Uses& uses, Facts& facts, const asl::State& state) : uses_(uses), facts_(facts), state_(state) {}

  void collect() {
    asl::for_each_field(state_, facts_.node_of(state_), [this](const asl::FieldSite& site) { add(site); });
    for_each_unparsed_text(facts_, state_, [this](const std::string& field, const source::Node& node) {
      if (state_.query_language == asl::QueryLanguage::JSONata) add_unparsed_jsonata(field, node);
      else add_unparsed_path(field, node);
    });
  }

 private:
  void add(const asl::FieldSite& site) {
    Use use{.state = &state_, .field = site.pointer, .stage = site.row.stage};
    if (const auto* path = std::get_if<const jsonpath::Path*>(&site.value)) {
      use.rule = site.target.rule;
      add(std::move(use), **path);
    } else if (const auto* data_path = std::get_if<const asl::DataPath*>(&site.value)) {
      // With an ItemReader, ItemsPath selects from the data that is read.
      const bool is_foreign = site.row.name == "ItemsPath" && site.target.map->item_reader &&
                              (*data_path)->path.root() == jsonpath::Root::Input;
      if (!(*data_path)->is_null && !(*data_path)->keeps_all() && !is_foreign) add(use, (*data_path)->path);
    } else if (const auto* dynamic = std::get_if<const asl::DynamicField*>(&site.value)) {
      if (const auto* found = std::get_if<jsonpath::Path>(&(*dynamic)->content)) add(use, *found);
      if (const auto* found = std::get_if<asl::JsonataExpression>(&(*dynamic)->content)) add(use, *found);
    } else if (const auto* expression = std::get_if<const asl::JsonataExpression*>(&site.value)) {
      add(use, **expression);
    } else if (const auto* payload = std::get_if<const asl::PayloadTemplate*>(&site.value)) {
      if (site.row.name == "Assign") {
        for (const std::string_view name : names_of(**payload))
          uses_.assignments_.push_back({.state = &state_, .field = site.pointer, .name = std::string(name)});
      }
      add(use, (*payload)->root);
    }
  }

  void add(Use use, const jsonpath::Path& path) {
    use.path = &path;
    uses_.uses_.push_back(std::move(use));
  }

  void add(Use use, const asl::JsonataExpression& expression) {
    use.span = expression.span;
    use.jsonata = &expression;
    uses_.uses_.push_back(std::move(use));
  }

  void add(Use use, const asl::TemplateNode& node) {
    use.span = node.span;
    if (const auto* path = std::get_if<jsonpath::Path>(&node.content)) {
      add(std::move(use), *path);
    } else if (const auto* call = std::get_if<intrinsics::IntrinsicExpression>(&node.content)) {
      uses_.intrinsics_.push_back(
          {.state = &state_, .field = use.field, .span = node.span, .expression = call});
      use.is_argument = true;
      for (const jsonpath::Path* argument : call->paths()) add(use, *argument);
    } else if (const auto* expression = std::get_if<asl::JsonataExpression>(&node.content)) {
      add(std::move(use), *expression);
    } else if (const auto* object = std::get_if<asl::TemplateNode::Object>(&node.content)) {
      for (const asl::TemplateMember& member : object->members) {
        Use below = use;
        asl::append_pointer_token(below.field, member.field_name);
        add(std::move(below), member.node);
      }
    } else if (const auto* array = std::get_if<asl::TemplateNode::Array>(&node.content)) {
      for (size_t i = 0; i < array->elements.size(); ++i) {
        Use below = use;
        below.field += "/" + std::to_string(i);
        add(std::move(below), array->elements[i]);
      }
    }
  }

  void add_unparsed_jsonata(const std::string& field, const source::Node& node) {
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
      add(Use{.state = &state_, .field = field}, uses_.stand_ins_.back());
      return;
    }
  }

  /// Only variables count: what the rest of such a path names is not known before it is filled in.
  void add_unparsed_path(const std::string& field, const source::Node& node) {
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
      add(Use{.state = &state_, .field = field, .span = node.span}, uses_.stand_in_paths_.back());
    }
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
