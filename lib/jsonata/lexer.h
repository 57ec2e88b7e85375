// Tokens of a JSONata expression.
#pragma once
#include <string>
#include <string_view>

#include "jsonata/dialect.h"
#include "jsonata/error.h"
#include "value/value.h"

namespace pawl::jsonata {

struct Token {
  enum class Type : uint8_t { End, Operator, Name, Variable, String, Number, Literal, Regex };

  Type type = Type::End;
  std::string text;   // operator, name, name of a variable without its $, pattern; as written for numbers
  std::string flags;  // of a regular expression
  Value value;        // of strings, numbers and literals
  size_t position = 0;

  [[nodiscard]] bool is_operator(std::string_view id) const { return type == Type::Operator && text == id; }
};

class Lexer {
 public:
  Lexer(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}

  /// What a slash means where the token begins: a division after an operand, else a regular expression.
  enum class Slash : uint8_t { Regex, Division };
  /// The next token. S0101 to S0106, S0301, S0302.
  Expected<Token> next(Slash slash);
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  [[nodiscard]] char at(size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  Expected<bool> skip_blanks();
  Expected<Token> string(char quote);
  Expected<Token> number();
  Expected<Token> regex();
  Expected<Token> quoted_name();
  Token word();

  std::string_view text_;
  Dialect dialect_;
  size_t at_ = 0;
};

}  // namespace pawl::jsonata
