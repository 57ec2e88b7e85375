// `pawl lint`: are these definitions good? What AWS refuses, and the advice of lib/rules.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

int lint(const LintOptions& options, Console& console);

}  // namespace pawl::cli
