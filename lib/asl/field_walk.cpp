#include "asl/field_walk.h"

#include <algorithm>

#include "asl/place.h"

namespace pawl::asl {
namespace {

class Walk {
 public:
  Walk(QueryLanguage language, const std::function<void(const FieldSite&)>& visit)
      : language_(language), visit_(visit) {}

  /// The depth is bounded by source::kMaxNesting.
  void object(Holder holder, const source::Node& node, const ConstTarget& target) {
    for (const source::NodeMember& member : node.members) {
      const int index = find_field(holder, member.key);
      if (index < 0) continue;
      const FieldRow& row = *fields_of(holder)[static_cast<size_t>(index)];
      if (row.access.view == nullptr || !applies(row.languages, language_)) continue;
      const Evaluable value = row.access.view(target);
      const size_t size = pointer_.size();
      append_token(member.key);
      if (const auto* inner = std::get_if<InnerObjects>(&value)) objects(*inner, member.value);
      else if (!std::holds_alternative<std::monostate>(value)) visit_({row, pointer_, member, value, target});
      pointer_.resize(size);
    }
  }

 private:
  void objects(const InnerObjects& inner, const source::Node& node) {
    if (node.kind == source::Node::Kind::Object && !inner.targets.empty())
      object(inner.holder, node, inner.targets.front());
    for (size_t i = 0; i < std::min(node.elements.size(), inner.targets.size()); ++i) {
      const size_t size = pointer_.size();
      append_token(std::to_string(i));
      object(inner.holder, node.elements[i], inner.targets[i]);
      pointer_.resize(size);
    }
  }

  void append_token(std::string_view token) {
    if (!pointer_.empty()) append_pointer_token(pointer_, token);
    else pointer_ = token;  // no name of a field needs an escape
  }

  QueryLanguage language_;
  const std::function<void(const FieldSite&)>& visit_;
  std::string pointer_;
};

}  // namespace

void for_each_field(const State& state, const source::Node& node,
                    const std::function<void(const FieldSite&)>& visit) {
  ConstTarget target;
  target.state = &state;
  target.map = std::get_if<Map>(&state.kind);
  Walk(state.query_language, visit).object(static_cast<Holder>(state.type()), node, target);
}

}  // namespace pawl::asl
