#include <charconv>

#include "jsonpath/path_parser.h"
#include "value/parse.h"

namespace pawl::jsonpath {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool read(Value& out) {
    if (!value(out, 0)) return false;
    skip_blanks();
    return at_ == text_.size();
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }

  void skip_blanks_and_commas() {
    for (skip_blanks(); peek() == ','; skip_blanks()) ++at_;
  }

  bool value(Value& out, int nesting) {
    if (nesting > kMaxNesting) return false;
    skip_blanks();
    switch (peek()) {
      case '[': return array(out, nesting);
      case '{': return object(out, nesting);
      case '\'':
      case '"': return quoted_string(out);
      default: return word(out, ",]}");
    }
  }

  bool array(Value& out, int nesting) {
    ++at_;
    ArrayBuilder items;
    for (skip_blanks_and_commas(); peek() != ']'; skip_blanks_and_commas()) {
      Value item;
      if (at_ >= text_.size() || !value(item, nesting + 1)) return false;
      items.push(std::move(item));
      skip_blanks();
      if (peek() != ',' && peek() != ']') return false;
    }
    ++at_;
    out = items.finish();
    return true;
  }

  bool object(Value& out, int nesting) {
    ++at_;
    ObjectBuilder members;
    for (skip_blanks_and_commas(); peek() != '}'; skip_blanks_and_commas()) {
      Value key, member;
      if (at_ >= text_.size()) return false;
      if (peek() == '\'' || peek() == '"') {
        if (!quoted_string(key)) return false;
      } else {
        const std::string_view name = raw_word(":,]}");
        if (name.empty()) return false;
        key = Value::string(name);
      }
      skip_blanks();
      if (peek() != ':') return false;
      ++at_;
      if (!value(member, nesting + 1)) return false;
      members.set(key, std::move(member));
      skip_blanks();
      if (peek() != ',' && peek() != '}') return false;
    }
    ++at_;
    out = members.finish();
    return true;
  }

  bool quoted_string(Value& out) {
    const char quote = text_[at_];
    std::string content;
    size_t i = at_ + 1;
    for (; i < text_.size() && text_[i] != quote; ++i) {
      content.push_back(text_[i]);
      if (text_[i] == '\\' && i + 1 < text_.size()) content.push_back(text_[++i]);
    }
    if (i >= text_.size()) return false;
    at_ = i + 1;
    if (content.find('\\') != std::string::npos) {
      try {
        content = unescape(content, CharIndex(text_, 0));
      } catch (const Fault&) {
        return false;
      }
    }
    out = Value::string(content);
    return true;
  }

  std::string_view raw_word(std::string_view stops) {
    const size_t begin = at_;
    while (at_ < text_.size() && stops.find(text_[at_]) == std::string_view::npos) ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    while (!word.empty() &&
           (word.back() == ' ' || word.back() == '\t' || word.back() == '\n' || word.back() == '\r'))
      word.remove_suffix(1);
    return word;
  }

  /// true, false, null, a number, or a string without its quotes.
  bool word(Value& out, std::string_view stops) {
    const std::string_view text = raw_word(stops);
    if (text.empty()) return false;
    bool integral = false;
    if (text == "true") out = Value::boolean(true);
    else if (text == "false") out = Value::boolean(false);
    else if (text == "null") out = Value();
    else if (json_detail::scan_number(text, integral) == text.size()) out = number_from_text(text, integral);
    else out = Value::string(text);
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

bool parse_permissive_json(std::string_view text, Value& out) { return Reader(text).read(out); }

}  // namespace pawl::jsonpath
