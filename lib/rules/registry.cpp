#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "rules/check.h"
#include "rules/families.h"
#include "rules/suppression.h"

namespace pawl::rules {
namespace {

/// In the order in which rules are listed and applied.
constexpr std::span<const Rule> (*kFamilies[])() = {
    reader_structure_rules, reader_values_rules,  reachability_rules, resources_rules,
    task_fields_rules,      express_rules,        loops_rules,        choices_rules,
    error_names_rules,      context_object_rules, paths_rules,        variables_rules,
    languages_rules,        timeouts_rules,       maps_rules,         integrations_rules,
    lambda_rules,           limits_rules,         hygiene_rules,      yaml_rules,
    portability_rules,      suppression_rules,
};

bool applies(Rule::Kind kind, Profile profile) {
  switch (kind) {
    case Rule::Kind::Validity: return false;
    case Rule::Kind::Advice: return true;
    case Rule::Kind::AwsAdvice: return profile != Profile::Local;
    case Rule::Kind::Portability: break;
  }
  return profile == Profile::Aws;
}

template <class Applies>
source::Diagnostics run(analysis::Facts& facts, const Options& options, Applies is_wanted) {
  source::Diagnostics diagnostics;
  for (const Rule* rule : registry()) {
    if (rule->check == nullptr || !is_wanted(*rule)) continue;
    Check check(*rule, facts, options, diagnostics);
    rule->check(check);
  }
  return diagnostics;
}

void sort(source::Diagnostics& diagnostics) {
  std::stable_sort(
      diagnostics.begin(), diagnostics.end(),
      [](const source::Diagnostic& a, const source::Diagnostic& b) { return a.span.begin < b.span.begin; });
}

/// Replaces the findings of each rule that reports once by the first of them, with the number of the others.
void merge_repeated(source::Diagnostics& findings) {
  struct First {
    source::Diagnostic* finding;
    std::set<uint32_t> places;  // an anchor's text has the same span at each alias
  };
  std::map<std::string, First> firsts;
  for (source::Diagnostic& finding : findings) {
    const Rule* rule = find_rule(finding.rule);
    if (rule == nullptr || !rule->reports_once) continue;
    const auto [known, is_first] = firsts.try_emplace(finding.rule, First{&finding, {}});
    known->second.places.insert(finding.span.begin);
    if (!is_first) finding.rule.clear();
  }
  for (const auto& [rule, first] : firsts) {
    const size_t more = first.places.size() - 1;
    if (more > 0) first.finding->message += " (and " + std::to_string(more) + " more like it)";
  }
  std::erase_if(findings, [](const source::Diagnostic& finding) { return finding.rule.empty(); });
}

}  // namespace

std::span<const Rule* const> registry() {
  static const std::vector<const Rule*> all = [] {
    std::vector<const Rule*> rules;
    for (const auto family : kFamilies) {
      for (const Rule& rule : family()) rules.push_back(&rule);
    }
    return rules;
  }();
  return all;
}

const Rule* find_rule(std::string_view id) {
  static const std::unordered_map<std::string_view, const Rule*> by_id = [] {
    std::unordered_map<std::string_view, const Rule*> rules;
    for (const Rule* rule : registry()) rules.emplace(rule->id, rule);
    return rules;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

source::Diagnostics check(const asl::StateMachine& machine, const source::Document& document,
                          const Options& options) {
  analysis::Facts facts(machine, document);
  source::Diagnostics found =
      run(facts, options, [](const Rule& rule) { return rule.kind == Rule::Kind::Validity; });
  sort(found);
  return found;
}

void advise(const asl::StateMachine& machine, const source::Document& document, const Options& options,
            source::Diagnostics& findings) {
  analysis::Facts facts(machine, document);
  source::Diagnostics found =
      run(facts, options, [&](const Rule& rule) { return applies(rule.kind, options.profile); });
  std::move(found.begin(), found.end(), std::back_inserter(findings));
  suppress(facts, findings);
  sort(findings);
  merge_repeated(findings);
}

}  // namespace pawl::rules
