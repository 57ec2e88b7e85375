#include "base/duration.h"

#include <doctest/doctest.h>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("durations are written in at most two units") {
    CHECK(format_duration(0) == "0 ms");
    CHECK(format_duration(40) == "40 ms");
    CHECK(format_duration(999) == "999 ms");
    CHECK(format_duration(1'240) == "1.2 s");
    CHECK(format_duration(59'949) == "59.9 s");
    CHECK(format_duration(59'950) == "1 min");
    CHECK(format_duration(192'000) == "3 min 12 s");
    CHECK(format_duration(3'599'499) == "59 min 59 s");
    CHECK(format_duration(3'599'500) == "1 h");
    CHECK(format_duration(7'500'000) == "2 h 5 min");
    CHECK(format_duration(86'399'500) == "1 d");
    CHECK(format_duration(273'600'000) == "3 d 4 h");
    CHECK(format_duration(31'536'000'000) == "365 d");
  }

  TEST_CASE("durations are read") {
    CHECK(parse_duration("10s", "d") == 10'000);
    CHECK(parse_duration("45m", "d") == 2'700'000);
    CHECK(parse_duration("12h", "d") == 43'200'000);
    CHECK(parse_duration("30d", "s") == 2'592'000'000);
    CHECK(parse_duration("2w", "s") == 1'209'600'000);
    CHECK(parse_duration("7", "d") == 604'800'000);
    CHECK(parse_duration("0", "s") == 0);
    CHECK(parse_duration("1000000000w", "s").has_value());
    for (const char* bad :
         {"", "s", "-1s", "1.5h", "1 h", "1x", "1hs", "1000000001s", "99999999999999999999s"})
      CHECK_FALSE(parse_duration(bad, "d").has_value());
  }
}
