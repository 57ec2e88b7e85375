// Check: the input of a rule's check, and the sink for its findings.
#pragma once
#include <string>
#include <string_view>

#include "analysis/facts.h"
#include "rules/rule.h"

namespace pawl::rules {

class Check {
 public:
  Check(const Rule& rule, analysis::Facts& facts, const Options& options, source::Diagnostics& diagnostics)
      : rule_(rule), facts_(facts), options_(options), diagnostics_(diagnostics) {}

  [[nodiscard]] const asl::StateMachine& machine() const { return facts_.machine(); }
  [[nodiscard]] const source::Document& document() const { return facts_.document(); }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] analysis::Facts& facts() { return facts_; }

  /// A finding in a state. `field` is a JSON pointer below it ("Resource", "Retry/0/ErrorEquals"; empty: the
  /// state, with the caret under its name).
  source::Diagnostic& report(const asl::State& state, std::string_view field, std::string message);
  /// The same with the caret under `span`.
  source::Diagnostic& report(const asl::State& state, std::string_view field, source::Span span,
                             std::string message);
  /// A finding outside of all states.
  source::Diagnostic& report_machine(std::string pointer, source::Span span, std::string message);

 private:
  source::Diagnostic& push(std::string pointer, source::Span span, std::string message);

  const Rule& rule_;
  analysis::Facts& facts_;
  const Options& options_;
  source::Diagnostics& diagnostics_;
};

/// "'Name'", with control characters escaped.
std::string quoted_name(std::string_view name);

}  // namespace pawl::rules
