#include "history/csv.h"

#include <algorithm>
#include <vector>

#include "value/dump.h"

namespace pawl::history {
namespace {

class Rows {
 public:
  explicit Rows(std::string_view text) : text_(text) {
    const std::string_view head = text.substr(0, text.find('\n'));
    // Quoted names of columns hold none of them.
    for (const char c : {',', ';', '\t'}) {
      if (head.find(c) == std::string_view::npos) continue;
      separator_ = c;
      break;
    }
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] size_t line() const { return line_; }

  /// False: a quote is not closed.
  bool next(std::vector<std::string>& cells) {
    cells.clear();
    for (;;) {
      std::string& cell = cells.emplace_back();
      if (!take_cell(cell)) return false;
      if (at_end()) return true;
      const char c = text_[at_++];
      if (c == separator_) continue;
      ++line_;  // '\n'
      return true;
    }
  }

 private:
  bool take_cell(std::string& cell) {
    if (!at_end() && text_[at_] == '"') {
      for (++at_;; ++at_) {
        if (at_end()) return false;
        if (text_[at_] == '"') {
          ++at_;
          if (at_end() || text_[at_] != '"') break;
        }
        if (text_[at_] == '\n') ++line_;
        cell += text_[at_];
      }
    }
    while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n') cell += text_[at_++];
    if (cell.ends_with('\r')) cell.pop_back();
    return true;
  }

  std::string_view text_;
  char separator_ = ',';
  size_t at_ = 0;
  size_t line_ = 1;
};

}  // namespace

bool is_csv_with(std::string_view text, std::initializer_list<std::string_view> columns) {
  std::vector<std::string> head;
  Rows rows(text.substr(0, text.find('\n')));
  return rows.next(head) && std::any_of(columns.begin(), columns.end(), [&](std::string_view column) {
           return std::find(head.begin(), head.end(), column) != head.end();
         });
}

Result<std::string> csv_as_json(std::string_view text) {
  Rows rows(text);
  std::vector<std::string> head, cells;
  TextBuffer out;
  out.append('[');
  size_t line = 1;
  bool is_first = true;
  const auto not_closed = [&] {
    return fail(std::to_string(rows.line()) + ": the CSV ends within a quoted cell: it was cut off");
  };
  if (!rows.next(head)) return not_closed();
  while (!rows.at_end()) {
    const size_t at = rows.line();
    if (!rows.next(cells)) return not_closed();
    if (!is_first) out.append(',');
    is_first = false;
    for (; line < at; ++line) out.append('\n');
    out.append('{');
    bool is_empty = true;
    for (size_t i = 0; i < std::min(head.size(), cells.size()); ++i) {
      if (cells[i].empty()) continue;
      if (!is_empty) out.append(',');
      is_empty = false;
      dump_string(head[i], out);
      out.append(':');
      dump_string(cells[i], out);
    }
    out.append('}');
  }
  out.append(']');
  return out.str();
}

}  // namespace pawl::history
