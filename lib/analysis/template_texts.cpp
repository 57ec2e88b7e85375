#include "analysis/template_texts.h"

#include <array>

#include "analysis/facts.h"
#include "asl/place.h"

namespace pawl::analysis {
namespace {

constexpr std::array<std::string_view, 8> kTemplates = {
    "Parameters", "Arguments", "ItemSelector", "ResultSelector", "Assign", "Output", "BatchInput", "Result"};
/// What holds templates in turn.
constexpr std::array<std::string_view, 5> kHolders = {"Catch", "Choices", "ItemReader", "ItemBatcher",
                                                      "ResultWriter"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  for (const std::string_view one : names) {
    if (one == name) return true;
  }
  return false;
}

class Walk {
 public:
  Walk(const asl::State& state, const std::function<void(const TemplateText&)>& visit)
      : state_(state), visit_(visit) {}

  void holder(const source::Node& node) {
    for (const source::NodeMember& member : node.members) {
      const bool is_template = is_one_of(member.key, kTemplates);
      if (!is_template && !is_one_of(member.key, kHolders)) continue;
      const size_t size = push(member.key);
      if (is_template) {
        template_name_ = member.key;
        texts(member.key, member.value);
      } else {
        holder(member.value);
        for (size_t i = 0; i < member.value.elements.size(); ++i) {
          const size_t inner = push(std::to_string(i));
          holder(member.value.elements[i]);
          field_.resize(inner);
        }
      }
      field_.resize(size);
    }
  }

 private:
  /// Definitions bound their nesting.
  void texts(std::string_view key, const source::Node& node) {
    if (node.kind == source::Node::Kind::Scalar) {
      if (node.scalar.is_string()) visit_({state_, key, node, field_, template_name_});
      return;
    }
    for (const source::NodeMember& member : node.members) {
      const size_t size = push(member.key);
      texts(member.key, member.value);
      field_.resize(size);
    }
    for (size_t i = 0; i < node.elements.size(); ++i) {
      const size_t size = push(std::to_string(i));
      texts(key, node.elements[i]);
      field_.resize(size);
    }
  }

  size_t push(std::string_view token) {
    const size_t size = field_.size();
    if (field_.empty()) {
      asl::append_pointer_token(field_, token);
      field_.erase(0, 1);
    } else {
      asl::append_pointer_token(field_, token);
    }
    return size;
  }

  const asl::State& state_;
  const std::function<void(const TemplateText&)>& visit_;
  std::string field_;
  std::string_view template_name_;
};

}  // namespace

void for_each_template_text(Facts& facts, const asl::State& state,
                            const std::function<void(const TemplateText&)>& visit) {
  Walk(state, visit).holder(facts.node_of(state));
}

}  // namespace pawl::analysis
