// Turns a resolved syntax tree into the program that is evaluated.
#pragma once
#include "jsonata/ast.h"
#include "jsonata/error.h"
#include "jsonata/syntax.h"

namespace pawl::jsonata {

/// Parses and compiles. S0101 to S0402, or an error of kind Stack for what nests too deep.
Expected<std::unique_ptr<const Program>> compile(std::string_view text, Dialect dialect);

}  // namespace pawl::jsonata
