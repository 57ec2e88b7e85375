#include "rules/suppression.h"

#include <algorithm>

#include "base/suggestion.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

constexpr std::string_view kMark = "pawl-ignore";

struct Suppression {
  std::string_view rule;
  std::string_view reason;
  std::string pointer;  // of the state, empty for the machine
  source::Span span;    // of the rule's name in the Comment
  bool is_used = false;
};

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n:,;-");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n;") + 1 - begin);
}

void collect(const source::Document& document, const source::Node* comment, const std::string& pointer,
             std::vector<Suppression>& out) {
  if (comment == nullptr || !comment->scalar.is_string()) return;
  const std::string_view text = comment->scalar.as_string();
  for (size_t at = text.find(kMark); at != std::string_view::npos;) {
    const size_t next = text.find(kMark, at + kMark.size());
    const std::string_view one = text.substr(0, next).substr(at + kMark.size());
    const size_t begin = one.find_first_not_of(' ');
    const size_t end =
        begin == std::string_view::npos ? begin : std::min(one.find_first_of(" :,;\n", begin), one.size());
    if (begin != std::string_view::npos) {
      const size_t first = at + kMark.size() + begin;
      out.push_back({.rule = one.substr(begin, end - begin),
                     .reason = trimmed(one.substr(end, one.find('\n', end) - end)),
                     .pointer = pointer,
                     .span = document.span_inside(*comment, first, first + end - begin)});
    }
    at = next;
  }
}

bool covers(const Suppression& suppression, const source::Diagnostic& finding) {
  if (suppression.rule != finding.rule || !finding.pointer.starts_with(suppression.pointer)) return false;
  const size_t size = suppression.pointer.size();
  return finding.pointer.size() == size || finding.pointer[size] == '/';
}

source::Diagnostic finding_about(const Rule& rule, const Suppression& suppression, std::string message) {
  return {.severity = rule.severity,
          .rule = std::string(rule.id),
          .message = std::move(message),
          .pointer = suppression.pointer + "/Comment",
          .span = suppression.span};
}

std::string nearest_rule(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Rule* rule : registry()) ids.push_back(rule->id);
  const std::string_view nearest = nearest_name(id, ids);
  return nearest.empty() ? std::string() : "did you mean '" + std::string(nearest) + "'?";
}

constexpr Rule kRules[] = {
    {.id = "suppression",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "pawl-ignore names a rule and gives a reason",
     .help = "A Comment of a state (for it and what is inside) or of the machine may hold `pawl-ignore "
             "RULE reason`, several of them too. Without a reason it does nothing, and what AWS refuses "
             "cannot be ignored.",
     .bad = R"yaml(Comment: pawl-ignore fail-without-error
StartAt: Stop
States:
  Stop: {Type: Fail}
)yaml",
     .good = R"yaml(Comment: pawl-ignore fail-without-error this one is started by hand
StartAt: Stop
States:
  Stop: {Type: Fail}
)yaml"},
    {.id = "unused-suppression",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "pawl-ignore ignores something",
     .help = "There is no finding to ignore any more: remove the pawl-ignore.",
     .bad = R"yaml(Comment: pawl-ignore fail-without-error it was once needed
StartAt: Done
States:
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Done
States:
  Done: {Type: Succeed}
)yaml"},
};

}  // namespace

std::span<const Rule> suppression_rules() { return kRules; }

void suppress(analysis::Facts& facts, source::Diagnostics& findings) {
  std::vector<Suppression> suppressions;
  collect(facts.document(), facts.document().root.find("Comment"), "", suppressions);
  for (const asl::State* state : facts.machine().states) {
    if (state->comment.find(kMark) != std::string::npos)
      collect(facts.document(), facts.find(*state, "Comment"), state->pointer, suppressions);
  }
  if (suppressions.empty()) return;
  std::erase_if(findings, [&](const source::Diagnostic& finding) {
    const auto found = std::find_if(suppressions.begin(), suppressions.end(),
                                    [&](const Suppression& one) { return covers(one, finding); });
    if (found == suppressions.end()) return false;
    found->is_used = true;
    return !found->reason.empty();
  });
  for (const Suppression& one : suppressions) {
    const std::string name = quoted_name(one.rule);
    const Rule* rule = find_rule(one.rule);
    if (rule == nullptr) {
      findings.push_back(finding_about(*find_rule("suppression"), one, "there is no rule " + name));
      findings.back().hint = nearest_rule(one.rule);
    } else if (rule->kind == Rule::Kind::Validity) {
      findings.push_back(
          finding_about(*find_rule("suppression"), one, name + " is what AWS refuses: it cannot be ignored"));
    } else if (one.reason.empty()) {
      findings.push_back(finding_about(*find_rule("suppression"), one,
                                       "pawl-ignore " + source::shown(one.rule) + " gives no reason"));
      findings.back().hint = "pawl-ignore RULE reason; without one nothing is ignored";
    } else if (!one.is_used) {
      findings.push_back(finding_about(*find_rule("unused-suppression"), one,
                                       "there is nothing of " + name + " to ignore here"));
    }
  }
}

}  // namespace pawl::rules
