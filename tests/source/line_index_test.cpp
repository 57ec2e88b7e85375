#include "source/line_index.h"

#include <doctest/doctest.h>

#include <string>

using namespace pawl::source;

TEST_SUITE("source") {
  TEST_CASE("lines and columns count from 1, columns in characters") {
    const std::string text = "ab\n\xc3\xa9x\n";
    const LineIndex index(text);
    const Location location = index.locate(text, {5, 6});  // the x
    CHECK(location.line == 2);
    CHECK(location.column == 2);
    CHECK(location.end_line == 2);
    CHECK(location.end_column == 3);
  }

  TEST_CASE("offsets past the end are the end") {
    const std::string text = "ab";
    const Location location = LineIndex(text).locate(text, {9, 4});
    CHECK(location.line == 1);
    CHECK(location.column == 3);
    CHECK(location.end_column == 3);
  }

  TEST_CASE("long lines are counted right at every block border") {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "\xc3\xa9";
    const LineIndex index(text);
    for (const uint32_t character : {0u, 511u, 512u, 513u, 1024u, 2999u, 3000u}) {
      CHECK(index.locate(text, {2 * character, 2 * character}).column == character + 1);
    }
  }

  TEST_CASE("an empty text has one place") {
    const Location location = LineIndex("").locate("", {0, 0});
    CHECK(location.line == 1);
    CHECK(location.column == 1);
  }
}
