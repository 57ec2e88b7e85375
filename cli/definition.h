// A definition as commands need it: read, placeholders filled, parsed and checked.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "base/result.h"
#include "cli/options.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "value/value.h"

namespace pawl::cli {

struct Definition {
  source::Document document;
  std::unique_ptr<asl::StateMachine> machine;  // runnable when `diagnostics` has no errors
  source::Diagnostics diagnostics;             // everything found, in the order of the text
  std::vector<std::string> unfilled;           // names of the ${placeholders} left in the text
  std::vector<std::string> unused;             // names given with --subst that the text does not hold
};

/// Errors: the file cannot be read. Whatever is wrong in it is in `diagnostics`.
Result<Definition> load_definition(const std::string& path, const Assignments& subst, asl::WorkflowType type);

/// The same of a definition that is no file of its own: one that a history holds, as JSON. `name` stands for
/// it in messages.
Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type);

/// Fills `${K}` with V. Inside a JSON string V is escaped; elsewhere, and in YAML, it stands as it is.
struct Substituted {
  std::string text;
  std::vector<std::string> unused;
};
Substituted substitute(std::string_view text, source::Format format, const Assignments& subst);

/// The names of the ${placeholders} in a text, each once. Names are letters, digits and underscores.
std::vector<std::string> placeholders(std::string_view text);

}  // namespace pawl::cli
