// Diagnostic: one finding about a definition. Diagnostics are collected, never thrown; parsing continues.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "source/location.h"

namespace pawl::source {

enum class Severity : uint8_t { Error, Warning, Info };

/// Another place that a finding is about: "first defined here".
struct Related {
  std::string message;
  Span span;
};

struct Diagnostic {
  Severity severity = Severity::Error;
  std::string rule;      // our id, kebab case: "missing-transition-target"
  std::string code;      // AWS's code where it has one: "MISSING_TRANSITION_TARGET"; empty otherwise
  std::string message;   // AWS's wording where known
  std::string pointer;   // JSON pointer of the place (RFC 6901, escaped): "/States/A/Next"
  std::string aws_path;  // the place as AWS writes it ("/States/A/Choices[0]/Next"), no escaping; may be the
                         // container
  std::string hint;      // "did you mean 'Process'?"; empty if none
  Span span;             // in the document the finding is about
  std::vector<Related> related = {};
};

using Diagnostics = std::vector<Diagnostic>;

/// A finding in AWS's form: "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /". Without a
/// code, the rule takes its place.
std::string aws_message(const Diagnostic& diagnostic);

/// A piece of a definition for messages: control characters escaped, truncated if very long.
std::string shown(std::string_view text);

inline bool has_errors(const Diagnostics& diagnostics) {
  for (const Diagnostic& d : diagnostics) {
    if (d.severity == Severity::Error) return true;
  }
  return false;
}

}  // namespace pawl::source
