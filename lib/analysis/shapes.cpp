#include "analysis/shapes.h"

#include <deque>

#include "value/compare.h"

namespace pawl::analysis {
namespace {

/// Widening: loops may nest data ever deeper, and long chains add ever more members.
constexpr uint32_t kDeepest = 8;
constexpr uint64_t kLongest = 16 << 10;
constexpr uint32_t kMostVisits = 16;

Shape bounded(Shape shape) {
  if (shape.depth() > kDeepest || shape.text_bytes_bound() > kLongest) return unknown_shape();
  return shape;
}

/// The join: what covers both.
Shape joined(const Shape& a, const Shape& b) {
  if (a.is_same(b)) return a;
  if (a.is_absent() || b.is_absent()) return unknown_shape();
  if (a.is_object() && b.is_object()) {
    ObjectBuilder builder(a, b.size());
    for (const Member& member : b.members()) {
      const Value* known = a.find(member.key);
      builder.set(member.key, known == nullptr ? member.value : joined(*known, member.value));
    }
    return builder.finish();
  }
  if (a.is_array() && b.is_array()) return Value::empty_array();
  if (a.is_container() || b.is_container()) return unknown_shape();
  return a;
}

Shape literal_shape(const Value& value) { return bounded(value); }

Shape template_shape(const asl::TemplateNode& node, const Shape& input) {
  if (const auto* literal = std::get_if<Value>(&node.content)) return literal_shape(*literal);
  if (const auto* path = std::get_if<jsonpath::Path>(&node.content)) return look_up(input, *path).shape;
  if (const auto* object = std::get_if<asl::TemplateNode::Object>(&node.content)) {
    ObjectBuilder builder(object->members.size());
    for (const asl::TemplateMember& member : object->members)
      builder.set(member.key, template_shape(member.node, input));
    return bounded(builder.finish());
  }
  if (std::holds_alternative<asl::TemplateNode::Array>(node.content)) return Value::empty_array();
  return unknown_shape();
}

Shape template_or(const std::optional<asl::PayloadTemplate>& payload, const Shape& input,
                  const Shape& otherwise) {
  return payload ? template_shape(payload->root, input) : otherwise;
}

Shape through(const asl::DataPath& field, const Shape& input) {
  if (field.is_null) return Value::empty_object();
  return look_up(input, field.path).shape;
}

/// `input` with `result` at the ResultPath.
Shape written(const asl::ResultPath& field, const Shape& input, const Shape& result) {
  if (field.is_null) return input;
  if (field.path.is_root_only()) return result;
  const auto path = jsonpath::Path::parse(field.path.text());
  if (!path || input.is_absent()) return unknown_shape();
  const std::vector<jsonpath::Path::Step> steps = path->first_steps();
  // The objects along the path, from the root down.
  std::vector<Shape> holders{input};
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    if (steps[i].name == nullptr || !holders.back().is_object()) return unknown_shape();
    const Value* next = holders.back().find(*steps[i].name);
    holders.push_back(next == nullptr ? Value::empty_object() : *next);
  }
  Shape out = result;
  for (size_t i = steps.size(); i-- > 0;) {
    if (steps[i].name == nullptr || !holders[i].is_object()) return unknown_shape();
    out = holders[i].with_member(*steps[i].name, std::move(out));
  }
  return bounded(std::move(out));
}

/// The error's output that a Catcher gets: {"Error", "Cause"}, both strings.
Shape error_shape() { return Value::object({{"Error", Value::string("")}, {"Cause", Value::string("")}}); }

Shape raw_result(const asl::State& state, const Shape& effective) {
  if (const auto* pass = std::get_if<asl::Pass>(&state.kind)) {
    if (pass->result) return literal_shape(*pass->result);
    return template_or(pass->parameters, effective, effective);
  }
  if (const auto* task = std::get_if<asl::Task>(&state.kind)) return result_shape(task->resource);
  if (state.type() == asl::StateType::Parallel) return Value::empty_array();
  if (const auto* map = std::get_if<asl::Map>(&state.kind)) {
    return map->result_writer ? unknown_shape() : Value::empty_array();
  }
  return effective;
}

bool is_jsonata(const asl::State& state) { return state.query_language == asl::QueryLanguage::JSONata; }

}  // namespace

Lookup look_up(const Shape& shape, const jsonpath::Path& path) {
  if (path.root() != jsonpath::Root::Input) return {unknown_shape(), std::nullopt};
  if (path.is_root_only()) return {shape, std::nullopt};
  if (!path.is_definite()) return {unknown_shape(), std::nullopt};
  Shape at = shape;
  const std::vector<jsonpath::Path::Step> steps = path.first_steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    if (at.is_absent() || at.is_null()) return {unknown_shape(), std::nullopt};
    if (steps[i].name == nullptr) {
      if (!at.is_array()) return {unknown_shape(), Missing{i, at}};
      return {unknown_shape(), std::nullopt};
    }
    const Value* next = at.find(*steps[i].name);
    if (next == nullptr) return {unknown_shape(), Missing{i, at}};
    at = Value(*next);
  }
  return {path.is_reference() ? at : unknown_shape(), std::nullopt};
}

const Shape& StateData::at(asl::DataStage stage) const {
  switch (stage) {
    case asl::DataStage::Input: return input;
    case asl::DataStage::Effective: return effective;
    case asl::DataStage::Result: return result;
    case asl::DataStage::Selected: return selected;
    case asl::DataStage::Merged: return merged;
    case asl::DataStage::Error: break;
  }
  static const Shape kError = error_shape();
  return kError;
}

StateData data_of(const asl::State& state, const Shape& input) {
  StateData data;
  data.input = input;
  data.effective = is_jsonata(state) ? input : through(state.input_path, input);
  data.result = raw_result(state, data.effective);
  if (is_jsonata(state)) {
    data.selected = data.merged = data.result;
    data.output = template_or(state.output, unknown_shape(), data.result);
    return data;
  }
  data.selected = template_or(state.result_selector, data.result, data.result);
  switch (state.type()) {
    case asl::StateType::Pass:
    case asl::StateType::Task:
    case asl::StateType::Parallel:
    case asl::StateType::Map: data.merged = written(state.result_path, input, data.selected); break;
    default: data.merged = data.effective;
  }
  data.output = through(state.output_path, data.merged);
  return data;
}

Shapes::Shapes(const asl::StateMachine& machine, const Flow& flow)
    : inputs_(machine.states.size(), unknown_shape()) {
  std::vector<uint32_t> visits(machine.states.size());
  std::deque<const asl::State*> open;
  const auto arrive = [&](const asl::State& state, Shape shape) {
    Shape& known = inputs_[state.index];
    const uint32_t visit = ++visits[state.index];
    if (visit > 1) {
      if (known.is_absent()) return;
      shape = visit > kMostVisits ? unknown_shape() : bounded(joined(known, shape));
      if (!shape.is_absent() && deep_equal(shape, known)) return;
    }
    known = std::move(shape);
    open.push_back(&state);
  };
  if (machine.block.start_at != nullptr) arrive(*machine.block.start_at, unknown_shape());
  while (!open.empty()) {
    const asl::State& state = *open.front();
    open.pop_front();
    for (const Edge& edge : flow.of(state).out) arrive(*edge.to, input_by(edge));
    const auto enter = [&](const asl::Block& block) {
      if (block.start_at != nullptr) arrive(*block.start_at, first_input(&state));
    };
    if (const auto* map = std::get_if<asl::Map>(&state.kind)) enter(map->item_processor);
    if (const auto* parallel = std::get_if<asl::Parallel>(&state.kind)) {
      for (const asl::Block& branch : parallel->branches) enter(branch);
    }
  }
}

Shape Shapes::input_by(const Edge& edge) const {
  const asl::State& state = *edge.from;
  const Shape& input = inputs_[state.index];
  if (edge.kind == Edge::Kind::Catch) {
    const asl::Catcher& catcher = state.catchers[edge.index];
    if (is_jsonata(state)) return template_or(catcher.output, unknown_shape(), error_shape());
    return written(catcher.result_path, input, error_shape());
  }
  if (edge.kind == Edge::Kind::Rule && is_jsonata(state)) {
    const auto& rule = std::get<asl::Choice>(state.kind).choices[edge.index];
    if (rule.output) return template_shape(rule.output->root, unknown_shape());
  }
  return data_of(state, input).output;
}

Shape Shapes::first_input(const asl::State* parent) const {
  if (parent == nullptr) return unknown_shape();
  const Shape effective = data_of(*parent, inputs_[parent->index]).effective;
  if (const auto* parallel = std::get_if<asl::Parallel>(&parent->kind)) {
    return template_or(parallel->parameters, effective, effective);
  }
  const auto& map = std::get<asl::Map>(parent->kind);
  if (map.item_batcher || !map.item_selector) return unknown_shape();
  return template_shape(map.item_selector->root, effective);
}

}  // namespace pawl::analysis
