#include "items/csv_rows.h"

#include <utility>

#include "base/utf8.h"

namespace pawl::items {
namespace {

constexpr size_t kMostCells = 100'000;  // AWS's headers have 10 KiB

}  // namespace

CsvRows::CsvRows(std::unique_ptr<ByteStream> stream, char delimiter) : window_(std::move(stream)) {
  const auto class_of = [this](char c) -> Class& { return classes_[static_cast<unsigned char>(c)]; };
  class_of('\n') = class_of('\r') = Class::Newline;
  class_of('"') = Class::Quote;
  class_of(delimiter) = Class::Delimiter;
}

Result<bool> CsvRows::next(std::span<const std::string_view>& cells) {
  window_.consume(std::exchange(taken_, 0));
  bool last = false;
  for (;;) {
    std::string_view text = window_.text();
    const bool is_start = window_.offset() == 0;
    const size_t mark = is_start && text.starts_with(utf8::kByteOrderMark) ? utf8::kByteOrderMark.size() : 0;
    const Scan scan = text.empty() && !last ? Scan::More : scan_row(text.substr(mark), last);
    if (scan == Scan::Fault) return fail("line " + std::to_string(next_line_) + ": " + std::string(fault_));
    if (scan == Scan::More) {
      PAWL_TRY(const bool more, window_.fill(kMaxRecordBytes, "the row"));
      last = !more;
      if (last && window_.text().empty()) return false;
      continue;
    }
    taken_ += mark;
    row_line_ = std::exchange(next_line_, next_line_ + lines_);
    if (taken_ == 0) return false;
    if (cells_.size() > 1 || cells_.front().data() != window_.text().data() || !cells_.front().empty()) {
      PAWL_CHECK(finish_row());
      cells = cells_;
      return true;
    }
    window_.consume(std::exchange(taken_, 0));  // an empty line
  }
}

CsvRows::Scan CsvRows::scan_row(std::string_view text, bool last) {
  cells_.clear();
  escaped_.clear();
  lines_ = 0;
  unsigned char bits = 0;
  size_t at = 0;
  for (;;) {
    if (cells_.size() == kMostCells) {
      fault_ = "the row has more than 100000 cells; rows end with a newline";
      return Scan::Fault;
    }
    if (at < text.size() && text[at] == '"') {
      const Scan scan = scan_quoted(text, last, at);
      if (scan != Scan::Done) return scan;
    } else {
      const size_t begin = at;
      for (; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        bits |= c;
        const Class is = classes_[c];
        if (is == Class::Delimiter || is == Class::Newline) break;
      }
      if (at == text.size() && !last) return Scan::More;
      cells_.push_back(text.substr(begin, at - begin));
    }
    if (at == text.size()) break;
    if (classes_[static_cast<unsigned char>(text[at])] == Class::Newline) {
      const bool is_return = text[at] == '\r';
      if (is_return && at + 1 == text.size() && !last) return Scan::More;
      at += is_return && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
      ++lines_;
      break;
    }
    ++at;
  }
  taken_ = at;
  bits_ |= bits;
  return Scan::Done;
}

CsvRows::Scan CsvRows::scan_quoted(std::string_view text, bool last, size_t& at) {
  const size_t begin = ++at;
  bool is_escaped = false;
  for (;; ++at) {
    if (at + 1 >= text.size() && !last) return Scan::More;  // a quote says what it is by the next character
    if (at >= text.size()) {
      fault_ = "the row has a quote that is not closed";
      return Scan::Fault;
    }
    const auto c = static_cast<unsigned char>(text[at]);
    bits_ |= c;
    lines_ += c == '\n' ? 1 : 0;
    if (c != '"') continue;
    if (at + 1 == text.size() || text[at + 1] != '"') break;
    is_escaped = true;
    ++at;
  }
  if (is_escaped) escaped_.push_back(cells_.size());
  cells_.push_back(text.substr(begin, at - begin));
  ++at;
  if (at == text.size()) return Scan::Done;
  const Class follows = classes_[static_cast<unsigned char>(text[at])];
  if (follows == Class::Delimiter || follows == Class::Newline) return Scan::Done;
  fault_ = "the row has text after a closing quote; a quote inside of quotes is written twice";
  return Scan::Fault;
}

Result<void> CsvRows::finish_row() {
  char* const bytes = window_.bytes();
  for (const size_t escaped : escaped_) {
    std::string_view& cell = cells_[escaped];
    char* const to = bytes + (cell.data() - window_.text().data());
    size_t size = 0;
    for (size_t i = 0; i < cell.size(); ++i) {
      to[size++] = cell[i];
      if (cell[i] == '"') ++i;
    }
    cell = {to, size};
  }
  if (std::exchange(bits_, 0) < 0x80) return {};
  for (const std::string_view cell : cells_) {
    if (utf8::find_invalid(cell) != std::string_view::npos)
      return fail("line " + std::to_string(row_line_) +
                  ": the row is not UTF-8; convert the file first (iconv -t UTF-8)");
  }
  return {};
}

}  // namespace pawl::items
