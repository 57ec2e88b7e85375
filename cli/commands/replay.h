// pawl replay: would this definition take the recorded path again?
#pragma once
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"
#include "replay/divergence.h"
#include "workflow/definition.h"

namespace pawl::cli {

/// Where and how a replayed history first differs: lines that end with a newline. `label` names the history.
std::string divergence_text(const std::string& label, const replay::Divergence& divergence,
                            const workflow::Definition& definition, const Console& console);

/// The exit code.
int replay(const ReplayOptions& options, Console& console);

}  // namespace pawl::cli
