// Headers of HTTP requests, and what no header and no URL may hold.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/value.h"

namespace pawl::tasks {

/// Names and values in the order in which they are sent.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// A name and a value that cannot smuggle in a second header.
bool is_clean_header(std::string_view name, std::string_view value);

/// No blank and no control character: libcurl and servers would cut the URL there.
bool is_clean_url(std::string_view url);

/// The value of a header; null pointer: there is none. `lower_name` is in lower case.
std::string* find_header(Headers& headers, std::string_view lower_name);
/// Replaces a header of this name in any case.
void set_header(Headers& headers, const std::string& name, std::string value);

/// What stands in a header, a URL or a form for a value: a string as it is, anything else as JSON.
std::string scalar_text(const Value& value);

}  // namespace pawl::tasks
