// MappedText: a text assembled from pieces of a document, with a source map: each byte has its span there.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "source/document.h"
#include "source/placeholder.h"

namespace pawl::source {

class MappedText {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }

  /// Appends bytes that are in the document as they are, from `at` on.
  void append_copy(std::string_view bytes, uint32_t at);
  /// Appends a text that comes from `origin` as a whole: an escape, a placeholder.
  void append(std::string_view text, Span origin);
  /// Appends bytes [begin, end) of another text.
  void append(const MappedText& other, size_t begin, size_t end);

  /// The span in the document that [begin, end) comes from.
  [[nodiscard]] Span origin(size_t begin, size_t end) const;

 private:
  struct Piece {
    size_t begin;  // in text_
    Span origin;
    bool is_copy;
  };
  [[nodiscard]] const Piece& piece_at(size_t offset) const;

  std::string text_;
  std::vector<Piece> pieces_;
};

/// The value of a string node, with escapes, quotes, and YAML's line breaks and indentation mapped. If the
/// value cannot be matched with the text, all of it comes from the whole node.
MappedText mapped(const Document& document, const Node& string);

/// A text with its `${K}` replaced.
struct Filled {
  MappedText text;
  std::vector<bool> used;  // by index of the values
};
/// Values are escaped inside JSON strings, and inserted as they are elsewhere and in YAML. After
/// kMostExpandedText bytes, placeholders are left.
Filled fill(const MappedText& text, Format format, const Substitutions& values);

/// Parses a text as a definition. Spans are the document's; `document.text` is left empty.
LoadResult read_mapped(const MappedText& text, const std::string& name, Format format);

/// Parses a document's own text again with values filled in. Spans are those of the original text.
struct FilledDocument {
  LoadResult loaded;
  std::string text;                 // the filled one
  std::vector<std::string> unused;  // names that the text does not contain
};
FilledDocument read_filled(Document document, const Substitutions& values);

}  // namespace pawl::source
