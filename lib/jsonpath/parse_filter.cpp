#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "jsonpath/decimal.h"
#include "jsonpath/filter.h"

namespace pawl::jsonpath {
namespace {

/// In the order in which they are looked for: the first that occurs anywhere is the one.
constexpr std::array kOperators = {
    std::pair{std::string_view("=="), Operator::Equal},
    std::pair{std::string_view(">="), Operator::GreaterOrEqual},
    std::pair{std::string_view("<="), Operator::LessOrEqual},
    std::pair{std::string_view("!="), Operator::NotEqual},
    std::pair{std::string_view("<"), Operator::Less},
    std::pair{std::string_view(">"), Operator::Greater},
    std::pair{std::string_view("=~"), Operator::Matches},
};

constexpr std::string_view kKnown = "== != < <= > >= =~ && || !@.a";

/// What to write for the operators of other dialects.
constexpr std::array kInstead = {
    std::pair{std::string_view("in"), std::string_view("== joined by ||, or States.ArrayContains")},
    std::pair{std::string_view("nin"), std::string_view("!= joined by &&, or States.ArrayContains")},
    std::pair{std::string_view("contains"), std::string_view("=~ /.*text.*/, or States.ArrayContains")},
    std::pair{std::string_view("size"),
              std::string_view("States.ArrayLength of what the path selects, or JSONata")},
    std::pair{std::string_view("empty"), std::string_view("@.a[0] asks for a first element")},
    std::pair{std::string_view("and"), std::string_view("&&")},
    std::pair{std::string_view("or"), std::string_view("||")},
    std::pair{std::string_view("="), std::string_view("==")},
};

void trim_front(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

void trim(std::string_view& text) {
  trim_front(text);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
}

/// `\'` stands for a quote, but on the right side only.
std::string without_escaped_quotes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!text.substr(i).starts_with("\\'")) out.push_back(text[i]);
    else out.push_back(text[++i]);
  }
  return out;
}

class FilterParser {
 public:
  FilterParser(std::string_view text, size_t base, int nesting)
      : whole_(text), base_(base), nesting_(nesting) {}

  Filter parse() {
    std::string_view text = whole_.substr(1, end_of_filter() - 1);
    trim(text);
    if (!text.starts_with('?')) fail("A filter starts with '[?('", text);
    if (text.find_first_not_of("?,* ") == std::string_view::npos) return {};
    text.remove_prefix(1);
    trim_front(text);
    if (!text.starts_with('(')) fail("A filter starts with '[?('", text);
    if (!text.ends_with(')')) fail("A filter ends with ')]'", text.substr(text.size()));
    read_alternatives(text);
    filter_.groups = seems_grouped(text.substr(1, text.size() - 2));
    return std::move(filter_);
  }

 private:
  [[noreturn]] void fail(std::string message, std::string_view at) const {
    throw SyntaxFault{std::move(message), base_ + static_cast<size_t>(at.data() - whole_.data())};
  }

  /// The place of the `]` outside of quotes and parentheses. What follows it in the text is not read.
  [[nodiscard]] size_t end_of_filter() const {
    constexpr size_t kNone = std::string_view::npos;
    int parentheses = 0, brackets = 0;
    size_t quote = kNone;
    for (size_t i = 1; i < whole_.size(); ++i) {
      const char c = whole_[i];
      if (c == '\'' && whole_[i - 1] != '\\') quote = quote == kNone ? i : kNone;
      if (quote != kNone) continue;
      if (c == ']' && parentheses == 0) {
        if (brackets != 0) fail("The brackets of the filter do not match", whole_);
        return i;
      }
      parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
    if (quote != kNone) fail("The quote is not closed", whole_.substr(quote));
    if (parentheses != 0) fail("The parentheses of the filter do not match", whole_);
    fail("The bracket is not closed", whole_);
  }

  /// Parentheses and quotes do not count here.
  void read_alternatives(std::string_view text) {
    filter_.any_of_all.emplace_back();
    for (size_t begin = 0;;) {
      const size_t end = std::min(text.find("&&", begin), text.find("||", begin));
      filter_.any_of_all.back().push_back(read_criterion(text.substr(begin, end - begin)));
      if (end == std::string_view::npos) return;
      if (text[end] == '|') filter_.any_of_all.emplace_back();
      begin = end + 2;
      if (begin < text.size() && text[begin] == text[end])
        fail("An operator is not expected here", text.substr(begin));
    }
  }

  /// Whether an || in parentheses stands beside an && outside of them.
  static bool seems_grouped(std::string_view text) {
    struct Group {
      bool after_and = false;
      bool has_or = false;
    };
    std::vector<Group> open(1);
    bool after_and = false, after_or_group = false;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '(') {
        open.push_back({after_and});
        after_and = false;
      } else if (text[i] == ')' && open.size() > 1) {
        after_or_group = after_or_group || open.back().has_or;
        if (after_or_group && open.back().after_and) return true;
        open.pop_back();
      } else if (text.substr(i).starts_with("&&") || text.substr(i).starts_with("||")) {
        after_and = text[i] == '&';
        if (after_and && after_or_group) return true;
        if (!after_and) open.back().has_or = true;
        after_or_group = false;
        ++i;
      }
    }
    return false;
  }

  Criterion read_criterion(std::string_view text) {
    while (!text.empty() &&
           (is_blank(text.front()) || std::string_view("[?(").find(text.front()) != std::string_view::npos))
      text.remove_prefix(1);
    while (!text.empty() && (is_blank(text.back()) || text.back() == ')')) text.remove_suffix(1);
    if (text.empty()) fail("A comparison is missing", text);

    Criterion criterion;
    for (const auto& [sign, op] : kOperators) {
      const size_t at = text.find(sign);
      if (at == std::string_view::npos) continue;
      std::string_view left = text.substr(0, at);
      if (left.starts_with("!@")) left.remove_prefix(1);
      criterion.op = op;
      criterion.left = read_operand(left, Side::Left);
      criterion.right = read_operand(text.substr(at + sign.size()), Side::Right);
      return criterion;
    }
    if (text.starts_with("!@")) {
      criterion.op = Operator::NotExists;
      text.remove_prefix(1);
    }
    if (!text.starts_with('@') && !text.starts_with('$'))
      fail("Neither a path nor a comparison; known are " + std::string(kKnown), text);
    criterion.left = read_operand(text, Side::Left);
    return criterion;
  }

  enum class Side : uint8_t { Left, Right };

  Operand read_operand(std::string_view text, Side side) {
    trim(text);
    if (text.starts_with("!@")) fail("'!' stands only before a path that stands alone", text);
    Operand operand;
    if (text.starts_with('@') || text.starts_with('$')) {
      operand.from_document = text.front() == '$';
      operand.path = read_path(text);
      if (!operand.path->definite) fail("A path in a filter must name a single node", text);
    } else if (text.starts_with('/') && (text.ends_with('/') || text.ends_with("/i"))) {
      read_pattern(text, operand);
    } else {
      if (text.starts_with('\'') && text.ends_with('\'')) {
        if (text.size() == 1) fail("The quote is not closed", text);
        text = text.substr(1, text.size() - 2);
      }
      read_text(side == Side::Left ? std::string(text) : without_escaped_quotes(text), operand);
    }
    return operand;
  }

  /// What other dialects have for operators, `@.a in [1]`, would be reported as a space in a name.
  PathProgram read_path(std::string_view text) const {
    const size_t base = base_ + static_cast<size_t>(text.data() - whole_.data());
    try {
      return parse_program(text, base, nesting_);
    } catch (const SyntaxFault& fault) {
      const size_t at = fault.offset - base;
      if (at < text.size() && text[at] == ' ') refuse_word(text.substr(at));
      throw;
    }
  }

  void refuse_word(std::string_view rest) const {
    std::string_view word = rest;
    trim_front(word);
    word = word.substr(0, word.find_first_of(" ['(@"));
    if (word.empty()) return;
    std::string message = "There is no operator '" + std::string(word) + "'";
    const auto* known =
        std::find_if(kInstead.begin(), kInstead.end(), [word](const auto& row) { return row.first == word; });
    if (known != kInstead.end()) message.append("; write instead: ").append(known->second);
    else message.append("; known are ").append(kKnown);
    fail(std::move(message), rest.substr(1));
  }

  void read_pattern(std::string_view text, Operand& operand) const {
    const bool any_case = text.back() == 'i';
    const std::string_view expression = text.substr(1);
    if (expression.size() < (any_case ? 2 : 1)) fail("The regular expression is not closed", text);
    auto pattern = Regex::compile(expression.substr(0, expression.size() - (any_case ? 2 : 1)),
                                  {.any_case = any_case, .whole = true});
    if (!pattern) fail("The regular expression is wrong: " + pattern.error(), text);
    operand.pattern = std::move(*pattern);
  }

  static void read_text(const std::string& text, Operand& operand) {
    operand.text = Value::string(text);
    operand.is_number = is_decimal(text);
    if (!operand.is_number) return;
    const char* begin = text.data() + text.starts_with('+');
    double number = 0;
    if (std::from_chars(begin, text.data() + text.size(), number).ec == std::errc()) operand.number = number;
  }

  std::string_view whole_;
  size_t base_;
  int nesting_;
  Filter filter_;
};

}  // namespace

Filter parse_filter(std::string_view text, size_t base, int nesting) {
  return FilterParser(text, base, nesting).parse();
}

}  // namespace pawl::jsonpath
