#include <doctest/doctest.h>

#include <cmath>

#include "jsonata/date_time.h"
#include "jsonata/date_time_picture.h"

using namespace pawl::jsonata;

namespace {

constexpr int64_t kNow = 1'700'000'000'123;  // 2023-11-14T22:13:20.123Z

std::string formatted(int64_t millis, std::string_view picture, int offset = 0) {
  const auto format = DateTimeFormat::parse(picture);
  if (!format) return format.error()->code;
  const auto text = format->format(millis, offset);
  return text ? *text : text.error()->code;
}

/// The moment as ISO text, "none" where nothing matches, or the code of the error.
std::string read(std::string_view text, std::string_view picture) {
  const auto reader = DateTimeReader::parse(picture);
  if (!reader) return reader.error()->code;
  const auto millis = reader->read(text, kNow);
  if (!millis) return millis.error()->code;
  return *millis ? millis_to_iso(**millis) : "none";
}

int64_t at(std::string_view iso) { return *iso_to_millis(iso); }

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("ISO text of millis") {
    CHECK(millis_to_iso(0) == "1970-01-01T00:00:00.000Z");
    CHECK(millis_to_iso(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(millis_to_iso(kNow, 345) == "2023-11-15T03:58:20.123+05:45");
    CHECK(millis_to_iso(kNow, -210) == "2023-11-14T18:43:20.123-03:30");
    CHECK(millis_to_iso(-62167219200001) == "-0001-12-31T23:59:59.999Z");
    CHECK(to_millis(-1.9) == -1);
    CHECK(!to_millis(8.64e15 + 1));
    CHECK(!to_millis(std::nan("")));
  }

  TEST_CASE("millis of ISO text") {
    CHECK(at("2023") == at("2023-01-01T00:00:00Z"));
    CHECK(at("2023-11-14T22:13:20.1239Z") == kNow);
    CHECK(at("2023-11-14T22:13:20.123") == kNow);
    CHECK(at("2023-11-15T03:58:20.123+0545") == kNow);
    CHECK(at("2023-11-14T18:43:20.123-03:30") == kNow);
    CHECK(at("2023-02-30") == at("2023-03-02"));
    CHECK(at("2023-12-31T24:00:00Z") == at("2024-01-01"));
    CHECK(at("0001-01-01") == -62135596800000);
    for (const char* text :
         {"", "23", "2023-13", "2023-1-1", "2023-01-32", "2023-01-01T10:11", "2023-01-01 10:11:12",
          "2023-01-01T10:11:12z", "2023-01-01T25:00:00Z", "2023-01-01T24:00:01Z", "2023-01-01T10:11:12.Z",
          "2023-01-01T10:11:12+01", "2023-01-01T10:11:12+24:00", "2023-01-01+01:00", " 2023", "2023 ",
          "12023", "1700000000123"}) {
      CAPTURE(text);
      REQUIRE(!iso_to_millis(text));
      CHECK(iso_to_millis(text).error()->code == "D3110");
    }
  }

  TEST_CASE("time zone arguments") {
    CHECK(*parse_offset("+0545") == 345);
    CHECK(*parse_offset("-0330") == -210);
    CHECK(*parse_offset("0100") == 60);
    CHECK(*parse_offset("+01:30") == 90);
    for (const char* text : {"", "Z", "+", "+1x00", "+01-30", "+100000", "CET"})
      CHECK(parse_offset(text).error()->code == "D3134");
  }

  TEST_CASE("formatting numbers, names and text") {
    CHECK(formatted(kNow, "[Y0001]-[M01]-[D01]T[H01]:[m]:[s].[f001]") == "2023-11-14T22:13:20.123");
    CHECK(formatted(kNow, "[[[D1o] of [MNn]]]") == "[14th of November]");
    CHECK(formatted(kNow, "[FNn,3-3] [FN] [F] [F1] [MN,*-4]") == "Tue TUESDAY tuesday 2 NOVE");
    CHECK(formatted(kNow, "[h]:[m1] [P] [PN] [h01]") == "10:13 pm PM 10");
    CHECK(formatted(at("2023-01-01"), "[h] [P] [F0] [d] [D,2] [m]") == "12 am 7 1 01 00");
    CHECK(formatted(kNow, "[Y,2] [Y01] [Y,*-3] [YI] [Yw] [Y9,999,*] [Y,6]") ==
          "23 23 023 MMXXIII two thousand and twenty-three 2,023 002023");
    CHECK(formatted(kNow, "[ d ] [dwo] [C] [E]") == "318 three hundred and eighteenth ISO ISO");
    CHECK(formatted(kNow, "[Y\u0660\u0660\u0660\u0660]") == "\u0662\u0660\u0662\u0663");
    CHECK(formatted(kNow, "a]b") == "a]b");
    CHECK(formatted(kNow, "").empty());
  }

  TEST_CASE("formatting weeks") {
    const std::pair<const char*, const char*> cases[] = {{"2020-12-31", "2020-W53-4"},
                                                         {"2021-01-03", "2020-W53-7"},
                                                         {"2021-01-04", "2021-W01-1"},
                                                         {"2018-12-31", "2019-W01-1"},
                                                         {"2016-01-01", "2015-W53-5"}};
    for (const auto& [date, text] : cases) CHECK(formatted(at(date), "[X0001]-W[W01]-[F1]") == text);
    CHECK(formatted(at("2023-11-01"), "[w] [xNn]") == "1 November");
    CHECK(formatted(at("2023-10-30"), "[w] [xNn]") == "1 November");
    CHECK(formatted(at("2024-02-29"), "[w] [x]") == "5 2");
  }

  TEST_CASE("formatting zones") {
    CHECK(formatted(kNow, "[Z] [z] [Z0] [Z01:01t] [Z0t]") == "+00:00 GMT+00:00 +0 Z Z");
    CHECK(formatted(kNow, "[Z] [z0] [Z00] [Z000] [Z0000] [Z0:00]", 345) ==
          "+05:45 GMT+5:45 +05:45 +545 +0545 +5:45");
    CHECK(formatted(kNow, "[Z] [Z0] [Z00] [Z0001]", -300) == "-05:00 -5 -05 -0500");
    CHECK(formatted(kNow, "[H]:[m] [D]", 120) == "0:13 15");
  }

  TEST_CASE("what pictures cannot say") {
    const std::pair<const char*, const char*> cases[] = {
        {"[q]", "D3132"},      {"[]", "D3132"},   {"[YNn]", "D3133"},
        {"[Y", "D3135"},       {"[Y#]", "D3130"}, {"[D0\u0660]", "D3131"},
        {"[Z00000]", "D3134"}, {"[Zw]", "D3134"}, {"[D,1000000000]", "D3130"}};
    for (const auto& row : cases) {
      CAPTURE(row.first);
      CHECK(formatted(kNow, row.first) == row.second);
    }
    std::string wide;
    for (int i = 0; i < 1000; ++i) wide += "[D,999999]";
    CHECK(formatted(kNow, wide) == "D3130");
  }

  TEST_CASE("reading dates") {
    CHECK(read("2023-11-14", "[Y]-[M]-[D]") == "2023-11-14T00:00:00.000Z");
    CHECK(read("20231114221320123", "[Y0001][M01][D01][H01][m01][s01][f001]") == "2023-11-14T22:13:20.123Z");
    CHECK(read("TUE, 3RD nov 2023", "[FNn,3-3], [D1o] [MNn,3-3] [Y]") == "2023-11-03T00:00:00.000Z");
    CHECK(read("sixth of June, nineteen hundred and forty-four", "[Dwo] of [MNn], [Yw]") ==
          "1944-06-06T00:00:00.000Z");
    CHECK(read("vi.xi.MMXX", "[Di].[Mi].[YI]") == "2020-11-06T00:00:00.000Z");
    CHECK(read("2024-060", "[Y]-[d]") == "2024-02-29T00:00:00.000Z");
    CHECK(read("23/2/30", "[Y]/[M]/[D]") == "1923-03-02T00:00:00.000Z");
    CHECK(read("\u0662\u0660\u0662\u0664", "[Y\u0660\u0661]") == "2024-01-01T00:00:00.000Z");
    CHECK(read("2023-11-14.", "[Y]-[M]-[D]") == "none");
    // An unknown name counts as not there.
    CHECK(read("seventh Mai", "[Dwo] [MNn]") == "2023-11-07T00:00:00.000Z");
    CHECK(read("999999-01-01", "[Y]-[M]-[D]") == "none");
  }

  TEST_CASE("reading times") {
    CHECK(read("2023-11-14 12:05 am", "[Y]-[M]-[D] [h]:[m] [P]") == "2023-11-14T00:05:00.000Z");
    CHECK(read("2023-11-14 1:05 PM", "[Y]-[M]-[D] [h]:[m] [P]") == "2023-11-14T13:05:00.000Z");
    CHECK(read("7:30", "[H]:[m]") == "2023-11-14T07:30:00.000Z");
    CHECK(read("45", "[s]") == "2023-11-14T22:13:45.000Z");
    CHECK(read("2023-11-14 22:13:20.5", "[Y]-[M]-[D] [H]:[m]:[s].[f]") == "2023-11-14T22:13:20.500Z");
    CHECK(read("2023-11-14 22:13 +05:45", "[Y]-[M]-[D] [H]:[m] [Z]") == "2023-11-14T16:28:00.000Z");
    CHECK(read("2023-11-14 22:13 -0330", "[Y]-[M]-[D] [H]:[m] [Z0001]") == "2023-11-15T01:43:00.000Z");
    CHECK(read("2023-11-14 22:13 gmt-5", "[Y]-[M]-[D] [H]:[m] [z0]") == "2023-11-15T03:13:00.000Z");
    CHECK(read("25", "[H]") == "2023-11-15T01:00:00.000Z");
  }

  TEST_CASE("parts that are missing") {
    CHECK(read("2023 14", "[Y] [D]") == "D3136");
    CHECK(read("2023-11-14 5", "[Y]-[M]-[D] [h]") == "D3136");
    CHECK(read("2023 5", "[X] [W]") == "D3136");
    CHECK(read("nothing", "nothing") == "none");
    CHECK(read("ISO", "[C]") == "D3133");
    CHECK(read("1", "[Yq") == "D3135");
    CHECK(read("1", "[Y\u03B1]") == "D3130");
  }

  TEST_CASE("reading takes bounded work") {
    std::string picture;
    for (int i = 0; i < 2000; ++i) picture += "[Da]1";
    CHECK(read(std::string(20'000, 'a'), picture) == "none");
    picture.clear();
    for (int i = 0; i < 30; ++i) picture += "[Dw]";
    CHECK(read(std::string(5'000, ' ') + "x", picture) == "none");
  }
}
