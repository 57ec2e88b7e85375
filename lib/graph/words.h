// What a definition says, in a few words: conditions, tasks, retries.
#pragma once
#include <string>

#include "asl/state.h"

namespace pawl::graph {

/// "$.amount ≤ 0", "$.name is present and not ($.age < 18)"; JSONata stands as it is written. One line.
std::string condition_in_words(const asl::Condition& condition);
/// What a state does beside its name: "lambda reserve-stock", "30 s", "each of $.items, 5 at a time"; may be
/// empty.
std::string detail_in_words(const asl::State& state);
/// "Card.Busy: 3 times, from 1 s, ×2".
std::string retrier_in_words(const asl::Retrier& retrier);
/// "any error" for States.ALL, else the names.
std::string errors_in_words(const std::vector<std::string>& error_equals);

}  // namespace pawl::graph
