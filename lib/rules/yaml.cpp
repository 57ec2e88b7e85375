// Plain scalars that YAML 1.1 and YAML 1.2 read differently.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

/// The meaning in YAML 1.1 of a plain scalar that is a string or a number in YAML 1.2; empty if they agree.
std::string_view old_meaning(std::string_view text) {
  constexpr std::array<std::string_view, 12> kBooleans = {"yes", "Yes", "YES", "no",  "No",  "NO",
                                                          "on",  "On",  "ON",  "off", "Off", "OFF"};
  if (!text.empty() && std::find(kBooleans.begin(), kBooleans.end(), text) != kBooleans.end())
    return "true or false";
  if (text.size() > 1 && text.front() == '0' &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '7'; }))
    return "an octal number";
  const size_t colon = text.find(':');
  const bool is_sexagesimal =
      colon != std::string_view::npos && colon > 0 && text.size() > colon + 1 &&
      std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == ':'; });
  return is_sexagesimal ? "a number to the base of 60" : std::string_view();
}

class Walk {
 public:
  explicit Walk(Check& check) : check_(check), text_(check.document().text) {}

  /// The depth is bounded by source::kMaxNesting. States in blocks inside are walked on their own.
  void walk(const asl::State& state, const source::Node& node, bool is_state) {
    if (node.kind == source::Node::Kind::Scalar) look(state, node.span);
    for (const source::NodeMember& member : node.members) {
      if (is_state && (member.key == "ItemProcessor" || member.key == "Iterator" || member.key == "Branches"))
        continue;
      look(state, member.key_span);
      walk(state, member.value, false);
    }
    for (const source::Node& element : node.elements) walk(state, element, false);
  }

  void look(const asl::State& state, source::Span span) {
    const std::string_view written = text_.substr(span.begin, span.end - span.begin);
    if (written.size() > 20) return;
    const std::string_view meaning = old_meaning(written);
    if (meaning.empty()) return;
    check_
        .report(state, "", span,
                quoted_name(written) + " is " + std::string(meaning) + " to readers of YAML 1.1")
        .hint = "quotes make it a text everywhere";
  }

 private:
  Check& check_;
  std::string_view text_;
};

void check_types(Check& check) {
  if (check.document().format != source::Format::Yaml ||
      source::sniff(check.document().text) == source::Format::Json)
    return;
  Walk walk(check);
  for (const asl::State* state : check.machine().states) {
    walk.look(*state, state->name_span);
    walk.walk(*state, check.facts().node_of(*state), true);
  }
}

constexpr Rule kRules[] = {
    {.id = "yaml-implicit-type",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "no plain YAML scalar that other readers understand differently",
     .help = "pawl reads YAML 1.2. Readers of YAML 1.1 (CloudFormation's, SAM's, Python's) take a plain yes, "
             "no, on, off for true or false, 0777 for an octal number and 1:30 for ninety.",
     .bad = R"yaml(StartAt: Where
States:
  Where: {Type: Pass, Result: {country: NO}, End: true}
)yaml",
     .good = R"yaml(StartAt: Where
States:
  Where: {Type: Pass, Result: {country: "NO"}, End: true}
)yaml",
     .check = check_types,
     .reports_once = true},
};

}  // namespace

std::span<const Rule> yaml_rules() { return kRules; }

}  // namespace pawl::rules
