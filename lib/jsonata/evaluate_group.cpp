#include <deque>
#include <vector>

#include "base/text_hash.h"
#include "jsonata/evaluator.h"

namespace pawl::jsonata {
namespace {

/// What the pairs of a grouping have found so far, by key, in the order of their first appearance.
class Groups {
 public:
  struct Entry {
    Value key;
    size_t pair = 0;
    Value data;          // of the only item
    ArrayBuilder items;  // of all items, once there are two
    bool has_many = false;
  };

  /// The key's entry; a new one has is_new set.
  Entry& at(const Value& key, bool& is_new) {
    is_new = false;
    if (entries_.size() <= kLinear) {
      for (Entry* entry : few_) {
        if (same_text(entry->key, key)) return *entry;
      }
    } else if (const auto known = index_.find(key.as_string()); known != index_.end()) {
      return *known->second;
    }
    is_new = true;
    Entry& made = entries_.emplace_back();
    made.key = key;
    if (entries_.size() <= kLinear) few_.push_back(&made);
    if (entries_.size() == kLinear + 1) {
      for (Entry& entry : entries_) index_.emplace(entry.key.as_string(), &entry);
    } else if (entries_.size() > kLinear) {
      index_.emplace(made.key.as_string(), &made);
    }
    return made;
  }

  static void add(Entry& entry, const Value& item) {
    if (item.is_absent()) return;
    if (entry.data.is_absent() && !entry.has_many) {
      entry.data = item;
      return;
    }
    if (!entry.has_many) {
      push_all(entry.items, entry.data);
      entry.has_many = true;
    }
    push_all(entry.items, item);
  }

  std::deque<Entry>& entries() { return entries_; }

 private:
  static constexpr size_t kLinear = 8;
  static void push_all(ArrayBuilder& items, const Value& value) {
    for (const Value& item : as_items(value)) items.push(item);
  }

  std::deque<Entry> entries_;  // which stay where they are
  std::vector<Entry*> few_;
  TextMap<std::string_view, Entry*> index_;
};

}  // namespace

/// `{k: v}` after a path or alone. The keys are evaluated for each item, then each value once with all items
/// of its key as the context. With `tuples`, items are tuples; those of one key become one that binds all
/// their values.
Value Evaluator::group(const Group& group, const Value& input, VariableFrame* frame,
                       const ScopeInfo* tuples) {
  const bool is_stream = (input.array_marks() & kTupleStream) != 0;
  if (!input.is_array() || input.size() == 0) {
    const Value single = input.is_array() ? undefined() : input;
    const FrameHandle own(frames_, tuple_frame(tuples, Value(), frame));
    return object(group, single, own.get() != nullptr ? own.get() : frame);
  }
  Groups groups;
  for (const Value& item : input.items()) {
    const FrameHandle own(frames_, tuple_frame(tuples, is_stream ? item : Value(), frame));
    VariableFrame* const inside = own.get() != nullptr ? own.get() : frame;
    const Value* context = is_stream ? item.find(kTupleContext()) : &item;
    for (size_t i = 0; i < group.pairs.size(); ++i) {
      const Value key = eval(*group.pairs[i].first, context != nullptr ? *context : undefined(), inside);
      if (key.is_absent()) {
        if (is_failed(key)) return key;
        continue;
      }
      if (!key.is_string()) return fail("T1003", key, group.position);
      bool is_new = false;
      Groups::Entry& entry = groups.at(key, is_new);
      if (is_new) {
        entry.pair = i;
        entry.data = undefined();
      } else if (entry.pair != i) {
        return fail("D1009", key, group.position);
      }
      Groups::add(entry, item);
    }
  }
  ObjectBuilder builder(groups.entries().size());
  for (Groups::Entry& entry : groups.entries()) {
    Value context = entry.has_many ? entry.items.finish() : std::move(entry.data);
    Value value;
    if (is_stream) {
      Value merged = Value::empty_object();
      for (const Value& tuple : as_items(context)) {
        if (merged.size() == 0) {
          merged = tuple;
          continue;
        }
        ObjectBuilder next(merged, 0);
        for (const Member& member : tuple.members()) {
          const Value* present = merged.find(member.key);
          next.set(member.key, present != nullptr ? append(*present, member.value) : member.value);
        }
        merged = next.finish();
      }
      const FrameHandle own(frames_, tuple_frame(tuples, merged, frame));
      const Value* at = merged.find(kTupleContext());
      value = eval(*group.pairs[entry.pair].second, at != nullptr ? *at : undefined(),
                   own.get() != nullptr ? own.get() : frame);
    } else {
      const FrameHandle own(frames_, tuple_frame(tuples, Value(), frame));
      value = eval(*group.pairs[entry.pair].second, context, own.get() != nullptr ? own.get() : frame);
    }
    if (is_failed(value)) return value;
    if (!value.is_absent()) builder.append(entry.key, std::move(value));
  }
  return builder.finish();
}

/// `{k: v}` for a single context.
Value Evaluator::object(const Group& group_of_pairs, const Value& input, VariableFrame* frame) {
  if (input.is_array() && input.size() > 0) return group(group_of_pairs, input, frame, nullptr);
  const Value nothing = undefined();
  const Value& context = input.is_array() ? nothing : input;
  constexpr size_t kFew = 16;
  const auto& pairs = group_of_pairs.pairs;
  if (pairs.size() > kFew) return group(group_of_pairs, Value::array({context}), frame, nullptr);
  Value keys[kFew];
  for (size_t i = 0; i < pairs.size(); ++i) {
    keys[i] = eval(*pairs[i].first, context, frame);
    if (keys[i].is_absent()) {
      if (is_failed(keys[i])) return keys[i];
      continue;
    }
    if (!keys[i].is_string()) return fail("T1003", keys[i], group_of_pairs.position);
    for (size_t j = 0; j < i; ++j) {
      if (keys[j].is_string() && same_text(keys[j], keys[i]))
        return fail("D1009", keys[i], group_of_pairs.position);
    }
  }
  ObjectBuilder builder(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (keys[i].is_absent()) continue;
    Value value = eval(*pairs[i].second, context, frame);
    if (is_failed(value)) return value;
    if (!value.is_absent()) builder.append(keys[i], std::move(value));
  }
  return builder.finish();
}

}  // namespace pawl::jsonata
