// pawl mock: mocks made of a run that was.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

/// The exit code.
int mock(const MockOptions& options, Console& console);

}  // namespace pawl::cli
