#include "base/timestamp.h"

#include <doctest/doctest.h>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("timestamps are written with milliseconds and Z") {
    CHECK(format_timestamp(0) == "1970-01-01T00:00:00.000Z");
    CHECK(format_timestamp(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(format_timestamp(1709210096007) == "2024-02-29T12:34:56.007Z");
    CHECK(format_timestamp(253402300799999) == "9999-12-31T23:59:59.999Z");
    CHECK(format_timestamp(253402300800000) == "+010000-01-01T00:00:00.000Z");
    CHECK(format_timestamp(-62167219200000) == "0000-01-01T00:00:00.000Z");
    CHECK(format_timestamp(-62167219200001) == "-000001-12-31T23:59:59.999Z");
    char out[24];
    CHECK_FALSE(format_timestamp_to(253402300800000, out));
    CHECK(format_timestamp_to(0, out));
  }

  TEST_CASE("timestamps are read with any offset and any fraction") {
    CHECK(parse_timestamp("1970-01-01T00:00:00Z") == 0);
    CHECK(parse_timestamp("2024-02-29T12:34:56.007Z") == 1709210096007);
    CHECK(parse_timestamp("2024-02-29T14:34:56.007+02:00") == 1709210096007);
    CHECK(parse_timestamp("2024-02-29T07:04:56.0079999-05:30") == 1709210096007);
    CHECK(parse_timestamp("2024-02-29T12:34Z") == 1709210040000);
    CHECK(parse_timestamp("2024-02-29T12:34:56.5Z") == 1709210096500);
    CHECK(parse_timestamp("1969-12-31T23:59:59.999Z") == -1);
    CHECK(parse_timestamp("2000-02-29T00:00:00Z"));
    CHECK(parse_timestamp("2024-12-31T23:59:59+18:00"));
  }

  TEST_CASE("what is no date, no time or has no offset is refused") {
    for (const char* text : {"",
                             "2024",
                             "2024-02-29",
                             "2024-02-29T12:34:56",
                             "2024-02-29 12:34:56Z",
                             "2024-02-29t12:34:56Z",
                             "2024-02-29T12:34:56z",
                             "2023-02-29T00:00:00Z",
                             "1900-02-29T00:00:00Z",
                             "2024-13-01T00:00:00Z",
                             "2024-00-01T00:00:00Z",
                             "2024-04-31T00:00:00Z",
                             "2024-01-01T24:00:00Z",
                             "2024-01-01T25:00:00Z",
                             "2024-01-01T00:60:00Z",
                             "2024-01-01T00:00:60Z",
                             "2024-01-01T00:00:00.Z",
                             "2024-01-01T00:00:00+19:00",
                             "2024-01-01T00:00:00+0100",
                             "2024-01-01T00:00:00Z ",
                             "24-01-01T00:00:00Z",
                             "2024-1-1T00:00:00Z",
                             "2024-01-01T00:00:00,5Z"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_timestamp(text));
    }
  }

  TEST_CASE("comparisons see nanoseconds") {
    const auto a = parse_precise_timestamp("2024-01-01T00:00:00.000000001Z"),
               b = parse_precise_timestamp("2024-01-01T01:00:00+01:00");
    REQUIRE((a && b));
    CHECK(*a > *b);
    CHECK(a->nanoseconds == 1);
    CHECK(parse_precise_timestamp("2024-01-01T00:00:00.1234567891Z")->nanoseconds == 123456789);
  }

  TEST_CASE("every day reads back as it was written") {
    for (Millis at = -2208988800000; at < 4102444800000; at += 86'400'000 * 13 + 12'345)
      CHECK(parse_timestamp(format_timestamp(at)) == at);
  }
}
