#include "value/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_set>
#include <vector>

#include "base/text_hash.h"

namespace pawl {
namespace {

/// An int64 against a double, exactly.
std::partial_ordering compare_exactly(int64_t n, double d) {
  if (std::isnan(d)) return std::partial_ordering::unordered;
  if (d >= 9223372036854775808.0) return std::partial_ordering::less;
  if (d < -9223372036854775808.0) return std::partial_ordering::greater;
  const auto whole = static_cast<int64_t>(d);
  if (n != whole) return n < whole ? std::partial_ordering::less : std::partial_ordering::greater;
  return 0.0 <=> (d - static_cast<double>(whole));
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering compare_digits(std::string_view a, std::string_view b) {
  const bool negative = a.front() == '-';
  if (negative != (b.front() == '-'))
    return negative ? std::partial_ordering::less : std::partial_ordering::greater;
  const std::partial_ordering order = a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
  return negative ? reversed(order) : order;
}

/// Scalars, and containers as far as their kind and size decide.
bool may_be_equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Value::Type::Null: return a.is_same(b);  // null, or one and the same function
    case Value::Type::Boolean: return a.as_boolean() == b.as_boolean();
    case Value::Type::String: return a.as_string() == b.as_string();
    default: return a.size() == b.size();
  }
}

uint64_t hash_of(const Value& value, int levels) {
  constexpr size_t kMostMembers = 16;
  const Value::Type type = value.is_number() ? Value::Type::Double : value.type();
  uint64_t content = value.size();
  switch (value.type()) {
    case Value::Type::Null: break;
    case Value::Type::Boolean: content = value.as_boolean() ? 1 : 0; break;
    case Value::Type::Integer:
    case Value::Type::Double: content = std::bit_cast<uint64_t>(value.as_double() + 0.0); break;  // no -0.0
    case Value::Type::String: content = hash_text(value.as_string()); break;
    case Value::Type::Array:
      if (levels == 0) break;
      for (size_t i = 0; i < std::min(kMostMembers, value.size()); ++i)
        content = hash_bits(content ^ hash_of(value.items()[i], levels - 1));
      break;
    case Value::Type::Object:
      if (levels == 0 || value.size() > kMostMembers) break;
      for (const Member& member : value.members())  // in any order
        content += hash_bits(hash_text(member.key.as_string()) ^ hash_of(member.value, levels - 1));
      break;
  }
  return hash_bits(content ^ static_cast<uint64_t>(type) << 56);
}

using NodePair = std::pair<const void*, const void*>;
struct NodePairHash {
  size_t operator()(const NodePair& pair) const {
    return std::hash<const void*>()(pair.first) * 31 + std::hash<const void*>()(pair.second);
  }
};

}  // namespace

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.is_int64() && b.is_int64()) return a.as_int64() <=> b.as_int64();
  if (a.is_big_integer() && b.is_big_integer())
    return compare_digits(a.big_integer_digits(), b.big_integer_digits());
  if (a.is_big_integer() || b.is_big_integer()) return a.as_double() <=> b.as_double();
  if (a.is_int64()) return compare_exactly(a.as_int64(), b.as_double());
  if (b.is_int64()) return reversed(compare_exactly(b.as_int64(), a.as_double()));
  return a.as_double() <=> b.as_double();
}

std::strong_ordering compare_utf16(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  const auto [left, right] = std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(common), b.begin());
  if (left == a.begin() + static_cast<ptrdiff_t>(common)) return a.size() <=> b.size();
  const auto x = static_cast<unsigned char>(*left), y = static_cast<unsigned char>(*right);
  // Bytes order as code points do, but for U+E000..U+FFFF (lead EE, EF), which follow the surrogates (lead
  // F0..F4).
  const auto rank = [](unsigned char lead) {
    return lead >= 0xF0 ? lead - 2 : lead >= 0xEE ? lead + 0x20 : lead;
  };
  return rank(x) <=> rank(y);
}

uint64_t hash_of(const Value& value) { return hash_of(value, 2); }

bool deep_equal(const Value& a, const Value& b) {
  if (!may_be_equal(a, b)) return false;
  if (!a.is_container() || a.is_same(b)) return true;
  std::vector<std::pair<const Value*, const Value*>> waiting{{&a, &b}};
  size_t compared = 0;
  std::unordered_set<NodePair, NodePairHash> seen;  // sharing can hide 2^60 pairs in two small values
  while (!waiting.empty()) {
    const auto [x, y] = waiting.back();
    waiting.pop_back();
    constexpr size_t kFew = 1000;
    if (++compared > kFew && !seen.insert({x->identity(), y->identity()}).second) continue;
    const auto visit = [&waiting](const Value& left, const Value& right) {
      if (left.is_same(right)) return true;
      if (!may_be_equal(left, right)) return false;
      if (left.is_container()) waiting.emplace_back(&left, &right);
      return true;
    };
    for (size_t i = 0; i < x->items().size(); ++i) {
      if (!visit(x->items()[i], y->items()[i])) return false;
    }
    for (const Member& member : x->members()) {
      const Value* other = y->find(member.key);
      if (other == nullptr || !visit(member.value, *other)) return false;
    }
  }
  return true;
}

}  // namespace pawl
