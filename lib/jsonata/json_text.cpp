#include "jsonata/json_text.h"

#include <cmath>
#include <vector>

#include "value/dump.h"

namespace pawl::jsonata {
namespace {

constexpr uint64_t kMessageMost = 8'000;

/// Writes a value and stops when the text is long enough. Iterative: any depth is fine.
class Writer {
 public:
  Writer(JsonLayout layout, uint64_t limit, std::string& out, const NumberStyle* style)
      : layout_(layout), limit_(limit), out_(out), style_(style) {}

  bool write(const Value& root) {
    put(root);
    while (!open_.empty() && out_.size() <= limit_) {
      Open& open = open_.back();
      if (open.next == open.value->size()) {
        const bool is_array = open.value->is_array();
        open_.pop_back();
        line();
        out_ += is_array ? ']' : '}';
        continue;
      }
      if (open.next > 0) out_ += ',';
      line();
      const size_t i = open.next++;
      if (open.value->is_array()) {
        put(open.value->items()[i]);
      } else {
        const Member& member = open.value->members()[i];
        string(member.key.as_string());
        out_ += layout_ == JsonLayout::kIndented ? ": " : ":";
        put(member.value);
      }
    }
    return out_.size() <= limit_;
  }

 private:
  struct Open {
    const Value* value;
    size_t next;
  };

  void line() {
    if (layout_ != JsonLayout::kIndented) return;
    out_ += '\n';
    out_.append(open_.size() * 2, ' ');
  }

  void string(std::string_view text) {
    buffer_.clear();
    dump_string(text, buffer_);
    out_ += buffer_.view();
  }

  void number(const Value& value) {
    if (value.is_double() && !std::isfinite(value.as_double())) {
      out_ += "null";
    } else if (style_ != nullptr) {
      out_ += number_to_string(value, *style_);
    } else if (value.is_double()) {
      char text[kJsNumberTextMost];
      out_.append(text, js_number_text(value.as_double(), text));
    } else {
      out_ += to_json(value);
    }
  }

  void put(const Value& value) {
    if (value.is_container()) {
      out_ += value.is_array() ? '[' : '{';
      if (value.size() > 0) open_.push_back({&value, 0});
      else out_ += value.is_array() ? ']' : '}';
    } else if (value.is_string()) {
      string(value.as_string());
    } else if (value.is_number()) {
      number(value);
    } else if (value.is_boolean()) {
      out_ += value.as_boolean() ? "true" : "false";
    } else {
      out_ += value.is_foreign() ? "\"\"" : "null";
    }
  }

  JsonLayout layout_;
  uint64_t limit_;
  std::string& out_;
  const NumberStyle* style_;
  std::vector<Open> open_;
  TextBuffer buffer_;
};

}  // namespace

std::string json_text(const Value& value) {
  if (value.is_absent()) return "undefined";
  std::string out;
  if (!Writer(JsonLayout::kCompact, kMessageMost, out, nullptr).write(value)) out += "...";
  return out;
}

bool append_string_text(const Value& value, NumberStyle style, JsonLayout layout, uint64_t limit,
                        std::string& out) {
  return Writer(layout, limit, out, &style).write(value);
}

}  // namespace pawl::jsonata
