// State machines inside of CloudFormation and SAM templates.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/document.h"

namespace pawl::source {

/// Whether the tree is a template that holds state machines (AWS::StepFunctions::StateMachine,
/// AWS::Serverless::StateMachine).
bool is_template(const Node& root);

struct TemplateMachine {
  std::string id;  // its logical id
  bool is_express = false;
  /// The definition, with places in the template's text: a tree where CloudFormation's functions are
  /// `${placeholders}`. No tree, and a diagnostic, where it stands elsewhere or is not JSON.
  LoadResult definition;
  std::string file;  // DefinitionUri: a path, relative to the template; then `definition` is empty
  std::vector<std::string> substitutions;  // names of DefinitionSubstitutions
};

/// Values for `${K}`, put in before a DefinitionString is read.
using Substitutions = std::vector<std::pair<std::string, std::string>>;

/// All state machines of a template, in the order written. `document` has been read with
/// Tags::CloudFormation.
std::vector<TemplateMachine> state_machines(const Document& document, const Substitutions& substitutions);

/// Warnings (rule substitution-undeclared) for the `${K}` of a definition's file that DefinitionSubstitutions
/// does not name.
Diagnostics undeclared_substitutions(const Document& definition, const std::vector<std::string>& declared);

}  // namespace pawl::source
