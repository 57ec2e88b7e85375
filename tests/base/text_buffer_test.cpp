#include "base/text_buffer.h"

#include <doctest/doctest.h>

#include <limits>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("text is appended piece by piece") {
    TextBuffer out;
    CHECK(out.empty());
    out.append("");
    out.append("abc");
    out.append(',');
    out.append_number(std::numeric_limits<int64_t>::min());
    CHECK(out.view() == "abc,-9223372036854775808");
    out.truncate(3);
    CHECK(out.str() == "abc");
    for (int i = 0; i < 10'000; ++i) out.append("0123456789");
    CHECK(out.size() == 100'003);
    out.clear();
    out.shrink_to(100);
    out.append("x");
    TextBuffer other(std::move(out));
    CHECK(other.view() == "x");
  }
}
