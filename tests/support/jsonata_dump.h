// JSONata's tokens and syntax trees as text, for tables in tests.
#pragma once
#include <string>
#include <string_view>

#include "jsonata/dialect.h"

namespace pawl::test {

/// The tokens with a blank between them: "name:a op:. name:b". Slashes are regular expressions where an
/// operand may stand, as in the parser.
std::string dump_tokens(std::string_view text, jsonata::Dialect dialect = jsonata::Dialect::Reference);

/// The tree as the grammar has it, in prefix form: "a + b * c" is "(+ a (* b c))". An error is its code.
std::string dump_syntax(std::string_view text, jsonata::Dialect dialect = jsonata::Dialect::Reference);

/// The tree that is compiled: paths are lists of steps, with what belongs to a step after it: predicates
/// `[…]`, `@$focus`, `#$index`, `[]` where one value stays an array, `^` where it keeps its parent for a `%`.
/// An array constructor that is a step, and not flattened, is "(cons …)", calls in tail position "(tail-call
/// …)".
std::string dump_resolved(std::string_view text, jsonata::Dialect dialect = jsonata::Dialect::Reference);

/// The program that is evaluated, with frames and slots. "{$x $y}" is a frame with its slots. A variable has
/// a ":HOPS.SLOT" for each frame that may bind it, nearest first, and ":builtin" if a function has its name;
/// with neither it can only be given to the evaluation. A bind names the slot it sets, a lambda the slots of
/// its parameters. A plain path is names only, perhaps after a variable. Operators that have no part in this
/// are "(other)".
std::string dump_compiled(std::string_view text, jsonata::Dialect dialect = jsonata::Dialect::Reference);

}  // namespace pawl::test
