#include "jsonata/integer_picture.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace pawl::jsonata;

namespace {

template <class Number>
std::string formatted(Number number, std::string_view picture) {
  const auto parsed = IntegerPicture::parse(picture);
  if (!parsed) return parsed.error()->code;
  const auto text = parsed->format(number);
  return text ? *text : text.error()->code;
}

double read(std::string_view text, std::string_view picture) {
  return *IntegerPicture::parse(picture)->read(text);
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("integers in digits") {
    CHECK(formatted(7.9, "000") == "007");
    CHECK(formatted(-2.5, "0") == "-3");
    CHECK(formatted(7654321.0, "#,##0") == "7,654,321");
    CHECK(formatted(7654321.0, "#:###,##0") == "7:654,321");
    CHECK(formatted(7654321.0, "##,##,##0") == "76,54,321");
    CHECK(formatted(12.0, "x0") == "1x2");
    CHECK(formatted(12.0, "0;") == "12");
    CHECK(formatted(34.0, "#\u0966") == "\u0969\u096A");
    CHECK(formatted(std::numeric_limits<int64_t>::min(), "0") == "-9223372036854775808");
    CHECK(formatted(1e22, "0") == "10000000000000000000000");
    CHECK(formatted(HUGE_VAL, "0") == "Infinity");
    CHECK(formatted(1.0, "0\u0660") == "D3131");
  }

  TEST_CASE("ordinals") {
    const std::pair<int64_t, const char*> cases[] = {
        {0, "0th"},   {1, "1st"},   {2, "2nd"},   {3, "3rd"},     {4, "4th"},     {11, "11th"},
        {12, "12th"}, {13, "13th"}, {21, "21st"}, {102, "102nd"}, {111, "111th"}, {1013, "1013th"}};
    for (const auto& [number, text] : cases) CHECK(formatted(number, "0;o") == text);
    CHECK(formatted(int64_t{0}, "w;o") == "zeroth");
    CHECK(formatted(int64_t{45}, "w;o") == "forty-fifth");
    CHECK(formatted(int64_t{2000}, "Ww;o") == "Two Thousandth");
    CHECK(formatted(int64_t{8}, "W;o(-en)") == "EIGHTH");
  }

  TEST_CASE("words") {
    CHECK(formatted(int64_t{0}, "w") == "zero");
    CHECK(formatted(int64_t{-18}, "w") == "-eighteen");
    CHECK(formatted(int64_t{305}, "w") == "three hundred and five");
    CHECK(formatted(int64_t{1250}, "Ww") == "One Thousand, Two Hundred and Fifty");
    CHECK(formatted(int64_t{6000007}, "w") == "six million and seven");
    CHECK(formatted(4e24, "w") == "four trillion trillion");
    CHECK(formatted(1e300, "w").size() < 300);
    CHECK(read("Three Hundred and Five", "w") == 305);
    CHECK(read("six million and seventh", "w;o") == 6000007);
    CHECK(read("ninety-nine thousand, nine hundred and ninety", "W") == 99990);
    CHECK(std::isnan(read("", "w")));
    CHECK(std::isnan(read("one  two", "w")));
    CHECK(std::isnan(read("elevenses", "w")));
  }

  TEST_CASE("letters and Roman numerals") {
    CHECK(formatted(int64_t{0}, "a").empty());
    CHECK(formatted(int64_t{28}, "A") == "AB");
    CHECK(formatted(int64_t{702}, "a") == "zz");
    CHECK(formatted(int64_t{703}, "a") == "aaa");
    CHECK(formatted(1e15, "A") == "GBDPXGRZXJL");
    CHECK(read("zz", "a") == 702);
    CHECK(std::isnan(read("Zz", "a")));
    CHECK(formatted(int64_t{1949}, "I") == "MCMXLIX");
    CHECK(formatted(int64_t{-4}, "i") == "-iv");
    CHECK(read("MCMXLIX", "I") == 1949);
    CHECK(std::isnan(read("mm", "I")));
    CHECK(read("", "I") == 0);
  }

  TEST_CASE("reading digits") {
    CHECK(read("7,654,321", "#,##0") == 7654321);
    CHECK(read("76:54,3", "#:##,0") == 76543);
    CHECK(read("1 200", "# ##0") == 1200);
    CHECK(read("0042nd", "0;o") == 42);
    CHECK(read(" -12x", "0") == -12);
    CHECK(read("\u0968\u0966", "\u0966") == 20);
    CHECK(std::isnan(read("x", "0")));
    CHECK(std::isnan(read("", "0")));
  }

  TEST_CASE("what is not supported") {
    for (const char* picture : {"", "#", "\u03B1", "WW", "Ii", "\u2460"}) {
      CAPTURE(picture);
      CHECK(formatted(1.0, picture) == "D3130");
      const auto parsed = IntegerPicture::parse(picture);
      CHECK(parsed->read("1").error()->value.as_string() == picture);
    }
    CHECK(formatted(1e9, "I") == "D3130");
    CHECK(formatted(1.0, std::string(2'000'000, '0')) == "D3130");
    CHECK(formatted(1e300, "a").size() == 213);
  }
}
