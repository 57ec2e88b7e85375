#include <unordered_map>

#include "jsonata/evaluator.h"

namespace pawl::jsonata {
namespace {

constexpr uint32_t kMostDepth = 2'000;

using Changed = std::unordered_map<const void*, Value>;

/// A copy in which every array and object is a node of its own, so that its address says where it stands. No
/// functions.
Value deep_copy(const Value& value) {
  if (value.is_array()) {
    ArrayBuilder builder(value.size());
    for (const Value& item : value.items())
      builder.push(item.is_foreign() || item.is_absent() ? Value() : deep_copy(item));
    return builder.finish();
  }
  if (!value.is_object()) return value;
  ObjectBuilder builder(value.size());
  for (const Member& member : value.members()) {
    if (!member.value.is_foreign() && !member.value.is_absent())
      builder.append(member.key, deep_copy(member.value));
  }
  return builder.finish();
}

/// The value with the changed nodes in their places; what holds none of them stays the very same.
Value rebuilt(const Value& value, const Changed& changed) {
  if (!value.is_container()) return value;
  if (const auto at = changed.find(value.identity()); at != changed.end()) {
    if (at->second.identity() == value.identity()) return value;
    // What it still has of its old members may be changed as well; what an update put in is final.
    ObjectBuilder builder(at->second.size());
    for (const Member& member : at->second.members()) {
      const Value* old = value.find(member.key);
      const bool is_old = old != nullptr && old->is_same(member.value);
      builder.append(member.key, is_old ? rebuilt(member.value, changed) : member.value);
    }
    return builder.finish();
  }
  const auto differs = [&changed](const Value& child, Value& now) {
    now = rebuilt(child, changed);
    return !now.is_same(child);
  };
  Value now;
  if (value.is_array()) {
    const auto items = value.items();
    size_t i = 0;
    while (i < items.size() && !differs(items[i], now)) ++i;
    if (i == items.size()) return value;
    ArrayBuilder builder(items.size());
    for (size_t before = 0; before < i; ++before) builder.push(items[before]);
    builder.push(std::move(now));
    for (++i; i < items.size(); ++i) builder.push(rebuilt(items[i], changed));
    return builder.finish();
  }
  const auto members = value.members();
  size_t i = 0;
  while (i < members.size() && !differs(members[i].value, now)) ++i;
  if (i == members.size()) return value;
  ObjectBuilder builder(members.size());
  for (size_t before = 0; before < i; ++before) builder.append(members[before].key, members[before].value);
  builder.append(members[i].key, std::move(now));
  for (++i; i < members.size(); ++i) builder.append(members[i].key, rebuilt(members[i].value, changed));
  return builder.finish();
}

}  // namespace

Value copy_of(const Value& value) { return deep_copy(value); }

/// `|pattern|update, delete|` applied to a value. What the pattern finds in a copy of it is changed there,
/// one after the other.
Value Evaluator::transform(const TransformFunction& function, const Value& input) {
  if (input.is_absent()) return input;
  const TransformNode& node = function.node;
  const Value clone = variable(*node.clone, function.frame);
  if (!clone.is_foreign()) return fail("T2013", Value(), node.position);
  Value given[] = {input};
  const Value copy = call(clone, given, Value());
  if (is_failed(copy)) return copy;
  if (copy.depth() > kMostDepth) return overflow();
  const Value matches = eval(*node.pattern, copy, function.frame);
  if (is_failed(matches)) return matches;
  Changed changed;
  for (const Value& match : as_items(matches)) {
    Value now = changed.empty() ? match : rebuilt(match, changed);
    const Value update = eval(*node.update, now, function.frame);
    if (is_failed(update)) return update;
    if (!update.is_absent()) {
      if (!update.is_object()) return fail("T2011", update, node.update->position);
      if (now.is_object()) {
        ObjectBuilder builder(now, update.size());
        for (const Member& member : update.members()) builder.set(member.key, member.value);
        now = builder.finish();
      }
    }
    if (node.deletion != nullptr) {
      const Value deletions = eval(*node.deletion, now, function.frame);
      if (is_failed(deletions)) return deletions;
      for (const Value& key : as_items(deletions)) {
        if (!key.is_string()) return fail("T2012", deletions, node.deletion->position);
      }
      if (now.is_object() && !as_items(deletions).empty()) {
        ObjectBuilder builder(now.size());
        for (const Member& member : now.members()) {
          bool is_deleted = false;
          for (const Value& key : as_items(deletions)) is_deleted = is_deleted || same_text(key, member.key);
          if (!is_deleted) builder.append(member.key, member.value);
        }
        now = builder.finish();
      }
    }
    if (match.is_object()) changed[match.identity()] = std::move(now);
  }
  return changed.empty() ? copy : rebuilt(copy, changed);
}

}  // namespace pawl::jsonata
