// Turns a resolved syntax tree into the program that is evaluated.
#pragma once
#include <span>

#include "jsonata/ast.h"
#include "jsonata/error.h"
#include "jsonata/syntax.h"

namespace pawl::jsonata {

/// Parses and compiles. S0101 to S0402, or an error of kind Stack for what nests too deep.
Expected<std::unique_ptr<const Program>> compile(std::string_view text, Dialect dialect);

/// The same for the text of $eval, inside of frames (innermost first): `externals` are those of the program
/// around it, which keep their numbers.
Expected<std::unique_ptr<const Program>> compile_within(std::string_view text, Dialect dialect,
                                                        std::vector<External> externals,
                                                        std::span<const ScopeInfo* const> frames);

}  // namespace pawl::jsonata
