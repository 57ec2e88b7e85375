// A JSON file whose array or object is read element by element: the text around it is skipped, and only one
// element is in memory at a time.
#include <charconv>

#include "base/utf8.h"
#include "items/key_value.h"
#include "items/record_reader.h"
#include "value/parse.h"

namespace pawl::items {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Finds the end of a JSON value, byte by byte, without keeping the bytes before it.
class ValueEnd {
 public:
  /// Continues through `text`. True: the value ended, and `at` is after it.
  bool find(std::string_view text, size_t& at) {
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (in_string_) {
        if (escaped_) escaped_ = false;
        else if (c == '\\') escaped_ = true;
        else if (c == '"') {
          in_string_ = false;
          if (depth_ == 0) return ++at, true;
        }
        continue;
      }
      switch (c) {
        case '"': in_string_ = true; break;
        case '{':
        case '[': ++depth_; break;
        case '}':
        case ']':
          if (depth_ == 0) return true;
          if (--depth_ == 0) return ++at, true;
          break;
        case ',':
        case ' ':
        case '\t':
        case '\r':
        case '\n':
          if (depth_ == 0) return true;
          break;
        default: break;
      }
    }
    return false;
  }

 private:
  uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

class JsonReader final : public RecordReader {
 public:
  explicit JsonReader(std::unique_ptr<ByteStream> stream) : window_(std::move(stream)) {}

  /// Moves to the array or object that the pointer names, "" the whole; nullopt: the whole, if it is an
  /// array.
  Result<void> enter(const std::optional<std::string>& pointer) {
    PAWL_CHECK(skip_mark());
    PAWL_CHECK(follow(pointer.value_or("")));
    PAWL_TRY(const char c, peek());
    if (c != '[' && (c != '{' || !pointer)) {
      if (pointer && !pointer->empty())
        return fail("ItemsPointer \"" + *pointer +
                    "\" leads to a value that is neither an array nor an object");
      return fail(std::string(kNotIterable));
    }
    in_object_ = c == '{';
    is_whole_ = !pointer || pointer->empty();
    window_.consume(1);
    return {};
  }

  Result<bool> read(Item& item) override {
    std::string_view text;
    item.key = Value::absent();
    PAWL_TRY(const bool found, element(item.key, text));
    if (!found) return false;
    auto value = parser_.parse(text);
    if (!value) return refused(value.error().message, value.error().offset);
    window_.consume(text.size());
    item.value = in_object_ ? key_value(item.key, std::move(*value)) : std::move(*value);
    return true;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> refused(std::string_view message, size_t at = 0) const {
    return fail("byte " + std::to_string(window_.offset() + at + 1) + ": " + std::string(message));
  }

  Result<void> skip_mark() {
    while (window_.text().size() < utf8::kByteOrderMark.size()) {
      PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the value"));
      if (!more) break;
    }
    if (window_.text().starts_with(utf8::kByteOrderMark)) window_.consume(utf8::kByteOrderMark.size());
    return {};
  }

  /// Skips blanks and returns the character at the front of the window; 0: the text has ended.
  Result<char> peek() {
    for (;;) {
      const std::string_view text = window_.text();
      const size_t at = text.find_first_not_of(kBlanks);
      if (at != std::string_view::npos) {
        window_.consume(at);
        return text[at];
      }
      window_.consume(text.size());
      PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the value"));
      if (!more) return '\0';
    }
  }

  Result<void> expect(char wanted, std::string_view message) {
    PAWL_TRY(const char c, peek());
    if (c != wanted) return refused(message);
    window_.consume(1);
    return {};
  }

  /// Reads until the value at the front of the window is whole; its text.
  Result<std::string_view> value_text() {
    ValueEnd end;
    size_t at = 0;
    while (!end.find(window_.text(), at)) {
      PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the element"));
      if (!more) return refused("the text ends inside of a value; the file was cut off", at);
    }
    return window_.text().substr(0, at);
  }

  Result<void> skip_value() {
    PAWL_CHECK(peek());
    ValueEnd end;
    for (;;) {
      size_t at = 0;
      const bool found = end.find(window_.text(), at);
      window_.consume(at);
      if (found) return {};
      PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the value"));
      if (!more) return refused("the text ends inside of a value; the file was cut off");
    }
  }

  /// Skips the comma before the next element of the open container. False: it ends here.
  Result<bool> step(bool& is_first, bool in_object) {
    PAWL_TRY(char c, peek());
    const char end = in_object ? '}' : ']';
    if (c == end) {
      window_.consume(1);
      return false;
    }
    if (!std::exchange(is_first, false)) {
      if (c != ',') return refused(in_object ? "expected ',' or '}'" : "expected ',' or ']'");
      window_.consume(1);
      PAWL_TRY(c, peek());
      if (c == end) return refused("a value is missing after the comma");
    }
    if (c == '\0') return refused("the text ends inside of a value; the file was cut off");
    return true;
  }

  /// A member's key and the colon after it.
  Result<Value> member_key() {
    PAWL_TRY(const char c, peek());
    if (c != '"') return refused("expected a member name in double quotes");
    PAWL_TRY(const std::string_view text, value_text());
    auto key = parser_.parse(text);
    if (!key) return refused(key.error().message, key.error().offset);
    window_.consume(text.size());
    PAWL_CHECK(expect(':', "expected ':'"));
    return std::move(*key);
  }

  Result<bool> element(Value& key, std::string_view& text) {
    if (has_ended_) return false;
    PAWL_TRY(const bool found, step(is_first_, in_object_));
    if (!found) {
      has_ended_ = true;
      if (!is_whole_) return false;
      PAWL_TRY(const char c, peek());
      if (c != '\0') return refused("unexpected text after the end of the JSON value");
      return false;
    }
    if (in_object_) {
      PAWL_TRY(key, member_key());
    }
    PAWL_CHECK(peek());
    PAWL_TRY(text, value_text());
    if (text.empty()) return refused("expected a JSON value");
    return true;
  }

  Result<void> follow(std::string_view pointer) {
    const std::string name = "ItemsPointer \"" + std::string(pointer) + "\"";
    if (!pointer.empty() && pointer.front() != '/')
      return fail(name + " is no JSON pointer: it begins with \"/\"");
    while (!pointer.empty()) {
      pointer.remove_prefix(1);
      const size_t end = std::min(pointer.find('/'), pointer.size());
      PAWL_TRY(const bool found, enter_member(unescaped(pointer.substr(0, end))));
      if (!found) return fail(name + " leads to nothing in the file");
      pointer.remove_prefix(end);
    }
    return {};
  }

  static std::string unescaped(std::string_view token) {
    std::string text;
    for (size_t i = 0; i < token.size(); ++i) {
      const bool is_escape =
          token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
      text += !is_escape ? token[i] : token[++i] == '0' ? '~' : '/';
    }
    return text;
  }

  /// Moves the window to the value of the member or element; of equal keys the first counts.
  Result<bool> enter_member(std::string_view token) {
    PAWL_TRY(const char c, peek());
    if (c != '{' && c != '[') return false;
    const bool in_object = c == '{';
    uint64_t wanted = 0;
    if (!in_object) {
      const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), wanted);
      if (error != std::errc() || end != token.data() + token.size()) return false;
    }
    window_.consume(1);
    bool is_first = true;
    for (uint64_t i = 0;; ++i) {
      PAWL_TRY(const bool more, step(is_first, in_object));
      if (!more) return false;
      bool is_found = i == wanted;
      if (in_object) {
        PAWL_TRY(const Value key, member_key());
        is_found = key.as_string() == token;
      }
      if (is_found) return true;
      PAWL_CHECK(skip_value());
    }
  }

  Window window_;
  JsonParser parser_;
  bool in_object_ = false;
  bool is_whole_ = true;
  bool is_first_ = true;
  bool has_ended_ = false;
};

}  // namespace

Result<std::unique_ptr<RecordReader>> read_json(const RecordFormat& format,
                                                std::unique_ptr<ByteStream> stream) {
  auto reader = std::make_unique<JsonReader>(std::move(stream));
  PAWL_CHECK(reader->enter(format.items_pointer));
  return reader;
}

}  // namespace pawl::items
