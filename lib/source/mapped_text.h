// MappedText: a text put together from pieces of a document, which knows for each byte where it comes from.
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

  /// Adds bytes that stand in the document one by one, from `at` on.
  void append_copy(std::string_view bytes, uint32_t at);
  /// Adds a text that all of `origin` stands for: an escape, a placeholder.
  void append(std::string_view text, Span origin);
  /// Adds bytes [begin, end) of another one.
  void append(const MappedText& other, size_t begin, size_t end);

  /// The document's text that [begin, end) comes from.
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

/// A string node's value. Escapes, quotes, and the line breaks and indentation of YAML are counted; where the
/// value is not what is written there, all of it comes from the whole node.
MappedText mapped(const Document& document, const Node& string);

/// What a text is with values put in for `${K}`.
struct Filled {
  MappedText text;
  std::vector<bool> used;  // which of the values
};
/// Inside of JSON strings values are escaped; elsewhere, and in YAML, they stand as they are. Past
/// kMostExpandedText, placeholders stay.
Filled fill(const MappedText& text, Format format, const Substitutions& values);

/// Reads a text as a definition. Places are the document's; `document.text` is left empty.
LoadResult read_mapped(const MappedText& text, const std::string& name, Format format);

/// Reads a document's own text anew with values filled in. Places are those of the text as it is written.
struct FilledDocument {
  LoadResult loaded;
  std::string text;                 // the filled one
  std::vector<std::string> unused;  // names the text does not hold
};
FilledDocument read_filled(Document document, const Substitutions& values);

}  // namespace pawl::source
