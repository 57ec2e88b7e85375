// Parses the text of an expression into its syntax tree.
#pragma once
#include <string_view>

#include "jsonata/dialect.h"
#include "jsonata/error.h"
#include "jsonata/syntax.h"

namespace pawl::jsonata {

/// The tree as the grammar has it, S0101 to S0302 and S0401, S0402.
Expected<Syntax*> parse_syntax(std::string_view text, Dialect dialect, SyntaxArena& arena);

/// Gathers the steps of paths, resolves `%`, marks tail calls: S0201, S0206, S0207, S0209 to S0217. Returns
/// the new root.
Expected<Syntax*> resolve_paths(Syntax* root, SyntaxArena& arena);

/// The error of an expression that nests deeper than kMaxSyntaxHeight.
std::unique_ptr<JsonataError> too_deep(size_t position);

}  // namespace pawl::jsonata
