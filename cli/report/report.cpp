#include "cli/report/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace pawl::cli {

namespace {

// What is shown of a long line: this many columns before the caret and in all.
constexpr size_t kColumnsBefore = 50;
constexpr size_t kColumnsMost = 110;

size_t previous_character(std::string_view text, size_t at) {
  do --at;
  while (at > 0 && utf8::is_continuation(text[at]));
  return at;
}

/// One character of a source line as it is shown: always safe, tabs as a blank.
std::string shown_character(utf8::Character c) {
  if (c.code == '\t') return " ";
  const std::string safe = printable(c.bytes);
  return safe == c.bytes ? safe : std::string(utf8::kReplacementText);
}

struct Excerpt {
  std::string source;
  std::string marks;  // blanks, then ^~~~
};

/// The line around `span`, cut to a window.
Excerpt excerpt(std::string_view text, source::Span span) {
  const size_t size = text.size();
  const size_t begin = std::min<size_t>(span.begin, size);
  size_t first = begin, columns = 0;
  while (first > 0 && text[first - 1] != '\n' && columns < kColumnsMost) {
    first = previous_character(text, first);
    ++columns;
  }
  const bool whole_front = first == 0 || text[first - 1] == '\n';
  const size_t line_end = std::min(text.find('\n', begin), size);
  const bool fits =
      whole_front &&
      display_width(text.substr(first, std::min(line_end - first, kColumnsMost * 4 + 1))) <= kColumnsMost;
  if (!fits) {
    first = begin;
    for (columns = 0; first > 0 && text[first - 1] != '\n' && columns < kColumnsBefore; ++columns) {
      first = previous_character(text, first);
    }
  }

  Excerpt out;
  if (first > 0 && text[first - 1] != '\n') out.source = out.marks = "…";
  if (!out.marks.empty()) out.marks = " ";
  const size_t end = std::max<size_t>(span.end, begin + 1);
  size_t width = 0, at = first;
  for (const utf8::Character c : utf8::Characters(text.substr(first, line_end - first))) {
    if (width >= kColumnsMost || (c.code == '\r' && at + 1 == line_end)) break;
    const std::string shown = shown_character(c);
    const size_t columns_here = display_width(shown);
    out.source += shown;
    if (at < begin) out.marks.append(columns_here, ' ');
    else if (at < end) out.marks.append(columns_here, '~');
    width += columns_here;
    at += c.bytes.size();
  }
  if (at < line_end && text[at] != '\r') out.source += "…";
  if (const size_t caret = out.marks.find('~'); caret != std::string::npos) out.marks[caret] = '^';
  else out.marks += '^';  // after the last character
  return out;
}

/// AWS's texts may have several lines; each is made safe by itself, and none begins with text from elsewhere,
/// which could be a command to whoever reads the log (GitHub Actions).
std::string printable_lines(std::string_view text) {
  std::string out;
  for (;;) {
    const size_t end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += "\n      = ";
    text.remove_prefix(end + 1);
  }
}

Color color_of(source::Severity severity) {
  switch (severity) {
    case source::Severity::Error: return Color::Red;
    case source::Severity::Warning: return Color::Yellow;
    case source::Severity::Info: break;
  }
  return Color::Cyan;
}

}  // namespace

std::string_view name_of(source::Severity severity) {
  switch (severity) {
    case source::Severity::Error: return "error";
    case source::Severity::Warning: return "warning";
    case source::Severity::Info: break;
  }
  return "info";
}

std::string finding_text(const source::Diagnostic& diagnostic, const source::Document& document,
                         const Console& console, Stream stream) {
  const auto paint = [&](Color color, std::string_view text) {
    return stream == Stream::Out ? console.paint_out(color, text) : console.paint(color, text);
  };
  const source::Location location = document.locate(diagnostic.span);
  const std::string severity = fmt::format("{}:", name_of(diagnostic.severity));
  std::string out =
      fmt::format("{} {} {} {}\n", paint(Color::Bold, place_text(document, diagnostic.span) + ":"),
                  paint(color_of(diagnostic.severity), severity), printable(diagnostic.message),
                  paint(Color::Dim, "[" + printable(diagnostic.rule) + "]"));
  if (!document.text.empty()) {
    const Excerpt lines = excerpt(document.text, diagnostic.span);
    const std::string number = fmt::format("{:>5}", location.line);
    const std::string margin(number.size(), ' ');
    const std::string hint = diagnostic.hint.empty() ? "" : " " + printable(diagnostic.hint);
    out += fmt::format("{} {} {}\n", paint(Color::Dim, number), paint(Color::Dim, "|"), lines.source);
    out += fmt::format("{} {} {}\n", margin, paint(Color::Dim, "|"),
                       paint(color_of(diagnostic.severity), lines.marks) + paint(Color::Cyan, hint));
  } else if (!diagnostic.hint.empty()) {
    out += fmt::format("  {}\n", paint(Color::Cyan, printable(diagnostic.hint)));
  }
  for (const source::Related& related : diagnostic.related) {
    out += fmt::format("      {} {}: {}\n", paint(Color::Dim, "="), place_text(document, related.span),
                       printable(related.message));
  }
  if (!diagnostic.code.empty()) {
    out += fmt::format("      {} {}\n", paint(Color::Dim, "= AWS:"),
                       printable_lines(source::aws_message(diagnostic)));
  }
  return out;
}

Value finding_json(const source::Diagnostic& diagnostic, const source::Document& document) {
  const source::Location location = document.locate(diagnostic.span);
  const auto number = [](size_t n) { return Value::integer(static_cast<int64_t>(n)); };
  ObjectBuilder out(11);
  out.append("file", Value::string(document.name));
  out.append("severity", Value::string(name_of(diagnostic.severity)));
  out.append("rule", Value::string(diagnostic.rule));
  if (!diagnostic.code.empty()) out.append("code", Value::string(diagnostic.code));
  out.append("message", Value::string(diagnostic.message));
  out.append("pointer", Value::string(diagnostic.pointer));
  out.append("line", number(location.line));
  out.append("column", number(location.column));
  out.append("endLine", number(location.end_line));
  out.append("endColumn", number(location.end_column));
  if (!diagnostic.hint.empty()) out.append("hint", Value::string(diagnostic.hint));
  if (!diagnostic.related.empty()) {
    ArrayBuilder related;
    for (const source::Related& one : diagnostic.related) {
      const source::Location at = document.locate(one.span);
      related.push(Value::object({{"message", Value::string(one.message)},
                                  {"line", number(at.line)},
                                  {"column", number(at.column)}}));
    }
    out.append("related", related.finish());
  }
  return out.finish();
}

}  // namespace pawl::cli
