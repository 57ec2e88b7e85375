#include "analysis/template_texts.h"

#include "analysis/facts.h"
#include "asl/field_walk.h"
#include "asl/place.h"

namespace pawl::analysis {
namespace {

using Visit = std::function<void(const TemplateText&)>;

/// The strings of one template.
class TextWalk {
 public:
  TextWalk(const asl::State& state, std::string pointer, std::string_view name, const Visit& visit)
      : state_(state), pointer_(std::move(pointer)), name_(name), visit_(visit) {}

  /// The depth is bounded by source::kMaxNesting.
  void walk(std::string_view key, const source::Node& node) {
    if (node.kind == source::Node::Kind::Scalar && node.scalar.is_string())
      visit_({state_, key, node, pointer_, name_});
    const size_t size = pointer_.size();
    for (const source::NodeMember& member : node.members) {
      asl::append_pointer_token(pointer_, member.key);
      walk(member.key, member.value);
      pointer_.resize(size);
    }
    for (size_t i = 0; i < node.elements.size(); ++i) {
      pointer_ += "/" + std::to_string(i);
      walk(key, node.elements[i]);
      pointer_.resize(size);
    }
  }

 private:
  const asl::State& state_;
  std::string pointer_;
  std::string_view name_;
  const Visit& visit_;
};

}  // namespace

void for_each_template_text(Facts& facts, const asl::State& state, const Visit& visit) {
  if (const auto* pass = std::get_if<asl::Pass>(&state.kind); pass != nullptr && pass->result)
    TextWalk(state, "Result", "Result", visit).walk("Result", *facts.find(state, "Result"));
  asl::for_each_field(state, facts.node_of(state), [&](const asl::FieldSite& site) {
    const bool is_text = site.row.type == asl::JsonType::String;  // Error and Cause
    if (std::holds_alternative<const asl::PayloadTemplate*>(site.value) && !is_text)
      TextWalk(state, site.pointer, site.row.name, visit).walk(site.row.name, site.member.value);
  });
}

}  // namespace pawl::analysis
