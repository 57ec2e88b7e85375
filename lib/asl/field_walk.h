// The fields of a state whose values can be evaluated, derived from the table of fields, so that analyses of
// all expressions miss none.
#pragma once
#include <functional>
#include <string>

#include "asl/fields.h"

namespace pawl::asl {

/// A field of the definition whose value can be evaluated, in its query language.
struct FieldSite {
  const FieldRow& row;
  const std::string& pointer;  // JSON pointer below the state: "Catch/0/Assign"
  const source::NodeMember& member;
  const Evaluable& value;     // never monostate or InnerObjects
  const ConstTarget& target;  // the objects around: the state, and the Catcher or rule if it is in one
};

/// Calls `visit` for the fields of the state and of the objects inside it, in the order written. States
/// inside it are skipped. `node` is the state's.
void for_each_field(const State& state, const source::Node& node,
                    const std::function<void(const FieldSite&)>& visit);

}  // namespace pawl::asl
