// State machines inside of templates: CloudFormation's, SAM's, what `cdk synth` writes, serverless.yml.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "source/document.h"
#include "source/placeholder.h"

namespace pawl::source {

/// Whether the tree is a template, with state machines or without, and no definition.
bool is_template(const Node& root);

struct TemplateMachine {
  std::string id;  // its logical id
  bool is_express = false;
  Span span;  // of the resource
  /// The definition without functions, with places in the template's text, which is not in its Document. No
  /// tree, and a diagnostic, where it stands elsewhere (rule definition-elsewhere) or cannot be read.
  LoadResult definition;
  /// The same as it is where the conditions go the other way, if it holds Fn::If.
  std::optional<LoadResult> other;
  /// A file, relative to the template, that holds the definition; empty if none does. With a
  /// definition-elsewhere beside it the file need not be there: cdk.out has it, others have not.
  std::string file;
  /// Names of DefinitionSubstitutions; nothing where the template does not say all of them.
  std::optional<std::vector<std::string>> declared;
  Substitutions values;  // what is given, then DefinitionSubstitutions whose values are known
};

/// All state machines of a template, in the order written, at most 500, which is what a stack may hold.
/// `given`: values for `${K}` that go before all others.
std::vector<TemplateMachine> state_machines(const Document& document, const Substitutions& given);

/// Warnings (rule substitution-undeclared) for the `${K}` of a definition's file that `declared` does not
/// name, nor `given` gives.
Diagnostics undeclared_substitutions(const Document& definition, const std::vector<std::string>& declared,
                                     const Substitutions& given);

}  // namespace pawl::source
