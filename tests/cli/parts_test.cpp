// The parts of the command line that need no process.
#include <doctest/doctest.h>

#include "cli/report/report.h"
#include "cli/terminal/console.h"
#include "cli/terminal/progress.h"

using namespace pawl;
using namespace pawl::cli;

namespace {

std::string report(std::string text, source::Span span) {
  source::Diagnostic diagnostic;
  diagnostic.rule = "some-rule";
  diagnostic.message = "no";
  diagnostic.hint = "did you mean 'yes'?";
  diagnostic.span = span;
  const auto loaded = source::read("f.json", std::move(text), source::Format::Json);
  return finding_text(diagnostic, loaded.document, Console(ColorChoice::Never), Stream::Err);
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("printable: control characters, what reorders text and broken UTF-8 are shown, the rest stays") {
    CHECK(printable("a\033[31mb") == "a\\u001b[31mb");
    CHECK(printable("tab\tline\n") == "tab\\tline\\n");
    CHECK(printable("\u202Eevil\u0085") == "\\u202eevil\\u0085");
    CHECK(printable("caf\u00e9 \u65e5\u672c \U0001F600") == "caf\u00e9 \u65e5\u672c \U0001F600");
    CHECK(printable("\xff\xc3(") == "\uFFFD\uFFFD(");
  }

  TEST_CASE("display_width and shortened count columns") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\u65e5\u672c") == 4);
    CHECK(display_width("e\u0301") == 1);
    CHECK(shortened("abcdef", 6) == "abcdef");
    CHECK(shortened("abcdefg", 6) == "abcde\u2026");
    CHECK(shortened("\u65e5\u672c\u8a9e", 5) == "\u65e5\u672c\u2026");
  }

  TEST_CASE("finding_text: place, source line, caret under the place, hint") {
    CHECK(report("{\n  \"a\": 1\n}", {4, 7}) ==
          "f.json:2:3: error: no [some-rule]\n"
          "    2 |   \"a\": 1\n"
          "      |   ^~~ did you mean 'yes'?\n");
    // Behind the last character, and after characters of two columns.
    CHECK(report("{}", {2, 2}) ==
          "f.json:1:3: error: no [some-rule]\n    1 | {}\n      |   ^ did you mean 'yes'?\n");
    CHECK(report("{\"\u65e5\u672c\": 1}", {11, 12}) ==
          "f.json:1:8: error: no [some-rule]\n    1 | {\"\u65e5\u672c\": 1}\n      |          ^ did you mean "
          "'yes'?\n");
  }

  TEST_CASE("finding_text: a long line is shown around the place only") {
    const std::string text = "[" + std::string(5000, ' ') + "\"here\"" + std::string(5000, ' ') + "]";
    const std::string out = report(text, {5001, 5007});
    CHECK(out.size() < 400);
    CHECK(out.find("\"here\"") != std::string::npos);
    CHECK(out.find("^~~~~~") != std::string::npos);
    const size_t line = out.find('|') + 2, marks = out.find('|', line) + 2;
    // The ellipsis is one column of three bytes.
    CHECK(out.find("\"here\"", line) - line - 2 == out.find('^', marks) - marks);
  }
}
