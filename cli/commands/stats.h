// What a run has cost: `pawl show --stats`.
#pragma once
#include <string>

#include "history/summary.h"

namespace pawl::cli {

std::string stats_text(const history::RunSummary& summary);
Value stats_json(const history::RunSummary& summary);

}  // namespace pawl::cli
