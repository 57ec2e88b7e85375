// Origin: where a value of an execution comes from: which leaves of what the test case supplies it is made
// of.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "asl/state.h"
#include "explore/leaf.h"

namespace pawl::explore {

struct Origin;
using OriginPtr = std::shared_ptr<const Origin>;  // never null

struct Origin {
  struct Object {
    std::vector<std::pair<std::string, OriginPtr>> members;  // of equal names the last one counts
    OriginPtr base;  // that has all other members; null pointer: there are none
  };
  struct Array {
    std::vector<OriginPtr> elements;
  };
  /// Computed of these leaves, or of nothing that is known.
  struct Derived {
    std::vector<Leaf> leaves;
  };
  /// A Value that the definition holds, or a leaf as it is, …
  std::variant<Value, Leaf, Object, Array, Derived> content;
};

OriginPtr literal_origin(Value value);
OriginPtr leaf_origin(Leaf leaf);
OriginPtr object_origin(std::vector<std::pair<std::string, OriginPtr>> members, OriginPtr base = nullptr);
OriginPtr array_origin(std::vector<OriginPtr> elements);
OriginPtr derived_origin(std::vector<Leaf> leaves);

/// The origin of a member, of an element, of the JSON in a string.
OriginPtr select(const OriginPtr& origin, const LeafStep& step);
/// The leaves that the value is made of, the nearest first.
std::vector<Leaf> leaves_of(const OriginPtr& origin);

/// What the fields of a state read at one stage of its data flow.
struct OriginScope {
  OriginPtr input;      // what `$` stands for; of JSONata $states.input
  OriginPtr variables;  // an object
  OriginPtr context;    // the context object
  OriginPtr result;     // $states.result or $states.errorOutput; null pointer: there is none
};

OriginPtr origin_of(const jsonpath::Path& path, const OriginScope& scope);
OriginPtr origin_of(const asl::JsonataExpression& expression, const OriginScope& scope);
OriginPtr origin_of(const asl::TemplateNode& node, const OriginScope& scope);

}  // namespace pawl::explore
