#include "base/printable.h"

#include <doctest/doctest.h>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("what terminals could obey is escaped") {
    CHECK(printable("a\tb\nc") == "a\\tb\\nc");
    CHECK(printable("\x1B[31m\x7F") == "\\u001b[31m\\u007f");
    CHECK(printable("\u202E\uFEFF\uFFFE\u0085") == "\\u202e\\ufeff\\ufffe\\u0085");
    CHECK(printable("é \xFF \uFFFD") == "é \uFFFD \uFFFD");
  }

  TEST_CASE("columns in a terminal") {
    struct Row {
      std::string_view text;
      size_t columns;
    };
    for (const Row& row : {
             Row{"", 0},
             Row{"abc", 3},
             Row{"é→…≥✓", 5},
             Row{"日本語", 6},
             Row{"ｆｕｌｌ", 8},
             Row{"한글", 4},
             Row{"e\u0301", 1},
             Row{"שָׁלוֹם", 4},  // points are marks
             Row{"หนี้", 2},
             Row{"😀🪐", 4},
             Row{"a\u200B\u200Db", 2},
             Row{"\U00030000", 2},
             Row{"\U0001ACCC", 1},  // not assigned
             Row{"\xFF", 1},
         }) {
      CAPTURE(row.text);
      CHECK(display_width(row.text) == row.columns);
    }
  }

  TEST_CASE("a text cut to columns") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "ab…");
    CHECK(shortened("日本語", 6) == "日本語");
    CHECK(shortened("日本語", 5) == "日本…");
    CHECK(shortened("日本語", 4) == "日…");
    CHECK(shortened("e\u0301e\u0301e\u0301", 2) == "e\u0301…");
  }
}
