#include "value/java_text.h"

#include <cmath>
#include <vector>

#include "value/number_text.h"

namespace pawl {
namespace {

void append_scalar(const Value& value, std::string& out) {
  switch (value.type()) {
    case Value::Type::Null: out += "null"; break;
    case Value::Type::Boolean: out += value.as_boolean() ? "true" : "false"; break;
    case Value::Type::String: out += value.as_string(); break;
    case Value::Type::Integer:
      if (value.is_int64()) out += std::to_string(value.as_int64());
      else out += value.big_integer_digits();
      break;
    case Value::Type::Double: {
      const double d = value.as_double();
      if (!std::isfinite(d)) {
        out += std::isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity";
        break;
      }
      char text[kDoubleTextMost];
      out.append(text, static_cast<size_t>(double_to_text(d, text) - text));
      break;
    }
    default: break;
  }
}

struct OpenContainer {
  const Value* container;
  size_t next;
};

}  // namespace

bool append_java_text(const Value& value, uint64_t limit, std::string& out) {
  const size_t begin = out.size();
  std::vector<OpenContainer> open;
  const auto put = [&](const Value& item) {
    if (!item.is_container()) return append_scalar(item, out);
    out += item.is_array() ? '[' : '{';
    open.push_back({&item, 0});
  };
  put(value);
  while (!open.empty() && out.size() - begin <= limit) {
    OpenContainer& top = open.back();
    const Value& container = *top.container;
    if (top.next == container.size()) {
      out += container.is_array() ? ']' : '}';
      open.pop_back();
      continue;
    }
    if (top.next > 0) out += ", ";
    const size_t i = top.next++;
    if (container.is_array()) {
      put(container.items()[i]);
    } else {
      out += container.members()[i].key.as_string();
      out += '=';
      put(container.members()[i].value);
    }
  }
  return out.size() - begin <= limit;
}

}  // namespace pawl
