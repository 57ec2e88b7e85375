// `pawl validate`: would AWS accept these definitions? All findings of all files, never only the first.
#pragma once
#include "cli/console.h"
#include "cli/options.h"

namespace pawl::cli {

int validate(const ValidateOptions& options, Console& console);

}  // namespace pawl::cli
