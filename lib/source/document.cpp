#include "source/document.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>
#include <cstring>

#include "base/blocking_io.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "source/json_reader.h"
#include "source/mapped_text.h"
#include "source/yaml_reader.h"
#include "value/json_scanner.h"

namespace pawl::source {
namespace {

constexpr size_t kMostBytes = size_t{256} << 20;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void refuse_encoding(LoadResult& result, std::string message, size_t at) {
  const bool json = result.document.format == Format::Json;
  result.diagnostics.push_back({.rule = json ? "json-syntax" : "yaml-syntax",
                                .code = "INVALID_JSON_DESCRIPTION",
                                .message = std::move(message),
                                .span = {static_cast<uint32_t>(at), static_cast<uint32_t>(at + 1)}});
}

void read_tree(LoadResult& result, YamlDialect dialect) {
  Document& document = result.document;
  std::string_view text = document.text;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    refuse_encoding(result, "the text is UTF-16: save it as UTF-8", 0);
    return;
  }
  const size_t base = text.starts_with(utf8::kByteOrderMark) ? utf8::kByteOrderMark.size() : 0;
  text.remove_prefix(base);
  if (const size_t at = utf8::find_invalid(text); at != std::string_view::npos) {
    refuse_encoding(result, "the text is not UTF-8", base + at);
    return;
  }
  if (is_blank(text)) {
    result.diagnostics.push_back({.rule = "not-an-object",
                                  .code = "SCHEMA_VALIDATION_FAILED",
                                  .message = "Definition must be a valid JSON object",
                                  .hint = "the text is empty",
                                  .span = {}});
    return;
  }
  if (document.format == Format::Json) {
    read_json(text, base, document.root, document.bare_placeholders, result.diagnostics);
    return;
  }
  // JSON is YAML, but the YAML reader handles neither `\/` nor surrogate pairs.
  if (sniff(text) == Format::Json) {
    Diagnostics diagnostics;
    if (read_json(text, base, document.root, document.bare_placeholders, diagnostics)) {
      result.diagnostics = std::move(diagnostics);
      return;
    }
    document.root = Node{};
    document.bare_placeholders.clear();
  }
  read_yaml(text, base, document.root, result.diagnostics, dialect);
}

Result<std::string> read_file(const std::string& path) {
  const bool standard_input = path == "-";
  const auto failed = [&path, standard_input](const std::string& why) {
    return fail(standard_input ? "cannot read standard input: " + why : "cannot read '" + path + "': " + why);
  };
  const int file = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return failed(std::strerror(errno));
  std::string text;
  std::string why;
  for (;;) {
    constexpr size_t kFirstChunk = size_t{8} << 10;
    const size_t size = text.size();
    const size_t chunk = std::max(kFirstChunk, size);
    text.resize(size + chunk);
    const ssize_t count = read_some(file, text.data() + size, chunk);
    if (count < 0) why = std::strerror(errno);
    text.resize(size + static_cast<size_t>(count < 0 ? 0 : count));
    if (text.size() > kMostBytes) why = "more than 256 MiB";
    if (count == 0 || !why.empty()) break;
  }
  if (!standard_input) ::close(file);
  if (!why.empty()) return failed(why);
  return text;
}

Format format_of(const std::string& path, std::string_view text) {
  if (path.ends_with(".json")) return Format::Json;
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return Format::Yaml;
  return sniff(text);
}

}  // namespace

const NodeMember* Node::find_member(std::string_view key) const {
  for (const NodeMember& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const NodeMember* member = find_member(key);
  return member == nullptr ? nullptr : &member->value;
}

Value to_value(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Scalar: return node.scalar;
    case Node::Kind::Array: {
      ArrayBuilder builder(node.elements.size());
      for (const Node& element : node.elements) builder.push(to_value(element));
      return builder.finish();
    }
    case Node::Kind::Object: break;
  }
  ObjectBuilder builder(node.members.size());
  for (const NodeMember& member : node.members) builder.append(member.key, to_value(member.value));
  return builder.finish();
}

Location Document::locate(Span span) const {
  if (lines.empty()) return LineIndex(text).locate(text, span);
  return lines.locate(text, span);
}

std::string place_text(const Document& document, Span span) {
  const Location at = document.locate(span);
  return fmt::format("{}:{}:{}", printable(document.name), at.line, at.column);
}

Span Document::span_inside(const Node& string, size_t begin, size_t end) const {
  if (string.scalar.as_string().empty()) return string.span;
  return mapped(*this, string).origin(begin, end);
}

Format sniff(std::string_view text) {
  if (text.starts_with(utf8::kByteOrderMark)) text.remove_prefix(utf8::kByteOrderMark.size());
  const size_t at = text.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && (text[at] == '{' || text[at] == '[') ? Format::Json : Format::Yaml;
}

LoadResult read(std::string name, std::string text, Format format, YamlDialect dialect) {
  LoadResult result;
  result.document.name = std::move(name);
  result.document.format = format;
  result.document.text = std::move(text);
  result.document.lines = LineIndex(result.document.text);
  read_tree(result, dialect);
  if (has_errors(result.diagnostics)) result.document.root = Node{};
  return result;
}

Result<LoadResult> load(const std::string& path) {
  PAWL_TRY(std::string text, read_file(path));
  const Format format = format_of(path, text);
  return read(path == "-" ? "<stdin>" : path, std::move(text), format);
}

}  // namespace pawl::source
