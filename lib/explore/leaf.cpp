#include "explore/leaf.h"

#include <algorithm>

#include "value/dump.h"
#include "value/parse.h"

namespace pawl::explore {

namespace {

constexpr uint32_t kMostElements = 100;  // an index that is larger is not filled up to

std::optional<Value> json_in(const Value& text) {
  if (!text.is_string()) return std::nullopt;
  auto parsed = parse_json(text.as_string());
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

Value without_member(const Value& object, std::string_view name) {
  ObjectBuilder out(object.size());
  for (const Member& member : object.members()) {
    if (member.key.as_string() != name) out.append(member.key, member.value);
  }
  return out.finish();
}

Value with_element(const Value& array, uint32_t index, std::span<const LeafStep> rest,
                   const std::optional<Value>& value) {
  std::vector<Value> items(array.items().begin(), array.items().end());
  if (rest.empty() && !value) {
    items.resize(std::min<size_t>(items.size(), index));
    return Value::array(std::move(items));
  }
  if (index >= kMostElements) return array;
  while (items.size() <= index) items.push_back(items.empty() ? Value::empty_object() : items.back());
  items[index] = with_value(items[index], rest, value);
  return Value::array(std::move(items));
}

}  // namespace

Leaf Leaf::below(LeafStep step) const {
  Leaf leaf = *this;
  leaf.steps.push_back(std::move(step));
  return leaf;
}

std::optional<Value> value_at(const Value& root, std::span<const LeafStep> steps) {
  Value at = root;
  for (const LeafStep& step : steps) {
    if (step.kind == LeafStep::Kind::Text) {
      auto inside = json_in(at);
      if (!inside) return std::nullopt;
      at = std::move(*inside);
      continue;
    }
    if (step.kind == LeafStep::Kind::Member && at.is_array() && at.size() > 0) at = Value(at.items().front());
    const Value* found = nullptr;
    if (step.kind == LeafStep::Kind::Member) found = at.find(step.name);
    else if (step.index < at.items().size()) found = &at.items()[step.index];
    if (found == nullptr) return std::nullopt;
    at = Value(*found);
  }
  return at;
}

Value with_value(const Value& root, std::span<const LeafStep> steps, const std::optional<Value>& value) {
  if (steps.empty()) return value.value_or(root);
  const LeafStep& step = steps.front();
  const auto rest = steps.subspan(1);
  switch (step.kind) {
    case LeafStep::Kind::Text:
      return Value::string(to_json(with_value(json_in(root).value_or(Value::empty_object()), rest, value)));
    case LeafStep::Kind::Element: return with_element(root, step.index, rest, value);
    case LeafStep::Kind::Member: break;
  }
  if (root.is_array()) {
    std::vector<Value> items(root.items().begin(), root.items().end());
    if (items.empty()) items.push_back(Value::empty_object());
    for (Value& item : items) item = with_value(item, steps, value);
    return Value::array(std::move(items));
  }
  if (rest.empty() && !value) return without_member(root, step.name);
  const Value* inner = root.find(step.name);
  const Value below = with_value(inner != nullptr ? *inner : Value::empty_object(), rest, value);
  return root.with_member(Value::string(step.name), below);
}

}  // namespace pawl::explore
