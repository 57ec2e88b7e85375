// Rules about a whole definition. What concerns one field is in asl/fields.cpp; a rule sees the typed
// machine.
#pragma once
#include <span>
#include <string_view>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::rules {

struct Options {
  asl::WorkflowType type = asl::WorkflowType::Standard;
};

struct Rule {
  std::string_view id;  // of its findings
  source::Severity severity = source::Severity::Error;
  std::string_view summary;  // one line, for people
  void (*check)(const Rule& rule, const asl::StateMachine& machine, const source::Document& document,
                const Options& options, source::Diagnostics& diagnostics);
};

/// All rules, in the order they are applied.
std::span<const Rule* const> registry();

/// What the rules find, in the order of the text. The machine need not be free of faults.
source::Diagnostics check(const asl::StateMachine& machine, const source::Document& document,
                          const Options& options);

/// A finding in a state, or in its field `field` ("Resource", "ItemProcessor/ProcessorConfig"; empty: the
/// state), with AWS's code SCHEMA_VALIDATION_FAILED.
source::Diagnostic finding(const Rule& rule, const asl::State& state, std::string_view field,
                           source::Span span, std::string message);

}  // namespace pawl::rules
