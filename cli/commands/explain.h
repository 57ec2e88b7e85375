// `pawl lint --list-rules` and `--explain`: the rules for people.
#pragma once
#include <string>
#include <string_view>

#include "cli/terminal/console.h"

namespace pawl::cli {

int list_rules(bool as_json, Console& console);
int explain_rule(std::string_view id, Console& console);

/// "there is no rule 'x', did you mean 'y'?"
std::string unknown_rule(std::string_view id);

}  // namespace pawl::cli
