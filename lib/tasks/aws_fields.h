// Requests made of the members of other values, as the tables of aws/job_integrations.h write them.
#pragma once
#include <string_view>

#include "value/value.h"

namespace pawl::tasks {

/// The member at a path: "Jobs[0].Status". Null pointer: there is none.
const Value* find_field(const Value& value, std::string_view path);

/// An object of "Name=source" with blanks between; what its source does not have is left out.
Value make_request(std::string_view fields, const Value& answer, const Value& parameters);

/// Whether a word is among those with blanks between.
bool is_listed(std::string_view word, std::string_view words);

}  // namespace pawl::tasks
