#include "analysis/placeholders.h"

#include "analysis/facts.h"
#include "asl/place.h"
#include "source/placeholder.h"

namespace pawl::analysis {
namespace {

/// Begin and end of the first placeholder; npos twice if there is none.
std::pair<size_t, size_t> find_placeholder(std::string_view text, size_t from) {
  const size_t begin = text.find("${", from);
  const size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
  if (end == std::string_view::npos || end == begin + 2) return {end, end};
  return {begin, end + 1};
}

bool reads(std::string_view expression) {
  const size_t begin = expression.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos &&
         jsonata::Expression::parse(expression.substr(begin), jsonata::Dialect::Aws).has_value();
}

class Walk {
 public:
  Walk(const asl::State& state, const std::function<void(const std::string&, const source::Node&)>& visit)
      : is_jsonata_(state.query_language == asl::QueryLanguage::JSONata), visit_(visit) {}

  /// The depth is bounded by source::kMaxNesting.
  void walk(const std::string& field, std::string_view key, const source::Node& node) {
    if (node.kind == source::Node::Kind::Scalar) {
      if (node.scalar.is_string() && is_unparsed(key, node.scalar.as_string())) visit_(field, node);
      return;
    }
    for (const source::NodeMember& member : node.members) {
      if (field.empty() && (member.key == "Branches" || member.key == "ItemProcessor" ||
                            member.key == "Iterator" || member.key == "Comment"))
        continue;
      std::string below = field;
      asl::append_pointer_token(below, member.key);
      if (field.empty()) below.erase(0, 1);
      walk(below, member.key, member.value);
    }
    for (size_t i = 0; i < node.elements.size(); ++i)
      walk(field + "/" + std::to_string(i), key, node.elements[i]);
  }

 private:
  [[nodiscard]] bool is_unparsed(std::string_view key, std::string_view text) const {
    if (!source::has_placeholder(text)) return false;
    if (is_jsonata_) {
      return text.size() > 4 && text.starts_with("{%") && text.ends_with("%}") &&
             !reads(text.substr(2, text.size() - 4));
    }
    if (!key.ends_with(".$") && !key.ends_with("Path") && key != "Variable") return false;
    return text.starts_with('$') ? !jsonpath::Path::parse(text).has_value()
                                 : !intrinsics::IntrinsicExpression::parse(text).has_value();
  }

  bool is_jsonata_;
  const std::function<void(const std::string&, const source::Node&)>& visit_;
};

}  // namespace

std::string without_placeholders(std::string_view text, char stand_in) {
  std::string out(text);
  for (auto [begin, end] = find_placeholder(text, 0); end != std::string_view::npos;
       std::tie(begin, end) = find_placeholder(text, end)) {
    out.replace(begin, end - begin, end - begin, stand_in == '+' ? ' ' : stand_in);
    out[begin] = stand_in;
  }
  return out;
}

void for_each_unparsed_text(Facts& facts, const asl::State& state,
                            const std::function<void(const std::string&, const source::Node&)>& visit) {
  Walk(state, visit).walk("", "", facts.node_of(state));
}

}  // namespace pawl::analysis
