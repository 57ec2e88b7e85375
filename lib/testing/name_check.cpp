#include "testing/name_check.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/glob.h"
#include "base/suggestion.h"

namespace pawl::testing {

namespace {

class NameCheck {
 public:
  NameCheck(const TestFile& file, const asl::StateMachine& machine) : file_(file) {
    for (const asl::State* state : machine.states) {
      states_[state->name] = state;
      all_.push_back(state->name);
      if (state->type() == asl::StateType::Task) tasks_.push_back(state->name);
    }
  }

  source::Diagnostics check() {
    for (const Mock& mock : file_.mocks) check_mock(mock);
    for (const TestCase& test : file_.cases) {
      for (const Mock& mock : test.mocks) check_mock(mock);
      const Expectations& expect = test.expect;
      if (expect.path.exactly) check_names(*expect.path.exactly);
      check_names(expect.path.contains);
      check_names(expect.path.never);
      for (const StateExpectation& one : expect.states) check_name(one.state);
      if (expect.calls) {
        for (const CallExpectation& one : *expect.calls) check_name(one.state);
      }
    }
    return std::move(findings_);
  }

 private:
  void report(source::Span span, std::string message, std::string_view name,
              const std::vector<std::string_view>& known) {
    source::Diagnostic finding;
    finding.rule = "config-unknown-state";
    finding.message = std::move(message);
    const std::string_view nearest = nearest_name(name, known);
    if (!nearest.empty()) finding.hint = "did you mean '" + std::string(nearest) + "'?";
    finding.span = span;
    findings_.push_back(std::move(finding));
  }

  void check_mock(const Mock& mock) {
    const auto found = states_.find(mock.of);
    if (found != states_.end()) {
      if (found->second->type() != asl::StateType::Task)
        report(mock.span,
               "mocks are for Task states, and '" + mock.of + "' is a " +
                   std::string(name_of(found->second->type())),
               "", {});
      return;
    }
    const bool is_used = std::any_of(states_.begin(), states_.end(), [&mock](const auto& one) {
      const auto* task = std::get_if<asl::Task>(&one.second->kind);
      return task != nullptr && glob_matches(mock.of, task->resource.text);
    });
    if (!is_used)
      report(mock.span, "no Task state has the name '" + mock.of + "', and no Resource matches it", mock.of,
             tasks_);
  }

  void check_names(const std::vector<NamedState>& names) {
    for (const NamedState& name : names) check_name(name);
  }
  void check_name(const NamedState& name) {
    if (!states_.contains(name.name))
      report(name.span, "there is no state '" + name.name + "'", name.name, all_);
  }

  const TestFile& file_;
  std::map<std::string_view, const asl::State*> states_;
  std::vector<std::string_view> all_, tasks_;
  source::Diagnostics findings_;
};

}  // namespace

source::Diagnostics check_names(const TestFile& file, const asl::StateMachine& machine) {
  return NameCheck(file, machine).check();
}

}  // namespace pawl::testing
