#include "source/template_reader.h"

#include <algorithm>

#include "base/utf8.h"
#include "source/json_reader.h"
#include "source/yaml_reader.h"

namespace pawl::source {
namespace {

/// A key with the lines indented below it.
struct Block {
  size_t begin;
  size_t end;
  std::string_view key;
};

size_t indentation(std::string_view line) {
  const size_t at = line.find_first_not_of(' ');
  return at == std::string_view::npos ? line.size() : at;
}

bool says_nothing(std::string_view line) {
  const size_t at = line.find_first_not_of(" \t\r");
  return at == std::string_view::npos || line[at] == '#' || line.starts_with("---");
}

/// The blocks of [begin, end), which begin at the first line's indentation.
std::vector<Block> blocks_of(std::string_view text, size_t begin, size_t end) {
  std::vector<Block> blocks;
  size_t depth = std::string_view::npos;
  for (size_t at = begin; at < end;) {
    const size_t next = std::min(text.find('\n', at), end - 1) + 1;
    const std::string_view line = text.substr(at, next - at - (text[next - 1] == '\n' ? 1 : 0));
    if (!says_nothing(line)) {
      const size_t first = indentation(line);
      if (blocks.empty()) depth = first;
      const bool starts =
          first <= depth && std::string_view("-}]\t").find(line[first]) == std::string_view::npos;
      if (starts) blocks.push_back({at, next, line.substr(first, line.substr(first).find(':'))});
    }
    if (!blocks.empty()) blocks.back().end = next;
    at = next;
  }
  return blocks;
}

size_t nodes_in(const Node& node) {
  size_t count = 1;
  for (const Node& element : node.elements) count += nodes_in(element);
  for (const NodeMember& member : node.members) count += nodes_in(member.value);
  return count;
}

class Pieces {
 public:
  Pieces(std::string_view text, LoadResult& out) : text_(text), out_(out) {}

  /// Parses each block on its own and adds its members to `object`.
  void read(size_t begin, size_t end, Node& object, bool is_top) {
    object.kind = Node::Kind::Object;
    object.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    for (const Block& block : blocks_of(text_, begin, end)) {
      Node node;
      Diagnostics diagnostics;
      const std::string_view piece = text_.substr(block.begin, block.end - block.begin);
      // Only aliases give more values than bytes; they are bounded within a piece only.
      if (nodes_ > text_.size() + kMostAdded) return;
      if (read_yaml(piece, block.begin, node, diagnostics, YamlDialect::Template)) {
        nodes_ += nodes_in(node);
        std::move(node.members.begin(), node.members.end(), std::back_inserter(object.members));
      } else if (is_top && (block.key == "Resources" || block.key == "stepFunctions")) {
        const size_t inside = std::min(text_.find('\n', block.begin) + 1, block.end);
        object.members.push_back(
            {std::string(block.key),
             {static_cast<uint32_t>(block.begin), static_cast<uint32_t>(block.begin + block.key.size())},
             {}});
        read(inside, block.end, object.members.back().value, false);
        continue;
      } else if (!may_be_template(piece)) {
        for (Diagnostic& diagnostic : diagnostics) {
          diagnostic.severity = Severity::Warning;
          diagnostic.code.clear();
        }
        diagnostics.back().hint = "'" + shown(block.key) + "' is left out; the state machines are read";
      }
      std::move(diagnostics.begin(), diagnostics.end(), std::back_inserter(out_.diagnostics));
    }
    drop_duplicate_keys(object, Severity::Warning, out_.diagnostics);
  }

 private:
  static constexpr size_t kMostAdded = 200'000;

  std::string_view text_;
  LoadResult& out_;
  size_t nodes_ = 0;
};

}  // namespace

bool may_be_template(std::string_view text) {
  return text.find("AWS::StepFunctions::StateMachine") != std::string_view::npos ||
         text.find("AWS::Serverless::StateMachine") != std::string_view::npos ||
         text.find("stateMachines") != std::string_view::npos;
}

LoadResult read_template(std::string name, std::string text, Format format) {
  LoadResult whole = read(std::move(name), std::move(text), format, YamlDialect::Template);
  if (format != Format::Yaml || !has_errors(whole.diagnostics) ||
      utf8::find_invalid(whole.document.text) != std::string_view::npos)
    return whole;
  Diagnostics as_one = std::exchange(whole.diagnostics, {});
  whole.document.root = Node{};
  Pieces(whole.document.text, whole).read(0, whole.document.text.size(), whole.document.root, true);
  // Each piece is valid, but not all of them together.
  if (whole.diagnostics.empty()) whole.diagnostics = std::move(as_one);
  return whole;
}

}  // namespace pawl::source
