// Where a replayed history leaves the recorded path, as text and as JSON.
#pragma once
#include <string>

#include "cli/terminal/console.h"
#include "replay/divergence.h"
#include "workflow/definition.h"

namespace pawl::cli {

/// Where and how a replayed history first differs: lines that end with a newline. `label` names the history.
std::string divergence_text(const std::string& label, const replay::Divergence& divergence,
                            const workflow::Definition& definition, const Console& console);

Value divergence_json(const replay::Divergence& divergence, const workflow::Definition& definition);

}  // namespace pawl::cli
