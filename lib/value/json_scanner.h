// JsonScanner: the one JSON reader. It checks the text strictly against RFC 8259 and reports each token to a
// handler, with byte offsets; parse_json builds a Value from it, source/json_reader a tree with positions.
// Iterative: nesting is bounded by `max_depth`, not by the stack.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace pawl {

struct JsonError {
  std::string message;  // "expected ',' or '}'", no position in it
  size_t offset = 0;    // byte where the fault is
};

namespace json_detail {
/// Unescapes the inside of a JSON string from `text`, whose first byte follows the opening quote. Returns the
/// bytes up to and including the closing quote, or 0 with `error` set (offset relative to `text`).
size_t unescape_string(std::string_view text, std::string& out, JsonError& error);
/// Length of the JSON number at the front of `text`; 0 if there is none. `integral`: no fraction, no
/// exponent.
size_t scan_number(std::string_view text, bool& integral);
}  // namespace json_detail

/// Handler: void null(size_t at, size_t end); void boolean(bool, at, end); void number(std::string_view text,
/// bool integral, at); void string(std::string_view text, at, end); void key(std::string_view text, at, end);
/// void begin_array(at); void end_array(end); void begin_object(at); void end_object(end); optional: size_t
/// placeholder(std::string_view text, at); gets text that is not a JSON value; returns the length of the
/// value it accepts there, 0: none. `at` is the offset of the first byte, `end` that after the last. Texts
/// are unescaped and live for the call.
template <class Handler>
class JsonScanner {
 public:
  JsonScanner(std::string_view text, Handler& handler, size_t max_depth)
      : text_(text), handler_(handler), max_depth_(max_depth) {}

  /// Reads one value and white space around it; with `whole` nothing else may follow. False: see error().
  bool scan(bool whole = true) {
    skip_blanks();
    for (;;) {
      if (!value()) return false;
      // A value has ended (or a container is empty): close containers, or continue with the next value.
      for (;;) {
        if (open_.empty()) {
          if (!whole) return true;
          skip_blanks();
          return at_ == text_.size() || refuse("unexpected text after the end of the JSON value");
        }
        skip_blanks();
        const char c = peek();
        const bool in_array = open_.back() == '[';
        if (opened_) {  // the container was opened by this very value(): an element or the end may come
          opened_ = false;
          if (c == (in_array ? ']' : '}')) {
            close(in_array);
            continue;
          }
          if (!in_array && !member_key()) return false;
          break;
        }
        if (c == ',') {
          ++at_;
          skip_blanks();
          if (!in_array && !member_key()) return false;
          break;
        }
        if (c == (in_array ? ']' : '}')) {
          close(in_array);
          continue;
        }
        return refuse(in_array ? "expected ',' or ']'" : "expected ',' or '}'");
      }
    }
  }

  [[nodiscard]] const JsonError& error() const { return error_; }
  /// Offset after what was read.
  [[nodiscard]] size_t offset() const { return at_; }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') break;
      ++at_;
    }
  }

  bool refuse(std::string message) {
    if (at_ >= text_.size())
      message =
          "unexpected end of the text, " + (message.starts_with("expected") ? message : "a value is missing");
    error_ = {std::move(message), at_};
    return false;
  }

  void close(bool in_array) {
    ++at_;
    open_.pop_back();
    if (in_array) handler_.end_array(at_);
    else handler_.end_object(at_);
  }

  bool literal(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return refuse("expected a JSON value");
    at_ += word.size();
    return true;
  }

  bool value() {
    const size_t at = at_;
    switch (peek()) {
      case '{':
      case '[': {
        if (open_.size() >= max_depth_)
          return refuse("nested deeper than " + std::to_string(max_depth_) + " levels");
        const char c = text_[at_++];
        open_.push_back(c);
        opened_ = true;
        if (c == '{') handler_.begin_object(at);
        else handler_.begin_array(at);
        return true;
      }
      case '"': {
        std::string_view text;
        if (!string(text)) return false;
        handler_.string(text, at, at_);
        return true;
      }
      case 't':
        if (!literal("true")) return false;
        handler_.boolean(true, at, at_);
        return true;
      case 'f':
        if (!literal("false")) return false;
        handler_.boolean(false, at, at_);
        return true;
      case 'n':
        if (!literal("null")) return false;
        handler_.null(at, at_);
        return true;
      default: break;
    }
    bool integral = false;
    const size_t length = json_detail::scan_number(text_.substr(at_), integral);
    if constexpr (requires { handler_.placeholder(text_, at); }) {
      if (const size_t taken = length == 0 ? handler_.placeholder(text_.substr(at), at) : 0; taken > 0) {
        at_ += taken;
        return true;
      }
    }
    if (length == 0) return refuse("expected a JSON value");
    at_ += length;
    handler_.number(text_.substr(at, length), integral, at);
    return true;
  }

  bool member_key() {
    if (peek() != '"') return refuse("expected a member name in double quotes");
    const size_t at = at_;
    std::string_view text;
    if (!string(text)) return false;
    handler_.key(text, at, at_);
    skip_blanks();
    if (peek() != ':') return refuse("expected ':'");
    ++at_;
    skip_blanks();
    return true;
  }

  /// The string at at_ (an opening quote). Text without escapes is handed over where it stands.
  bool string(std::string_view& out) {
    const size_t begin = ++at_;
    const char* const data = text_.data();
    const size_t size = text_.size();
    size_t i = begin;
    for (;;) {
      // Eight bytes at a time while none is a quote, a backslash, a control character or above ASCII.
      while (i + 8 <= size) {
        uint64_t word;
        std::memcpy(&word, data + i, 8);
        constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
        const uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
        const uint64_t special =
            ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | (word - kOnes * 0x20) | word;
        if ((special & kHigh) != 0) break;
        i += 8;
      }
      if (i >= size) break;
      const auto byte = static_cast<unsigned char>(data[i]);
      if (byte == '"') {
        out = text_.substr(begin, i - begin);
        at_ = i + 1;
        return true;
      }
      if (byte == '\\') break;
      if (byte < 0x20) break;
      if (byte < 0x80) {
        ++i;
        continue;
      }
      const size_t length = utf8::valid_length(text_.substr(i));
      if (length == 0) break;
      i += length;
    }
    JsonError error;
    const size_t length = json_detail::unescape_string(text_.substr(begin), scratch_, error);
    if (length == 0) {
      error_ = {std::move(error.message), begin + error.offset};
      return false;
    }
    out = scratch_;
    at_ = begin + length;
    return true;
  }

  std::string_view text_;
  Handler& handler_;
  size_t max_depth_;
  size_t at_ = 0;
  bool opened_ = false;
  std::vector<char> open_;
  std::string scratch_;
  JsonError error_;
};

}  // namespace pawl
