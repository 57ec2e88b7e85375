// pawl mock: mocks made of a run that was.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

/// The exit code.
int mock(const MockOptions& options, Console& console);

}  // namespace pawl::cli
