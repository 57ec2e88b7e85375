// State machines in templates: of CloudFormation, SAM, `cdk synth`, and in serverless.yml.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "source/document.h"
#include "source/placeholder.h"

namespace pawl::source {

/// Whether the tree is a template (with state machines or without) and not a definition.
bool is_template(const Node& root);

struct TemplateMachine {
  std::string id;  // its logical id
  bool is_express = false;
  Span span;  // of the resource
  /// The definition with functions evaluated; spans are in the template's text, which is not in this
  /// Document. No tree, and a diagnostic, if it is elsewhere (rule definition-elsewhere) or cannot be parsed.
  LoadResult definition;
  /// If it has Fn::If: the same with the opposite branches.
  std::optional<LoadResult> other;
  /// The file with the definition, relative to the template; empty if none. If there is also a
  /// definition-elsewhere, the file may be missing: cdk.out has it, other projects have not.
  std::string file;
  /// Names of DefinitionSubstitutions; nullopt if the template does not list all of them.
  std::optional<std::vector<std::string>> declared;
  Substitutions values;  // the given ones, then DefinitionSubstitutions with known values
};

/// All state machines of a template, in the order written, at most 500, the limit of resources in a stack.
/// `given`: values for `${K}` that take precedence.
std::vector<TemplateMachine> state_machines(const Document& document, const Substitutions& given);

/// Warnings (rule substitution-undeclared) for the `${K}` in a definition's file that are neither in
/// `declared` nor in `given`.
Diagnostics undeclared_substitutions(const Document& definition, const std::vector<std::string>& declared,
                                     const Substitutions& given);

}  // namespace pawl::source
