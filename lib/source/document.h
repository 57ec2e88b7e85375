// Document: the text of a definition and its tree, whose nodes know their spans in the text. JSON and YAML
// give the same tree.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/diagnostic.h"
#include "source/line_index.h"
#include "source/location.h"
#include "value/value.h"

namespace pawl::source {

struct NodeMember;

/// One value of the text with its span. Scalars are Values, containers hold Nodes.
struct Node {
  enum class Kind : uint8_t { Scalar, Array, Object } kind = Kind::Scalar;
  /// A string that is a `${placeholder}` without quotes in JSON: it may stand for any value.
  bool is_bare = false;
  Value scalar;                     // of a Scalar
  std::vector<Node> elements;       // of an Array
  std::vector<NodeMember> members;  // of an Object, in the order written; of equal keys the last one only
  Span span;

  /// The member's value, or null pointer.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const NodeMember* find_member(std::string_view key) const;
};

struct NodeMember {
  std::string key;
  Span key_span;
  Node value;
};

/// How deep a definition may nest. Readers refuse more, so trees can be walked by recursion.
inline constexpr size_t kMaxNesting = 1000;

/// The Value a node stands for.
Value to_value(const Node& node);

enum class Format : uint8_t { Json, Yaml };

/// How YAML is read. Definitions have YAML's own tags only, and no duplicate keys. In templates every tag is
/// a function (`!Sub x` is {"Fn::Sub": "x"}), and the last of equal keys wins, as in SAM.
enum class YamlDialect : uint8_t { Definition, Template };

struct Document {
  std::string name;  // for messages: the path given, "<stdin>"
  Format format = Format::Json;
  std::string text;
  Node root;
  LineIndex lines;  // of `text`
  std::vector<Span>
      bare_placeholders;  // of nodes that are bare: the text is no JSON before they are filled in

  /// Line and column of a span.
  [[nodiscard]] Location locate(Span span) const;
  /// The span in the text of characters [begin, end) of a string node's value, with escapes and quotes
  /// counted. The whole node where that is not known (folded YAML).
  [[nodiscard]] Span span_inside(const Node& string, size_t begin, size_t end) const;
};

/// A place as messages name it: "order.asl.json:12:7".
std::string place_text(const Document& document, Span span);

/// A document that could not be read has no tree: `document.root` is null and `diagnostics` says why (rule
/// json-syntax, yaml-syntax, …; code INVALID_JSON_DESCRIPTION). Duplicate keys (rule duplicate-key) are
/// warnings in JSON and in templates, errors in YAML.
struct LoadResult {
  Document document;
  Diagnostics diagnostics;
};

/// Reads text in the given format. YAML: anchors, aliases and merge keys are resolved (an alias bomb is
/// refused), one document only, core schema scalars.
LoadResult read(std::string name, std::string text, Format format,
                YamlDialect dialect = YamlDialect::Definition);
/// Loads a file (`-`: standard input). `.json` is JSON, `.yaml`/`.yml` is YAML; anything else, and stdin, is
/// sniffed. Errors: unreadable file.
Result<LoadResult> load(const std::string& path);
/// JSON if the first character after blanks opens an object or an array, else YAML.
Format sniff(std::string_view text);

}  // namespace pawl::source
