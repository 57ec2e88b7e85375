// A definition as everybody needs it: read, placeholders filled, parsed and checked.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "asl/state_machine.h"
#include "base/result.h"
#include "source/diagnostic.h"
#include "source/document.h"
#include "source/lambda_resources.h"
#include "value/value.h"
#include "workflow/service_error.h"
#include "workflow/settings.h"

namespace pawl::workflow {

struct Definition {
  source::Document document;
  std::unique_ptr<asl::StateMachine> machine;  // runnable when `diagnostics` has no errors
  source::Diagnostics diagnostics;             // everything found, in the order of the text
  std::string filled;                          // see full_text()
  std::vector<std::string> unfilled;           // names of the ${placeholders} left in it
  std::vector<std::string> unused;             // substitutions that the text does not hold
  bool is_surroundings = false;  // only what was found in a template around its state machines; no machine
  asl::WorkflowType type = asl::WorkflowType::Standard;  // as asked for, or as a template says
  std::vector<source::LambdaResource> functions;         // of the template that holds it
  std::string template_file;                             // that template's path; empty: none

  /// For a definition that is at hand alone: the functions of its template, if the file can be read.
  void find_functions(const std::string& file);

  /// The definition as it runs: the document's text, with placeholders filled, and of a template the one
  /// machine as JSON. Places are the document's.
  [[nodiscard]] std::string_view full_text() const {
    return filled.empty() ? std::string_view(document.text) : filled;
  }
};

/// The Lambda functions of a template have their ARNs in it. Errors: the file cannot be read, or holds no
/// definition, or several. Whatever is wrong in it is in
/// `diagnostics`.
Result<Definition> load_definition(const DefinitionSource& from);

/// The same of a definition that is no file of its own: one that a history holds, as JSON. `name` stands for
/// it in messages.
Definition read_definition(const std::string& name, const Value& json, asl::WorkflowType type);
/// The same of JSON text.
Definition read_definition_text(const std::string& name, std::string_view json, asl::WorkflowType type);

/// Hands all definitions of a path to `take`, for reports: of a template every state machine, and where it
/// names a file that cannot be read, the error. False: stop. A machine whose definition stands elsewhere has
/// none here, and says so in its diagnostics.
Result<void> for_each_definition(const DefinitionSource& from,
                                 const std::function<bool(Result<Definition>&)>& take);

/// Of a definition that is wrong everywhere a thousand findings are kept, errors first, and how often more.
void cut_findings(source::Diagnostics& diagnostics);

/// The error of a definition that is invalid, with its findings; `message` says what was not done.
tl::unexpected<ServiceError> invalid(Definition definition, std::string message);

}  // namespace pawl::workflow
