// Expressions with a ${placeholder} inside, which are none before it is filled.
#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "asl/state.h"
#include "source/document.h"

namespace pawl::analysis {

class Facts;

/// What may stand for a placeholder: a name, a number, an operator.
inline constexpr std::array<char, 3> kStandIns = {'x', '1', '+'};
/// The text with a stand-in of the same length in the place of each ${placeholder}.
std::string without_placeholders(std::string_view text, char stand_in);

/// Calls `visit(field, node)` for each text of the state that is an expression of its query language, or the
/// path or call of a JSONPath state, but cannot be read for its placeholders. `field` is a JSON pointer below
/// the state. States inside the state are not looked into.
void for_each_unread_text(Facts& facts, const asl::State& state,
                          const std::function<void(const std::string&, const source::Node&)>& visit);

}  // namespace pawl::analysis
