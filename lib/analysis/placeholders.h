// Expressions that cannot be parsed before the ${placeholder} inside them is filled in.
#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "asl/state.h"
#include "source/document.h"

namespace pawl::analysis {

class Facts;

/// Put in the place of a placeholder so that the text can be parsed: a name, a number, an operator.
inline constexpr std::array<char, 3> kStandIns = {'x', '1', '+'};
/// The text with a stand-in of the same length in the place of each ${placeholder}.
std::string without_placeholders(std::string_view text, char stand_in);

/// Calls `visit(field, node)` for each string of the state that would be an expression, a path or an
/// intrinsic call but for its placeholders. `field` is a JSON pointer below the state. States inside the
/// state are skipped.
void for_each_unparsed_text(Facts& facts, const asl::State& state,
                            const std::function<void(const std::string&, const source::Node&)>& visit);

}  // namespace pawl::analysis
