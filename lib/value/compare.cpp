#include "value/compare.h"

#include <cmath>
#include <vector>

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
  if (negative != (b.front() == '-')) return negative ? std::partial_ordering::less : std::partial_ordering::greater;
  const std::partial_ordering order = a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
  return negative ? reversed(order) : order;
}

/// Scalars, and containers as far as their kind and size tell.
bool may_be_equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Value::Type::Null: return true;
    case Value::Type::Boolean: return a.as_boolean() == b.as_boolean();
    case Value::Type::String: return a.as_string() == b.as_string();
    default: return a.size() == b.size();
  }
}

}  // namespace

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.is_int64() && b.is_int64()) return a.as_int64() <=> b.as_int64();
  if (a.is_big_integer() && b.is_big_integer()) return compare_digits(a.big_integer_digits(), b.big_integer_digits());
  if (a.is_big_integer() || b.is_big_integer()) return a.as_double() <=> b.as_double();
  if (a.is_int64()) return compare_exactly(a.as_int64(), b.as_double());
  if (b.is_int64()) return reversed(compare_exactly(b.as_int64(), a.as_double()));
  return a.as_double() <=> b.as_double();
}

bool deep_equal(const Value& a, const Value& b) {
  if (!may_be_equal(a, b)) return false;
  if (!a.is_container() || a.is_same(b)) return true;
  std::vector<std::pair<const Value*, const Value*>> waiting{{&a, &b}};
  while (!waiting.empty()) {
    const auto [x, y] = waiting.back();
    waiting.pop_back();
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
