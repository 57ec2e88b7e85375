// The fields of a state in which something can be evaluated, found by the table of fields: whoever looks at
// all expressions of a definition forgets none.
#pragma once
#include <functional>
#include <string>

#include "asl/fields.h"

namespace pawl::asl {

/// A field that is written, has a value that can be evaluated and stands in its query language.
struct FieldSite {
  const FieldRow& row;
  const std::string& pointer;  // JSON pointer below the state: "Catch/0/Assign"
  const source::NodeMember& member;
  const FieldValue& value;    // never monostate or InnerObjects
  const ConstTarget& target;  // the objects around: the state, and the Catcher or rule if it is in one
};

/// Calls `visit` for those of the state and of the objects inside it, in the order written. States inside of
/// it are not looked into. `node` is the state's.
void for_each_field(const State& state, const source::Node& node,
                    const std::function<void(const FieldSite&)>& visit);

}  // namespace pawl::asl
