// FieldAccess for values that can be evaluated, made from pointers to members. Private to asl/.
#pragma once
#include <type_traits>

#include "asl/fields.h"
#include "asl/reader.h"

namespace pawl::asl {

template <class T>
struct MemberOf;
template <class Class, class Value>
struct MemberOf<Value Class::*> {
  using Object = Class;
};

/// The member of the object that has the field.
template <auto kMember, bool kIsConst>
auto& kept(const BasicTarget<kIsConst>& target) {
  using Object = typename MemberOf<decltype(kMember)>::Object;
  if constexpr (std::is_same_v<Object, State>) return target.state->*kMember;
  else if constexpr (std::is_same_v<Object, Map>) return target.map->*kMember;
  else if constexpr (std::is_same_v<Object, Catcher>) return target.catcher->*kMember;
  else if constexpr (std::is_same_v<Object, ChoiceRule>) return target.rule->*kMember;
  else if constexpr (std::is_same_v<Object, ItemReader>) return target.item_reader->*kMember;
  else if constexpr (std::is_same_v<Object, ItemBatcher>) return target.item_batcher->*kMember;
  else if constexpr (std::is_same_v<Object, ResultWriter>) return target.result_writer->*kMember;
  else return target.template kind<Object>().*kMember;
}

template <class Value>
Evaluable as_evaluable(const Value& value) {
  return &value;
}
template <class Value>
Evaluable as_evaluable(const std::optional<Value>& value) {
  return value ? Evaluable(&*value) : Evaluable();
}

template <auto kMember>
Evaluable view(const ConstTarget& target) {
  return as_evaluable(kept<kMember>(target));
}

// Values kept in a member; `kRead` is the function of DefinitionReader that makes them.
template <auto kMember, auto kRead>
inline constexpr FieldAccess stored{[](DefinitionReader& reader, const Target& target, const Field& field) {
                                      kept<kMember>(target) = (reader.*kRead)(field);
                                    },
                                    view<kMember>};
template <auto kMember>
inline constexpr FieldAccess data_path = stored<kMember, &DefinitionReader::data_path>;
template <auto kMember>
inline constexpr FieldAccess dynamic = stored<kMember, &DefinitionReader::dynamic>;
template <auto kMember>
inline constexpr FieldAccess dynamic_path = stored<kMember, &DefinitionReader::dynamic_path>;
template <auto kMember>
inline constexpr FieldAccess payload = stored<kMember, &DefinitionReader::payload>;
template <auto kMember>
inline constexpr FieldAccess assignment = stored<kMember, &DefinitionReader::assignment>;
template <auto kMember>
inline constexpr FieldAccess path_or_intrinsic = stored<kMember, &DefinitionReader::path_or_intrinsic>;

template <Wait::Form kForm, auto kRead>
inline constexpr FieldAccess wait_until{
    [](DefinitionReader& reader, const Target& target, const Field& field) {
      target.kind<Wait>() = {kForm, (reader.*kRead)(field)};
    },
    view<&Wait::until>};

// Objects with fields of their own.

/// One target for each element; `set(target, element)` completes it.
template <class Element, class Set>
Evaluable inner_objects(Holder holder, const std::vector<Element>& elements, ConstTarget target, Set set) {
  InnerObjects inner{holder, {}};
  inner.targets.reserve(elements.size());
  for (const Element& element : elements) {
    set(target, element);
    inner.targets.push_back(target);
  }
  return inner;
}

inline Evaluable inner_catchers(const ConstTarget& target) {
  return inner_objects(Holder::Catcher, target.state->catchers, target,
                       [](ConstTarget& inner, const Catcher& catcher) { inner.catcher = &catcher; });
}

inline Evaluable inner_rules(const ConstTarget& target) {
  return inner_objects(Holder::ChoiceRule, target.kind<Choice>().choices, target,
                       [](ConstTarget& inner, const ChoiceRule& rule) {
                         inner.rule = &rule;
                         inner.condition = &rule.condition;
                       });
}

/// The operands of And, Or, Not.
template <auto kMember>
Evaluable inner_conditions(const ConstTarget& target) {
  using Junction = typename MemberOf<decltype(kMember)>::Object;
  const auto* junction = std::get_if<Junction>(&target.condition->content);
  if (junction == nullptr) return {};
  return inner_objects(Holder::NestedRule, junction->*kMember, target,
                       [](ConstTarget& inner, const Condition& operand) { inner.condition = &operand; });
}

/// `kPointer` is the pointer of the target that leads to the object.
template <Holder kHolder, auto kMember, auto kPointer>
Evaluable inner_object(const ConstTarget& target) {
  const auto& object = kept<kMember>(target);
  if (!object) return {};
  ConstTarget inner = target;
  inner.*kPointer = &*object;
  return InnerObjects{kHolder, {inner}};
}

// Parts of a condition.

inline Evaluable view_expression(const ConstTarget& target) {
  const auto* expression = std::get_if<JsonataExpression>(&target.condition->content);
  return expression == nullptr ? Evaluable() : Evaluable(expression);
}

inline Evaluable view_variable(const ConstTarget& target) {
  const auto* comparison = std::get_if<Comparison>(&target.condition->content);
  return comparison == nullptr ? Evaluable() : Evaluable(&comparison->variable);
}

inline Evaluable view_operand(const ConstTarget& target) {
  const auto* comparison = std::get_if<Comparison>(&target.condition->content);
  const auto* path = comparison == nullptr ? nullptr : std::get_if<jsonpath::Path>(&comparison->operand);
  return path == nullptr ? Evaluable() : Evaluable(path);
}

}  // namespace pawl::asl
