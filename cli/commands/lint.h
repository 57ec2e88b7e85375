// `pawl lint`: are these definitions good? What AWS refuses, and the advice of lib/rules.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

int lint(const LintOptions& options, Console& console);

}  // namespace pawl::cli
