// `pawl run --dry-run`: what each task would do. Starts nothing.
#pragma once
#include "cli/terminal/console.h"
#include "cli/workflow.h"

namespace pawl::cli {

int dry_run(const Workflow& workflow, Console& console);

}  // namespace pawl::cli
