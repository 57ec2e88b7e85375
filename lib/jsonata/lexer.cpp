#include "jsonata/lexer.h"

#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/utf8.h"
#include "jsonata/numbers.h"
#include "value/number_text.h"

namespace pawl::jsonata {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\v";
constexpr std::string_view kOperatorCharacters = ".[]{}(),@#;:?+-*/%|=<>^&!~";

bool is_blank(char c) { return c != '\0' && kBlanks.find(c) != std::string_view::npos; }
bool is_operator_character(char c) {
  return c != '\0' && kOperatorCharacters.find(c) != std::string_view::npos;
}

std::string_view two_character_operator(std::string_view rest, Dialect dialect) {
  static constexpr std::string_view kKnown[] = {"..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"};
  for (const std::string_view known : kKnown) {
    if (rest.starts_with(known))
      return known.front() == '?' && dialect == Dialect::Aws ? std::string_view() : known;
  }
  return {};
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Expected<bool> Lexer::skip_blanks() {
  for (;;) {
    while (is_blank(at(at_))) ++at_;
    if (at(at_) != '/' || at(at_ + 1) != '*') return true;
    const size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return error("S0106", {}, {}, at_);
    at_ = end + 2;
  }
}

Expected<Token> Lexer::next(Slash slash) {
  if (auto skipped = skip_blanks(); !skipped) return tl::unexpected(std::move(skipped.error()));
  Token token;
  token.position = at_;
  if (at_ >= text_.size()) {
    token.text = "(end)";
    return token;
  }
  const char c = text_[at_];
  if (c == '/' && slash == Slash::Regex) return regex();
  const std::string_view two = two_character_operator(text_.substr(at_), dialect_);
  if (!two.empty() || is_operator_character(c)) {
    token.type = Token::Type::Operator;
    token.text = two.empty() ? std::string(1, c) : std::string(two);
    at_ += token.text.size();
    return token;
  }
  if (c == '"' || c == '\'') return string(c);
  if (is_digit(c)) return number();
  if (c == '`') return quoted_name();
  return word();
}

Expected<Token> Lexer::string(char quote) {
  Token token;
  token.type = Token::Type::String;
  token.position = at_;
  std::string text;
  for (++at_; at_ < text_.size();) {
    const char c = text_[at_];
    if (c == quote) {
      ++at_;
      token.value = Value::string(text);
      token.text = std::move(text);
      return token;
    }
    if (c != '\\') {
      text += c;
      ++at_;
      continue;
    }
    const char escape = at(++at_);
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (escape == 'u') {
      uint32_t unit = 0;
      for (size_t i = at_ + 1; i <= at_ + 4; ++i) {
        const int digit = hex_digit(at(i));
        if (digit < 0) return error("S0104", {}, {}, at_);
        unit = unit * 16 + static_cast<uint32_t>(digit);
      }
      utf8::append_unit(text, unit);
      at_ += 5;
    } else if (const size_t letter = escape == '\0' ? std::string_view::npos : kLetters.find(escape);
               letter != std::string_view::npos) {
      text += kMeanings[letter];
      ++at_;
    } else if (at_ >= text_.size()) {
      break;
    } else {
      return error("S0103", std::string(text_.substr(at_, utf8::length_at(text_, at_))), {}, at_);
    }
  }
  return error("S0101", {}, {}, token.position);
}

Expected<Token> Lexer::number() {
  Token token;
  token.type = Token::Type::Number;
  token.position = at_;
  size_t end = at_;
  bool integral = true;
  if (at(end) == '0') ++end;
  else
    while (is_digit(at(end))) ++end;
  if (at(end) == '.' && is_digit(at(end + 1))) {
    integral = false;
    for (++end; is_digit(at(end));) ++end;
  }
  if (at(end) == 'e' || at(end) == 'E') {
    size_t exponent = end + 1;
    if (at(exponent) == '+' || at(exponent) == '-') ++exponent;
    if (is_digit(at(exponent))) {
      integral = false;
      for (end = exponent; is_digit(at(end));) ++end;
    }
  }
  token.text = text_.substr(at_, end - at_);
  at_ = end;
  int64_t whole = 0;
  if (integral &&
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), whole).ec == std::errc() &&
      (dialect_ == Dialect::Aws || whole <= kSafeInteger)) {
    token.value = Value::integer(whole);
    return token;
  }
  const double d = text_to_double(token.text);
  if (!std::isfinite(d)) return error("S0102", token.text, {}, token.position);
  token.value = jsonata::number(d);
  return token;
}

Expected<Token> Lexer::quoted_name() {
  const size_t end = text_.find('`', at_ + 1);
  if (end == std::string_view::npos) return error("S0105", {}, {}, at_);
  Token token;
  token.type = Token::Type::Name;
  token.position = at_;
  token.text = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  return token;
}

Expected<Token> Lexer::regex() {
  Token token;
  token.type = Token::Type::Regex;
  token.position = at_;
  const size_t begin = ++at_;
  int depth = 0;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    const bool is_escaped = text_[at_ - 1] == '\\';
    if (c == '/' && depth == 0) {
      size_t backslashes = 0;
      while (at_ - backslashes > begin && text_[at_ - backslashes - 1] == '\\') ++backslashes;
      if (backslashes % 2 == 0) break;
    }
    if ((c == '(' || c == '[' || c == '{') && !is_escaped) ++depth;
    if ((c == ')' || c == ']' || c == '}') && !is_escaped) --depth;
  }
  if (at_ >= text_.size()) return error("S0302", {}, {}, token.position);
  if (at_ == begin) return error("S0301", {}, {}, token.position);
  token.text = text_.substr(begin, at_ - begin);
  for (++at_; at(at_) == 'i' || at(at_) == 'm'; ++at_) token.flags += at(at_);
  return token;
}

Token Lexer::word() {
  Token token;
  token.position = at_;
  size_t end = at_;
  while (end < text_.size() && !is_blank(text_[end]) && !is_operator_character(text_[end])) ++end;
  const std::string_view text = text_.substr(at_, end - at_);
  at_ = end;
  token.text = text;
  if (text.starts_with('$')) {
    token.type = Token::Type::Variable;
    token.text = text.substr(1);
  } else if (text == "and" || text == "or" || text == "in") {
    token.type = Token::Type::Operator;
  } else if (text == "true" || text == "false" || text == "null") {
    token.type = Token::Type::Literal;
    if (text != "null") token.value = Value::boolean(text == "true");
  } else {
    token.type = Token::Type::Name;
  }
  return token;
}

}  // namespace pawl::jsonata
