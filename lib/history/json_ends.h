// Finds where a JSON value ends, without parsing it.
#pragma once
#include <cstddef>
#include <string_view>

namespace pawl::history {

/// The length of the JSON value at the front of `text`: brackets and quotes are counted, the parser checks
/// the rest. npos: the text ends within it.
size_t end_of_value(std::string_view text);

}  // namespace pawl::history
