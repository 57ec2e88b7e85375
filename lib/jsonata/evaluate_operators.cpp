#include <cmath>

#include "jsonata/evaluator.h"
#include "jsonata/json_text.h"
#include "jsonata/numbers.h"
#include "value/compare.h"

namespace pawl::jsonata {
namespace {

constexpr std::string_view kSigns[] = {"+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">="};
constexpr uint64_t kMostRange = 10'000'000;

bool is_safe(int64_t n) { return n >= -kSafeInteger && n <= kSafeInteger; }

bool is_integral(const Value& value) {
  return value.is_int64() || value.is_big_integer() ||
         (value.is_double() && std::isfinite(value.as_double()) &&
          std::trunc(value.as_double()) == value.as_double());
}

bool holds_infinity(const Value& root) {
  std::vector<const Value*> waiting{&root};
  while (!waiting.empty()) {
    const Value* value = waiting.back();
    waiting.pop_back();
    if (!value->holds_marks()) continue;
    if (value->is_double()) return true;
    for (const Value& item : value->items()) waiting.push_back(&item);
    for (const Member& member : value->members()) waiting.push_back(&member.value);
  }
  return false;
}

}  // namespace

bool Evaluator::is_numeric(const Value& value) {
  if (value.is_int64()) return true;
  if (!value.is_number()) return false;
  const double d = value.as_double();
  if (std::isfinite(d) || is_aws()) return true;
  if (std::isinf(d)) fail("D1001", value);
  return false;
}

Value Evaluator::arithmetic(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value held_lhs, held_rhs;
  const Value& lhs = *operand(*node.lhs, input, frame, held_lhs, node.rhs->is_simple());
  if (is_failed(lhs)) return failed();
  const Value& rhs = *operand(*node.rhs, input, frame, held_rhs, true);
  if (is_failed(rhs)) return failed();
  const std::string_view sign = kSigns[static_cast<size_t>(node.operation)];
  if (lhs.is_int64() && rhs.is_int64()) {
    const int64_t a = lhs.as_int64(), b = rhs.as_int64();
    int64_t c = 0;
    bool is_exact = is_aws() || (is_safe(a) && is_safe(b));
    switch (node.operation) {
      case Operation::Add: is_exact = is_exact && !__builtin_add_overflow(a, b, &c); break;
      case Operation::Subtract: is_exact = is_exact && !__builtin_sub_overflow(a, b, &c); break;
      case Operation::Multiply: is_exact = is_exact && !__builtin_mul_overflow(a, b, &c); break;
      case Operation::Divide:
        is_exact = is_exact && b != 0 && b != -1 && a % b == 0;
        if (is_exact) c = a / b;
        break;
      default:
        is_exact = is_exact && b != 0 && b != -1;
        if (is_exact) c = a % b;
    }
    if (is_exact && (is_aws() || is_safe(c))) return Value::integer(c);
  } else {
    if (!lhs.is_absent() && !is_numeric(lhs)) return fail("T2001", lhs, node.position, sign);
    if (!rhs.is_absent() && !is_numeric(rhs)) return fail("T2002", rhs, node.position, sign);
    if (lhs.is_absent() || rhs.is_absent()) return undefined();
  }
  const double a = lhs.as_double(), b = rhs.as_double();
  switch (node.operation) {
    case Operation::Add: return number(a + b);
    case Operation::Subtract: return number(a - b);
    case Operation::Multiply: return number(a * b);
    case Operation::Divide: return number(a / b);
    default: return number(std::fmod(a, b));
  }
}

Value Evaluator::negation(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value value = eval(*node.lhs, input, frame);
  if (value.is_absent()) return value;
  if (!is_numeric(value)) return fail("D1002", value, node.position, "-");
  if (value.is_int64() && value.as_int64() != std::numeric_limits<int64_t>::min())
    return Value::integer(-value.as_int64());
  return number(-value.as_double());
}

Value Evaluator::comparison(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value held_lhs, held_rhs;
  const Value& lhs = *operand(*node.lhs, input, frame, held_lhs, node.rhs->is_simple());
  if (is_failed(lhs)) return failed();
  const Value& rhs = *operand(*node.rhs, input, frame, held_rhs, true);
  if (is_failed(rhs)) return failed();
  const auto is_comparable = [](const Value& v) { return v.is_number() || v.is_string() || v.is_absent(); };
  const std::string_view sign = kSigns[static_cast<size_t>(node.operation)];
  if (!is_comparable(lhs) || !is_comparable(rhs))
    return fail("T2010", is_comparable(lhs) ? rhs : lhs, node.position, sign);
  if (lhs.is_absent() || rhs.is_absent()) return undefined();
  if (lhs.is_string() != rhs.is_string()) return fail_type("T2009", lhs, rhs, node.position, sign);
  const std::partial_ordering order =
      lhs.is_string() ? std::partial_ordering(compare_utf16(lhs.as_string(), rhs.as_string()))
                      : compare_numbers(lhs, rhs);
  switch (node.operation) {
    case Operation::Less: return Value::boolean(order < 0);
    case Operation::LessEqual: return Value::boolean(order <= 0);
    case Operation::Greater: return Value::boolean(order > 0);
    default: return Value::boolean(order >= 0);
  }
}

Value Evaluator::equality(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value held_lhs, held_rhs;
  const Value& lhs = *operand(*node.lhs, input, frame, held_lhs, node.rhs->is_simple());
  if (is_failed(lhs)) return failed();
  const Value& rhs = *operand(*node.rhs, input, frame, held_rhs, true);
  if (is_failed(rhs)) return failed();
  if (lhs.is_absent() || rhs.is_absent()) return Value::boolean(false);
  if (lhs.is_container() && rhs.is_container() && !(can_walk(lhs) && can_walk(rhs))) return failed();
  return Value::boolean(deep_equal(lhs, rhs) == (node.operation == Operation::Equal));
}

Value Evaluator::concatenation(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value lhs = eval(*node.lhs, input, frame);
  if (is_failed(lhs)) return lhs;
  Value rhs = eval(*node.rhs, input, frame);
  if (is_failed(rhs)) return rhs;
  if (!lhs.is_string()) lhs = text_of(lhs);
  if (!rhs.is_string()) rhs = text_of(rhs);
  if (is_failed(lhs) || is_failed(rhs)) return failed();
  const std::string_view a = lhs.is_absent() ? std::string_view() : lhs.as_string();
  const std::string_view b = rhs.is_absent() ? std::string_view() : rhs.as_string();
  if (!text_fits(a.size() + b.size())) return failed();
  std::string text;
  text.reserve(a.size() + b.size());
  text += a;
  text += b;
  return Value::string(text);
}

Value Evaluator::text_of(const Value& value, bool indented) {
  if (value.is_absent() || value.is_string()) return value;
  if (value.is_foreign()) return Value::string("");
  if (value.is_boolean()) return Value::string(value.as_boolean() ? "true" : "false");
  if (value.is_number()) {
    if (!is_aws() && value.is_double() && !std::isfinite(value.as_double())) return fail("D3001", value);
    return Value::string(number_to_string(value, number_style()));
  }
  if (value.holds_marks() && !is_aws()) {
    if (!can_walk(value)) return failed();
    if (holds_infinity(value)) return fail("D1001", Value());
  }
  std::string text;
  const Value& shown = (value.array_marks() & kOuterWrapper) != 0 ? value.items()[0] : value;
  const JsonLayout layout = indented ? JsonLayout::kIndented : JsonLayout::kCompact;
  if (!append_string_text(shown, number_style(), layout, options_.limits.text, text)) return out_of_memory();
  return Value::string(text);
}

Value Evaluator::inclusion(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value held_lhs, held_rhs;
  const Value& lhs = *operand(*node.lhs, input, frame, held_lhs, node.rhs->is_simple());
  if (is_failed(lhs)) return failed();
  const Value& rhs = *operand(*node.rhs, input, frame, held_rhs, true);
  if (is_failed(rhs)) return failed();
  if (lhs.is_absent() || rhs.is_absent()) return Value::boolean(false);
  for (const Value& item : as_items(rhs)) {
    if (item.is_same(lhs) || (!lhs.is_container() && deep_equal(item, lhs))) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value Evaluator::range(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  const Value lhs = eval(*node.lhs, input, frame);
  if (is_failed(lhs)) return lhs;
  const Value rhs = eval(*node.rhs, input, frame);
  if (is_failed(rhs)) return rhs;
  if (!lhs.is_absent() && !is_integral(lhs)) return fail("T2003", lhs, node.position, "..");
  if (!rhs.is_absent() && !is_integral(rhs)) return fail("T2004", rhs, node.position, "..");
  if (lhs.is_absent() || rhs.is_absent()) return undefined();
  const int64_t from = truncated(lhs), to = truncated(rhs);
  if (from > to) return undefined();
  const uint64_t size = static_cast<uint64_t>(to) - static_cast<uint64_t>(from) + 1;
  if (size > kMostRange || size == 0)
    return fail("D2014", number(static_cast<double>(to) - static_cast<double>(from) + 1), node.position,
                "..");
  if (size > options_.limits.range) return out_of_memory();
  if (!has_room(size * sizeof(Value))) return failed();
  ArrayBuilder builder(size);
  for (int64_t n = from; n < to; ++n) builder.push(Value::integer(n));
  builder.push(Value::integer(to));
  Value items = builder.finish();
  items.set_array_marks(kSequence);
  return items;
}

/// Whether a value counts as true; -1 after an error.
int Evaluator::truth(const Value& value) {
  if (value.is_boolean()) return value.as_boolean() ? 1 : 0;
  if (value.is_string()) return value.as_string().empty() ? 0 : 1;
  if (value.is_int64()) return value.as_int64() != 0 ? 1 : 0;
  if (value.is_number()) {
    if (is_numeric(value)) return value.as_double() != 0 && !std::isnan(value.as_double()) ? 1 : 0;
    return error_ != nullptr ? -1 : 0;
  }
  if (value.is_object()) return value.size() > 0 ? 1 : 0;
  if (!value.is_array()) return 0;
  // An array is true when something in it is, however deep.
  std::vector<std::span<const Value>> open{value.items()};
  while (!open.empty()) {
    auto& items = open.back();
    if (items.empty()) {
      open.pop_back();
      continue;
    }
    const Value& item = items.front();
    items = items.subspan(1);
    if (!tick()) return -1;
    if (item.is_array()) open.push_back(item.items());
    else if (const int is_true = truth(item); is_true != 0) return is_true;
  }
  return 0;
}

int Evaluator::eval_truth(const AstNode& node, const Value& input, VariableFrame* frame) {
  const Value value = eval(node, input, frame);
  return is_failed(value) ? -1 : truth(value);
}

Value Evaluator::logical(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  const int first = eval_truth(*node.lhs, input, frame);
  if (first < 0) return failed();
  if ((first != 0) == (node.type == NodeType::Or)) return Value::boolean(first != 0);
  const int second = eval_truth(*node.rhs, input, frame);
  return second < 0 ? failed() : Value::boolean(second != 0);
}

Value Evaluator::coalesce(const BinaryNode& node, const Value& input, VariableFrame* frame) {
  Value value = eval(*node.lhs, input, frame);
  if (is_failed(value)) return value;
  if (node.operation == Operation::IfExists) {
    if (!value.is_absent()) return value;
  } else if (const int is_true = truth(value); is_true != 0) {
    return is_true < 0 ? failed() : value;
  }
  return eval(*node.rhs, input, frame);
}

Value Evaluator::array(const ArrayNode& node, const Value& input, VariableFrame* frame) {
  ArrayBuilder builder(node.items.size());
  Value only;
  bool is_only = false;  // all there is so far is one array, which may be handed on as it is
  const auto flush = [&] {
    if (!is_only) return;
    for (const Value& item : only.items()) builder.push(item);
    is_only = false;
  };
  for (const AstNode* item : node.items) {
    Value value = eval(*item, input, frame);
    if (is_failed(value)) return value;
    if (value.is_absent()) continue;
    if (item->type == NodeType::Array || !value.is_array()) {
      flush();
      builder.push(std::move(value));
      continue;
    }
    if (builder.size() == 0 && !is_only && value.array_marks() == kSequence &&
        item->type == NodeType::Range) {
      only = std::move(value);  // nobody else has seen a range's array
      is_only = true;
      continue;
    }
    flush();
    if (!has_room(value.size() * sizeof(Value))) return failed();
    for (const Value& element : value.items()) builder.push(element);
  }
  Value made = is_only ? std::move(only) : builder.finish();
  made.set_array_marks(node.is_cons ? kConsArray : 0);
  return made;
}

}  // namespace pawl::jsonata
