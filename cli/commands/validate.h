// `pawl validate`: would AWS accept these definitions? All findings of all files, never only the first.
#pragma once
#include "cli/options.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

int validate(const ValidateOptions& options, Console& console);

}  // namespace pawl::cli
