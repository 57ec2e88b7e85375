#include "value/value.h"

#include <bit>
#include <cassert>
#include <charconv>
#include <cstdlib>
#include <limits>

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

template <class N>
N* allocate(Kind kind, size_t payload_bytes) {
  void* memory = std::malloc(sizeof(N) + payload_bytes);
  if (memory == nullptr) throw std::bad_alloc();
  auto* node = static_cast<N*>(memory);
  node->refs = 1;
  node->size = 0;
  node->capacity = 0;
  node->depth = 1;
  node->kind = kind;
  node->has_double = false;
  node->text_bytes = 2;
  return node;
}

uint64_t escaped_bytes(std::string_view text) {
  uint64_t bytes = 2 + text.size();
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20) bytes += u == '\n' || u == '\t' || u == '\r' || u == '\b' || u == '\f' ? 1 : 5;
    else if (c == '"' || c == '\\') ++bytes;
  }
  return bytes;
}

void account(Node* node, const Value& child, uint64_t punctuation) {
  node->text_bytes = saturating_sum(node->text_bytes, child.text_bytes_bound() + punctuation);
  const uint32_t depth = child.depth() + 1;
  if (depth > node->depth) node->depth = static_cast<uint16_t>(depth < kDepthMost ? depth : kDepthMost);
}

uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0x9E3779B97F4A7C15u ^ text.size();
  while (text.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
    text.remove_prefix(8);
  }
  uint64_t word = 0;
  std::memcpy(&word, text.data(), text.size());
  hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
  return hash ^ (hash >> 29);
}

size_t index_slots(size_t capacity) { return std::bit_ceil(capacity * 2); }

constexpr uint32_t kFreeSlot = std::numeric_limits<uint32_t>::max();

void index_insert(ObjectNode* object, uint32_t member) {
  const size_t mask = index_slots(object->capacity) - 1;
  size_t slot = hash_of(object->members()[member].key.as_string()) & mask;
  while (object->index[slot] != kFreeSlot) slot = (slot + 1) & mask;
  object->index[slot] = member;
}

void build_index(ObjectNode* object) {
  const size_t slots = index_slots(object->capacity);
  std::free(object->index);
  object->index = static_cast<uint32_t*>(std::malloc(slots * sizeof(uint32_t)));
  if (object->index == nullptr) throw std::bad_alloc();
  std::memset(object->index, 0xFF, slots * sizeof(uint32_t));
  for (uint32_t i = 0; i < object->size; ++i) index_insert(object, i);
}

Value* find_in(ObjectNode* object, const Value& key) {
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
  for (size_t slot = hash_of(key.as_string()) & mask; object->index[slot] != kFreeSlot; slot = (slot + 1) & mask) {
    Member& member = members[object->index[slot]];
    if (same_text(member.key, key)) return &member.value;
  }
  return nullptr;
}

/// The bound of a node's text once its children changed in place.
void recount(ObjectNode* object) {
  object->text_bytes = 2;
  object->depth = 1;
  object->has_double = false;
  for (uint32_t i = 0; i < object->size; ++i) {
    const Member& member = object->members()[i];
    account(object, member.value, member.key.text_bytes_bound() + (i > 0 ? 2 : 1));
  }
}

}  // namespace

/// Dead nodes wait in a list threaded through their text_bytes, so that freeing a deep value needs no stack.
void destroy(Node* node) {
  node->text_bytes = 0;
  Node* waiting = node;
  const auto drop = [&waiting](const Value& child) {
    if (!child.has_node() || --child.node()->refs != 0) return;
    Node* dead = child.node();
    if (dead->kind == Kind::kText) {
      std::free(dead);
      return;
    }
    dead->text_bytes = reinterpret_cast<uint64_t>(waiting);
    waiting = dead;
  };
  while (waiting != nullptr) {
    Node* dead = waiting;
    waiting = reinterpret_cast<Node*>(dead->text_bytes);
    if (dead->kind == Kind::kArray) {
      auto* array = static_cast<ArrayNode*>(dead);
      for (uint32_t i = 0; i < array->size; ++i) drop(array->items()[i]);
    } else if (dead->kind == Kind::kObject) {
      auto* object = static_cast<ObjectNode*>(dead);
      for (uint32_t i = 0; i < object->size; ++i) {
        drop(object->members()[i].key);
        drop(object->members()[i].value);
      }
      std::free(object->index);
    }
    std::free(dead);
  }
}

}  // namespace value_detail

using value_detail::ArrayNode;
using value_detail::Kind;
using value_detail::Node;
using value_detail::ObjectNode;
using value_detail::TextNode;

Node* Value::text_node(std::string_view text) {
  if (text.size() > std::numeric_limits<uint32_t>::max()) throw std::bad_alloc();
  auto* node = value_detail::allocate<TextNode>(Kind::kText, text.size());
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
  Node* node = text_node(text);
  node->text_bytes = value_detail::escaped_bytes(text);
  return Value(Tag::kString, node);
}

Value Value::big_integer(std::string_view digits) {
  Node* node = text_node(digits);
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
  auto* text = static_cast<TextNode*>(node());
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
  return is_object() ? value_detail::find_in(static_cast<ObjectNode*>(node()), key) : nullptr;
}

const Value* Value::find(std::string_view key) const noexcept {
  if (!is_object()) return nullptr;
  if (key.size() <= kShort) return find(string(key));
  auto* object = static_cast<ObjectNode*>(node());
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
    case Tag::kInteger: {
      char digits[20];
      return static_cast<uint64_t>(std::to_chars(digits, digits + 20, as_int64()).ptr - digits);
    }
    case Tag::kDouble: return value_detail::kLongestDouble;
    case Tag::kShortString: return value_detail::escaped_bytes(as_string());
    default: return node()->text_bytes;
  }
}

bool Value::text_exceeds(uint64_t limit) const {
  return text_bytes_bound() > limit && exact_text_exceeds(*this, limit);
}

uint32_t Value::depth() const noexcept { return has_node() ? node()->depth : 0; }

// ---- builders

ArrayBuilder::ArrayBuilder(size_t expected) {
  if (expected == 0) return;
  node_ = value_detail::allocate<ArrayNode>(Kind::kArray, expected * sizeof(Value));
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
      node_ = value_detail::allocate<ArrayNode>(Kind::kArray, capacity * sizeof(Value));
    } else {
      // A Value may be moved by copying its bytes, so realloc may move a node full of them.
      void* larger = std::realloc(static_cast<void*>(node_), sizeof(ArrayNode) + capacity * sizeof(Value));
      if (larger == nullptr) throw std::bad_alloc();
      node_ = static_cast<ArrayNode*>(larger);
    }
    node_->capacity = static_cast<uint32_t>(capacity);
  }
  value_detail::account(node_, item, node_->size > 0 ? 1 : 0);
  new (node_->items() + node_->size) Value(std::move(item));
  ++node_->size;
}

Value ArrayBuilder::finish() {
  ArrayNode* node = node_ != nullptr ? node_ : value_detail::allocate<ArrayNode>(Kind::kArray, 0);
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
    node_ = value_detail::allocate<ObjectNode>(Kind::kObject, capacity * sizeof(Member));
    node_->index = nullptr;
  } else {
    void* larger = std::realloc(static_cast<void*>(node_), sizeof(ObjectNode) + capacity * sizeof(Member));
    if (larger == nullptr) throw std::bad_alloc();
    node_ = static_cast<ObjectNode*>(larger);
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
      value_detail::recount(node_);
      return;
    }
  }
  append(key, std::move(value));
}

void ObjectBuilder::append(const Value& key, Value value) {
  assert(key.is_string());
  if (node_ == nullptr) reserve(4);
  else if (node_->size == node_->capacity) reserve(size_t{node_->capacity} * 2 < 4 ? 4 : size_t{node_->capacity} * 2);
  value_detail::account(node_, value, key.text_bytes_bound() + (node_->size > 0 ? 2 : 1));
  new (node_->members() + node_->size) Member{key, std::move(value)};
  if (node_->index != nullptr) value_detail::index_insert(node_, node_->size);
  ++node_->size;
}

Value ObjectBuilder::finish() {
  if (node_ == nullptr) reserve(0);
  ObjectNode* node = node_;
  node_ = nullptr;
  return Value(Value::Tag::kObject, node);
}

}  // namespace pawl
