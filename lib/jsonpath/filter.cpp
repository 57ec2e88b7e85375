#include "jsonpath/filter.h"

#include <algorithm>
#include <compare>

#include "jsonpath/decimal.h"
#include "jsonpath/evaluator.h"
#include "value/compare.h"

namespace pawl::jsonpath {
namespace {

using Kind = PathFailure::Kind;

bool is_true_text(std::string_view text) {
  constexpr std::string_view kTrue = "true";
  return std::equal(text.begin(), text.end(), kTrue.begin(), kTrue.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

/// An operand with its path followed. Neither member: the path found nothing.
struct Side {
  const Value* value = nullptr;
  const Regex* pattern = nullptr;
  const Operand* text = nullptr;  // where `value` stands in the filter itself
  Value held;                     // what a path made anew

  [[nodiscard]] bool is_there() const { return value != nullptr || pattern != nullptr; }
  [[nodiscard]] bool is_null() const { return value != nullptr && value->is_null(); }
  /// The text `null` stands for null.
  [[nodiscard]] bool is_null_text() const {
    return value != nullptr && value->is_string() && value->as_string() == "null";
  }
};

class Judge {
 public:
  Judge(const Value& item, const Value& document, Session& session)
      : item_(item), document_(document), session_(session) {}

  /// False with has_failed() set: see Session::failure.
  bool holds(const Criterion& criterion) {
    const bool asks_existence = criterion.op == Operator::Exists || criterion.op == Operator::NotExists;
    if (!session_.spend()) return fail();
    Side left, right;
    if (!follow(criterion.left, asks_existence, left)) return false;
    if (asks_existence) return (left.is_there() && !left.is_null()) == (criterion.op == Operator::Exists);
    if (!left.is_there() || !follow(criterion.right, false, right) || !right.is_there()) return false;
    return criterion.op == Operator::Matches ? matches(left, right) : compares(criterion.op, left, right);
  }

  [[nodiscard]] bool has_failed() const { return failed_; }

 private:
  bool fail() {
    failed_ = true;
    return false;
  }
  bool fail(std::string message) {
    session_.fail(Kind::Other, std::move(message));
    return fail();
  }

  /// False when the path failed, other than by finding nothing.
  bool follow(const Operand& operand, bool asks_existence, Side& side) {
    if (operand.pattern) {
      side.pattern = &*operand.pattern;
      return true;
    }
    if (!operand.path) {
      side.value = &operand.text;
      side.text = &operand;
      return true;
    }
    const PathProgram& path = *operand.path;
    const Value& start = operand.from_document && !asks_existence ? document_ : item_;
    if (path.simple) {
      if (!session_.spend(path.segments.size())) return fail();
      side.value = find_simple(path, start);
      if (side.value != nullptr) return true;
    }
    if (session_.depth >= Session::kMaxDepth) {
      session_.fail_too_deep();
      return fail();
    }
    PathEvaluator evaluator(path, document_, session_, asks_existence ? Names::All : Names::Any);
    ++session_.depth;
    ++session_.forgiving;
    const bool found = evaluator.run(start);
    --session_.forgiving;
    --session_.depth;
    if (found) {
      side.held = evaluator.take_result();
      side.value = &side.held;
      return true;
    }
    if (session_.failure.kind == Kind::Missing) return true;
    // Its place is one below the item: nothing of the way to the item belongs before it.
    session_.fail(session_.failure.kind, session_.failure.message());
    return fail();
  }

  bool compares(Operator op, const Side& left, const Side& right) {
    if (left.is_null() || right.is_null()) {
      const bool both = left.is_null() && right.is_null();
      const bool same = both || left.is_null_text() || right.is_null_text();
      switch (op) {
        case Operator::Equal: return same;
        case Operator::NotEqual: return !same;
        case Operator::LessOrEqual:
        case Operator::GreaterOrEqual: return both;
        default: return false;
      }
    }
    const std::partial_ordering order = compare(left, right);
    switch (op) {
      case Operator::Equal: return order == 0;
      case Operator::NotEqual: return order < 0 || order > 0;
      case Operator::Less: return order < 0;
      case Operator::LessOrEqual: return order <= 0;
      case Operator::Greater: return order > 0;
      case Operator::GreaterOrEqual: return order >= 0;
      default: return false;
    }
  }

  /// The left side decides what is compared. Unordered: nothing holds, not even `!=`.
  std::partial_ordering compare(const Side& left, const Side& right) {
    if (left.is_null_text() || right.is_null_text()) return right.is_null_text() <=> left.is_null_text();
    if (left.value == nullptr || right.value == nullptr) return std::partial_ordering::unordered;
    const Value& a = *left.value;
    const Value& b = *right.value;
    if (a.is_string() && b.is_string()) return compare_utf16(a.as_string(), b.as_string());
    if (a.is_number() && b.is_number()) return compare_numbers(a, b);
    if (a.is_number() && b.is_string()) return compare_number(a, right);
    if (a.is_boolean() && b.is_string()) return a.as_boolean() <=> is_true_text(b.as_string());
    if (a.is_boolean() && b.is_boolean()) return a.as_boolean() <=> b.as_boolean();
    if (&a == &b)
      return std::partial_ordering::equivalent;  // arrays and objects, of which two are never equal
    return std::partial_ordering::unordered;
  }

  std::partial_ordering compare_number(const Value& number, const Side& right) {
    const std::string_view text = right.value->as_string();
    if (right.text != nullptr ? !right.text->is_number : !is_decimal(text)) {
      fail("'" + std::string(text.substr(0, 100)) + "' is not a number, but is compared with the number " +
           java_text(number));
      return std::partial_ordering::unordered;
    }
    // Rounding to doubles keeps the order, so only equal ones need their digits compared.
    if (right.text != nullptr && right.text->number) {
      const std::partial_ordering order = number.as_double() <=> *right.text->number;
      if (order != 0) return order;
    }
    return compare_decimals(decimal_text(number), text);
  }

  /// An expression must match all of the text of a value of any kind.
  bool matches(const Side& left, const Side& right) {
    const Regex* pattern = left.pattern != nullptr ? left.pattern : right.pattern;
    const Value* value = left.pattern != nullptr ? right.value : left.value;
    if (left.is_null() && right.is_null()) return false;
    if (pattern == nullptr) return fail("Beside =~ stands a regular expression: /…/ or /…/i");
    if (value == nullptr || value->is_null()) return false;
    const Regex::Found found =
        value->is_string() ? pattern->find(value->as_string()) : pattern->find(java_text(*value));
    if (found == Regex::Found::TooCostly) return fail("A regular expression takes too much work");
    return found == Regex::Found::Yes;
  }

  const Value& item_;
  const Value& document_;
  Session& session_;
  bool failed_ = false;
};

}  // namespace

Verdict judge(const Filter& filter, const Value& item, const Value& document, Session& session) {
  if (filter.any_of_all.empty()) {
    session.fail(Kind::Other, "[?] stands for a filter, but there is none");
    return Verdict::Failed;
  }
  Judge judge(item, document, session);
  const auto holds = [&judge](const Criterion& criterion) { return judge.holds(criterion); };
  for (auto criteria = filter.any_of_all.rbegin(); criteria != filter.any_of_all.rend(); ++criteria) {
    const bool all = std::all_of(criteria->rbegin(), criteria->rend(), holds);
    if (judge.has_failed()) return Verdict::Failed;
    if (all) return Verdict::Yes;
  }
  return Verdict::No;
}

}  // namespace pawl::jsonpath
