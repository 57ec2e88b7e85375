#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "jsonpath/filter.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {
namespace {

constexpr size_t kMaxPathBytes = 100'000;
/// How deep filters may nest in one path.
constexpr int kMaxNesting = 100;

bool is_in_number(char c) { return is_digit(c) || c == '-'; }

/// What stands in brackets: `['a','b']`, `[0,1]`, `[0:2]`, `[*]`, `[(@.length-1)]`, `[?(…)]`. The library
/// that AWS runs looks for the first character that says what it is and mostly passes over what it does not
/// know.
class Brackets {
 public:
  /// `text` with its brackets; the closing one may be missing where the path ends.
  Brackets(std::string_view text, size_t base, int nesting) : text_(text), base_(base), nesting_(nesting) {}

  Segment parse() {
    if (text_ == "[*]") return make(SegmentKind::Wildcard);
    for (at_ = 1; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\'') return read_names();
      if (is_in_number(c) || c == ':') return read_indexes();
      if (c == '@') return read_from_end();
      if (c == '?') return read_filter();
    }
    fail(text_.find('"') == std::string_view::npos
             ? "Brackets hold 'a name' in single quotes, an index, a slice, * or ?(a filter)"
             : "Names in brackets stand in single quotes: ['a']",
         0);
  }

  /// Names between quotes, up to the first `]`, which ends them even inside of quotes. There are no escapes.
  Segment read_names() {
    const size_t first = at_;
    std::vector<Value> names;
    size_t begin = 0;
    for (bool inside = false;; ++at_) {
      if (at_ == text_.size()) fail("The bracket is not closed", 0);
      if (text_[at_] == ']') break;
      if (text_[at_] != '\'') continue;
      if (inside) names.push_back(Value::string(text_.substr(begin, at_ - begin)));
      begin = at_ + 1;
      inside = !inside;
    }
    if (names.size() == 1) {
      Segment segment = make(SegmentKind::Name);
      segment.name = std::move(names.front());
      segment.plain = first == 1 && at_ == begin && at_ + 1 == text_.size();
      return segment;
    }
    Segment segment = make_with_detail(SegmentKind::Names);
    segment.detail->names = std::move(names);
    return segment;
  }

 private:
  static Segment make(SegmentKind kind) {
    Segment segment;
    segment.kind = kind;
    return segment;
  }

  static Segment make_with_detail(SegmentKind kind) {
    Segment segment = make(kind);
    segment.detail = std::make_unique<SegmentDetail>();
    return segment;
  }

  [[noreturn]] void fail(std::string message, size_t at) const {
    throw SyntaxFault{std::move(message), base_ + at};
  }

  int32_t number(std::string_view digits) const {
    int32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error == std::errc::result_out_of_range) fail("The index is too large", at_);
    if (error != std::errc() || end != digits.data() + digits.size()) {
      fail(digits.empty() ? "A number is missing" : "'" + std::string(digits) + "' is no index", at_);
    }
    return out;
  }

  /// `0`, `0,1`, `0:2`, `0:`, `:2`, and mixtures of them, of which only some make sense.
  Segment read_indexes() {
    const size_t first = at_;
    std::string text(text_.substr(at_));
    std::erase(text, ' ');
    std::vector<int32_t> numbers;
    bool several = false, from = false, to = false, between = false;
    size_t i = 0;
    const auto is_at_number = [&] { return i < text.size() && is_in_number(text[i]); };
    const auto read_number = [&] {
      const size_t begin = i;
      while (is_at_number()) ++i;
      numbers.push_back(number(std::string_view(text).substr(begin, i - begin)));
    };
    const auto is_at = [&](char c) { return i < text.size() && text[i] == c; };
    while (is_at_number() || is_at(',') || is_at(':')) {
      if (is_at(':')) {
        ++i;
        read_number();
        to = true;
      } else {
        read_number();
        if (is_at(',')) {
          several = true;
          ++i;
          continue;
        }
        if (!is_at(':')) break;
        ++i;
        from = from || !is_at_number();
        if (is_at_number()) {
          read_number();
          between = true;
        }
      }
      if (!is_at(']')) ++i;  // whatever ends a slice
    }
    if (i >= text.size()) fail("The bracket is not closed", 0);
    if (several || !(from || to || between)) {
      if (numbers.size() == 1) {
        Segment segment = make(SegmentKind::Index);
        segment.index = numbers.front();
        segment.plain = first == 1 && i + 2 == text_.size() && numbers.front() >= 0 && !several;
        return segment;
      }
      Segment segment = make_with_detail(SegmentKind::Indexes);
      segment.detail->indexes = std::move(numbers);
      return segment;
    }
    Segment segment = make_with_detail(SegmentKind::Slice);
    Slice& slice = segment.detail->slice;
    slice.has_step = numbers.size() > 2;
    if (from) {
      slice.from = numbers[0];
    } else if (to) {
      slice.to = numbers[0];
    } else {
      slice.from = numbers[0];
      slice.to = numbers[1];
    }
    return segment;
  }

  /// `(@.length-1)`, also `(@.size()-1)`.
  Segment read_from_end() {
    const size_t begin = std::min(at_ + 2, text_.size());
    const size_t minus = text_.find('-', begin);
    const size_t close = minus == std::string_view::npos ? minus : text_.find(')', minus);
    const auto without = [](std::string_view text, std::string_view dropped) {
      std::string out(text);
      std::erase_if(out, [dropped](char c) { return dropped.find(c) != std::string_view::npos; });
      return out;
    };
    std::string function;
    if (close != std::string_view::npos) function = without(text_.substr(begin, minus - begin), " ()");
    if (function != "length" && function != "size")
      fail("Of expressions only [(@.length-1)] is known, which counts from the end", at_);
    at_ = minus;
    Segment segment = make(SegmentKind::FromEnd);
    segment.plain = false;
    segment.index = number(without(text_.substr(minus, close - minus), " "));
    return segment;
  }

  Segment read_filter() {
    if (nesting_ >= kMaxNesting)
      fail("Filters nest deeper than " + std::to_string(kMaxNesting) + " levels", at_);
    const size_t open = text_.rfind('[', at_);
    Segment segment = make_with_detail(SegmentKind::Filter);
    segment.detail->filter =
        std::make_unique<const Filter>(parse_filter(text_.substr(open), base_ + open, nesting_ + 1));
    return segment;
  }

  std::string_view text_;
  size_t base_;
  int nesting_;
  size_t at_ = 0;
};

class PathParser {
 public:
  PathParser(std::string_view text, size_t base, int nesting) : text_(text), base_(base), nesting_(nesting) {}

  PathProgram parse() {
    if (text_.size() > 1 && text_[1] != '.' && text_[1] != '[') fail("'.' or '[' is expected here", 1);
    if (text_.ends_with("..")) fail("A path cannot end with '..'", text_.size() - 2);
    for (at_ = 1; at_ < text_.size();) {
      if (text_.substr(at_).starts_with("..")) {
        program_.segments.emplace_back().kind = SegmentKind::Scan;
        at_ += 2;
        continue;
      }
      const bool after_dot = text_[at_] == '.';
      if (after_dot && ++at_ == text_.size()) fail("A path cannot end with '.'", at_);
      if (text_[at_] == '[') {
        read_brackets();
        if (after_dot) program_.segments.back().plain = false;
      } else if (text_[at_] == '*' && !after_dot) {
        program_.segments.emplace_back().kind = SegmentKind::Wildcard;
        ++at_;
      } else {
        read_name(after_dot);
      }
    }
    program_.settle();
    return std::move(program_);
  }

 private:
  [[noreturn]] void fail(std::string message, size_t at) const {
    throw SyntaxFault{std::move(message), base_ + at};
  }

  void read_name(bool after_dot) {
    const size_t begin = at_;
    at_ = std::min(text_.find_first_of(".[ ", at_), text_.size());
    if (at_ < text_.size() && text_[at_] == ' ')
      fail("Names with spaces stand in brackets and quotes: ['a b']", at_);
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name == "*") {
      program_.segments.emplace_back().kind = SegmentKind::Wildcard;
    } else if (name.find_first_of("']") != std::string_view::npos) {
      // Read as if it stood in brackets and quotes, so that quotes and brackets in it end it.
      const std::string quoted = "'" + std::string(name) + "']";
      program_.segments.push_back(Brackets(quoted, base_ + begin, nesting_).read_names());
      program_.segments.back().plain = false;
    } else {
      Segment& segment = program_.segments.emplace_back();
      segment.name = Value::string(name);
      segment.plain = after_dot && name.find_first_of("@,:?*()") == std::string_view::npos;
    }
  }

  void read_brackets() {
    const size_t begin = at_;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '[') ++depth;
      else if (text_[at_] == ']' && --depth == 0) break;
    }
    if (at_ < text_.size()) ++at_;
    program_.segments.push_back(Brackets(text_.substr(begin, at_ - begin), base_ + begin, nesting_).parse());
  }

  std::string_view text_;
  size_t base_;
  int nesting_;
  size_t at_ = 0;
  PathProgram program_;
};

bool is_variable_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

}  // namespace

PathProgram parse_program(std::string_view text, size_t base, int nesting) {
  return PathParser(text, base, nesting).parse();
}

tl::expected<Path, SyntaxError> Path::parse(std::string_view text, Roots roots) {
  const auto refuse = [](std::string message, size_t offset) {
    return tl::unexpected<SyntaxError>(SyntaxError{std::move(message), offset});
  };
  if (text.empty()) return refuse("A path cannot be empty", 0);
  if (text.size() > kMaxPathBytes)
    return refuse("A path may have at most " + std::to_string(kMaxPathBytes) + " bytes", kMaxPathBytes);

  Path path;
  path.text_ = text;
  size_t before = 0;  // bytes of the text that are not given to the parser, which reads `rooted`
  std::string rooted;
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
    before = root_end - 1;
    rooted = "$" + std::string(text.substr(root_end));
  } else {
    rooted = text;
    before = static_cast<size_t>(std::find_if_not(rooted.begin(), rooted.end(), is_blank) - rooted.begin());
    rooted.erase(0, before);
  }
  while (!rooted.empty() && is_blank(rooted.back())) rooted.pop_back();
  size_t added = 0;
  if (rooted.empty() || (rooted.front() != '$' && rooted.front() != '@')) {
    rooted.insert(0, "$.");
    added = 2;
  }
  try {
    path.program_ = std::make_shared<const PathProgram>(parse_program(rooted, before, 0));
  } catch (SyntaxFault& fault) {
    return refuse(std::move(fault.message),
                  std::min(fault.offset - std::min(fault.offset, added), text.size()));
  }
  return path;
}

}  // namespace pawl::jsonpath
