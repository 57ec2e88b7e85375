// Rules about a whole definition, and what is told about every rule there is. What concerns one field is
// found by the reader (asl/fields.cpp) and described in refusals.cpp.
#pragma once
#include <span>
#include <string_view>

#include "asl/state_machine.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::rules {

class Check;

/// What a definition is meant for.
enum class Profile : uint8_t {
  Any,    // AWS, or here: what is an AWS practice is told, what only pawl can run is accepted
  Aws,    // has to run at AWS: what only pawl can run is told too
  Local,  // runs here only: AWS's practices and limits are not asked for
};

struct Options {
  asl::WorkflowType type = asl::WorkflowType::Standard;
  Profile profile = Profile::Any;
};

struct Rule {
  /// Validity: AWS refuses the definition. The others are advice about definitions that AWS takes.
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
  std::string_view summary;  // one line, for people
  std::string_view help;     // why it matters and what to do
  std::string_view bad;      // a definition in YAML in which it finds something …
  std::string_view good;     // … and one in which it does not
  /// Null where the reader of definitions finds it.
  void (*check)(Check& check) = nullptr;
  /// What it finds tends to be everywhere or nowhere: the first finding stands for all of a definition.
  bool is_told_once = false;
};

/// All rules, those of the reader too, in the order in which they are listed and applied.
std::span<const Rule* const> registry();
/// Null pointer for an unknown id.
const Rule* find_rule(std::string_view id);

/// What the rules of validity find beyond what the reader has found. The machine need not be free of faults.
source::Diagnostics check(const asl::StateMachine& machine, const source::Document& document,
                          const Options& options);

/// Adds what the other rules find in a machine that has no errors, takes away what its Comments ignore, and
/// sorts.
void advise(const asl::StateMachine& machine, const source::Document& document, const Options& options,
            source::Diagnostics& findings);

}  // namespace pawl::rules
