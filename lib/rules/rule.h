// Rules: the checks of whole definitions, and the description of every rule. Faults of single fields are
// found by the parser (asl/, source/); their rules are described in reader_structure.cpp and
// reader_values.cpp.
#pragma once
#include <span>
#include <string_view>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::rules {

class Check;

/// Where a definition is meant to run.
enum class Profile : uint8_t {
  Any,    // at AWS or here: AWS's practices are checked, what only pawl can run is accepted
  Aws,    // at AWS: what only pawl can run is reported too
  Local,  // here only: AWS's practices and limits are not checked
};

struct Options {
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Profile profile = Profile::Any;
};

struct Rule {
  /// Validity: AWS refuses the definition. The others are advice about definitions that AWS accepts.
  enum class Kind : uint8_t {
    Validity,
    Advice,
    AwsAdvice,    // not for Profile::Local
    Portability,  // for Profile::Aws only
  };

  std::string_view id;  // of its findings
  Kind kind = Kind::Validity;
  source::Severity severity = source::Severity::Error;
  std::string_view code;     // AWS's code for it; empty if there is none
  std::string_view summary;  // one line
  std::string_view help;     // why it matters and what to do
  std::string_view bad;      // a definition in YAML with a finding …
  std::string_view good;     // … and one without
  /// Null if the parser finds it.
  void (*check)(Check& check) = nullptr;
  /// Only the first finding in a definition is reported, with the number of the others.
  bool reports_once = false;
};

/// All rules, those of the reader too, in the order in which they are listed and applied.
std::span<const Rule* const> registry();
/// Null pointer for an unknown id.
const Rule* find_rule(std::string_view id);

/// The findings of the rules of validity, beyond those of the parser. The machine may have errors.
source::Diagnostics check(const asl::StateMachine& machine, const source::Document& document,
                          const Options& options);

/// Adds the findings of the other rules to those of a machine without errors, removes what its Comments
/// suppress, and sorts.
void advise(const asl::StateMachine& machine, const source::Document& document, const Options& options,
            source::Diagnostics& findings);

}  // namespace pawl::rules
