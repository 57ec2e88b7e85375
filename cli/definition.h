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
  asl::WorkflowType type = asl::WorkflowType::Standard;  // as asked for, or as a template says
};

/// Errors: the file cannot be read. Whatever is wrong in it is in `diagnostics`.
Result<Definition> load_definition(const std::string& path, const Assignments& subst, asl::WorkflowType type);

/// The same of a definition that is no file of its own: one that a history holds, as JSON. `name` stands for
/// it in messages.
Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type);

/// All definitions of a path, for reports: of a template every state machine.
Result<std::vector<Definition>> load_definitions(const std::string& path, const Assignments& subst,
                                                 asl::WorkflowType type);

/// A definition that is wrong everywhere is told so a thousand times, errors first, and how often more.
void cut_findings(source::Diagnostics& diagnostics);

/// Fills `${K}` with V. Inside a JSON string V is escaped; elsewhere, and in YAML, it stands as it is.
struct Substituted {
  std::string text;
  std::vector<std::string> unused;
};
Substituted substitute(std::string_view text, source::Format format, const Assignments& subst);

/// The names of the ${placeholders} in a text, each once. Names are letters, digits and underscores.
std::vector<std::string> placeholders(std::string_view text);

}  // namespace pawl::cli
