#include <array>
#include <utility>

#include "jsonpath/decimal.h"
#include "jsonpath/path_parser.h"
#include "value/parse.h"

namespace pawl::jsonpath {
namespace {

constexpr std::array kOperators = {
    std::pair{std::string_view(">="), Operator::GreaterOrEqual},
    std::pair{std::string_view("<="), Operator::LessOrEqual},
    std::pair{std::string_view("=="), Operator::Equal},
    std::pair{std::string_view("==="), Operator::SameTypeEqual},
    std::pair{std::string_view("!="), Operator::NotEqual},
    std::pair{std::string_view("!=="), Operator::SameTypeNotEqual},
    std::pair{std::string_view("<"), Operator::Less},
    std::pair{std::string_view(">"), Operator::Greater},
    std::pair{std::string_view("=~"), Operator::Matches},
    std::pair{std::string_view("NIN"), Operator::NotIn},
    std::pair{std::string_view("IN"), Operator::In},
    std::pair{std::string_view("CONTAINS"), Operator::Contains},
    std::pair{std::string_view("ALL"), Operator::All},
    std::pair{std::string_view("SIZE"), Operator::Size},
    std::pair{std::string_view("EXISTS"), Operator::Exists},
    std::pair{std::string_view("TYPE"), Operator::Type},
    std::pair{std::string_view("MATCHES"), Operator::Predicate},
    std::pair{std::string_view("EMPTY"), Operator::Empty},
    std::pair{std::string_view("SUBSETOF"), Operator::SubsetOf},
    std::pair{std::string_view("ANYOF"), Operator::AnyOf},
    std::pair{std::string_view("NONEOF"), Operator::NoneOf},
};
constexpr int64_t kLongestOperator = 8;

bool is_operator_character(char c) { return c == '<' || c == '>' || c == '=' || c == '~' || c == '!'; }

class FilterParser {
 public:
  FilterParser(std::string_view text, int64_t base, int nesting) : filter_(text, base), nesting_(nesting) {
    filter_.trim();
    const auto refuse = [&](const char* shape) {
      filter_.fail(std::string("Filter must ") + shape + ". " + std::string(text));
    };
    if (!filter_.current_is('[') || !filter_.last_is(']')) refuse("start with '[' and end with ']'");
    filter_.advance(1);
    filter_.drop_last();
    filter_.trim();
    if (!filter_.current_is('?')) refuse("start with '[?' and end with ']'");
    filter_.advance(1);
    filter_.trim();
    if (!filter_.current_is('(') || !filter_.last_is(')')) refuse("start with '[?(' and end with ')]'");
  }

  std::unique_ptr<const FilterNode> parse() {
    try {
      auto node = std::make_unique<FilterNode>(read_or());
      filter_.skip_blanks();
      if (filter_.in_bounds()) {
        filter_.fail("Expected end of filter expression instead of: " +
                     std::string(filter_.slice(filter_.position(), filter_.length())));
      }
      return node;
    } catch (const Fault& fault) {
      if (fault.kind == Fault::Kind::InvalidPath) throw;
    }
    filter_.fail("Failed to parse filter: " + std::string(filter_.text()) + ", error on position: " +
                 filter_.shown(filter_.position()) + ", char: " + current_character());
  }

 private:
  /// The whole character, which may be several bytes.
  std::string current_character() const {
    std::string character(1, filter_.current());
    for (int64_t i = filter_.position() + 1; filter_.in_bounds(i) && (filter_.at(i) & 0xC0) == 0x80; ++i)
      character += filter_.at(i);
    return character;
  }

  FilterNode read_chain(FilterNode::Kind kind, std::string_view word,
                        FilterNode (FilterParser::*read_part)()) {
    FilterNode first = (this->*read_part)();
    FilterNode chain;
    for (;;) {
      const int64_t savepoint = filter_.position();
      if (!filter_.take_significant(word)) {
        filter_.set_position(savepoint);
        break;
      }
      if (chain.children.empty()) chain.children.push_back(std::move(first));
      chain.children.push_back((this->*read_part)());
    }
    if (chain.children.empty()) return first;
    chain.kind = kind;
    return chain;
  }

  FilterNode read_or() { return read_chain(FilterNode::Kind::Or, "||", &FilterParser::read_and); }
  FilterNode read_and() { return read_chain(FilterNode::Kind::And, "&&", &FilterParser::read_term); }

  FilterNode read_term() {
    struct Level {
      int& nesting;
      explicit Level(int& n) : nesting(n) { ++nesting; }
      ~Level() { --nesting; }
    } level(nesting_);
    if (nesting_ > kMaxNesting)
      filter_.fail("Filters nest deeper than " + std::to_string(kMaxNesting) + " levels");
    const int64_t savepoint = filter_.skip_blanks().position();
    if (filter_.current_is('!')) {
      filter_.advance(1);
      const char next = filter_.skip_blanks().current();
      if (next != '$' && next != '@') {
        FilterNode node;
        node.kind = FilterNode::Kind::Not;
        node.children.push_back(read_term());
        return node;
      }
      filter_.set_position(savepoint);
    }
    if (filter_.skip_blanks().current_is('(')) {
      filter_.advance(1);
      FilterNode inside = read_or();
      filter_.read_significant(')');
      return inside;
    }
    return read_comparison();
  }

  FilterNode read_comparison() {
    FilterNode node;
    node.left = read_operand();
    const int64_t savepoint = filter_.position();
    try {
      node.op = read_operator();
      node.right = read_operand();
    } catch (const Fault& fault) {
      if (fault.kind != Fault::Kind::InvalidPath) throw;
      // No comparison: a path alone, which asks whether there is something.
      filter_.set_position(savepoint);
      if (node.left.kind != OperandKind::Path) filter_.fail("Expected path node");
      node.left.existence = true;
      node.op = Operator::Exists;
      node.right = Operand();
      node.right.kind = OperandKind::Boolean;
      node.right.value = Value::boolean(node.left.expected);
    }
    return node;
  }

  Operator read_operator() {
    const int64_t begin = filter_.skip_blanks().position();
    if (is_operator_character(filter_.current())) {
      while (filter_.in_bounds() && is_operator_character(filter_.current())) filter_.advance(1);
    } else {
      // No operator is longer: there is no need to look for the next blank.
      while (filter_.in_bounds() && filter_.current() != ' ' &&
             filter_.position() - begin <= kLongestOperator)
        filter_.advance(1);
    }
    std::string word(filter_.slice(begin, filter_.position()));
    const std::string as_written = word;
    for (char& c : word) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    }
    for (const auto& [name, op] : kOperators) {
      if (name == word) return op;
    }
    filter_.fail("Filter operator " + as_written + " is not supported!");
  }

  Operand read_operand() {
    switch (filter_.skip_blanks().current()) {
      case '!': {
        filter_.advance(1);
        const char next = filter_.skip_blanks().current();
        if (next != '$' && next != '@') filter_.fail("Unexpected character: !");
        return read_path();
      }
      case '$':
      case '@': return read_path();
      case '\'': return read_string('\'');
      case '"': return read_string('"');
      case 't':
        return read_word("true", Value::boolean(true), OperandKind::Boolean, "Expected boolean literal");
      case 'f':
        return read_word("false", Value::boolean(false), OperandKind::Boolean, "Expected boolean literal");
      case 'n': return read_word("null", Value(), OperandKind::Null, "Expected <null> value");
      case '{': return read_json('{', '}');
      case '[': return read_json('[', ']');
      case '/': return read_pattern();
      default: return read_number();
    }
  }

  Operand read_word(std::string_view word, Value value, OperandKind kind, const char* expected) {
    const auto end = filter_.position() + static_cast<int64_t>(word.size());
    if (!filter_.in_bounds(end - 1) || filter_.slice(filter_.position(), end) != word) filter_.fail(expected);
    filter_.set_position(end);
    Operand operand;
    operand.kind = kind;
    operand.value = std::move(value);
    return operand;
  }

  Operand read_string(char quote) {
    const int64_t begin = filter_.position();
    const int64_t end = filter_.next_index_of_unescaped(begin, quote);
    if (end == -1) {
      filter_.fail(std::string("String literal does not have matching quotes. Expected ") + quote + " in " +
                   std::string(filter_.text()));
    }
    filter_.set_position(end + 1);
    Operand operand;
    operand.kind = OperandKind::String;
    operand.value = Value::string(unescape(filter_.slice(begin + 1, end), filter_));
    return operand;
  }

  Operand read_number() {
    const int64_t begin = filter_.position();
    const auto is_number_character = [](char c) {
      return is_digit(c) || c == '-' || c == '.' || c == 'E' || c == 'e';
    };
    while (filter_.in_bounds() && is_number_character(filter_.current())) filter_.advance(1);
    const std::string_view text = filter_.slice(begin, filter_.position());
    if (!is_decimal(text)) filter_.fail_otherwise("java.lang.NumberFormatException");
    Operand operand;
    operand.kind = OperandKind::Number;
    operand.text = decimal_text(text);
    bool integral = false;
    const bool whole = json_detail::scan_number(operand.text, integral) == operand.text.size() && integral;
    operand.value = number_from_text(operand.text, whole);
    return operand;
  }

  Operand read_json(char open, char close) {
    const int64_t begin = filter_.position();
    const int64_t end = filter_.index_of_matching_close(begin, open, close, false);
    if (end == -1) filter_.fail("String not closed. Expected ' in " + std::string(filter_.text()));
    filter_.set_position(end + 1);
    Operand operand;
    operand.kind = OperandKind::Json;
    operand.text = filter_.slice(begin, end + 1);
    if (!parse_permissive_json(operand.text, operand.value))
      operand.json_error = "Unexpected token in JSON: " + operand.text;
    return operand;
  }

  Operand read_pattern() {
    const int64_t begin = filter_.position();
    const int64_t end = filter_.next_index_of_unescaped(begin, '/');
    if (end == -1) filter_.fail("Pattern not closed. Expected / in " + std::string(filter_.text()));
    int64_t flags_end = end + 1;
    while (filter_.in_bounds(flags_end) &&
           std::string_view("dixmsuU").find(filter_.at(flags_end)) != std::string_view::npos)
      ++flags_end;
    filter_.set_position(flags_end);
    auto pattern = Pattern::compile(filter_.slice(begin + 1, end), filter_.slice(end + 1, flags_end));
    if (!pattern) filter_.fail_otherwise("java.util.regex.PatternSyntaxException: " + pattern.error());
    Operand operand;
    operand.kind = OperandKind::Pattern;
    operand.pattern = std::make_unique<Pattern>(std::move(*pattern));
    return operand;
  }

  Operand read_path() {
    const bool expected = filter_.previous_significant(filter_.position()) != '!';
    const int64_t begin = filter_.position();
    filter_.advance(1);
    while (filter_.in_bounds()) {
      if (filter_.current() == '[') {
        const int64_t end = filter_.index_of_matching_close(filter_.position(), '[', ']', false);
        if (end == -1)
          filter_.fail("Square brackets does not match in filter " + std::string(filter_.text()));
        filter_.set_position(end + 1);
      }
      const bool closes_filter = filter_.current() == ')' && !closes_function(begin);
      if (!filter_.in_bounds() || is_operator_character(filter_.current()) || filter_.current() == ' ' ||
          closes_filter)
        break;
      filter_.advance(1);
    }
    Operand operand;
    operand.kind = OperandKind::Path;
    operand.expected = expected;
    operand.path = std::make_unique<Program>(
        parse_program(filter_.slice(begin, filter_.position()), filter_.base() + begin, nesting_ + 1));
    return operand;
  }

  /// Whether the parenthesis here belongs to the path that starts at `begin`: `@.a.length()`.
  bool closes_function(int64_t begin) {
    const int64_t open = filter_.index_of_previous_significant(filter_.position());
    if (open == -1 || filter_.at(open) != '(') return false;
    const size_t period = filter_.text().find('.', static_cast<size_t>(begin) + 1);
    return period != std::string_view::npos && static_cast<int64_t>(period) < open;
  }

  CharIndex filter_;
  int nesting_;
};

}  // namespace

std::unique_ptr<const FilterNode> parse_filter(std::string_view text, int64_t base, int nesting) {
  return FilterParser(text, base, nesting).parse();
}

}  // namespace pawl::jsonpath
