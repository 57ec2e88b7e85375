// Definitions written in tests, read into the model.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

#include "asl/parse.h"
#include "source/document.h"

namespace pawl::test {

struct Definition {
  source::Document document;
  source::Diagnostics diagnostics;
  std::unique_ptr<asl::StateMachine> machine;

  [[nodiscard]] const asl::State& state(std::string_view name) const {
    const auto found = std::find_if(machine->states.begin(), machine->states.end(),
                                    [&](const asl::State* state) { return state->name == name; });
    if (found == machine->states.end()) throw std::string("no state ") + std::string(name);
    return **found;
  }
  template <class Kind>
  [[nodiscard]] const Kind& kind(std::string_view name) const {
    return std::get<Kind>(state(name).kind);
  }
};

inline Definition define(std::string text, source::Format format = source::Format::Json) {
  source::LoadResult loaded = source::read("test.asl.json", std::move(text), format);
  Definition definition{std::move(loaded.document), std::move(loaded.diagnostics), nullptr};
  if (source::has_errors(definition.diagnostics)) return definition;
  asl::ParseResult parsed = asl::parse(definition.document);
  for (source::Diagnostic& diagnostic : parsed.diagnostics)
    definition.diagnostics.push_back(std::move(diagnostic));
  definition.machine = std::move(parsed.machine);
  return definition;
}

/// A machine whose only interesting state is "S"; it may lead to "Z".
inline Definition define_state(std::string_view fields, std::string_view machine_fields = "") {
  return define("{" + std::string(machine_fields) + R"("StartAt": "S", "States": {"S": {)" +
                std::string(fields) + R"(}, "Z": {"Type": "Succeed"}}})");
}

/// "rule pointer" of each finding, one a line: what tests compare.
inline std::string summary(const source::Diagnostics& diagnostics) {
  std::string out;
  for (const source::Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += '\n';
    out += diagnostic.rule + ' ' + diagnostic.pointer;
  }
  return out;
}

/// AWS's form of the findings, one a line.
inline std::string aws_summary(const source::Diagnostics& diagnostics) {
  std::string out;
  for (const source::Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += '\n';
    out += source::aws_message(diagnostic);
  }
  return out;
}

/// The text a finding's caret stands under.
inline std::string marked(const source::Document& document, const source::Diagnostic& diagnostic) {
  return document.text.substr(diagnostic.span.begin, diagnostic.span.end - diagnostic.span.begin);
}

}  // namespace pawl::test
