#include <algorithm>
#include <cmath>
#include <utility>

#include "jsonpath/decimal.h"
#include "jsonpath/evaluator.h"
#include "jsonpath/path_parser.h"
#include "value/compare.h"

namespace pawl::jsonpath {
namespace {

/// An operand with its path followed. `literal` is set for what stands in the filter's text, `value` always
/// points to something unless the kind is Undefined or Pattern.
struct Node {
  OperandKind kind = OperandKind::Undefined;
  const Value* value = nullptr;
  const Operand* literal = nullptr;
  Value held;  // what a path made anew
};

OperandKind kind_of(const Value& value) {
  switch (value.type()) {
    case Value::Type::Null: return OperandKind::Null;
    case Value::Type::Boolean: return OperandKind::Boolean;
    case Value::Type::Integer:
    case Value::Type::Double: return OperandKind::Number;
    case Value::Type::String: return OperandKind::String;
    default: return OperandKind::Json;
  }
}

void set_data(Node& node, const Value& value) {
  node.kind = kind_of(value);
  node.value = &value;
}

std::string number_text(const Node& node) {
  return node.literal != nullptr ? node.literal->text : decimal_text(*node.value);
}

std::partial_ordering order_numbers(const Node& a, const Node& b) {
  if (a.value->is_int64() && b.value->is_int64()) return a.value->as_int64() <=> b.value->as_int64();
  // Rounding to doubles keeps the order, so only equal ones need their digits compared.
  const std::partial_ordering order = a.value->as_double() <=> b.value->as_double();
  if (order != 0) return order;
  return compare_decimals(number_text(a), number_text(b));
}

/// Equality of Java's collections: numbers are equal to those of their own class only.
/// False with `session.exhausted` where that takes too much work.
bool same_in_java(const Value& a, const Value& b, Session& session) {
  std::vector<std::pair<const Value*, const Value*>> waiting{{&a, &b}};
  while (!waiting.empty()) {
    const auto [x, y] = waiting.back();
    waiting.pop_back();
    if (!session.spend()) return false;
    if (x->is_same(*y)) continue;
    if (x->type() != y->type() || x->size() != y->size()) return false;
    switch (x->type()) {
      case Value::Type::Null: break;
      case Value::Type::Boolean:
        if (x->as_boolean() != y->as_boolean()) return false;
        break;
      case Value::Type::Integer:
        if (compare_numbers(*x, *y) != 0) return false;
        break;
      case Value::Type::Double:
        if (x->as_double() != y->as_double() || std::signbit(x->as_double()) != std::signbit(y->as_double()))
          return false;
        break;
      case Value::Type::String:
        if (x->as_string() != y->as_string()) return false;
        break;
      case Value::Type::Array:
        for (size_t i = 0; i < x->size(); ++i) waiting.emplace_back(&x->items()[i], &y->items()[i]);
        break;
      case Value::Type::Object:
        for (const Member& member : x->members()) {
          const Value* other = y->find(member.key);
          if (other == nullptr) return false;
          waiting.emplace_back(&member.value, other);
        }
        break;
    }
  }
  return true;
}

/// equals() of Jayway's nodes, which is not symmetric: the left one converts the right one.
bool node_equals(const Node& left, const Node& right, Session& session) {
  switch (left.kind) {
    case OperandKind::Null: return right.kind == OperandKind::Null;
    case OperandKind::Boolean:
      return right.kind == OperandKind::Boolean && left.value->as_boolean() == right.value->as_boolean();
    case OperandKind::Number:
      if (right.kind == OperandKind::Number) return order_numbers(left, right) == 0;
      if (right.kind != OperandKind::String || !is_decimal(right.value->as_string())) return false;
      return compare_decimals(number_text(left), right.value->as_string()) == 0;
    case OperandKind::String:
      if (right.kind == OperandKind::String) return left.value->as_string() == right.value->as_string();
      return right.kind == OperandKind::Number && left.value->as_string() == number_text(right);
    case OperandKind::Json:
      if (right.kind != OperandKind::Json) return false;
      if (left.literal != nullptr || right.literal != nullptr) {
        return left.literal != nullptr && right.literal != nullptr &&
               left.literal->text == right.literal->text;
      }
      return same_in_java(*left.value, *right.value, session);
    default: return false;
  }
}

class Judge {
 public:
  Judge(const Value& item, const Value& document, Session& session)
      : item_(item), document_(document), session_(session) {}

  /// False with failed() set: see Session::failure.
  bool judge(const FilterNode& node) {
    switch (node.kind) {
      case FilterNode::Kind::Or:
        return std::any_of(node.children.begin(), node.children.end(),
                           [this](const FilterNode& n) { return judge(n) || failed_; }) &&
               !failed_;
      case FilterNode::Kind::And:
        return std::all_of(node.children.begin(), node.children.end(),
                           [this](const FilterNode& n) { return judge(n); });
      case FilterNode::Kind::Not: return !judge(node.children.front()) && !failed_;
      case FilterNode::Kind::Comparison: break;
    }
    if (!session_.spend()) return fail();
    Node left, right;
    if (!resolve(node.left, left) || !resolve(node.right, right)) return fail();
    return compare(node.op, left, right);
  }

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  bool fail() {
    failed_ = true;
    return false;
  }
  bool fail(FailureKind kind, std::string message) {
    session_.fail(kind, std::move(message));
    return fail();
  }

  bool resolve(const Operand& operand, Node& node) {
    if (operand.kind != OperandKind::Path) {
      node.kind = operand.kind;
      node.value = &operand.value;
      node.literal = &operand;
      return true;
    }
    if (operand.existence) return resolve_existence(operand, node);
    const Program& path = *operand.path;
    if (!path.from_item) return resolve_from_root(path, node);
    if (path.simple) {
      if (!session_.spend(path.segments.size())) return false;
      if (const Value* found = find_simple(path, item_)) set_data(node, *found);
      return true;
    }
    Value result;
    bool found = false;
    if (!evaluate_path(path, item_, result, found)) return false;
    if (found) {
      node.held = std::move(result);
      set_data(node, node.held);
    }
    return true;
  }

  /// A path that finds nothing is undefined; other failures are failures.
  bool evaluate_path(const Program& path, const Value& start, Value& result, bool& found) {
    if (!enter()) return false;
    Evaluator evaluator(path, document_, session_);
    found = evaluator.run(start) && evaluator.take_result(result);
    --session_.depth;
    return found || (is_not_found() && !session_.exhausted);
  }

  bool resolve_from_root(const Program& path, Node& node) {
    auto [entry, is_new] = session_.root_results.try_emplace(&path);
    if (is_new) {
      Value result;
      bool found = false;
      if (!evaluate_path(path, document_, result, found)) {
        session_.root_results.erase(entry);
        return false;
      }
      entry->second = {found, std::move(result)};
    }
    if (entry->second.found) set_data(node, entry->second.value);
    return true;
  }

  /// Jayway reads such a path from the item even where it starts with `$`.
  bool resolve_existence(const Operand& operand, Node& node) {
    static const Value kTrue = Value::boolean(true), kFalse = Value::boolean(false);
    const Program& path = *operand.path;
    bool exists = false;
    if (path.simple) {
      if (!session_.spend(path.segments.size())) return false;
      exists = find_simple(path, item_) != nullptr;
    } else {
      if (!enter()) return false;
      Evaluator evaluator(path, document_, session_, Properties::Required);
      const bool went_well = evaluator.run(item_);
      --session_.depth;
      if (!went_well && (!is_not_found() || session_.exhausted)) return false;
      exists = went_well && evaluator.has_result();
    }
    set_data(node, exists ? kTrue : kFalse);
    return true;
  }

  bool enter() {
    if (session_.depth < Session::kMaxDepth) {
      ++session_.depth;
      return true;
    }
    session_.exhausted = true;
    return session_.fail(FailureKind::Other, "The path nests too deeply");
  }

  [[nodiscard]] bool is_not_found() const {
    return session_.failure.kind == FailureKind::NotFound || session_.failure.kind == FailureKind::NotAnArray;
  }

  bool compare(Operator op, const Node& left, const Node& right) {
    switch (op) {
      case Operator::Equal: return equal(left, right);
      case Operator::NotEqual: return !equal(left, right) && !failed_;
      case Operator::SameTypeEqual: return left.kind == right.kind && equal(left, right);
      case Operator::SameTypeNotEqual: return !(left.kind == right.kind && equal(left, right)) && !failed_;
      case Operator::Less: return order(left, right) < 0;
      case Operator::LessOrEqual: return order(left, right) <= 0;
      case Operator::Greater: return order(left, right) > 0;
      case Operator::GreaterOrEqual: return order(left, right) >= 0;
      case Operator::Exists: return exists(left, right);
      case Operator::In: return in(left, right);
      case Operator::NotIn: return !in(left, right) && !failed_;
      case Operator::Contains: return contains(left, right);
      case Operator::Size: return size(left, right);
      case Operator::Empty: return empty(left, right);
      case Operator::Matches: return matches(left, right);
      case Operator::SubsetOf:
      case Operator::AnyOf:
      case Operator::NoneOf: return compare_sets(op, left, right);
      case Operator::All: return fail(FailureKind::InvalidPath, "Expected value list node");
      case Operator::Type: return fail(FailureKind::InvalidPath, "Expected class node");
      case Operator::Predicate: return fail(FailureKind::InvalidPath, "Expected predicate node");
    }
    return false;
  }

  bool equal(const Node& left, const Node& right) {
    if (left.kind == OperandKind::Json && right.kind == OperandKind::Json) {
      if (left.literal != nullptr) return false;  // its text is compared, and with no other text
      if (!readable(right)) return false;
      const bool same = same_in_java(*left.value, *right.value, session_);
      return session_.exhausted ? fail() : same;
    }
    return node_equals(left, right, session_);
  }

  static std::partial_ordering order(const Node& left, const Node& right) {
    if (left.kind == OperandKind::Number && right.kind == OperandKind::Number)
      return order_numbers(left, right);
    if (left.kind == OperandKind::String && right.kind == OperandKind::String) {
      return compare_utf16(left.value->as_string(), right.value->as_string());
    }
    return std::partial_ordering::unordered;
  }

  bool exists(const Node& left, const Node& right) {
    const bool left_is = left.kind == OperandKind::Boolean, right_is = right.kind == OperandKind::Boolean;
    if (!left_is && !right_is) return fail(FailureKind::Other, "Failed to evaluate exists expression");
    if (!left_is || !right_is) return fail(FailureKind::InvalidPath, "Expected boolean node");
    return left.value->as_boolean() == right.value->as_boolean();
  }

  /// A literal of JSON that cannot be read fails when its meaning is asked for.
  bool readable(const Node& json) {
    if (json.literal == nullptr || json.literal->json_error.empty()) return true;
    return fail(FailureKind::Other, json.literal->json_error);
  }

  /// The elements of a list operand; nullptr where there is no list (then the comparison is false).
  const Value* list(const Node& node) {
    if (node.kind != OperandKind::Json) {
      fail(FailureKind::InvalidPath, "Expected value list node");
      return nullptr;
    }
    if (!readable(node) || !node.value->is_array()) return nullptr;
    if (!session_.spend(node.value->size())) {
      fail();
      return nullptr;
    }
    for (const Value& element : node.value->items()) {
      if (element.is_container()) {
        fail(FailureKind::Other, "Could not determine value type");
        return nullptr;
      }
    }
    return node.value;
  }

  /// An element of a list as an operand. Text among them is read once more: quotes around it go, and what
  /// looks like a path or like JSON is one.
  static void set_element(Node& node, Operand& scratch, const Value& element) {
    set_data(node, element);
    node.literal = nullptr;
    if (!element.is_string()) return;
    const std::string_view text = element.as_string();
    if (text.size() < 2 && text != "$" && text != "@") return;
    const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    std::string_view inner = text;
    while (!inner.empty() && blank(inner.front())) inner.remove_prefix(1);
    while (!inner.empty() && blank(inner.back())) inner.remove_suffix(1);
    if (!inner.empty() && (inner.front() == '$' || inner.front() == '@') &&
        Path::parse(inner, Path::Roots::InputOnly)) {
      node.kind = OperandKind::Undefined;
      return;
    }
    if (inner.size() > 1 &&
        ((inner.front() == '[' && inner.back() == ']') || (inner.front() == '{' && inner.back() == '}'))) {
      Value value;
      if (parse_permissive_json(inner, value)) {
        scratch.kind = OperandKind::Json;
        scratch.text = text;
        scratch.value = std::move(value);
        node.kind = OperandKind::Json;
        node.literal = &scratch;
        node.value = &scratch.value;
        return;
      }
    }
    if (text.find('\\') == std::string_view::npos && text.front() != '\'' && text.front() != '"') return;
    std::string_view content = text;
    if ((text.front() == '\'' && text.back() == '\'') || (text.front() == '"' && text.back() == '"')) {
      content = text.substr(1, text.size() - 2);
    }
    try {
      node.held = Value::string(unescape(content, CharIndex(text, 0)));
      node.value = &node.held;
    } catch (const Fault&) {
      node.kind = OperandKind::Undefined;
    }
  }

  bool list_contains(const Value& elements, const Node& wanted) {
    if (!session_.spend(elements.size())) return fail();
    for (const Value& element : elements.items()) {
      Node node;
      Operand scratch;
      set_element(node, scratch, element);
      if (node_equals(wanted, node, session_)) return true;
      if (session_.exhausted) return fail();
    }
    return false;
  }

  bool in(const Node& left, const Node& right) {
    const Value* elements = list(right);
    return elements != nullptr && list_contains(*elements, left);
  }

  bool contains(const Node& left, const Node& right) {
    if (left.kind == OperandKind::String && right.kind == OperandKind::String) {
      if (!session_.spend(left.value->as_string().size() / 16)) return fail();
      return left.value->as_string().find(right.value->as_string()) != std::string_view::npos;
    }
    if (left.kind != OperandKind::Json) return false;
    const Value* elements = list(left);
    return elements != nullptr && list_contains(*elements, right);
  }

  bool compare_sets(Operator op, const Node& left, const Node& right) {
    const Value* others = list(right);
    if (others == nullptr) return false;
    const Value* elements = list(left);
    if (elements == nullptr) return false;
    for (const Value& element : elements->items()) {
      Node node;
      Operand scratch;
      set_element(node, scratch, element);
      const bool found = list_contains(*others, node);
      if (failed_) return false;
      if (op == Operator::SubsetOf && !found) return false;
      if (op == Operator::AnyOf && found) return true;
      if (op == Operator::NoneOf && found) return false;
    }
    return op != Operator::AnyOf;
  }

  bool size(const Node& left, const Node& right) {
    if (right.kind != OperandKind::Number) return false;
    const double wanted = std::trunc(right.value->as_double());
    if (left.kind == OperandKind::String) {
      size_t units = 0;
      for (const char c : left.value->as_string()) {
        const auto byte = static_cast<unsigned char>(c);
        units += byte >= 0xF0 ? 2 : (byte & 0xC0) != 0x80 ? 1 : 0;
      }
      return static_cast<double>(units) == wanted;
    }
    if (left.kind != OperandKind::Json || !readable(left)) return false;
    return (left.value->is_array() ? static_cast<double>(left.value->size()) : -1.0) == wanted;
  }

  bool empty(const Node& left, const Node& right) {
    if (left.kind != OperandKind::String && left.kind != OperandKind::Json) return false;
    if (left.kind == OperandKind::Json) {
      if (!readable(left)) return false;
      if (left.value->is_object()) {
        return fail(FailureKind::Other,
                    "class java.util.LinkedHashMap cannot be cast to class java.util.Collection");
      }
    }
    if (right.kind != OperandKind::Boolean) return fail(FailureKind::InvalidPath, "Expected boolean node");
    const bool is_empty =
        left.kind == OperandKind::String ? left.value->as_string().empty() : left.value->size() == 0;
    return is_empty == right.value->as_boolean();
  }

  bool matches(const Node& left, const Node& right) {
    const bool left_is = left.kind == OperandKind::Pattern;
    if (left_is == (right.kind == OperandKind::Pattern)) return false;
    const Pattern& pattern = *(left_is ? left : right).literal->pattern;
    const Node& subject = left_is ? right : left;
    if (subject.kind == OperandKind::Json && readable(subject) && subject.value->is_array()) {
      const Value* elements = list(subject);
      if (elements == nullptr) return false;
      for (const Value& element : elements->items()) {
        Node node;
        Operand scratch;
        set_element(node, scratch, element);
        if (matches(pattern, node)) return true;
        if (failed_) return false;
      }
      return false;
    }
    return !failed_ && matches(pattern, subject);
  }

  bool matches(const Pattern& pattern, const Node& subject) {
    std::string text;
    std::string_view input;
    if (subject.kind == OperandKind::String) {
      input = subject.value->as_string();
    } else if (subject.kind == OperandKind::Number) {
      input = text = number_text(subject);
    } else if (subject.kind == OperandKind::Boolean) {
      input = subject.value->as_boolean() ? "true" : "false";
    }
    if (!session_.spend(1 + input.size() / 16)) return fail();
    switch (pattern.matches(input)) {
      case Pattern::Match::Yes: return true;
      case Pattern::Match::No: return false;
      case Pattern::Match::TooMuchWork: break;
    }
    session_.exhausted = true;
    return fail(FailureKind::Other, "A regular expression of the path takes too much work to match");
  }

  const Value& item_;
  const Value& document_;
  Session& session_;
  bool failed_ = false;
};

}  // namespace

bool accepts(const FilterNode& filter, const Value& item, const Value& document, Session& session,
             bool& failed) {
  Judge judge(item, document, session);
  const bool accepted = judge.judge(filter);
  if (!judge.failed()) return accepted;
  // Where an operator cannot take its operands, Jayway lets the item fall through.
  failed = session.exhausted || session.failure.kind == FailureKind::Other ||
           session.failure.kind == FailureKind::OutOfBounds;
  return false;
}

}  // namespace pawl::jsonpath
