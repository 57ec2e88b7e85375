#include "value/value.h"

#include <bit>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/text_hash.h"
#include "value/dump.h"
#include "value/number_text.h"

namespace pawl {
namespace value_detail {
namespace {

constexpr uint64_t kTextBytesMost = uint64_t{1} << 62;
constexpr uint32_t kDepthMost = 65'535;
constexpr size_t kIndexFrom = 17;  // members from which on an object has an index
constexpr size_t kLongestDouble = 25;

uint64_t saturating_sum(uint64_t a, uint64_t b) { return a + b < kTextBytesMost ? a + b : kTextBytesMost; }

constinit thread_local int64_t live = 0;

template <class N>
N* allocate(Kind kind, size_t payload_bytes) {
  void* memory = std::malloc(sizeof(N) + payload_bytes);
  if (memory == nullptr) throw std::bad_alloc();
  live += static_cast<int64_t>(sizeof(N) + payload_bytes);
  auto* node = static_cast<N*>(memory);
  node->refs = 1;
  node->size = 0;
  node->capacity = 0;
  node->depth = 1;
  node->kind = kind;
  node->marks = 0;
  node->text_bytes = 2;
  return node;
}

/// The node moved to where `payload_bytes` fit; `added` of them are new.
template <class N>
N* reallocate(N* node, size_t payload_bytes, size_t added) {
  void* larger = std::realloc(static_cast<void*>(node), sizeof(N) + payload_bytes);
  if (larger == nullptr) throw std::bad_alloc();
  live += static_cast<int64_t>(added);
  return static_cast<N*>(larger);
}

void release_text(Storage* text) {
  live -= static_cast<int64_t>(sizeof(TextStorage) + text->size);
  std::free(text);
}

uint64_t escaped_bytes(std::string_view text) {
  uint64_t bytes = 2 + text.size();
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20) bytes += u == '\n' || u == '\t' || u == '\r' || u == '\b' || u == '\f' ? 1 : 5;
    else if (c == '"' || c == '\\') ++bytes;
    else if (u == 0xED && i + 2 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xA0)
      bytes += 3;  // \uXXXX
  }
  return bytes;
}

uint64_t digits_of(int64_t n) {
  auto rest = n < 0 ? uint64_t{0} - static_cast<uint64_t>(n) : static_cast<uint64_t>(n);
  uint64_t digits = n < 0 ? 2 : 1;
  for (; rest >= 10'000; rest /= 10'000) digits += 4;
  return digits + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0);
}

void account(Storage* node, const Value& child, uint64_t punctuation) {
  if (const void* address = child.identity()) {
    const auto* below = static_cast<const Storage*>(address);
    node->text_bytes = saturating_sum(node->text_bytes, below->text_bytes + punctuation);
    const uint32_t depth = below->depth + 1u;
    if (depth > node->depth) node->depth = static_cast<uint16_t>(depth < kDepthMost ? depth : kDepthMost);
    if (below->marks != 0) node->marks |= kMarksBelow;
    return;
  }
  if (child.is_int64()) {
    node->text_bytes = saturating_sum(node->text_bytes, digits_of(child.as_int64()) + punctuation);
    return;
  }
  node->text_bytes = saturating_sum(node->text_bytes, child.text_bytes_bound() + punctuation);
  if (child.holds_marks()) node->marks |= kMarksBelow;
}

size_t index_slots(size_t capacity) { return std::bit_ceil(capacity * 2); }

constexpr uint32_t kFreeSlot = std::numeric_limits<uint32_t>::max();

void index_insert(ObjectStorage* object, uint32_t member) {
  const size_t mask = index_slots(object->capacity) - 1;
  size_t slot = hash_text(object->members()[member].key.as_string()) & mask;
  while (object->index[slot] != kFreeSlot) slot = (slot + 1) & mask;
  object->index[slot] = member;
}

void build_index(ObjectStorage* object) {
  const size_t slots = index_slots(object->capacity);
  std::free(object->index);
  object->index = static_cast<uint32_t*>(std::malloc(slots * sizeof(uint32_t)));
  if (object->index == nullptr) throw std::bad_alloc();
  std::memset(object->index, 0xFF, slots * sizeof(uint32_t));
  for (uint32_t i = 0; i < object->size; ++i) index_insert(object, i);
}

Value* find_in(ObjectStorage* object, const Value& key) {
  Member* members = object->members();
  if (object->index == nullptr) {
    for (uint32_t i = 0; i < object->size; ++i) {
      if (members[i].key.is_same(key)) return &members[i].value;
    }
    if (key.identity() == nullptr) return nullptr;  // short keys are equal only when their bits are
    for (uint32_t i = 0; i < object->size; ++i) {
      if (same_text(members[i].key, key)) return &members[i].value;
    }
    return nullptr;
  }
  const size_t mask = index_slots(object->capacity) - 1;
  for (size_t slot = hash_text(key.as_string()) & mask; object->index[slot] != kFreeSlot;
       slot = (slot + 1) & mask) {
    Member& member = members[object->index[slot]];
    if (same_text(member.key, key)) return &member.value;
  }
  return nullptr;
}

/// The bound of a node's text once its children changed in place.
void recount(ObjectStorage* object) {
  object->text_bytes = 2;
  object->depth = 1;
  object->marks = 0;
  for (uint32_t i = 0; i < object->size; ++i) {
    const Member& member = object->members()[i];
    account(object, member.value, member.key.text_bytes_bound() + (i > 0 ? 2 : 1));
  }
}

}  // namespace

namespace {

/// Foreign values to destroy after the current one, linked through their text_bytes.
constinit thread_local Storage* waiting_foreign = nullptr;
constinit thread_local bool is_ending_foreign = false;

}  // namespace

/// Dead nodes are linked through their text_bytes, so that freeing a deep value needs no stack.
void destroy(Storage* node) {
  node->text_bytes = 0;
  Storage* waiting = node;
  const auto drop = [&waiting](const Value& child) {
    if (!child.has_node() || --child.node()->refs != 0) return;
    Storage* dead = child.node();
    if (dead->kind == Kind::kText) {
      release_text(dead);
      return;
    }
    dead->text_bytes = reinterpret_cast<uint64_t>(waiting);
    waiting = dead;
  };
  while (waiting != nullptr) {
    Storage* dead = waiting;
    waiting = reinterpret_cast<Storage*>(dead->text_bytes);
    if (dead->kind == Kind::kForeign) {
      dead->text_bytes = reinterpret_cast<uint64_t>(waiting_foreign);
      waiting_foreign = dead;
      continue;
    }
    if (dead->kind == Kind::kText) {
      release_text(dead);
      continue;
    }
    if (dead->kind == Kind::kArray) {
      auto* array = static_cast<ArrayStorage*>(dead);
      for (uint32_t i = 0; i < array->size; ++i) drop(array->items()[i]);
      live -= static_cast<int64_t>(sizeof(ArrayStorage) + array->capacity * sizeof(Value));
    } else {
      auto* object = static_cast<ObjectStorage*>(dead);
      for (uint32_t i = 0; i < object->size; ++i) {
        drop(object->members()[i].key);
        drop(object->members()[i].value);
      }
      std::free(object->index);
      live -= static_cast<int64_t>(sizeof(ObjectStorage) + object->capacity * sizeof(Member));
    }
    std::free(dead);
  }
  if (waiting_foreign == nullptr || is_ending_foreign) return;
  is_ending_foreign = true;
  while (waiting_foreign != nullptr) {
    auto* foreign = static_cast<Foreign*>(waiting_foreign);
    waiting_foreign = reinterpret_cast<Storage*>(foreign->text_bytes);
    delete foreign;
  }
  is_ending_foreign = false;
}

}  // namespace value_detail

using value_detail::ArrayStorage;
using value_detail::Kind;
using value_detail::ObjectStorage;
using value_detail::Storage;
using value_detail::TextStorage;

Storage* Value::text_node(std::string_view text) {
  if (text.size() > std::numeric_limits<uint32_t>::max()) throw std::bad_alloc();
  auto* node = value_detail::allocate<TextStorage>(Kind::kText, text.size());
  node->size = static_cast<uint32_t>(text.size());
  node->depth = 0;
  std::memcpy(node->text(), text.data(), text.size());
  return node;
}

Value Value::string(std::string_view text) {
  if (text.size() <= kShort) {
    Value value;
    if (!text.empty()) std::memcpy(value.words_, text.data(), text.size());
    value.bytes()[14] = static_cast<unsigned char>(text.size());
    value.bytes()[15] = static_cast<unsigned char>(Tag::kShortString);
    return value;
  }
  Storage* node = text_node(text);
  node->text_bytes = value_detail::escaped_bytes(text);
  return Value(Tag::kString, node);
}

Value Value::big_integer(std::string_view digits) {
  Storage* node = text_node(digits);
  node->text_bytes = digits.size();
  return Value(Tag::kBigInteger, node);
}

Value Value::array(std::vector<Value> items) {
  ArrayBuilder builder(items.size());
  for (Value& item : items) builder.push(std::move(item));
  return builder.finish();
}

Value Value::array(std::initializer_list<Value> items) {
  ArrayBuilder builder(items.size());
  for (const Value& item : items) builder.push(item);
  return builder.finish();
}

Value Value::object(std::initializer_list<std::pair<std::string_view, Value>> members) {
  ObjectBuilder builder(members.size());
  for (const auto& [key, value] : members) builder.set(key, value);
  return builder.finish();
}

Value Value::empty_array() { return ArrayBuilder().finish(); }
Value Value::empty_object() { return ObjectBuilder().finish(); }

std::string_view Value::big_integer_digits() const noexcept {
  auto* text = static_cast<TextStorage*>(node());
  return {text->text(), text->size};
}

double Value::as_double() const noexcept {
  switch (tag()) {
    case Tag::kInteger: return static_cast<double>(as_int64());
    case Tag::kDouble: {
      double d;
      std::memcpy(&d, words_, sizeof d);
      return d;
    }
    case Tag::kBigInteger: return text_to_double(big_integer_digits());
    default: assert(false); return 0;
  }
}

const Value* Value::find(const Value& key) const noexcept {
  return is_object() ? value_detail::find_in(static_cast<ObjectStorage*>(node()), key) : nullptr;
}

const Value* Value::find(std::string_view key) const noexcept {
  if (!is_object()) return nullptr;
  if (key.size() <= kShort) return find(string(key));
  auto* object = static_cast<ObjectStorage*>(node());
  if (object->index != nullptr) return find(string(key));
  for (const Member& member : members()) {
    if (member.key.as_string() == key) return &member.value;
  }
  return nullptr;
}

Value Value::with_member(const Value& key, Value value) const {
  ObjectBuilder builder(*this, 1);
  builder.set(key, std::move(value));
  return builder.finish();
}

uint64_t Value::text_bytes_bound() const noexcept {
  switch (tag()) {
    case Tag::kNull: return 4;
    case Tag::kBoolean: return words_[0] != 0 ? 4 : 5;
    case Tag::kInteger: return value_detail::digits_of(as_int64());
    case Tag::kAbsent: return 4;
    case Tag::kDouble: return value_detail::kLongestDouble;
    case Tag::kShortString: return value_detail::escaped_bytes(as_string());
    default: return node()->text_bytes;
  }
}

bool Value::text_exceeds(uint64_t limit) const {
  return text_bytes_bound() > limit && exact_text_exceeds(*this, limit);
}

void Value::set_array_marks(uint8_t marks) const noexcept {
  if (!is_array()) return;
  node()->marks = static_cast<uint8_t>((node()->marks & value_detail::kMarksBelow) | marks);
}

bool Value::holds_marks() const noexcept {
  switch (tag()) {
    case Tag::kDouble: return !std::isfinite(as_double());
    case Tag::kAbsent:
    case Tag::kForeign: return true;
    case Tag::kArray:
    case Tag::kObject: return node()->marks != 0;
    default: return false;
  }
}

int64_t Value::live_bytes() noexcept { return value_detail::live; }

Foreign::Foreign() noexcept : Storage{1, 0, 0, 0, Kind::kForeign, value_detail::kMarksBelow, 2} {}

uint32_t Value::depth() const noexcept { return has_node() ? node()->depth : 0; }

// ---- builders

ArrayBuilder::ArrayBuilder(size_t expected) {
  if (expected == 0) return;
  node_ = value_detail::allocate<ArrayStorage>(Kind::kArray, expected * sizeof(Value));
  node_->capacity = static_cast<uint32_t>(expected);
}

ArrayBuilder::~ArrayBuilder() {
  if (node_ != nullptr) value_detail::destroy(node_);
}

void ArrayBuilder::push(Value item) {
  if (node_ == nullptr || node_->size == node_->capacity) {
    const size_t capacity = node_ == nullptr ? 8 : size_t{node_->capacity} * 2;
    if (capacity > std::numeric_limits<uint32_t>::max()) throw std::bad_alloc();
    if (node_ == nullptr) {
      node_ = value_detail::allocate<ArrayStorage>(Kind::kArray, capacity * sizeof(Value));
    } else {
      // A Value may be moved by copying its bytes, so realloc may move a node full of them.
      node_ = value_detail::reallocate(node_, capacity * sizeof(Value),
                                       (capacity - node_->capacity) * sizeof(Value));
    }
    node_->capacity = static_cast<uint32_t>(capacity);
  }
  value_detail::account(node_, item, node_->size > 0 ? 1 : 0);
  new (node_->items() + node_->size) Value(std::move(item));
  ++node_->size;
}

Value ArrayBuilder::finish() {
  ArrayStorage* node = node_ != nullptr ? node_ : value_detail::allocate<ArrayStorage>(Kind::kArray, 0);
  node_ = nullptr;
  return Value(Value::Tag::kArray, node);
}

ObjectBuilder::ObjectBuilder(size_t expected) {
  if (expected > 0) reserve(expected);
}

ObjectBuilder::ObjectBuilder(const Value& base, size_t more) {
  reserve(base.is_object() ? base.size() + more : more);
  for (const Member& member : base.members()) append(member.key, member.value);
}

ObjectBuilder::~ObjectBuilder() {
  if (node_ != nullptr) value_detail::destroy(node_);
}

void ObjectBuilder::reserve(size_t capacity) {
  if (capacity > std::numeric_limits<uint32_t>::max() / 4) throw std::bad_alloc();
  if (node_ == nullptr) {
    node_ = value_detail::allocate<ObjectStorage>(Kind::kObject, capacity * sizeof(Member));
    node_->index = nullptr;
  } else {
    node_ = value_detail::reallocate(node_, capacity * sizeof(Member),
                                     (capacity - node_->capacity) * sizeof(Member));
  }
  node_->capacity = static_cast<uint32_t>(capacity);
  if (capacity >= value_detail::kIndexFrom) value_detail::build_index(node_);
}

const Value* ObjectBuilder::find(const Value& key) const {
  return node_ != nullptr ? value_detail::find_in(node_, key) : nullptr;
}

void ObjectBuilder::set(const Value& key, Value value) {
  if (node_ != nullptr) {
    if (Value* present = value_detail::find_in(node_, key)) {
      *present = std::move(value);
      replaced_ = true;
      return;
    }
  }
  append(key, std::move(value));
}

void ObjectBuilder::append(const Value& key, Value value) {
  assert(key.is_string());
  if (node_ == nullptr) reserve(4);
  else if (node_->size == node_->capacity)
    reserve(size_t{node_->capacity} * 2 < 4 ? 4 : size_t{node_->capacity} * 2);
  value_detail::account(node_, value, key.text_bytes_bound() + (node_->size > 0 ? 2 : 1));
  new (node_->members() + node_->size) Member{key, std::move(value)};
  if (node_->index != nullptr) value_detail::index_insert(node_, node_->size);
  ++node_->size;
}

Value ObjectBuilder::finish() {
  if (node_ == nullptr) reserve(0);
  if (replaced_) value_detail::recount(node_);
  replaced_ = false;
  ObjectStorage* node = node_;
  node_ = nullptr;
  return Value(Value::Tag::kObject, node);
}

}  // namespace pawl
