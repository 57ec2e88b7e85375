#include "jsonpath/reference_path.h"

#include "jsonpath/program.h"
#include "value/dump.h"

namespace pawl::jsonpath {
namespace {

constexpr uint64_t kShownInput = 10'000;

std::string shown(const Value& root) {
  return root.text_exceeds(kShownInput) ? "that is too large to be shown" : to_json(root);
}

/// `array` with one of its elements replaced; [item] where there is no array.
Value with_item(const Value* array, size_t index, const Value& item) {
  if (array == nullptr) return Value::array({item});
  ArrayBuilder items(array->size());
  for (size_t i = 0; i < array->size(); ++i) items.push(i == index ? item : array->items()[i]);
  return items.finish();
}

}  // namespace

tl::expected<ReferencePath, SyntaxError> ReferencePath::parse(std::string_view text) {
  auto path = Path::parse(text, Path::Roots::Workflow);
  if (!path) return tl::unexpected<SyntaxError>(std::move(path.error()));
  if (path->root() != Root::Input) {
    return tl::unexpected<SyntaxError>(SyntaxError{"A Reference Path must start at the input, '$'", 1});
  }
  if (!path->is_reference()) {
    return tl::unexpected<SyntaxError>(
        SyntaxError{"A Reference Path names a single node: only .name, ['name'] and [n] may follow '$'", 1});
  }
  ReferencePath reference;
  reference.text_ = text;
  for (const jsonpath::Segment& segment : path->program().segments) {
    if (segment.kind == SegmentKind::Name) reference.segments_.emplace_back(segment.name);
    else reference.segments_.emplace_back(static_cast<size_t>(segment.index));
  }
  return reference;
}

std::string ReferencePath::conflict(const Segment& segment, const Value& root) const {
  if (!root.is_container()) return "Unable to apply ReferencePath " + text_ + " to input " + shown(root);
  const Value* name = std::get_if<Value>(&segment);
  const std::string step = name != nullptr ? to_json(*name) : std::to_string(std::get<size_t>(segment));
  return "Unable to apply step " + step + " to input " + shown(root);
}

std::string ReferencePath::unreadable(const Value& root) const {
  const Value* at = &root;
  for (const Segment& segment : segments_) {
    if (const Value* name = std::get_if<Value>(&segment)) at = at->find(*name);
    else
      at = std::get<size_t>(segment) < at->items().size() ? &at->items()[std::get<size_t>(segment)] : nullptr;
    if (at == nullptr) return conflict(segment, root);
  }
  return {};
}

tl::expected<Value, std::string> ReferencePath::write(const Value& root, Value value) const {
  std::vector<const Value*> crossed;  // the container that each segment writes into; null: it is to be made
  crossed.reserve(segments_.size());
  const Value* at = &root;
  for (const Segment& segment : segments_) {
    crossed.push_back(at);
    if (const Value* name = std::get_if<Value>(&segment)) {
      if (at != nullptr && !at->is_object()) return tl::unexpected<std::string>(conflict(segment, root));
      if (at != nullptr) at = at->find(*name);
    } else {
      const size_t index = std::get<size_t>(segment);
      const size_t places = at != nullptr ? at->items().size() : 1;
      if (index >= places) return tl::unexpected<std::string>(conflict(segment, root));
      if (at != nullptr) at = &at->items()[index];
    }
  }
  for (size_t i = segments_.size(); i-- > 0;) {
    if (const Value* name = std::get_if<Value>(&segments_[i]))
      value = (crossed[i] != nullptr ? *crossed[i] : Value()).with_member(*name, std::move(value));
    else value = with_item(crossed[i], std::get<size_t>(segments_[i]), value);
  }
  return value;
}

}  // namespace pawl::jsonpath
