// `pawl run --dry-run`: what each task would do. Starts nothing.
#pragma once
#include "cli/terminal/console.h"
#include "workflow/workflow.h"

namespace pawl::cli {

int dry_run(const workflow::Workflow& workflow, Console& console);

}  // namespace pawl::cli
