#include "jsonata/parser.h"

#include <algorithm>

#include "jsonata/lexer.h"

namespace pawl::jsonata {
namespace {

constexpr uint32_t kMaxNesting = 1'500;  // of the parser's own recursion

using Kind = Syntax::Kind;
using Type = Token::Type;

struct Operator {
  std::string_view id;
  int power;
};

// How strongly an operator binds what stands to its left.
constexpr Operator kInfix[] = {
    {".", 75},   {"[", 80},  {"{", 70},  {"(", 80},  {"@", 80},  {"#", 80},  {"?", 20},
    {"+", 50},   {"-", 50},  {"*", 60},  {"/", 60},  {"%", 60},  {"=", 40},  {"<", 40},
    {">", 40},   {"^", 40},  {":=", 10}, {"!=", 40}, {"<=", 40}, {">=", 40}, {"~>", 40},
    {"and", 30}, {"or", 25}, {"in", 40}, {"&", 50},  {"??", 40}, {"?:", 40},
};

constexpr int kPrefixPower = 70;
constexpr int kBindPower = 10;

/// A Pratt parser. A null Syntax* stands for an error, which waits in error_.
class Parser {
 public:
  Parser(std::string_view text, Dialect dialect, SyntaxArena& arena) : lexer_(text, dialect), arena_(arena) {}

  Expected<Syntax*> parse() {
    Syntax* root = advance(Lexer::Slash::Regex) ? expression(0) : nullptr;
    if (root != nullptr && token_.type != Type::End) root = unexpected("S0201");
    if (root == nullptr) return tl::unexpected(std::move(error_));
    return root;
  }

 private:
  // ---- tokens

  Syntax* fail(std::string_view code, std::string token = {}, Value value = {},
               size_t position = JsonataError::kNowhere) {
    if (error_ == nullptr) {
      error_ = error(code, std::move(token), std::move(value),
                     position == JsonataError::kNowhere ? token_.position : position)
                   .value();
    }
    return nullptr;
  }

  /// The error that the token stands where it may not.
  Syntax* unexpected(std::string_view code, Value wanted = {}) {
    fail(code, token_.text, std::move(wanted));
    error_->token_is_literal = token_.type == Type::Number || token_.type == Type::Literal;
    fill_message(*error_);
    return nullptr;
  }

  bool advance(Lexer::Slash slash) {
    auto next = lexer_.next(slash);
    if (!next) {
      error_ = std::move(next.error());
      return false;
    }
    token_ = std::move(*next);
    if (token_.is_operator("!") || token_.is_operator("~")) return fail("S0204", token_.text) != nullptr;
    return true;
  }

  /// Demands the operator `id` and continues after it.
  bool advance_past(std::string_view id, Lexer::Slash slash = Lexer::Slash::Regex) {
    if (!token_.is_operator(id)) {
      const bool at_end = token_.type == Type::End;
      return unexpected(at_end ? "S0203" : "S0202", Value::string(id)) != nullptr;
    }
    return advance(slash);
  }

  /// Skips `id` if it is there; `ok` is false after an error.
  bool skip(std::string_view id, bool& ok) {
    if (!token_.is_operator(id)) return false;
    ok = advance(Lexer::Slash::Regex);
    return ok;
  }

  // ---- nodes

  Syntax* node(Kind kind, const Token& token) {
    Syntax& made = arena_.emplace_back();
    made.kind = kind;
    made.position = token.position;
    made.text = token.text;
    made.value = token.value;
    return &made;
  }

  /// Takes a child's height into account.
  bool attach(Syntax* parent, const Syntax* child) {
    if (child == nullptr) return false;
    parent->height = std::max(parent->height, child->height + 1);
    if (parent->height <= kMaxSyntaxHeight) return true;
    if (error_ == nullptr) error_ = too_deep(parent->position);
    return false;
  }

  Syntax* with_lhs(Kind kind, const Token& token, Syntax* lhs) {
    Syntax* made = node(kind, token);
    made->lhs = lhs;
    return attach(made, lhs) ? made : nullptr;
  }

  bool set_rhs(Syntax* parent, int power) {
    parent->rhs = expression(power);
    return attach(parent, parent->rhs);
  }

  // ---- grammar

  int left_power() const {
    if (token_.type != Type::Operator) return 0;
    for (const Operator& infix : kInfix) {
      if (infix.id == token_.text) return infix.power;
    }
    return 0;
  }

  Syntax* expression(int power) {
    if (++nesting_ > kMaxNesting) {
      if (error_ == nullptr) error_ = too_deep(token_.position);
      return nullptr;
    }
    Token token = std::move(token_);
    if (!advance(Lexer::Slash::Division)) return nullptr;
    Syntax* left = prefix(token);
    while (left != nullptr && power < left_power()) {
      token = std::move(token_);
      if (!advance(Lexer::Slash::Regex)) return nullptr;
      left = infix(token, left);
    }
    --nesting_;
    return left;
  }

  Syntax* prefix(const Token& token) {
    switch (token.type) {
      case Type::End: return node(Kind::End, token);
      case Type::Name: return node(Kind::Name, token);
      case Type::Variable: return node(Kind::Variable, token);
      case Type::String: return node(Kind::String, token);
      case Type::Number: return node(Kind::Number, token);
      case Type::Literal: return node(Kind::Literal, token);
      case Type::Regex: return regex(token);
      case Type::Operator: break;
    }
    const std::string& id = token.text;
    if (id == "and" || id == "or" || id == "in") return node(Kind::Operator, token);
    if (id == "*") return node(Kind::Wildcard, token);
    if (id == "**") return node(Kind::Descendant, token);
    if (id == "%") return node(Kind::Parent, token);
    if (id == "-") {
      Syntax* negation = node(Kind::Negate, token);
      negation->lhs = expression(kPrefixPower);
      return attach(negation, negation->lhs) ? negation : nullptr;
    }
    if (id == "(") return block(token);
    if (id == "[") return array(token);
    if (id == "{") {
      Syntax* object = node(Kind::Object, token);
      return pairs(object) ? object : nullptr;
    }
    if (id == "|") return transform(token);
    return fail("S0211", id, {}, token.position);
  }

  Syntax* infix(const Token& token, Syntax* left) {
    const std::string& id = token.text;
    if (id == "(") return call(token, left);
    if (id == "[") return filter(token, left);
    if (id == "{") {
      Syntax* group = with_lhs(Kind::Group, token, left);
      return group != nullptr && pairs(group) ? group : nullptr;
    }
    if (id == "^") return sort(token, left);
    if (id == "?") return condition(token, left);
    if (id == ":=") {
      if (left->kind != Kind::Variable) return fail("S0212", left->text, {}, left->position);
      Syntax* bind = with_lhs(Kind::Bind, token, left);
      return bind != nullptr && set_rhs(bind, kBindPower - 1) ? bind : nullptr;
    }
    if (id == "@" || id == "#") {
      Syntax* bound = with_lhs(id == "@" ? Kind::Focus : Kind::Index, token, left);
      if (bound == nullptr || !set_rhs(bound, 80)) return nullptr;
      return bound->rhs->kind == Kind::Variable ? bound : fail("S0214", id, {}, token.position);
    }
    const Kind kind = id == "."                  ? Kind::Dot
                      : id == "~>"               ? Kind::Apply
                      : id == "??" || id == "?:" ? Kind::Coalesce
                                                 : Kind::Binary;
    const auto* known =
        std::find_if(std::begin(kInfix), std::end(kInfix), [&id](const Operator& o) { return o.id == id; });
    Syntax* binary = with_lhs(kind, token, left);
    return binary != nullptr && set_rhs(binary, known->power) ? binary : nullptr;
  }

  Syntax* regex(const Token& token) {
    Syntax* made = node(Kind::Regex, token);
    const auto has = [&token](char flag) { return token.flags.find(flag) != std::string::npos; };
    auto compiled = Regex::compile(
        token.text, {.syntax = Regex::Syntax::JavaScript, .any_case = has('i'), .multiline = has('m')});
    if (!compiled) {  // an error without a code, as in JavaScript
      if (error_ != nullptr) return nullptr;
      error_ = std::make_unique<JsonataError>();
      error_->message = "Invalid regular expression: /" + token.text + "/: " + compiled.error();
      error_->position = token.position;
      return nullptr;
    }
    made->regex = std::make_shared<const Regex>(std::move(*compiled));
    return made;
  }

  Syntax* block(const Token& token) {
    Syntax* made = node(Kind::Block, token);
    while (!token_.is_operator(")")) {
      made->items.push_back(expression(0));
      if (!attach(made, made->items.back())) return nullptr;
      bool ok = true;
      if (!skip(";", ok)) {
        if (!ok) return nullptr;
        break;
      }
    }
    return advance_past(")", Lexer::Slash::Division) ? made : nullptr;
  }

  Syntax* array(const Token& token) {
    Syntax* made = node(Kind::Array, token);
    if (!token_.is_operator("]")) {
      for (;;) {
        Syntax* item = expression(0);
        if (item == nullptr) return nullptr;
        if (token_.is_operator("..")) {
          const Token dots = token_;
          if (!advance(Lexer::Slash::Regex)) return nullptr;
          item = with_lhs(Kind::Binary, dots, item);
          if (item == nullptr || !set_rhs(item, 0)) return nullptr;
        }
        made->items.push_back(item);
        if (!attach(made, item)) return nullptr;
        bool ok = true;
        if (!skip(",", ok)) {
          if (!ok) return nullptr;
          break;
        }
      }
    }
    return advance_past("]", Lexer::Slash::Division) ? made : nullptr;
  }

  bool pairs(Syntax* parent) {
    if (!token_.is_operator("}")) {
      for (;;) {
        Syntax* key = expression(0);
        if (!attach(parent, key) || !advance_past(":")) return false;
        Syntax* value = expression(0);
        if (!attach(parent, value)) return false;
        parent->pairs.emplace_back(key, value);
        bool ok = true;
        if (!skip(",", ok)) {
          if (!ok) return false;
          break;
        }
      }
    }
    return advance_past("}", Lexer::Slash::Division);
  }

  Syntax* transform(const Token& token) {
    Syntax* made = node(Kind::Transform, token);
    made->lhs = expression(0);
    if (!attach(made, made->lhs) || !advance_past("|") || !set_rhs(made, 0)) return nullptr;
    bool ok = true;
    if (skip(",", ok)) {
      made->third = expression(0);
      if (!attach(made, made->third)) return nullptr;
    }
    return ok && advance_past("|") ? made : nullptr;
  }

  Syntax* filter(const Token& token, Syntax* left) {
    if (token_.is_operator("]")) {
      Syntax* step = left;
      while (step->kind == Kind::Filter) step = step->lhs;
      step->keep_array = true;
      return advance(Lexer::Slash::Division) ? left : nullptr;
    }
    Syntax* made = with_lhs(Kind::Filter, token, left);
    if (made == nullptr || !set_rhs(made, 0)) return nullptr;
    return advance_past("]", Lexer::Slash::Division) ? made : nullptr;
  }

  Syntax* sort(const Token& token, Syntax* left) {
    Syntax* made = with_lhs(Kind::Sort, token, left);
    if (made == nullptr || !advance_past("(")) return nullptr;
    for (;;) {
      SortTerm term;
      bool ok = true;
      if (!skip("<", ok) && ok) term.descending = skip(">", ok);
      if (!ok) return nullptr;
      term.expression = expression(0);
      if (!attach(made, term.expression)) return nullptr;
      made->terms.push_back(term);
      if (!skip(",", ok)) {
        if (!ok) return nullptr;
        break;
      }
    }
    return advance_past(")") ? made : nullptr;
  }

  Syntax* condition(const Token& token, Syntax* left) {
    Syntax* made = with_lhs(Kind::Condition, token, left);
    if (made == nullptr || !set_rhs(made, 0)) return nullptr;
    bool ok = true;
    if (skip(":", ok)) {
      made->third = expression(0);
      if (!attach(made, made->third)) return nullptr;
    }
    return ok ? made : nullptr;
  }

  Syntax* call(const Token& token, Syntax* left) {
    Syntax* made = with_lhs(Kind::Function, token, left);
    if (made == nullptr) return nullptr;
    if (!token_.is_operator(")")) {
      for (;;) {
        if (token_.is_operator("?")) {
          made->kind = Kind::Partial;
          made->items.push_back(node(Kind::Placeholder, token_));
          if (!advance(Lexer::Slash::Regex)) return nullptr;
        } else {
          made->items.push_back(expression(0));
          if (!attach(made, made->items.back())) return nullptr;
        }
        bool ok = true;
        if (!skip(",", ok)) {
          if (!ok) return nullptr;
          break;
        }
      }
    }
    if (!advance_past(")", Lexer::Slash::Division)) return nullptr;
    const bool is_lambda = left->kind == Kind::Name && (left->text == "function" || left->text == "λ");
    return is_lambda ? lambda(made) : made;
  }

  Syntax* lambda(Syntax* made) {
    for (size_t i = 0; i < made->items.size(); ++i) {
      const Syntax* parameter = made->items[i];
      if (parameter->kind != Kind::Variable) {
        return fail("S0208", parameter->text, Value::integer(static_cast<int64_t>(i + 1)),
                    parameter->position);
      }
    }
    made->kind = Kind::Lambda;
    if (token_.is_operator("<")) {
      const size_t position = token_.position;
      std::string text = "<";
      int depth = 1;
      while (depth > 0 && !token_.is_operator("{") && token_.type != Type::End) {
        if (!advance(Lexer::Slash::Regex)) return nullptr;
        if (token_.is_operator(">")) --depth;
        else if (token_.is_operator("<")) ++depth;
        text += token_.text;
      }
      if (!advance_past(">")) return nullptr;
      auto signature = Signature::parse(text);
      if (!signature) {
        signature.error()->position = position;
        error_ = std::move(signature.error());
        return nullptr;
      }
      made->signature = std::move(*signature);
    }
    if (!advance_past("{") || !set_rhs(made, 0)) return nullptr;
    return advance_past("}") ? made : nullptr;
  }

  Lexer lexer_;
  SyntaxArena& arena_;
  Token token_;
  uint32_t nesting_ = 0;
  std::unique_ptr<JsonataError> error_;
};

}  // namespace

std::unique_ptr<JsonataError> too_deep(size_t position) {
  auto error = std::make_unique<JsonataError>();
  error->kind = JsonataError::Kind::Stack;
  error->message = "The expression is nested too deep";
  error->position = position;
  return error;
}

Expected<Syntax*> parse_syntax(std::string_view text, Dialect dialect, SyntaxArena& arena) {
  return Parser(text, dialect, arena).parse();
}

}  // namespace pawl::jsonata
