// Value: one JSON value, immutable and shared. States pass it to each other, so passing it on costs a count
// and not a copy. 16 bytes; strings of up to 14 bytes live inside it, longer strings, arrays and objects in
// reference-counted nodes. Objects keep the order in which their members were written.
//
// Counts are plain integers: a Value stays in the thread that made it; other threads receive text.
// Nothing here recurses on the depth of the data: destroying, comparing and printing use work lists.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pawl {

struct Member;
class ArrayBuilder;
class ObjectBuilder;

namespace value_detail {
struct Storage;
void destroy(Storage* node);
}  // namespace value_detail
class Foreign;

class Value {
 public:
  /// Integer is any whole number written without fraction or exponent, of any size; Double is every other
  /// number.
  enum class Type : uint8_t { Null, Boolean, Integer, Double, String, Array, Object };

  /// null
  Value() noexcept : words_{0, 0} {}
  static Value boolean(bool b) noexcept { return Value(Tag::kBoolean, b ? 1 : 0); }
  static Value integer(int64_t n) noexcept { return Value(Tag::kInteger, static_cast<uint64_t>(n)); }
  static Value real(double d) noexcept {
    uint64_t bits;
    std::memcpy(&bits, &d, sizeof bits);
    return Value(Tag::kDouble, bits);
  }
  /// Text is UTF-8; lone surrogates are kept as their three-byte form and printed as \uXXXX.
  static Value string(std::string_view text);
  /// A whole number outside int64, kept digit for digit (`-?[0-9]+`).
  static Value big_integer(std::string_view digits);
  static Value array(std::vector<Value> items);
  static Value array(std::initializer_list<Value> items);
  static Value object(std::initializer_list<std::pair<std::string_view, Value>> members);
  static Value empty_array();
  static Value empty_object();

  Value(const Value& other) noexcept : words_{other.words_[0], other.words_[1]} { retain(); }
  Value(Value&& other) noexcept : words_{other.words_[0], other.words_[1]} {
    other.words_[0] = other.words_[1] = 0;
  }
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() { release(); }
  void swap(Value& other) noexcept {
    std::swap(words_[0], other.words_[0]);
    std::swap(words_[1], other.words_[1]);
  }

  [[nodiscard]] Type type() const noexcept { return kTypeOf[static_cast<size_t>(tag())]; }
  /// False for the two kinds that are no JSON, though their type() says Null.
  [[nodiscard]] bool is_null() const noexcept { return tag() == Tag::kNull; }
  [[nodiscard]] bool is_boolean() const noexcept { return tag() == Tag::kBoolean; }
  [[nodiscard]] bool is_number() const noexcept {
    return tag() == Tag::kInteger || tag() == Tag::kDouble || tag() == Tag::kBigInteger;
  }
  /// A whole number that fits int64.
  [[nodiscard]] bool is_int64() const noexcept { return tag() == Tag::kInteger; }
  [[nodiscard]] bool is_double() const noexcept { return tag() == Tag::kDouble; }
  [[nodiscard]] bool is_big_integer() const noexcept { return tag() == Tag::kBigInteger; }
  [[nodiscard]] bool is_string() const noexcept {
    return tag() == Tag::kShortString || tag() == Tag::kString;
  }
  [[nodiscard]] bool is_array() const noexcept { return tag() == Tag::kArray; }
  [[nodiscard]] bool is_object() const noexcept { return tag() == Tag::kObject; }
  [[nodiscard]] bool is_container() const noexcept { return tag() == Tag::kArray || tag() == Tag::kObject; }

  /// Each demands its type (asserted).
  [[nodiscard]] bool as_boolean() const noexcept { return words_[0] != 0; }
  [[nodiscard]] int64_t as_int64() const noexcept { return static_cast<int64_t>(words_[0]); }
  /// Any number as a double; big integers are rounded.
  [[nodiscard]] double as_double() const noexcept;
  /// Valid as long as this very handle lives and is not moved: short text lies inside it.
  [[nodiscard]] std::string_view as_string() const noexcept;
  /// The digits of a big integer; lives as as_string().
  [[nodiscard]] std::string_view big_integer_digits() const noexcept;

  /// Elements of an array, members of an object, 0 for anything else.
  [[nodiscard]] size_t size() const noexcept;
  /// The elements; empty for anything but an array. Valid while any handle to the array lives.
  [[nodiscard]] std::span<const Value> items() const noexcept;
  /// The members in the order written; empty for anything but an object. Valid while any handle to the object
  /// lives.
  [[nodiscard]] std::span<const Member> members() const noexcept;
  /// The member's value, or null pointer if this is no object or has no such member. `key` is a string.
  [[nodiscard]] const Value* find(const Value& key) const noexcept;
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  /// The same, trying first the place where the key was found the last time; objects made alike have their
  /// members alike.
  [[nodiscard]] inline const Value* find(const Value& key, uint32_t& place) const noexcept;

  /// This object with the member set: replaced in its place, or added at the end. Anything but an object
  /// counts as {}.
  [[nodiscard]] Value with_member(const Value& key, Value value) const;

  // ---- For expression languages at work. None of this is JSON: what leaves an evaluation has been cleared
  // of it.

  /// No value at all, of which there may be several sorts.
  static Value absent(uint64_t sort = 0) noexcept { return Value(Tag::kAbsent, sort); }
  [[nodiscard]] bool is_absent() const noexcept { return tag() == Tag::kAbsent; }
  [[nodiscard]] bool is_absent(uint64_t sort) const noexcept {
    return tag() == Tag::kAbsent && words_[0] == sort;
  }
  /// Something else that is counted as values are (a function); takes over the caller's count.
  static Value foreign(Foreign* adopted) noexcept;
  [[nodiscard]] bool is_foreign() const noexcept { return tag() == Tag::kForeign; }
  /// Demands is_foreign().
  [[nodiscard]] Foreign* as_foreign() const noexcept;

  /// Marks on an array, free for the language to use. They belong to the node: all handles see them.
  [[nodiscard]] uint8_t array_marks() const noexcept;
  void set_array_marks(uint8_t marks) const noexcept;
  /// Whether this may hold marked arrays, foreign values or numbers that are not finite, however deep below.
  [[nodiscard]] bool holds_marks() const noexcept;
  /// Bytes of memory in nodes of this thread's values.
  static int64_t live_bytes() noexcept;

  /// An upper bound, saturating, of the bytes of this value's compact JSON text: exact where no Double is
  /// inside.
  [[nodiscard]] uint64_t text_bytes_bound() const noexcept;
  /// Whether the compact JSON text has more than `limit` bytes. O(1) except near the limit with Doubles
  /// inside.
  [[nodiscard]] bool text_exceeds(uint64_t limit) const;
  /// An upper bound of the nesting: 0 for scalars, 1 for [] and {}. Saturates at 65,535.
  [[nodiscard]] uint32_t depth() const noexcept;

  /// Same node, or same scalar bits: certainly equal. False: they may be equal all the same.
  [[nodiscard]] bool is_same(const Value& other) const noexcept {
    return words_[0] == other.words_[0] && words_[1] == other.words_[1];
  }
  /// The node's address, null for values without one: names a payload while a handle to it is kept.
  [[nodiscard]] const void* identity() const noexcept {
    return has_node() ? reinterpret_cast<const void*>(words_[0]) : nullptr;
  }

 private:
  friend class ArrayBuilder;
  friend class ObjectBuilder;
  enum class Tag : uint8_t {
    kNull,
    kBoolean,
    kInteger,
    kDouble,
    kAbsent,
    kShortString,
    kString,
    kBigInteger,
    kArray,
    kObject,
    kForeign
  };
  static constexpr Type kTypeOf[] = {Type::Null,  Type::Boolean, Type::Integer, Type::Double,
                                     Type::Null,  Type::String,  Type::String,  Type::Integer,
                                     Type::Array, Type::Object,  Type::Null};
  static constexpr size_t kShort = 14;  // bytes 0..13 text, 14 its length, 15 the tag
  static constexpr Tag kFirstNodeTag = Tag::kString;

  static constexpr int kTagShift = 56;  // in the second word, whose last byte that is
  static_assert(std::endian::native == std::endian::little);

  Value(Tag tag, uint64_t payload) noexcept : words_{payload, static_cast<uint64_t>(tag) << kTagShift} {}
  Value(Tag tag, value_detail::Storage* adopted) noexcept : Value(tag, reinterpret_cast<uint64_t>(adopted)) {}

  [[nodiscard]] unsigned char* bytes() noexcept { return reinterpret_cast<unsigned char*>(words_); }
  [[nodiscard]] const unsigned char* bytes() const noexcept {
    return reinterpret_cast<const unsigned char*>(words_);
  }
  [[nodiscard]] Tag tag() const noexcept { return static_cast<Tag>(words_[1] >> kTagShift); }
  [[nodiscard]] bool has_node() const noexcept { return tag() >= kFirstNodeTag; }
  [[nodiscard]] value_detail::Storage* node() const noexcept {
    return reinterpret_cast<value_detail::Storage*>(words_[0]);
  }
  inline void retain() const noexcept;
  inline void release() noexcept;
  static value_detail::Storage* text_node(std::string_view text);

  uint64_t words_[2];

  friend void value_detail::destroy(value_detail::Storage* node);
};

struct Member {
  Value key;  // always a string
  Value value;
};

namespace value_detail {

enum class Kind : uint8_t { kText, kArray, kObject, kForeign };

/// Head of every shared node. `text_bytes` is the bound of Value::text_bytes_bound().
struct Storage {
  uint32_t refs;
  uint32_t size;  // bytes of text, elements, members
  uint32_t capacity;
  uint16_t depth;
  Kind kind;
  uint8_t marks;  // an array's own in the low bits; kMarksBelow
  uint64_t text_bytes;
};

/// Something in or below this node is marked, foreign or not finite.
inline constexpr uint8_t kMarksBelow = 0x80;

struct TextStorage : Storage {
  [[nodiscard]] char* text() { return reinterpret_cast<char*>(this + 1); }
};
struct ArrayStorage : Storage {
  [[nodiscard]] Value* items() { return reinterpret_cast<Value*>(this + 1); }
};
struct ObjectStorage : Storage {
  uint32_t* index;  // open addressing over members, a power of two of slots; null for small objects
  uint64_t unused;
  [[nodiscard]] Member* members() { return reinterpret_cast<Member*>(this + 1); }
};

}  // namespace value_detail

/// A reference-counted object that is not a value: functions of expression languages. Destroyed with its last
/// handle. Destroying one never destroys another one recursively, so chains need no stack.
class Foreign : public value_detail::Storage {
 public:
  Foreign(const Foreign&) = delete;
  Foreign& operator=(const Foreign&) = delete;

 protected:
  Foreign() noexcept;
  virtual ~Foreign() = default;

 private:
  friend void value_detail::destroy(value_detail::Storage* node);
};

inline Value Value::foreign(Foreign* adopted) noexcept {
  return Value(Tag::kForeign, static_cast<value_detail::Storage*>(adopted));
}
inline Foreign* Value::as_foreign() const noexcept { return static_cast<Foreign*>(node()); }

inline uint8_t Value::array_marks() const noexcept {
  return is_array() ? node()->marks & static_cast<uint8_t>(~value_detail::kMarksBelow) : 0;
}

inline void Value::retain() const noexcept {
  if (has_node()) ++node()->refs;
}

inline void Value::release() noexcept {
  if (has_node() && --node()->refs == 0) value_detail::destroy(node());
}

inline std::string_view Value::as_string() const noexcept {
  if (tag() == Tag::kShortString) return {reinterpret_cast<const char*>(words_), bytes()[14]};
  auto* text = static_cast<value_detail::TextStorage*>(node());
  return {text->text(), text->size};
}

inline size_t Value::size() const noexcept { return is_container() ? node()->size : 0; }

inline std::span<const Value> Value::items() const noexcept {
  if (!is_array()) return {};
  auto* array = static_cast<value_detail::ArrayStorage*>(node());
  return {array->items(), array->size};
}

inline std::span<const Member> Value::members() const noexcept {
  if (!is_object()) return {};
  auto* object = static_cast<value_detail::ObjectStorage*>(node());
  return {object->members(), object->size};
}

inline const Value* Value::find(const Value& key, uint32_t& place) const noexcept {
  const auto all = members();
  if (place < all.size() && all[place].key.is_same(key)) return &all[place].value;
  const Value* value = find(key);
  if (value != nullptr)
    place = static_cast<uint32_t>((value - &all.front().value) / 2);  // a Member is two Values
  return value;
}

/// Whether two strings (object keys, say) have the same text.
inline bool same_text(const Value& a, const Value& b) noexcept {
  return a.is_same(b) || a.as_string() == b.as_string();
}

/// Builds an array in place: one allocation when `expected` is right.
class ArrayBuilder {
 public:
  explicit ArrayBuilder(size_t expected = 0);
  ArrayBuilder(const ArrayBuilder&) = delete;
  ArrayBuilder& operator=(const ArrayBuilder&) = delete;
  ~ArrayBuilder();
  void push(Value item);
  [[nodiscard]] size_t size() const { return node_ ? node_->size : 0; }
  /// The array; the builder is empty afterwards.
  [[nodiscard]] Value finish();

 private:
  value_detail::ArrayStorage* node_ = nullptr;
};

/// Builds an object in place. Keys are string Values, so that those known at load time cost nothing here.
class ObjectBuilder {
 public:
  explicit ObjectBuilder(size_t expected = 0);
  /// Starts with the members of `base` (none if it is no object), with room for `more`.
  ObjectBuilder(const Value& base, size_t more);
  ObjectBuilder(const ObjectBuilder&) = delete;
  ObjectBuilder& operator=(const ObjectBuilder&) = delete;
  ~ObjectBuilder();
  /// Sets a member: replaces the value in its place, or adds it at the end.
  void set(const Value& key, Value value);
  void set(std::string_view key, Value value) { set(Value::string(key), std::move(value)); }
  /// Adds a member whose key is known to be new.
  void append(const Value& key, Value value);
  void append(std::string_view key, Value value) { append(Value::string(key), std::move(value)); }
  [[nodiscard]] size_t size() const { return node_ ? node_->size : 0; }
  [[nodiscard]] const Value* find(const Value& key) const;
  [[nodiscard]] Value finish();

 private:
  void reserve(size_t capacity);
  value_detail::ObjectStorage* node_ = nullptr;
  bool replaced_ = false;  // a value was replaced: the node's bounds have to be computed again
};

}  // namespace pawl
