// Where the value of a JSONata expression comes from.
#pragma once
#include "explore/origin.h"
#include "jsonata/ast.h"

namespace pawl::explore {

/// Paths, constructors and literals are followed, everything else is computed of the leaves it reads.
OriginPtr jsonata_origin(const jsonata::Program& program, const jsonata::AstNode& node,
                         const OriginScope& scope);
/// The built-in function that the node calls, without its `$`; empty: the node is no such call.
std::string_view called_function(const jsonata::AstNode& node);

}  // namespace pawl::explore
