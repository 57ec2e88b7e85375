#include "jsonata/scope.h"

#include <algorithm>

namespace pawl::jsonata {
namespace {

using Kind = Syntax::Kind;

void add(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void collect_pairs(const std::vector<std::pair<Syntax*, Syntax*>>& pairs, std::vector<std::string>& names) {
  for (const auto& [key, value] : pairs) {
    collect_bound_names(*key, names);
    collect_bound_names(*value, names);
  }
}

void collect_stages(const std::optional<std::vector<SyntaxStage>>& stages, std::vector<std::string>& names) {
  if (!stages) return;
  for (const SyntaxStage& stage : *stages) {
    if (stage.filter != nullptr) collect_bound_names(*stage.filter, names);
  }
}

void collect_step(const Syntax& step, std::vector<std::string>& names) {
  collect_bound_names(step, names);
  collect_stages(step.stages, names);
}

}  // namespace

bool gives_tuples_itself(const Syntax& s) { return s.kind == Kind::Block && s.is_tuple; }

std::string ancestor_name(const AncestorSlot& slot) { return "!" + std::to_string(slot.label); }

size_t first_tuple_step(const Syntax& path) {
  size_t i = 0;
  while (i < path.items.size() && !path.items[i]->is_tuple) ++i;
  return i;
}

void collect_bound_names(const Syntax& s, std::vector<std::string>& names) {
  if (!gives_tuples_itself(s)) collect_stages(s.predicates, names);
  if (s.kind == Kind::Path) {
    const size_t first = first_tuple_step(s);
    for (size_t i = 0; i < first; ++i) collect_step(*s.items[i], names);
    if (first == s.items.size() && s.group) collect_pairs(*s.group, names);
    return;
  }
  if (s.group && !gives_tuples_itself(s)) collect_pairs(*s.group, names);
  if (s.kind == Kind::Block || s.kind == Kind::Lambda) return;
  if (s.kind == Kind::Bind) add(names, s.lhs->text);
  for (const Syntax* part : {s.lhs, s.rhs, s.third}) {
    if (part != nullptr) collect_bound_names(*part, names);
  }
  for (const Syntax* item : s.items) collect_bound_names(*item, names);
  collect_pairs(s.pairs, names);
  for (const SortTerm& term : s.terms) collect_bound_names(*term.expression, names);
}

void collect_inner_tuple_names(const Syntax& step, std::vector<std::string>& names) {
  if (step.kind == Kind::Block && !step.items.empty()) collect_inner_tuple_names(*step.items.back(), names);
  if (step.kind != Kind::Path || first_tuple_step(step) == step.items.size()) return;
  for (const Syntax* inner : step.items) {
    if (!inner->focus.empty()) add(names, inner->focus);
    if (!inner->index.empty()) add(names, inner->index);
    if (inner->ancestor != nullptr) add(names, ancestor_name(*inner->ancestor));
    if (inner->stages) {
      for (const SyntaxStage& stage : *inner->stages) {
        if (stage.filter == nullptr) add(names, stage.index);
      }
    }
    collect_inner_tuple_names(*inner, names);
  }
}

void collect_tuple_names(const Syntax& path, std::vector<std::string>& names) {
  collect_inner_tuple_names(path, names);
  for (size_t i = first_tuple_step(path); i < path.items.size(); ++i) collect_step(*path.items[i], names);
  if (path.group) collect_pairs(*path.group, names);
}

}  // namespace pawl::jsonata
