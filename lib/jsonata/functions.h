// The implementations of the built-in functions, by subject. Their arguments have passed the signature.
#pragma once
#include "jsonata/registry.h"

namespace pawl::jsonata::functions {

// functions_numeric.cpp
Value sum(const Call&);
Value count(const Call&);
Value max(const Call&);
Value min(const Call&);
Value average(const Call&);
Value number(const Call&);
Value floor(const Call&);
Value ceil(const Call&);
Value round(const Call&);
Value abs(const Call&);
Value sqrt(const Call&);
Value power(const Call&);
Value format_number(const Call&);
Value format_base(const Call&);
Value format_integer(const Call&);
Value parse_integer(const Call&);

// functions_string.cpp
Value string(const Call&);
Value substring(const Call&);
Value substring_before(const Call&);
Value substring_after(const Call&);
Value lowercase(const Call&);
Value uppercase(const Call&);
Value length(const Call&);
Value trim(const Call&);
Value pad(const Call&);
Value join(const Call&);
Value base64encode(const Call&);
Value base64decode(const Call&);
Value encode_url(const Call&);
Value encode_url_component(const Call&);
Value decode_url(const Call&);
Value decode_url_component(const Call&);

// functions_match.cpp
Value match(const Call&);
Value contains(const Call&);
Value replace(const Call&);
Value split(const Call&);

// functions_boolean.cpp
Value boolean(const Call&);
Value logical_not(const Call&);
Value exists(const Call&);
Value type(const Call&);
Value error(const Call&);
Value assert(const Call&);

// functions_array.cpp
Value append(const Call&);
Value reverse(const Call&);
Value shuffle(const Call&);
Value distinct(const Call&);
Value zip(const Call&);
Value sort(const Call&);

// functions_higher_order.cpp
Value map(const Call&);
Value filter(const Call&);
Value single(const Call&);
Value reduce(const Call&);
Value sift(const Call&);
Value each(const Call&);

// functions_object.cpp
Value keys(const Call&);
Value lookup(const Call&);
Value spread(const Call&);
Value merge(const Call&);
Value clone(const Call&);

// functions_time.cpp
Value now(const Call&);
Value millis(const Call&);
Value from_millis(const Call&);
Value to_millis(const Call&);

// functions_other.cpp
Value random(const Call&);
Value partition(const Call&);
Value range(const Call&);
Value hash(const Call&);
Value uuid(const Call&);
Value parse(const Call&);

}  // namespace pawl::jsonata::functions
