// pawl graph: drawings of definitions and runs.
#pragma once
#include <string>

#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::workflow {
struct Definition;
}

namespace pawl::cli {

int graph(const GraphOptions& options, Console& console);

/// Whether a drawing or page could be written to the file, as far as can be told before it is. Errors: why
/// not.
Result<void> check_writable(const std::string& file);

/// The page about a finished run (`pawl run --report`). Errors: the history cannot be read, the file not
/// written.
Result<void> write_report(const workflow::Definition& definition, const std::string& history,
                          const std::string& run, const std::string& file);

}  // namespace pawl::cli
