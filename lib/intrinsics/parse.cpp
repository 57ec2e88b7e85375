#include <algorithm>
#include <memory>

#include "base/suggestion.h"
#include "base/utf8.h"
#include "intrinsics/call.h"
#include "intrinsics/expression.h"
#include "value/parse.h"

namespace pawl::intrinsics {
namespace {

constexpr size_t kMaxCharacters = 10'000;
constexpr int kMaxNesting = 10;
constexpr std::string_view kPrefix = "States.";

template <class T>
using Parsed = tl::expected<T, SyntaxError>;

class Parser {
 public:
  Parser(std::string_view text, IntrinsicExpression::Escapes escapes) : text_(text), escapes_(escapes) {}

  Parsed<IntrinsicCall> parse() {
    auto call = read_call(1);
    if (!call) return call;
    skip_blanks();
    if (at_ != text_.size()) return refuse("Unexpected text after the end of the function call");
    return call;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  [[nodiscard]] tl::unexpected<SyntaxError> refuse(std::string message) const {
    return refuse_at(at_, std::move(message));
  }
  [[nodiscard]] static tl::unexpected<SyntaxError> refuse_at(size_t offset, std::string message) {
    return tl::unexpected<SyntaxError>(SyntaxError{std::move(message), offset});
  }

  Parsed<IntrinsicCall> read_call(int nesting) {
    if (nesting > kMaxNesting)
      return refuse("Intrinsic functions may nest at most " + std::to_string(kMaxNesting) + " levels deep");
    if (!text_.substr(at_).starts_with(kPrefix))
      return refuse("An intrinsic function's name starts with 'States.'");
    const size_t begin = at_;
    at_ += kPrefix.size();
    const size_t name_begin = at_;
    while ((peek() >= 'a' && peek() <= 'z') || (peek() >= 'A' && peek() <= 'Z') ||
           (peek() >= '0' && peek() <= '9') || peek() == '_')
      ++at_;
    const std::string_view name = text_.substr(name_begin, at_ - name_begin);
    IntrinsicCall call;
    call.function = find_function(name);
    if (call.function == nullptr) return refuse_at(begin, unknown(name));
    if (peek() != '(') return refuse("Expected '(' after 'States." + std::string(name) + "'");
    ++at_;
    skip_blanks();
    if (peek() == ')') {
      ++at_;
    } else {
      for (;;) {
        auto argument = read_argument(nesting);
        if (!argument) return tl::unexpected<SyntaxError>(std::move(argument.error()));
        call.arguments.push_back(std::move(*argument));
        skip_blanks();
        if (peek() == ')') break;
        if (peek() != ',')
          return refuse("Expected ',' or ')' after an argument of 'States." + std::string(name) + "'");
        ++at_;
        skip_blanks();
      }
      ++at_;
    }
    if (call.arguments.size() < call.function->least || call.arguments.size() > call.function->most) {
      return tl::unexpected<SyntaxError>(SyntaxError{wrong_count(*call.function, call.arguments.size()),
                                                     begin, SyntaxError::Kind::Arguments});
    }
    return call;
  }

  static std::string unknown(std::string_view name) {
    std::vector<std::string_view> names;
    for (const IntrinsicFunction& function : functions()) names.push_back(function.name);
    const std::string_view nearest = nearest_name(name, names);
    std::string message = "There is no intrinsic function 'States." + std::string(name) + "'";
    if (!nearest.empty()) message += ", did you mean 'States." + std::string(nearest) + "'?";
    return message;
  }

  static std::string wrong_count(const IntrinsicFunction& function, size_t given) {
    std::string wanted;
    if (function.most == kUnlimited) wanted = "at least " + std::to_string(function.least);
    else if (function.least == function.most) wanted = std::to_string(function.least);
    else wanted = std::to_string(function.least) + " to " + std::to_string(function.most);
    const bool one = function.most == 1 || (function.most == kUnlimited && function.least == 1);
    return "'States." + std::string(function.name) + "' takes " + wanted +
           (one ? " argument" : " arguments") + " but is given " + std::to_string(given);
  }

  Parsed<Argument> read_argument(int nesting) {
    const char c = peek();
    if (c == '\'') return read_string();
    if (c == '$') return read_path();
    if (c == '-' || (c >= '0' && c <= '9')) return read_number();
    if (text_.substr(at_).starts_with(kPrefix)) {
      auto call = read_call(nesting + 1);
      if (!call) return tl::unexpected<SyntaxError>(std::move(call.error()));
      return Argument{std::move(*call)};
    }
    if (take("true")) return Argument{Value::boolean(true)};
    if (take("false")) return Argument{Value::boolean(false)};
    if (take("null")) return Argument{Value()};
    return refuse(
        "Expected an argument: a path, a string in single quotes, a number, true, false, null or a function "
        "call");
  }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  Parsed<Argument> read_string() {
    const size_t begin = at_++;
    std::string value;
    for (; at_ < text_.size() && text_[at_] != '\''; ++at_) {
      if (text_[at_] == '\\') {
        if (++at_ == text_.size()) break;
        if (escapes_ == IntrinsicExpression::Escapes::Documented &&
            std::string_view("'{}\\").find(text_[at_]) == std::string_view::npos)
          return refuse_at(at_ - 1,
                           "A backslash in a string may only stand before ' { } or another backslash");
      }
      value += text_[at_];
    }
    if (at_ == text_.size()) return refuse_at(begin, "A string without its closing single quote");
    const std::string_view written = text_.substr(begin + 1, at_ - begin - 1);
    ++at_;
    return Argument{StringLiteral{Value::string(value), parse_format_template(written, true)}};
  }

  Parsed<Argument> read_number() {
    bool integral = false;
    const size_t length = json_detail::scan_number(text_.substr(at_), integral);
    if (length == 0) return refuse("Expected a number");
    const std::string_view text = text_.substr(at_, length);
    at_ += length;
    return Argument{number_from_text(text, integral)};
  }

  /// A path reaches to the comma or parenthesis that ends the argument; those in its own brackets, quotes and
  /// calls belong to it.
  Parsed<Argument> read_path() {
    const size_t begin = at_;
    size_t open = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (open > 0 && (c == '\'' || c == '"')) {
        size_t i = at_ + 1;
        for (; i < text_.size() && text_[i] != c; ++i) {
          if (text_[i] == '\\') ++i;
        }
        at_ = std::min(i, text_.size() - 1);
      } else if (c == '[' || c == '(') {
        ++open;
      } else if (open == 0 && (c == ',' || c == ')')) {
        break;
      } else if (c == ']' || c == ')') {
        if (open == 0) break;
        --open;
      }
    }
    std::string_view text = text_.substr(begin, at_ - begin);
    while (!text.empty() &&
           (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r'))
      text.remove_suffix(1);
    auto path = jsonpath::Path::parse(text);
    if (!path) {
      path.error().offset += begin;
      return tl::unexpected<SyntaxError>(std::move(path.error()));
    }
    return Argument{std::move(*path)};
  }

  std::string_view text_;
  IntrinsicExpression::Escapes escapes_;
  size_t at_ = 0;
};

}  // namespace

tl::expected<IntrinsicExpression, SyntaxError> IntrinsicExpression::parse(std::string_view text,
                                                                          Escapes escapes) {
  if (text.size() > kMaxCharacters && utf8::count(text) > kMaxCharacters) {
    return tl::unexpected<SyntaxError>(SyntaxError{
        "An intrinsic function may have at most " + std::to_string(kMaxCharacters) + " characters", 0});
  }
  auto call = Parser(text, escapes).parse();
  if (!call) return tl::unexpected<SyntaxError>(std::move(call.error()));
  IntrinsicExpression expression;
  expression.text_ = text;
  expression.call_ = std::make_shared<const IntrinsicCall>(std::move(*call));
  return expression;
}

}  // namespace pawl::intrinsics
