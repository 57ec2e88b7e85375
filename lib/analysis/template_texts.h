// The strings in a state's payload templates, as written.
#pragma once
#include <functional>
#include <string>

#include "asl/state_machine.h"
#include "source/document.h"

namespace pawl::analysis {

class Facts;

struct TemplateText {
  const asl::State& state;
  std::string_view key;            // of the member; in an array, of the member that holds it
  const source::Node& node;        // a string
  const std::string& field;        // its JSON pointer below the state
  std::string_view template_name;  // "Parameters", "Result", "Assign", …
};

/// Calls `visit` for every string in a state's payload templates, those of its Catchers, rules, reader and
/// writer too, and in a Pass state's Result.
void for_each_template_text(Facts& facts, const asl::State& state,
                            const std::function<void(const TemplateText&)>& visit);

}  // namespace pawl::analysis
