// Which names each frame of an expression binds: blocks, lambdas and paths with tuples open frames.
#pragma once
#include <string>
#include <vector>

#include "jsonata/syntax.h"

namespace pawl::jsonata {

/// The step from which on a path is a stream of tuples; the number of steps if it never is one.
size_t first_tuple_step(const Syntax& path);

/// Whether a block's value may be a stream of tuples, which its predicates and grouping then work on.
bool gives_tuples_itself(const Syntax& s);

/// Adds the names that `:=` binds in the frame around `s`, not those of frames inside.
void collect_bound_names(const Syntax& s, std::vector<std::string>& names);
/// The names in the frames that a path makes of its tuples: @, #, the objects of %, and what its steps bind.
void collect_tuple_names(const Syntax& path, std::vector<std::string>& names);

/// The names that the tuples of a step bind which gives tuples itself.
void collect_inner_tuple_names(const Syntax& step, std::vector<std::string>& names);

/// The name under which a tuple keeps the object of a `%`.
std::string ancestor_name(const AncestorSlot& slot);

}  // namespace pawl::jsonata
