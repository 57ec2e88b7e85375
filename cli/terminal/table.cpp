#include "cli/terminal/table.h"

#include <algorithm>

#include "base/timestamp.h"
#include "cli/terminal/console.h"

namespace pawl::cli {

std::string table_text(const std::vector<std::vector<std::string>>& rows, const std::vector<Align>& columns) {
  std::vector<size_t> widths(columns.size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - display_width(row[i]), ' ');
      if (i > 0) line += "  ";
      line += columns[i] == Align::Right ? gap + row[i] : row[i] + gap;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string csv_text(const std::vector<std::vector<std::string>>& rows) {
  std::string out;
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      if (row[i].find_first_of(",\"\r\n") == std::string::npos) {
        out += row[i];
        continue;
      }
      out += '"';
      for (const char c : row[i]) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    out += '\n';
  }
  return out;
}

std::string shown_time(int64_t millis) {
  std::string text = format_timestamp(millis);
  const size_t at = text.find('T');
  if (at != std::string::npos) text[at] = ' ';
  return text.substr(0, text.find('.'));
}

}  // namespace pawl::cli
