#include "jsonata/integer_picture.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace pawl::jsonata;

namespace {

template <class Number>
std::string in_picture(Number number, std::string_view picture) {
  const auto parsed = IntegerPicture::parse(picture);
  if (!parsed) return parsed.error()->code;
  const auto text = parsed->format(number);
  return text ? *text : text.error()->code;
}

double read_in_picture(std::string_view text, std::string_view picture) {
  return *IntegerPicture::parse(picture)->read(text);
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("integers in digits") {
    CHECK(in_picture(7.9, "000") == "007");
    CHECK(in_picture(-2.5, "0") == "-3");
    CHECK(in_picture(7654321.0, "#,##0") == "7,654,321");
    CHECK(in_picture(7654321.0, "#:###,##0") == "7:654,321");
    CHECK(in_picture(7654321.0, "##,##,##0") == "76,54,321");
    CHECK(in_picture(12.0, "x0") == "1x2");
    CHECK(in_picture(12.0, "0;") == "12");
    CHECK(in_picture(34.0, "#\u0966") == "\u0969\u096A");
    CHECK(in_picture(std::numeric_limits<int64_t>::min(), "0") == "-9223372036854775808");
    CHECK(in_picture(1e22, "0") == "10000000000000000000000");
    CHECK(in_picture(HUGE_VAL, "0") == "Infinity");
    CHECK(in_picture(1.0, "0\u0660") == "D3131");
  }

  TEST_CASE("ordinals") {
    const std::pair<int64_t, const char*> cases[] = {
        {0, "0th"},   {1, "1st"},   {2, "2nd"},   {3, "3rd"},     {4, "4th"},     {11, "11th"},
        {12, "12th"}, {13, "13th"}, {21, "21st"}, {102, "102nd"}, {111, "111th"}, {1013, "1013th"}};
    for (const auto& [number, text] : cases) CHECK(in_picture(number, "0;o") == text);
    CHECK(in_picture(int64_t{0}, "w;o") == "zeroth");
    CHECK(in_picture(int64_t{45}, "w;o") == "forty-fifth");
    CHECK(in_picture(int64_t{2000}, "Ww;o") == "Two Thousandth");
    CHECK(in_picture(int64_t{8}, "W;o(-en)") == "EIGHTH");
  }

  TEST_CASE("words") {
    CHECK(in_picture(int64_t{0}, "w") == "zero");
    CHECK(in_picture(int64_t{-18}, "w") == "-eighteen");
    CHECK(in_picture(int64_t{305}, "w") == "three hundred and five");
    CHECK(in_picture(int64_t{1250}, "Ww") == "One Thousand, Two Hundred and Fifty");
    CHECK(in_picture(int64_t{6000007}, "w") == "six million and seven");
    CHECK(in_picture(4e24, "w") == "four trillion trillion");
    CHECK(in_picture(1e300, "w").size() < 300);
    CHECK(read_in_picture("Three Hundred and Five", "w") == 305);
    CHECK(read_in_picture("six million and seventh", "w;o") == 6000007);
    CHECK(read_in_picture("ninety-nine thousand, nine hundred and ninety", "W") == 99990);
    CHECK(std::isnan(read_in_picture("", "w")));
    CHECK(std::isnan(read_in_picture("one  two", "w")));
    CHECK(std::isnan(read_in_picture("elevenses", "w")));
  }

  TEST_CASE("letters and Roman numerals") {
    CHECK(in_picture(int64_t{0}, "a").empty());
    CHECK(in_picture(int64_t{28}, "A") == "AB");
    CHECK(in_picture(int64_t{702}, "a") == "zz");
    CHECK(in_picture(int64_t{703}, "a") == "aaa");
    CHECK(in_picture(1e15, "A") == "GBDPXGRZXJL");
    CHECK(read_in_picture("zz", "a") == 702);
    CHECK(std::isnan(read_in_picture("Zz", "a")));
    CHECK(in_picture(int64_t{1949}, "I") == "MCMXLIX");
    CHECK(in_picture(int64_t{-4}, "i") == "-iv");
    CHECK(read_in_picture("MCMXLIX", "I") == 1949);
    CHECK(std::isnan(read_in_picture("mm", "I")));
    CHECK(read_in_picture("", "I") == 0);
  }

  TEST_CASE("reading digits") {
    CHECK(read_in_picture("7,654,321", "#,##0") == 7654321);
    CHECK(read_in_picture("76:54,3", "#:##,0") == 76543);
    CHECK(read_in_picture("1 200", "# ##0") == 1200);
    CHECK(read_in_picture("0042nd", "0;o") == 42);
    CHECK(read_in_picture(" -12x", "0") == -12);
    CHECK(read_in_picture("\u0968\u0966", "\u0966") == 20);
    CHECK(std::isnan(read_in_picture("x", "0")));
    CHECK(std::isnan(read_in_picture("", "0")));
  }

  TEST_CASE("what is not supported") {
    for (const char* picture : {"", "#", "\u03B1", "WW", "Ii", "\u2460"}) {
      CAPTURE(picture);
      CHECK(in_picture(1.0, picture) == "D3130");
      const auto parsed = IntegerPicture::parse(picture);
      CHECK(parsed->read("1").error()->value.as_string() == picture);
    }
    CHECK(in_picture(1e9, "I") == "D3130");
    CHECK(in_picture(1.0, std::string(2'000'000, '0')) == "D3130");
    CHECK(in_picture(1e300, "a").size() == 213);
  }
}
