// What an exploration found, as text and as JSON.
#pragma once
#include <string>

#include "explore/explorer.h"
#include "value/value.h"

namespace pawl::explore {

/// The numbers, and a line with the reason for each transition and entry of Retry that no case reaches. Ends
/// with a newline.
std::string text_report(const coverage::CoveragePoints& points, const Exploration& found);
/// {"definition", "states": {"reached", "total"}, …, "cases": [{"name", "status", "input", "mocks"}],
/// "unreached":
/// [{"point", "line", "reason"}], "trials", "complete"}. "mocks" are lists of {"return"} and {"throw"} by
/// state; "complete" is false where a bound ended the search.
Value json_report(const asl::StateMachine& machine, const coverage::CoveragePoints& points,
                  const Exploration& found);

}  // namespace pawl::explore
