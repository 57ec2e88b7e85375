#include "support/jsonata_dump.h"

#include "jsonata/lexer.h"
#include "jsonata/parser.h"
#include "value/dump.h"

namespace pawl::test {
namespace {

using namespace jsonata;
using Kind = Syntax::Kind;

std::string dump(const Syntax& s);

std::string dump_all(const std::vector<Syntax*>& nodes) {
  std::string out;
  for (const Syntax* node : nodes) out += " " + dump(*node);
  return out;
}

std::string dump_pairs(const std::vector<std::pair<Syntax*, Syntax*>>& pairs) {
  std::string out;
  for (const auto& [key, value] : pairs) out += " (" + dump(*key) + " " + dump(*value) + ")";
  return out;
}

std::string dump_terms(const Syntax& s) {
  std::string out;
  for (const SortTerm& term : s.terms)
    out += std::string(term.descending ? " (> " : " (< ") + dump(*term.expression) + ")";
  return out;
}

std::string binary(const std::string& name, const Syntax& s) {
  return "(" + name + " " + dump(*s.lhs) + " " + dump(*s.rhs) + ")";
}

std::string with_third(const std::string& name, const Syntax& s) {
  const std::string third = s.third == nullptr ? "" : " " + dump(*s.third);
  return "(" + name + " " + dump(*s.lhs) + " " + dump(*s.rhs) + third + ")";
}

std::string dump_lambda(const Syntax& s) {
  std::string parameters;
  for (const Syntax* parameter : s.items) parameters += (parameters.empty() ? "$" : " $") + parameter->text;
  const std::string signature =
      s.signature == nullptr ? "" : " <" + std::to_string(s.signature->size()) + ">";
  return "(lambda (" + parameters + ")" + signature + " " + dump(*s.rhs) + ")";
}

std::string bare(const Syntax& s) {
  switch (s.kind) {
    case Kind::String:
    case Kind::Number:
    case Kind::Literal: return to_json(s.value);
    case Kind::Name:
    case Kind::Operator: return s.text;
    case Kind::Variable: return "$" + s.text;
    case Kind::Placeholder: return "?";
    case Kind::Wildcard: return "*";
    case Kind::Descendant: return "**";
    case Kind::Parent: return "%";
    case Kind::Regex: return "/" + s.text + "/";
    case Kind::End: return "(end)";
    case Kind::Path: return (s.keep_singleton ? "(path[]" : "(path") + dump_all(s.items) + ")";
    case Kind::Binary: return binary(s.text, s);
    case Kind::Coalesce: return binary(s.text, s);
    case Kind::Apply: return binary("~>", s);
    case Kind::Dot: return binary(".", s);
    case Kind::Bind: return binary(":=", s);
    case Kind::Filter: return binary("filter", s);
    case Kind::Focus: return binary("@", s);
    case Kind::Index: return binary("#", s);
    case Kind::Negate: return "(- " + dump(*s.lhs) + ")";
    case Kind::Array: return (s.is_cons_array ? "(cons" : "(array") + dump_all(s.items) + ")";
    case Kind::Object: return "(object" + dump_pairs(s.pairs) + ")";
    case Kind::Group: return "(group " + dump(*s.lhs) + dump_pairs(s.pairs) + ")";
    case Kind::Condition: return with_third("if", s);
    case Kind::Transform: return with_third("transform", s);
    case Kind::Block: return "(block" + dump_all(s.items) + ")";
    case Kind::Function:
      return (s.is_thunk ? "(tail-call " : "(call ") + dump(*s.lhs) + dump_all(s.items) + ")";
    case Kind::Partial: return "(partial " + dump(*s.lhs) + dump_all(s.items) + ")";
    case Kind::Lambda: return dump_lambda(s);
    case Kind::Sort: return "(sort" + (s.lhs == nullptr ? "" : " " + dump(*s.lhs)) + dump_terms(s) + ")";
  }
  return {};
}

std::string dump_stages(const std::optional<std::vector<SyntaxStage>>& stages) {
  std::string out;
  if (!stages) return out;
  for (const SyntaxStage& stage : *stages)
    out += stage.filter != nullptr ? "[" + dump(*stage.filter) + "]" : "#$" + stage.index;
  return out;
}

std::string dump(const Syntax& s) {
  std::string out = bare(s);
  if (!s.focus.empty()) out += "@$" + s.focus;
  if (!s.index.empty()) out += "#$" + s.index;
  out += dump_stages(s.stages) + dump_stages(s.predicates);
  if (s.group) out += "{" + dump_pairs(*s.group).substr(1) + "}";
  if (s.ancestor != nullptr) out += "^";
  if (s.keep_array) out += "[]";
  return out;
}

std::string dump(const Token& token) {
  switch (token.type) {
    case Token::Type::End: return "end";
    case Token::Type::Operator: return "op:" + token.text;
    case Token::Type::Name: return "name:" + token.text;
    case Token::Type::Variable: return "var:" + token.text;
    case Token::Type::String: return "str:" + to_json(token.value);
    case Token::Type::Number: return "num:" + to_json(token.value);
    case Token::Type::Literal: return "lit:" + to_json(token.value);
    case Token::Type::Regex: return "re:" + token.text + (token.flags.empty() ? "" : ":" + token.flags);
  }
  return {};
}

/// Whether a slash after the token divides.
bool ends_operand(const Token& token) {
  return token.type != Token::Type::Operator || token.text == ")" || token.text == "]" || token.text == "}";
}

}  // namespace

std::string dump_tokens(std::string_view text, Dialect dialect) {
  Lexer lexer(text, dialect);
  auto slash = Lexer::Slash::Regex;
  std::string out;
  for (;;) {
    const auto token = lexer.next(slash);
    if (!out.empty()) out += ' ';
    if (!token) return out + token.error()->code + "@" + std::to_string(token.error()->position);
    if (token->type == Token::Type::End) return out.empty() ? out : out.substr(0, out.size() - 1);
    out += dump(*token);
    slash = ends_operand(*token) ? Lexer::Slash::Division : Lexer::Slash::Regex;
  }
}

std::string dump_syntax(std::string_view text, Dialect dialect) {
  SyntaxArena arena;
  const auto root = parse_syntax(text, dialect, arena);
  return root ? dump(**root) : root.error()->code;
}

std::string dump_resolved(std::string_view text, Dialect dialect) {
  SyntaxArena arena;
  const auto root = parse_syntax(text, dialect, arena);
  if (!root) return root.error()->code;
  const auto resolved = resolve_paths(*root, arena);
  return resolved ? dump(**resolved) : resolved.error()->code;
}

}  // namespace pawl::test
