#include "explore/origin.h"

#include <algorithm>

#include "explore/jsonata_origin.h"

namespace pawl::explore {

namespace {

template <class Content>
OriginPtr make(Content content) {
  return std::make_shared<const Origin>(Origin{std::move(content)});
}

OriginPtr select_member(const Origin::Object& object, const std::string& name, const LeafStep& step) {
  const auto found = std::find_if(object.members.rbegin(), object.members.rend(),
                                  [&](const auto& m) { return m.first == name; });
  if (found != object.members.rend()) return found->second;
  return object.base != nullptr ? select(object.base, step) : derived_origin({});
}

constexpr size_t kMostLeaves = 64;

/// Shared parts are met again and again: `budget` bounds how many are looked at.
void collect_leaves(const Origin& origin, std::vector<Leaf>& leaves, size_t& budget) {
  if (budget == 0 || leaves.size() >= kMostLeaves) return;
  --budget;
  if (const auto* leaf = std::get_if<Leaf>(&origin.content)) leaves.push_back(*leaf);
  if (const auto* derived = std::get_if<Origin::Derived>(&origin.content))
    leaves.insert(leaves.end(), derived->leaves.begin(), derived->leaves.end());
  if (const auto* array = std::get_if<Origin::Array>(&origin.content)) {
    for (const OriginPtr& element : array->elements) collect_leaves(*element, leaves, budget);
  }
  if (const auto* object = std::get_if<Origin::Object>(&origin.content)) {
    for (const auto& [name, member] : object->members) collect_leaves(*member, leaves, budget);
    if (object->base != nullptr) collect_leaves(*object->base, leaves, budget);
  }
}

OriginPtr origin_of(const intrinsics::IntrinsicExpression& call, const OriginScope& scope) {
  const std::vector<const jsonpath::Path*> paths = call.paths();
  if (paths.size() == 1) {
    const OriginPtr argument = origin_of(*paths[0], scope);
    if (call.text() == "States.StringToJson(" + paths[0]->text() + ")")
      return select(argument, {.kind = LeafStep::Kind::Text});
  }
  std::vector<OriginPtr> arguments;
  for (const jsonpath::Path* path : paths) arguments.push_back(origin_of(*path, scope));
  return derived_origin(leaves_of(array_origin(std::move(arguments))));
}

}  // namespace

OriginPtr literal_origin(Value value) { return make(std::move(value)); }
OriginPtr leaf_origin(Leaf leaf) { return make(std::move(leaf)); }
OriginPtr object_origin(std::vector<std::pair<std::string, OriginPtr>> members, OriginPtr base) {
  return make(Origin::Object{std::move(members), std::move(base)});
}
OriginPtr array_origin(std::vector<OriginPtr> elements) { return make(Origin::Array{std::move(elements)}); }
OriginPtr derived_origin(std::vector<Leaf> leaves) { return make(Origin::Derived{std::move(leaves)}); }

OriginPtr select(const OriginPtr& origin, const LeafStep& step) {
  if (const auto* leaf = std::get_if<Leaf>(&origin->content)) return leaf_origin(leaf->below(step));
  if (const auto* literal = std::get_if<Value>(&origin->content)) {
    const auto found = value_at(*literal, std::span(&step, 1));
    return found ? literal_origin(*found) : derived_origin({});
  }
  if (const auto* array = std::get_if<Origin::Array>(&origin->content)) {
    // JSONata reads a member of an array in its elements.
    if (step.kind == LeafStep::Kind::Member && !array->elements.empty())
      return select(array->elements.front(), step);
    if (step.kind == LeafStep::Kind::Element && step.index < array->elements.size())
      return array->elements[step.index];
    return derived_origin({});
  }
  if (const auto* object = std::get_if<Origin::Object>(&origin->content)) {
    return step.kind == LeafStep::Kind::Member ? select_member(*object, step.name, step) : derived_origin({});
  }
  return origin;
}

std::vector<Leaf> leaves_of(const OriginPtr& origin) {
  std::vector<Leaf> leaves, once;
  size_t budget = 1000;
  collect_leaves(*origin, leaves, budget);
  for (Leaf& leaf : leaves) {
    if (std::ranges::find(once, leaf) == once.end()) once.push_back(std::move(leaf));
  }
  return once;
}

OriginPtr origin_of(const jsonpath::Path& path, const OriginScope& scope) {
  OriginPtr at = scope.input;
  if (path.root() == jsonpath::Root::Context) at = scope.context;
  if (path.root() == jsonpath::Root::Variable)
    at = select(scope.variables, {.name = std::string(path.variable().as_string())});
  for (const jsonpath::Path::Step& step : path.sample_steps()) {
    if (step.name != nullptr) at = select(at, {.name = std::string(step.name->as_string())});
    else
      at = select(at,
                  {.kind = LeafStep::Kind::Element, .index = static_cast<uint32_t>(std::max(step.index, 0))});
  }
  return path.is_definite() ? at : array_origin({at});
}

OriginPtr origin_of(const asl::JsonataExpression& expression, const OriginScope& scope) {
  return jsonata_origin(expression.expression.program(), *expression.expression.program().root, scope);
}

OriginPtr origin_of(const asl::TemplateNode& node, const OriginScope& scope) {
  if (const auto* literal = std::get_if<Value>(&node.content)) return literal_origin(*literal);
  if (const auto* path = std::get_if<jsonpath::Path>(&node.content)) return origin_of(*path, scope);
  if (const auto* call = std::get_if<intrinsics::IntrinsicExpression>(&node.content))
    return origin_of(*call, scope);
  if (const auto* expression = std::get_if<asl::JsonataExpression>(&node.content))
    return origin_of(*expression, scope);
  if (const auto* array = std::get_if<asl::TemplateNode::Array>(&node.content)) {
    std::vector<OriginPtr> elements;
    for (const asl::TemplateNode& element : array->elements) elements.push_back(origin_of(element, scope));
    return array_origin(std::move(elements));
  }
  std::vector<std::pair<std::string, OriginPtr>> members;
  for (const asl::TemplateMember& member : std::get<asl::TemplateNode::Object>(node.content).members)
    members.emplace_back(member.key.as_string(), origin_of(member.node, scope));
  return object_origin(std::move(members));
}

}  // namespace pawl::explore
