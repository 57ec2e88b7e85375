#include "asl/place.h"

#include <algorithm>
#include <vector>

namespace pawl::asl {
namespace {

std::vector<const Place*> chain(const Place& place, const Place* above = nullptr) {
  std::vector<const Place*> places;
  for (const Place* at = &place; at->parent != nullptr && at != above; at = at->parent) places.push_back(at);
  std::reverse(places.begin(), places.end());
  return places;
}

std::string joined(const std::vector<const Place*>& places) {
  std::string out;
  for (const Place* at : places) {
    if (at->index == Place::kNone) {
      out += '/';
      out += source::shown(at->key);
    } else {
      out += '[' + std::to_string(at->index) + ']';
    }
  }
  return out;
}

}  // namespace

void append_pointer_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
}

std::string Place::pointer() const {
  std::string out;
  for (const Place* at : chain(*this)) {
    if (at->index == kNone) append_pointer_token(out, at->key);
    else append_pointer_token(out, std::to_string(at->index));
  }
  return out;
}

std::string Place::aws_path() const {
  const std::string out = joined(chain(*this));
  return out.empty() ? "/" : out;
}

std::string Place::aws_path_below(const Place& above) const {
  const std::string out = joined(chain(*this, &above));
  return out.starts_with('/') ? out.substr(1) : out;
}

source::Span Place::name_span() const {
  if (parent != nullptr && index == kNone) return key_span;
  return {node->span.begin, std::min(node->span.begin + 1, node->span.end)};
}

std::string aws_path_of(std::string_view pointer) {
  std::string out;
  bool is_name = false;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    const bool is_index =
        !is_name && !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    is_name = !is_name && token == "States";
    if (is_index) {
      out += '[' + std::string(token) + ']';
      continue;
    }
    std::string text;
    for (size_t i = 0; i < token.size(); ++i) {
      if (token[i] == '~' && i + 1 < token.size()) text += token[++i] == '1' ? '/' : '~';
      else text += token[i];
    }
    out += '/' + source::shown(text);
  }
  return out.empty() ? "/" : out;
}

}  // namespace pawl::asl
