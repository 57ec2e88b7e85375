#include "value/dump.h"

#include <array>
#include <cmath>
#include <vector>

#include "value/number_text.h"

namespace pawl {
namespace {

enum class Nesting { kPlain, kInsideString };

constexpr char kHex[] = "0123456789abcdef";

// 0: copy the byte; else the letter after the backslash ('u' for \u00XX).
constexpr std::array<char, 256> kEscape = [] {
  std::array<char, 256> table{};
  for (size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0xED] = 'U';  // may begin a lone surrogate (ED A0..BF xx)
  return table;
}();

template <Nesting nesting>
void put_text(std::string_view text, TextBuffer& out) {
  // In the worst case one byte becomes \u00XX, with its backslash doubled: seven.
  char* to = out.room(text.size() * 7);
  char* const begin = to;
  const char* from = text.data();
  const char* const end = from + text.size();
  const auto backslash = [&to] {
    *to++ = '\\';
    if constexpr (nesting == Nesting::kInsideString) *to++ = '\\';
  };
  while (from != end) {
    const auto byte = static_cast<unsigned char>(*from);
    const char escape = kEscape[byte];
    if (escape == 0) {
      *to++ = *from++;
      continue;
    }
    if (escape == 'U') {
      if (end - from < 3 || static_cast<unsigned char>(from[1]) < 0xA0) {
        *to++ = *from++;
        continue;
      }
      const unsigned unit = 0xD000u |
                            (static_cast<unsigned>(static_cast<unsigned char>(from[1])) & 0x3F) << 6 |
                            (static_cast<unsigned>(static_cast<unsigned char>(from[2])) & 0x3F);
      backslash();
      *to++ = 'u';
      for (int shift = 12; shift >= 0; shift -= 4) *to++ = kHex[unit >> shift & 15];
      from += 3;
      continue;
    }
    backslash();
    if (escape == 'u') {
      *to++ = 'u';
      *to++ = '0';
      *to++ = '0';
      *to++ = kHex[byte >> 4];
      *to++ = kHex[byte & 15];
    } else {
      if constexpr (nesting == Nesting::kInsideString) {
        if (escape == '"' || escape == '\\') *to++ = '\\';
      }
      *to++ = escape;
    }
    ++from;
  }
  out.wrote(static_cast<size_t>(to - begin));
}

template <Nesting nesting>
void put_string(std::string_view text, TextBuffer& out) {
  constexpr std::string_view kQuote = nesting == Nesting::kPlain ? "\"" : "\\\"";
  out.append(kQuote);
  put_text<nesting>(text, out);
  out.append(kQuote);
}

template <Nesting nesting>
void put_scalar(const Value& value, TextBuffer& out) {
  switch (value.type()) {
    case Value::Type::Null: out.append("null"); break;
    case Value::Type::Boolean: out.append(value.as_boolean() ? "true" : "false"); break;
    case Value::Type::Integer:
      if (value.is_int64()) out.append_number(value.as_int64());
      else out.append(value.big_integer_digits());
      break;
    case Value::Type::Double: {
      const double d = value.as_double();
      if (!std::isfinite(d)) {  // as AWS shows them
        put_string<nesting>(std::isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity", out);
        break;
      }
      char* to = out.room(kDoubleTextMost);
      out.wrote(static_cast<size_t>(double_to_text(d, to) - to));
      break;
    }
    case Value::Type::String: put_string<nesting>(value.as_string(), out); break;
    case Value::Type::Array: out.append("[]"); break;
    case Value::Type::Object: out.append("{}"); break;
  }
}

struct Open {
  const Value* items;     // of an array, else null
  const Member* members;  // of an object, else null
  uint32_t next;
  uint32_t size;
};

/// Calls `scalar`, `key`, `open`, `between`, `close` in the order of the text. `open` returning false stops
/// the walk.
template <class Visitor>
void walk(const Value& root, Visitor& visitor) {
  if (!root.is_container() || root.size() == 0) {
    visitor.scalar(root);
    return;
  }
  constexpr size_t kInPlace = 32;
  Open in_place[kInPlace];
  std::vector<Open> deeper;
  size_t depth = 0;
  const auto top = [&]() -> Open& { return depth <= kInPlace ? in_place[depth - 1] : deeper.back(); };
  const auto push = [&](const Value& value) {
    const Open open{value.is_array() ? value.items().data() : nullptr,
                    value.is_object() ? value.members().data() : nullptr, 0,
                    static_cast<uint32_t>(value.size())};
    if (depth < kInPlace) in_place[depth] = open;
    else deeper.push_back(open);
    ++depth;
    visitor.open(value.is_array());
  };
  push(root);
  while (depth > 0) {
    Open& open = top();
    if (open.next == open.size) {
      const bool is_array = open.items != nullptr;
      if (depth > kInPlace) deeper.pop_back();
      --depth;
      visitor.close(is_array);
      if (visitor.done()) return;
      continue;
    }
    visitor.between(open.next == 0);
    const Value* value;
    if (open.items != nullptr) {
      value = open.items + open.next;
    } else {
      visitor.key(open.members[open.next].key.as_string());
      value = &open.members[open.next].value;
    }
    ++open.next;
    if (value->is_container() && value->size() > 0) push(*value);
    else visitor.scalar(*value);
    if (visitor.done()) return;
  }
}

template <Nesting nesting>
struct CompactWriter {
  TextBuffer& out;
  void scalar(const Value& value) { put_scalar<nesting>(value, out); }
  void key(std::string_view text) {
    put_string<nesting>(text, out);
    out.append(':');
  }
  void open(bool is_array) { out.append(is_array ? '[' : '{'); }
  void close(bool is_array) { out.append(is_array ? ']' : '}'); }
  void between(bool first) {
    if (!first) out.append(',');
  }
  [[nodiscard]] static bool done() { return false; }
};

struct IndentedWriter {
  TextBuffer& out;
  size_t level = 0;
  void scalar(const Value& value) { put_scalar<Nesting::kPlain>(value, out); }
  void key(std::string_view text) {
    put_string<Nesting::kPlain>(text, out);
    out.append(": ");
  }
  void open(bool is_array) {
    out.append(is_array ? '[' : '{');
    ++level;
  }
  void close(bool is_array) {
    --level;
    line();
    out.append(is_array ? ']' : '}');
  }
  void between(bool first) {
    if (!first) out.append(',');
    line();
  }
  [[nodiscard]] static bool done() { return false; }
  void line() {
    out.append('\n');
    for (size_t i = 0; i < level; ++i) out.append("  ");
  }
};

struct Counter {
  uint64_t limit;
  uint64_t bytes = 0;
  void scalar(const Value& value) {
    if (value.is_double()) {
      TextBuffer text;
      put_scalar<Nesting::kPlain>(value, text);
      bytes += text.size();
    } else {
      bytes += value.text_bytes_bound();
    }
  }
  void key(std::string_view text) { bytes += Value::string(text).text_bytes_bound() + 1; }
  void open(bool) { ++bytes; }
  void close(bool) { ++bytes; }
  void between(bool first) { bytes += first ? 0 : 1; }
  [[nodiscard]] bool done() const { return bytes > limit; }
};

}  // namespace

void dump(const Value& value, TextBuffer& out) {
  CompactWriter<Nesting::kPlain> writer{out};
  walk(value, writer);
}

void dump_escaped(const Value& value, TextBuffer& out) {
  CompactWriter<Nesting::kInsideString> writer{out};
  walk(value, writer);
}

void dump_indented(const Value& value, TextBuffer& out) {
  IndentedWriter writer{out};
  walk(value, writer);
}

std::string to_json(const Value& value) {
  TextBuffer out;
  dump(value, out);
  return out.str();
}

std::string to_text(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : to_json(value);
}

void dump_string(std::string_view text, TextBuffer& out) { put_string<Nesting::kPlain>(text, out); }
void dump_string_inside(std::string_view text, TextBuffer& out) { put_text<Nesting::kPlain>(text, out); }

std::string json_quoted(std::string_view text) {
  TextBuffer out;
  dump_string(text, out);
  return out.str();
}

bool exact_text_exceeds(const Value& value, uint64_t limit) {
  Counter counter{limit};
  walk(value, counter);
  return counter.bytes > limit;
}

}  // namespace pawl
