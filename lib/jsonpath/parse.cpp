#include <charconv>
#include <utility>

#include "jsonpath/path_parser.h"
#include "value/parse.h"

namespace pawl::jsonpath {
namespace {

constexpr size_t kMaxPathBytes = 100'000;

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_path_start(char c) { return c == '$' || c == '@'; }

/// Java's Integer.parseInt.
bool to_int(std::string_view text, int32_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

class PathParser {
 public:
  PathParser(CharIndex path, int nesting, Path::Roots roots)
      : path_(path), nesting_(nesting), roots_(roots) {}

  Program parse() {
    if (nesting_ > kMaxNesting)
      path_.fail("Filters and function parameters nest deeper than " + std::to_string(kMaxNesting) +
                 " levels");
    while (path_.in_bounds() && is_white(path_.current())) path_.advance(1);
    if (!is_path_start(path_.current())) path_.fail("Path must start with '$' or '@'");
    program_.from_item = path_.current() == '@';
    if (!path_.current_is_tail()) {
      path_.advance(1);
      if (path_.current() != '.' && path_.current() != '[') {
        path_.fail("Illegal character at position " + path_.shown(path_.position()) + " expected '.' or '['");
      }
      do read_token();
      while (!path_.current_is_tail());
    }
    move_scan_into_function();
    program_.settle();
    return std::move(program_);
  }

 private:
  Segment& append(SegmentKind kind) {
    Segment& segment = program_.segments.emplace_back();
    segment.kind = kind;
    return segment;
  }

  Segment& append_with_detail(SegmentKind kind) {
    Segment& segment = append(kind);
    segment.detail = std::make_unique<SegmentDetail>();
    return segment;
  }

  std::string here() const { return path_.shown(path_.position()); }

  void read_token() {
    const bool after_dot = path_.current() == '.';
    if (after_dot) read_dots();
    switch (path_.current()) {
      case '[':
        if (!read_bracket_names() && !read_bracket_indexes() && !read_bracket_wildcard() && !read_filter() &&
            !read_placeholder()) {
          path_.fail("Could not parse token starting at position " + here() + ". Expected ?, ', 0-9, * ");
        }
        if (after_dot) program_.segments.back().plain = false;
        break;
      case '*':
        path_.advance(1);
        append(SegmentKind::Wildcard);
        break;
      default:
        if (path_.current_is(' ')) path_.fail("Could not parse token starting at position " + here());
        read_name_or_function();
    }
  }

  void read_dots() {
    if (path_.next_is('.')) {
      append(SegmentKind::Descent);
      path_.advance(2);
    } else if (!path_.has_more()) {
      path_.fail("Path must not end with a '.");
    } else {
      path_.advance(1);
    }
    if (path_.current_is('.')) path_.fail("Character '.' on position " + here() + " is not valid.");
  }

  void read_name_or_function() {
    const int64_t start = path_.position();
    int64_t end = start;
    bool is_function = false;
    for (; path_.in_bounds(end); ++end) {
      const char c = path_.at(end);
      if (c == ' ') {
        path_.fail("Use bracket notion ['my prop'] if your property contains blank characters. position: " +
                   here());
      }
      if (c == '.' || c == '[') break;
      if (c == '(') {
        is_function = true;
        break;
      }
    }
    const std::string_view name = path_.slice(start, end);
    if (!is_function) {
      path_.set_position(end);
      Segment& segment = append(SegmentKind::Name);
      segment.name = Value::string(name);
      segment.plain = name.find_first_of("@,:?*]()") == std::string_view::npos;
      return;
    }
    auto call = std::make_unique<FunctionCall>();
    call->name = name;
    call->kind = find_function(name);
    read_arguments(end, *call);
    append_with_detail(SegmentKind::Function).detail->function = std::move(call);
  }

  /// `open` is the place of the parenthesis.
  void read_arguments(int64_t open, FunctionCall& call) {
    int64_t parentheses = 1;
    for (int64_t i = open + 1; parentheses != 0 && i < path_.length(); ++i) {
      if (path_.at(i) == ')') --parentheses;
      else if (path_.at(i) == '(') ++parentheses;
    }
    if (parentheses != 0) fail_unclosed(call.name);
    if (path_.at(open + 1) == ')') {
      path_.set_position(open + 1);
      return;
    }
    path_.set_position(open + 1);
    read_parameters(call);
  }

  [[noreturn]] void fail_unclosed(const std::string& name) {
    path_.fail("Arguments to function: '" + name + "' are not closed properly.");
  }

  /// Cuts the text between the parentheses into parameters the way Jayway does: by counting brackets and
  /// quotes. What starts with neither a path nor JSON is passed over in silence.
  void read_parameters(FunctionCall& call) {
    enum class Type { None, Json, Path } type = Type::None;
    int64_t parentheses = 1, brackets = 0, braces = 0, quotes = 0;
    bool done = false;
    char before = '\0';
    std::string text;
    while (path_.in_bounds() && !done) {
      const char c = path_.current();
      path_.advance(1);
      if (type == Type::None) {
        if (is_white(c)) continue;
        if (c == '{' || is_digit(c) || c == '"' || c == '-') type = Type::Json;
        else if (is_path_start(c)) type = Type::Path;
      }
      switch (c) {
        case '"': quotes += before != '\\' && quotes > 0 ? -1 : 1; break;
        case '(': ++parentheses; break;
        case '{': ++braces; break;
        case '[': ++brackets; break;
        case '}':
          if (braces-- == 0) path_.fail("Unexpected close brace '}' at character position: " + here());
          break;
        case ']':
          if (brackets-- == 0) path_.fail("Unexpected close bracket ']' at character position: " + here());
          break;
        case ')':
          --parentheses;
          if (parentheses < 0 || before == '(') text.push_back(c);
          [[fallthrough]];
        case ',':
          if (quotes == 0 && braces == 0 && brackets == 0 &&
              ((parentheses == 0 && c == ')') || parentheses == 1)) {
            done = parentheses == 0;
            if (type == Type::Json) add_json(text, call);
            else if (type == Type::Path) add_path(text, call);
            if (type != Type::None) text.clear();
            type = Type::None;
          }
          break;
        default: break;
      }
      if (type != Type::None && !(c == ',' && braces == 0 && brackets == 0 && parentheses == 1))
        text.push_back(c);
      before = c;
    }
    if (braces != 0 || parentheses != 0 || brackets != 0) fail_unclosed(call.name);
  }

  static void add_json(const std::string& text, FunctionCall& call) {
    Parameter& parameter = call.parameters.emplace_back();
    auto value = try_parse_json(text);
    if (value) parameter.json = std::move(*value);
    else parameter.json_error = value.error().message;
  }

  void add_path(const std::string& text, FunctionCall& call) {
    const int64_t base = path_.base() + path_.position() - 1 - static_cast<int64_t>(text.size());
    Program path = PathParser(CharIndex(text, base), nesting_ + 1, roots_).parse();
    add_length_wildcard(call, path);
    call.parameters.emplace_back().path = std::move(path);
  }

  /// length(path) counts the children of what the path finds.
  static void add_length_wildcard(const FunctionCall& call, Program& path) {
    if (call.kind != FunctionKind::Length || !call.parameters.empty() || path.ends_in_function ||
        path.segments.empty())
      return;
    path.segments.emplace_back().kind = SegmentKind::Wildcard;
    path.settle();
  }

  /// `[?]` stands for a predicate that the caller of Jayway hands over; here there is never one.
  bool read_placeholder() {
    const int64_t mark = path_.index_of_next_significant(path_.position(), '?');
    if (mark == -1) return false;
    const char next = path_.next_significant(mark);
    if (next != ']' && next != ',') return false;
    const int64_t begin = path_.position() + 1;
    const int64_t end = path_.next_index_of(begin, ']');
    if (end == -1) return false;
    path_.fail("Not enough predicates supplied for filter [" + std::string(path_.slice(begin, end)) +
               "] at position " + here());
  }

  bool read_filter() {
    const int64_t mark = path_.index_of_next_significant(path_.position(), '?');
    if (mark == -1) return false;
    const int64_t open = path_.index_of_next_significant(mark, '(');
    if (open == -1) return false;
    const int64_t close = path_.index_of_matching_close(open, '(', ')', true);
    if (close == -1 || !path_.next_significant_is(close, ']')) return false;
    const int64_t end = path_.index_of_next_significant(close, ']');
    const std::string_view criteria = path_.slice(path_.position(), end + 1);
    append_with_detail(SegmentKind::Filter).detail->filter =
        parse_filter(criteria, path_.base() + path_.position(), nesting_ + 1);
    path_.set_position(end + 1);
    return true;
  }

  bool read_bracket_wildcard() {
    if (!path_.next_significant_is(path_.position(), '*')) return false;
    const int64_t star = path_.index_of_next_significant(path_.position(), '*');
    if (!path_.next_significant_is(star, ']')) {
      path_.fail("Expected wildcard token to end with ']' on position " + path_.shown(star + 1));
    }
    path_.set_position(path_.index_of_next_significant(star, ']') + 1);
    append(SegmentKind::Wildcard);
    return true;
  }

  bool read_bracket_indexes() {
    const char first = path_.next_significant(path_.position());
    if (!is_digit(first) && first != '-' && first != ':') return false;
    const int64_t begin = path_.position() + 1;
    const int64_t end = path_.next_index_of(begin, ']');
    if (end == -1) return false;
    const std::string_view expression = trimmed(path_.slice(begin, end));
    for (const char c : expression) {
      if (!is_digit(c) && c != ',' && c != '-' && c != ':' && c != ' ') return false;
    }
    if (expression.find(':') != std::string_view::npos) read_slice(expression);
    else read_indexes(expression, path_.slice(begin, end).size() == expression.size());
    path_.set_position(end + 1);
    return true;
  }

  void read_slice(std::string_view expression) {
    if (expression.find_first_of(", ") != std::string_view::npos) fail_slice(expression);
    Slice& slice = append_with_detail(SegmentKind::Slice).detail->slice;
    // What follows a second colon is read by nobody.
    const size_t colon = expression.find(':');
    const std::string_view from = expression.substr(0, colon);
    std::string_view to = expression.substr(colon + 1);
    to = to.substr(0, to.find(':'));
    for (auto [text, bound] : {std::pair{from, &slice.from}, std::pair{to, &slice.to}}) {
      if (text.empty()) continue;
      int32_t number = 0;
      if (!to_int(text, number)) {
        path_.fail_otherwise("java.lang.NumberFormatException: For input string: \"" + std::string(text) +
                             "\"");
      }
      *bound = number;
    }
    if (!slice.from && !slice.to) fail_slice(expression);
  }

  [[noreturn]] void fail_slice(std::string_view expression) {
    path_.fail("Failed to parse SliceOperation: " + std::string(expression));
  }

  void read_indexes(std::string_view expression, bool plain) {
    std::vector<int32_t> indexes;
    for (size_t begin = 0;;) {
      const size_t comma = expression.find(',', begin);
      const std::string_view token =
          trimmed(expression.substr(begin, comma == std::string_view::npos ? comma : comma - begin));
      int32_t index = 0;
      if (!to_int(token, index))
        path_.fail("Failed to parse token in ArrayIndexOperation: " + std::string(token));
      indexes.push_back(index);
      if (comma == std::string_view::npos) break;
      begin = comma + 1;
    }
    if (indexes.size() == 1) {
      Segment& segment = append(SegmentKind::Index);
      segment.index = indexes.front();
      segment.plain = plain && indexes.front() >= 0 && expression.front() != '-';
    } else {
      append_with_detail(SegmentKind::Indexes).detail->indexes = std::move(indexes);
    }
  }

  /// The name in brackets without its escapes. In a workflow `\"` between single quotes is no escape: the
  /// backslash belongs to the name (recorded).
  [[nodiscard]] std::string name_of(std::string_view text, char quote) const {
    if (roots_ == Path::Roots::InputOnly || quote == '"' || text.find("\\\"") == std::string_view::npos)
      return unescape(text, path_);
    std::string kept;
    for (size_t i = 0; i < text.size(); ++i) {
      kept.push_back(text[i]);
      if (text[i] != '\\' || i + 1 == text.size()) continue;
      if (text[i + 1] == '"') kept.push_back('\\');
      else kept.push_back(text[++i]);
    }
    return unescape(kept, path_);
  }

  bool read_bracket_names() {
    const char quote = path_.next_significant(path_.position());
    if (quote != '\'' && quote != '"') return false;
    std::vector<Value> names;
    const int64_t begin = path_.position() + 1;
    int64_t start = begin, end = 0;
    bool in_name = false, in_escape = false, after_comma = false;
    for (int64_t i = begin; path_.in_bounds(i); ++i) {
      const char c = path_.at(i);
      if (in_escape) {
        in_escape = false;
      } else if (c == '\\') {
        in_escape = true;
      } else if (c == ']' && !in_name) {
        if (after_comma) path_.fail("Found empty property at index " + path_.shown(i));
        break;
      } else if (c == quote) {
        if (in_name) {
          const char next = path_.next_significant(i);
          if (next != ']' && next != ',') {
            path_.fail(
                "Property must be separated by comma or Property must be terminated close square bracket at "
                "index " +
                path_.shown(i));
          }
          end = i;
          names.push_back(Value::string(name_of(path_.slice(start, end), quote)));
          in_name = false;
        } else {
          start = i + 1;
          in_name = true;
          after_comma = false;
        }
      } else if (c == ',' && !in_name) {
        if (after_comma) path_.fail("Found empty property at index " + path_.shown(i));
        after_comma = true;
      }
    }
    if (in_name) path_.fail(std::string("Property has not been closed - missing closing ") + quote);
    const int64_t bracket = path_.index_of_next_significant(end, ']');
    if (bracket == -1) path_.fail("Property has not been closed - missing closing ]");
    path_.set_position(bracket + 1);
    if (names.empty()) path_.fail("Empty properties");
    if (names.size() == 1) {
      Segment& segment = append(SegmentKind::Name);
      segment.name = std::move(names.front());
      segment.quote = quote;
      segment.plain = start == begin + 1 && bracket == end + 1;
    } else {
      Segment& segment = append_with_detail(SegmentKind::Names);
      segment.detail->names = std::move(names);
      segment.quote = quote;
    }
    return true;
  }

  /// `$..a.sum()` is `$.sum($..a)`: the function gets all that the scan finds.
  void move_scan_into_function() {
    std::vector<Segment>& segments = program_.segments;
    if (segments.empty() || segments.front().kind != SegmentKind::Descent ||
        segments.back().kind != SegmentKind::Function)
      return;
    size_t at = 0;
    while (segments[at].kind != SegmentKind::Function) ++at;
    auto call = std::make_unique<FunctionCall>();
    call->name = segments[at].detail->function->name;
    call->kind = segments[at].detail->function->kind;
    Program scan;
    scan.from_item = program_.from_item;
    for (size_t i = 0; i < at; ++i) scan.segments.push_back(std::move(segments[i]));
    scan.settle();
    add_length_wildcard(*call, scan);
    call->parameters.emplace_back().path = std::move(scan);
    segments[at].detail->function = std::move(call);
    segments.erase(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(at));
    program_.from_item = false;
  }

  CharIndex path_;
  int nesting_;
  Path::Roots roots_;
  Program program_;
};

bool is_variable_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

}  // namespace

Program parse_program(std::string_view text, int64_t base, int nesting, Path::Roots roots) {
  CharIndex path(text, base);
  std::string prefixed;
  try {
    path.trim();
    if (!is_path_start(path.at(0))) {
      prefixed = "$." + std::string(text);
      path = CharIndex(prefixed, base - 2);
      path.trim();
    }
    if (path.last_is('.')) path.fail("Path must not end with a '.' or '..'");
    return PathParser(path, nesting, roots).parse();
  } catch (Fault& fault) {
    fault.kind = Fault::Kind::InvalidPath;
    throw;
  }
}

tl::expected<Path, SyntaxError> Path::parse(std::string_view text, Roots roots) {
  const auto refuse = [](std::string message, size_t offset) {
    return tl::unexpected<SyntaxError>(SyntaxError{std::move(message), offset});
  };
  if (text.empty()) return refuse("json can not be null or empty", 0);
  if (text.size() > kMaxPathBytes)
    return refuse("A path may have at most " + std::to_string(kMaxPathBytes) + " bytes", kMaxPathBytes);

  Path path;
  path.text_ = text;
  std::string rooted;  // the text as Jayway would have it: with `$` as its root
  int64_t base = 0;
  if (roots == Roots::Workflow) {
    if (text.front() != '$') return refuse("A path must start with '$'", 0);
    size_t root_end = 1;
    if (text.starts_with("$$")) {
      path.root_ = Root::Context;
      root_end = 2;
    } else {
      while (root_end < text.size() && is_variable_character(text[root_end])) ++root_end;
      if (root_end > 1 && !is_digit(text[1])) {
        path.root_ = Root::Variable;
        path.variable_ = Value::string(text.substr(1, root_end - 1));
      } else {
        root_end = 1;
      }
    }
    if (root_end > 1) {
      rooted = "$" + std::string(text.substr(root_end));
      base = static_cast<int64_t>(root_end) - 1;
      text = rooted;
    }
  }
  try {
    path.program_ = std::make_shared<const Program>(parse_program(text, base, 0, roots));
  } catch (Fault& fault) {
    return refuse(std::move(fault.message), std::min(fault.offset, path.text_.size()));
  }
  return path;
}

}  // namespace pawl::jsonpath
