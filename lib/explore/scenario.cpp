#include "explore/scenario.h"

#include <algorithm>

namespace pawl::explore {

MockedAnswer Scenario::answer(uint32_t state, uint32_t invocation) const {
  const auto found = answers.find(state);
  if (found == answers.end()) return {};
  return found->second[std::min<size_t>(invocation, found->second.size() - 1)];
}

std::vector<MockedAnswer>& Scenario::answers_until(uint32_t state, uint32_t invocation) {
  std::vector<MockedAnswer>& all = answers[state];
  if (all.empty()) all.emplace_back();
  while (all.size() <= invocation) all.push_back(all.back());
  return all;
}

std::optional<Value> Scenario::at(const Leaf& leaf) const {
  const Source& source = leaf.source;
  const Value root =
      source.kind == Source::Kind::Input ? input : answer(source.state, source.invocation).result;
  return value_at(root, leaf.steps);
}

void Scenario::set(const Leaf& leaf, const std::optional<Value>& value) {
  const Source& source = leaf.source;
  Value& root = source.kind == Source::Kind::Input
                    ? input
                    : answers_until(source.state, source.invocation)[source.invocation].result;
  root = with_value(root, leaf.steps, value);
}

void Scenario::fail(uint32_t state, uint32_t invocation, uint32_t times, const std::string& error) {
  std::vector<MockedAnswer>& all = answers_until(state, invocation + times);
  for (uint32_t i = 0; i < times; ++i) all[invocation + i].error = error;
}

Scenario Proposal::applied_to(const Scenario& scenario) const {
  Scenario changed = scenario;
  for (const LeafChange& change : changes) changed.set(change.leaf, change.value);
  if (failing) changed.fail(failing->state, failing->invocation, failing->times, failing->error);
  return changed;
}

}  // namespace pawl::explore
