#include "source/mapped_text.h"

#include <algorithm>

#include "value/dump.h"
#include "value/json_scanner.h"

namespace pawl::source {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// `\ud83d\ude00` is one character.
bool begins_surrogate_pair(std::string_view raw) {
  const bool high = raw.size() >= 12 && (raw[2] == 'd' || raw[2] == 'D') &&
                    std::string_view("89abAB").find(raw[3]) != std::string_view::npos;
  return high && raw.substr(6, 2) == "\\u" && (raw[8] == 'd' || raw[8] == 'D');
}

/// Matches a string's value with its written form, piece by piece.
class Alignment {
 public:
  Alignment(std::string_view text, Span span, std::string_view value)
      : text_(text), value_(value), at_(span.begin) {
    const char first = at_ < text_.size() ? text_[at_] : '\0';
    if (first == '"' || first == '\'') quote_ = text_[at_++];
    // The header of a YAML block: `|`, `>-`.
    if (first == '|' || first == '>') at_ = std::min(text_.find('\n', at_), text_.size());
    const bool is_block = first == '|' || first == '>';
    end_ = is_block ? text_.size() : std::max<size_t>(span.end, at_ + value.size());
    if (quote_ == '\0' && !is_block) end_ = text_.size();
  }

  /// Returns whether the whole value was matched.
  bool run(MappedText& out) {
    size_t done = 0;
    while (done < value_.size()) {
      if (at_ >= std::min(end_, text_.size())) return false;
      const char c = value_[done];
      if (quote_ == '"' && text_[at_] == '\\') {
        if (!escape(out, done)) return false;
      } else if (quote_ == '\'' && c == '\'') {
        if (text_.substr(at_, 2) != "''") return false;
        put(out, done, 1, 2);
      } else if (text_[at_] == c) {
        out.append_copy(value_.substr(done, 1), static_cast<uint32_t>(at_));
        ++done;
        ++at_;
      } else if (is_blank(text_[at_])) {  // a folded line, or its indentation
        const size_t length = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()) - at_;
        if (is_blank(c)) put(out, done, 1, length);
        else at_ += length;
      } else {
        return false;
      }
    }
    return true;
  }

 private:
  void put(MappedText& out, size_t& done, size_t bytes, size_t length) {
    out.append(value_.substr(done, bytes), {static_cast<uint32_t>(at_), static_cast<uint32_t>(at_ + length)});
    done += bytes;
    at_ += length;
  }

  bool escape(MappedText& out, size_t& done) {
    const std::string_view raw = text_.substr(at_);
    if (raw.size() > 1 && (raw[1] == '\n' || raw[1] == '\r')) {  // YAML: the line continues
      at_ += 1;
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      return true;
    }
    const size_t length = !raw.starts_with("\\u") ? 2 : begins_surrogate_pair(raw) ? 12 : 6;
    std::string one;
    JsonError error;
    if (json_detail::unescape_string(std::string(raw.substr(0, length)) + '"', one, error) == 0 ||
        !value_.substr(done).starts_with(one))
      return false;
    put(out, done, one.size(), length);
    return true;
  }

  std::string_view text_, value_;
  size_t at_;
  size_t end_;
  char quote_ = '\0';
};

void move_spans(Node& node, const MappedText& text) {
  node.span = text.origin(node.span.begin, node.span.end);
  for (Node& element : node.elements) move_spans(element, text);
  for (NodeMember& member : node.members) {
    member.key_span = text.origin(member.key_span.begin, member.key_span.end);
    move_spans(member.value, text);
  }
}

}  // namespace

void MappedText::append_copy(std::string_view bytes, uint32_t at) {
  if (bytes.empty()) return;
  if (!pieces_.empty() && pieces_.back().is_copy && pieces_.back().origin.end == at)
    pieces_.back().origin.end += static_cast<uint32_t>(bytes.size());
  else pieces_.push_back({text_.size(), {at, static_cast<uint32_t>(at + bytes.size())}, true});
  text_ += bytes;
}

void MappedText::append(std::string_view text, Span origin) {
  if (text.empty()) return;
  pieces_.push_back({text_.size(), origin, false});
  text_ += text;
}

void MappedText::append(const MappedText& other, size_t begin, size_t end) {
  const std::string_view text = other.text_;
  auto piece = std::upper_bound(other.pieces_.begin(), other.pieces_.end(), begin,
                                [](size_t offset, const Piece& one) { return offset < one.begin; });
  while (begin < end) {
    const Piece& one = *std::prev(piece);
    const size_t next = piece == other.pieces_.end() ? text.size() : piece->begin;
    const size_t stop = std::min(end, next);
    const std::string_view bytes = text.substr(begin, stop - begin);
    if (one.is_copy) append_copy(bytes, static_cast<uint32_t>(one.origin.begin + (begin - one.begin)));
    else append(bytes, one.origin);
    begin = stop;
    if (piece != other.pieces_.end()) ++piece;
  }
}

const MappedText::Piece& MappedText::piece_at(size_t offset) const {
  return *std::prev(std::upper_bound(pieces_.begin() + 1, pieces_.end(), offset,
                                     [](size_t at, const Piece& one) { return at < one.begin; }));
}

Span MappedText::origin(size_t begin, size_t end) const {
  if (pieces_.empty()) return {};
  if (begin >= text_.size()) {
    const uint32_t last = pieces_.back().origin.end;
    return {last, last};
  }
  const Piece& first = piece_at(begin);
  const auto from = static_cast<uint32_t>(first.origin.begin + (first.is_copy ? begin - first.begin : 0));
  if (end <= begin) return {from, from};
  const Piece& last = piece_at(end - 1);
  const auto to =
      last.is_copy ? static_cast<uint32_t>(last.origin.begin + (end - last.begin)) : last.origin.end;
  return {from, std::max(from, to)};
}

MappedText mapped(const Document& document, const Node& string) {
  const std::string_view value = string.scalar.as_string();
  MappedText out;
  if (Alignment(document.text, string.span, value).run(out)) return out;
  MappedText whole;
  whole.append(value, string.span);
  return whole;
}

Filled fill(const MappedText& source, Format format, const Substitutions& values) {
  Filled out{{}, std::vector<bool>(values.size())};
  const std::string_view text = source.text();
  const SubstitutionIndex index = index_of(values);
  size_t copied = 0, added = 0;
  bool in_string = false;  // of JSON
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (format == Format::Json) {
      if (c == '"') in_string = !in_string;
      if (c == '\\' && in_string) ++at;
    }
    if (c != '$' || added > kMostExpandedText) continue;
    const std::string_view name = placeholder_at(text, at);
    const auto known = index.find(name);
    if (name.empty() || known == index.end()) continue;
    const std::string& value = values[known->second].second;
    out.used[known->second] = true;
    out.text.append(source, copied, at);
    const Span origin = source.origin(at, at + name.size() + 3);
    if (in_string) {
      const std::string inside = json_quoted(value);
      out.text.append(std::string_view(inside).substr(1, inside.size() - 2), origin);
    } else {
      out.text.append(value, origin);
    }
    added += value.size();
    copied = at + name.size() + 3;
    at = copied - 1;
  }
  out.text.append(source, copied, text.size());
  return out;
}

LoadResult read_mapped(const MappedText& text, const std::string& name, Format format) {
  LoadResult out = read(name, text.text(), format);
  move_spans(out.document.root, text);
  for (Diagnostic& diagnostic : out.diagnostics) {
    diagnostic.span = text.origin(diagnostic.span.begin, diagnostic.span.end);
    for (Related& related : diagnostic.related)
      related.span = text.origin(related.span.begin, related.span.end);
  }
  for (Span& span : out.document.bare_placeholders) span = text.origin(span.begin, span.end);
  out.document.text.clear();
  return out;
}

FilledDocument read_filled(Document document, const Substitutions& values) {
  MappedText whole;
  whole.append_copy(document.text, 0);
  const Filled put = fill(whole, document.format, values);
  FilledDocument out{read_mapped(put.text, document.name, document.format), put.text.text(), {}};
  out.loaded.document.text = std::move(document.text);
  out.loaded.document.lines = std::move(document.lines);
  for (size_t i = 0; i < values.size(); ++i) {
    if (!put.used[i]) out.unused.push_back(values[i].first);
  }
  return out;
}

}  // namespace pawl::source
