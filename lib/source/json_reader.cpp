#include "source/json_reader.h"

#include <cmath>

#include "base/text_hash.h"
#include "source/placeholder.h"
#include "value/json_scanner.h"
#include "value/parse.h"

namespace pawl::source {
namespace {

/// Builds the tree top down. A container's child is complete before the next one begins, so the open nodes
/// are never moved.
class TreeHandler {
 public:
  TreeHandler(Node& root, size_t base, std::vector<Span>& bare, Diagnostics& diagnostics)
      : root_(root), base_(base), bare_(bare), diagnostics_(diagnostics) {}

  void null(size_t at, size_t end) { scalar({}, at, end); }
  void boolean(bool b, size_t at, size_t end) { scalar(Value::boolean(b), at, end); }
  void number(std::string_view text, bool integral, size_t at) {
    Value value = number_from_text(text, integral);
    if (value.is_double() && !std::isfinite(value.as_double())) {
      diagnostics_.push_back({.rule = "json-syntax",
                              .code = "INVALID_JSON_DESCRIPTION",
                              .message = "the number '" + shown(text.substr(0, 40)) + "' is too large",
                              .span = span(at, at + text.size())});
      value = {};
    }
    scalar(std::move(value), at, at + text.size());
  }
  void string(std::string_view text, size_t at, size_t end) { scalar(Value::string(text), at, end); }
  void key(std::string_view text, size_t at, size_t end) {
    open_.back()->members.push_back({.key = std::string(text), .key_span = span(at, end), .value = {}});
  }
  size_t placeholder(std::string_view text, size_t at) {
    const size_t length = placeholder_length(text);
    if (length == 0) return 0;
    Node& node = scalar(Value::string(text.substr(0, length)), at, at + length);
    node.is_bare = true;
    bare_.push_back(node.span);
    return length;
  }
  void begin_array(size_t at) { open(Node::Kind::Array, at); }
  void begin_object(size_t at) { open(Node::Kind::Object, at); }
  void end_array(size_t end) { close(end); }
  void end_object(size_t end) {
    drop_duplicate_keys(*open_.back(), Severity::Warning, diagnostics_);
    close(end);
  }

 private:
  [[nodiscard]] Span span(size_t at, size_t end) const {
    return {static_cast<uint32_t>(base_ + at), static_cast<uint32_t>(base_ + end)};
  }

  Node& next() {
    if (open_.empty()) return root_;
    Node& parent = *open_.back();
    return parent.kind == Node::Kind::Array ? parent.elements.emplace_back() : parent.members.back().value;
  }

  Node& scalar(Value value, size_t at, size_t end) {
    Node& node = next();
    node.scalar = std::move(value);
    node.span = span(at, end);
    return node;
  }

  void open(Node::Kind kind, size_t at) {
    Node& node = next();
    node.kind = kind;
    node.span = span(at, at + 1);
    open_.push_back(&node);
  }

  void close(size_t end) {
    open_.back()->span.end = static_cast<uint32_t>(base_ + end);
    open_.pop_back();
  }

  Node& root_;
  size_t base_;
  std::vector<Span>& bare_;
  Diagnostics& diagnostics_;
  std::vector<Node*> open_;
};

void report_duplicate(const NodeMember& member, const NodeMember& first, Severity severity,
                      Diagnostics& diagnostics) {
  const bool fatal = severity == Severity::Error;
  diagnostics.push_back({.severity = severity,
                         .rule = "duplicate-key",
                         .code = fatal ? "INVALID_JSON_DESCRIPTION" : "",
                         .message = "the key '" + shown(member.key) + "' is here twice" +
                                    (fatal ? "" : ": the last one counts"),
                         .span = member.key_span,
                         .related = {{"first written here", first.key_span}}});
}

/// Whether a syntax error is due to Terraform's template language: `%{ for … }`, quotes inside `${…}`.
bool is_terraform(std::string_view text, size_t offset) {
  if (text.substr(offset).starts_with("%{")) return true;
  const size_t line = text.rfind('\n', offset) + 1;
  const std::string_view before = text.substr(line, std::min<size_t>(offset, text.size()) - line);
  const size_t open = before.rfind("${");
  return open != std::string_view::npos && before.find('}', open) == std::string_view::npos;
}

}  // namespace

void drop_duplicate_keys(Node& object, Severity severity, Diagnostics& diagnostics) {
  std::vector<NodeMember>& members = object.members;
  constexpr size_t kFew = 12;
  std::vector<bool> dropped;
  const auto drop = [&](size_t index) {
    dropped.resize(members.size());
    dropped[index] = true;
  };
  if (members.size() <= kFew) {
    for (size_t i = 1; i < members.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (members[i].key != members[j].key || (!dropped.empty() && dropped[j])) continue;
        report_duplicate(members[i], members[j], severity, diagnostics);
        drop(j);
      }
    }
  } else {
    TextMap<std::string_view, size_t> last;
    last.reserve(members.size());
    for (size_t i = 0; i < members.size(); ++i) {
      const auto [known, is_new] = last.try_emplace(members[i].key, i);
      if (is_new) continue;
      report_duplicate(members[i], members[known->second], severity, diagnostics);
      drop(known->second);
      known->second = i;
    }
  }
  if (dropped.empty()) return;
  std::vector<NodeMember> kept;
  kept.reserve(members.size());
  for (size_t i = 0; i < members.size(); ++i) {
    if (!dropped[i]) kept.push_back(std::move(members[i]));
  }
  members = std::move(kept);
}

bool read_json(std::string_view text, size_t base, Node& root, std::vector<Span>& bare,
               Diagnostics& diagnostics) {
  TreeHandler handler(root, base, bare, diagnostics);
  JsonScanner<TreeHandler> scanner(text, handler, kMaxNesting);
  if (scanner.scan()) return !has_errors(diagnostics);
  root = Node{};
  const JsonError& error = scanner.error();
  const bool deep = error.message.starts_with("nested deeper");
  const auto at = static_cast<uint32_t>(base + error.offset);
  diagnostics.push_back(
      {.rule = deep ? "too-deeply-nested" : "json-syntax",
       .code = deep ? "TOO_DEEPLY_NESTED" : "INVALID_JSON_DESCRIPTION",
       .message = error.message,
       .hint = deep || !is_terraform(text, error.offset)
                   ? ""
                   : "a template of Terraform is no JSON: take what templatefile() makes of it",
       .span = {at, error.offset < text.size() ? at + 1 : at}});
  return false;
}

}  // namespace pawl::source
