#include "jsonata/evaluator.h"
#include "jsonata/functions.h"

namespace pawl::jsonata::functions {
namespace {

constexpr uint32_t kMostCopiedDepth = 2'000;

Dialect dialect_of(const Call& call) { return call.evaluator.is_aws() ? Dialect::Aws : Dialect::Reference; }

}  // namespace

Value keys(const Call& call) {
  SequenceBuilder found;
  if (call[0].is_object()) {
    for (const Member* member : members_in_order(call[0], dialect_of(call))) found.push(member->key);
    return found.array();
  }
  // Of an array: the keys of all that is in it, each once.
  ObjectBuilder seen;
  std::vector<std::span<const Value>> open{call[0].items()};
  while (!open.empty()) {
    auto& items = open.back();
    if (items.empty()) {
      open.pop_back();
      continue;
    }
    const Value& item = items.front();
    items = items.subspan(1);
    if (!call.evaluator.tick()) return failed();
    if (item.is_array()) open.push_back(item.items());
    for (const Member& member : item.members()) {
      if (seen.find(member.key) == nullptr) seen.append(member.key, Value());
    }
  }
  const Value all = seen.finish();
  for (const Member* member : members_in_order(all, dialect_of(call))) found.push(member->key);
  return found.array();
}

Value lookup(const Call& call) {
  return call[1].is_absent() ? undefined() : call.evaluator.lookup(call[0], call[1]);
}

Value spread(const Call& call) {
  if (!call[0].is_container()) return call[0];
  SequenceBuilder pairs;
  std::vector<std::span<const Value>> open{std::span<const Value>(&call[0], 1)};
  while (!open.empty()) {
    auto& items = open.back();
    if (items.empty()) {
      open.pop_back();
      continue;
    }
    const Value& item = items.front();
    items = items.subspan(1);
    if (!call.evaluator.tick()) return failed();
    if (item.is_array()) {
      open.push_back(item.items());
      continue;
    }
    if (!item.is_object()) pairs.push(item);
    for (const Member* member : members_in_order(item, dialect_of(call))) {
      ObjectBuilder pair(1);
      pair.append(member->key, member->value);
      pairs.push(pair.finish());
    }
  }
  return pairs.array();
}

Value merge(const Call& call) {
  if (call[0].is_absent()) return undefined();
  if (call[0].size() == 1) return call[0].items()[0];
  ObjectBuilder merged;
  for (const Value& object : call[0].items()) {
    for (const Member& member : object.members()) {
      if (!call.evaluator.tick()) return failed();
      merged.set(member.key, member.value);
    }
  }
  return merged.finish();
}

Value clone(const Call& call) {
  if (call[0].is_absent()) return undefined();
  const Value& value = (call[0].array_marks() & kOuterWrapper) != 0 ? call[0].items()[0] : call[0];
  if (!call.evaluator.can_walk(value) || !call.evaluator.has_room(value.text_bytes_bound() * 4))
    return failed();
  if (value.depth() > kMostCopiedDepth) return call.evaluator.overflow();
  return copy_of(value);
}

}  // namespace pawl::jsonata::functions
