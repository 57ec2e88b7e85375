// The compiler of paths. Private to jsonpath/.
#pragma once
#include <cstdint>
#include <string_view>

#include "jsonpath/char_index.h"
#include "jsonpath/filter_node.h"
#include "jsonpath/path.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {

/// How deep filters, parentheses and function parameters may nest in one path.
inline constexpr int kMaxNesting = 100;

/// A path in full; throws Fault::Kind::InvalidPath only. `base` is where `text` stands in the whole text.
Program parse_program(std::string_view text, int64_t base, int nesting,
                      Path::Roots roots = Path::Roots::InputOnly);

/// A filter with its brackets, `[?(…)]`; throws Faults of both kinds.
std::unique_ptr<const FilterNode> parse_filter(std::string_view text, int64_t base, int nesting);

/// JSON as json-smart takes it in its permissive mode: quotes of both kinds or none, superfluous commas.
/// False: no meaning.
bool parse_permissive_json(std::string_view text, Value& out);

}  // namespace pawl::jsonpath
