#include "jsonata/number_picture.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace pawl;
using namespace pawl::jsonata;

namespace {

/// The text, or the code of the error.
std::string formatted_number(double number, std::string_view picture, const Value& options = {}) {
  const auto parsed = NumberPicture::parse(picture, NumberSymbols::from_options(options));
  return parsed ? parsed->format(number) : parsed.error()->code;
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("number pictures: digits and groups") {
    CHECK(formatted_number(7, "000") == "007");
    CHECK(formatted_number(1234567.5, "#,##0.00") == "1,234,567.50");
    CHECK(formatted_number(1234567.5, "######,##0.0") == "1,234,567.5");
    CHECK(formatted_number(1234567, "#,##,##0") == "12,34,567");
    CHECK(formatted_number(0.125, "0.00") == "0.12");
    CHECK(formatted_number(0.135, "0.00") == "0.14");
    CHECK(formatted_number(12.7, "0.") == "13");
    CHECK(formatted_number(0, "#") == "0");
    CHECK(formatted_number(0, "#.#") == ".0");
    CHECK(formatted_number(0.4, "#.#") == ".4");
    CHECK(formatted_number(1.23456, "0.0,00,0") == "1.2,34,6");
    CHECK(formatted_number(1.2, "0.0#,#") == "1.2");
    CHECK(formatted_number(1e22, "#,##0") == "10,000,000,000,000,000,000,000");
    CHECK(NumberPicture::parse("#,##0")->format(int64_t{9223372036854775807}) == "9,223,372,036,854,775,807");
    CHECK(NumberPicture::parse("0.0")->format(std::numeric_limits<int64_t>::min()) ==
          "-9223372036854775808.0");
  }

  TEST_CASE("number pictures: signs, prefixes and scales") {
    CHECK(formatted_number(-5, "(0)") == "-(5)");
    CHECK(formatted_number(-5, "0;(0)") == "(5)");
    CHECK(formatted_number(5, "one 0 two") == "one 5 two");
    CHECK(formatted_number(0.256, "0%") == "26%");
    CHECK(formatted_number(0.256, "0\u2030") == "256\u2030");
    CHECK(formatted_number(-0.3, "0") == "-0");
    CHECK(formatted_number(HUGE_VAL, "[0]") == "[Infinity]");
    CHECK(formatted_number(-HUGE_VAL, "0") == "-Infinity");
    CHECK(formatted_number(std::nan(""), "[0]") == "NaN");
  }

  TEST_CASE("number pictures: exponents") {
    CHECK(formatted_number(0, "0.0e0") == "0.0e0");
    CHECK(formatted_number(-64, "0e0") == "-6e1");
    CHECK(formatted_number(123456, "00.00e00") == "12.35e04");
    CHECK(formatted_number(0.00123, "0.0e0") == "1.2e-3");
    CHECK(formatted_number(0.321, "#.00e0") == "0.32e0");
    CHECK(formatted_number(0.321, ".00e0") == ".32e0");
    CHECK(formatted_number(12, "#e0") == "0.1e2");
    CHECK(formatted_number(9.99, "0.0e0") == "10.0e0");
    CHECK(formatted_number(4200, "$0.0e0 kg") == "$4.2e3 kg");
    CHECK(formatted_number(5, "e0") == "e5");
    CHECK(formatted_number(1e300, "0.0e0") == "1.0e300");
  }

  TEST_CASE("number pictures: symbols") {
    const auto options = [](std::initializer_list<std::pair<std::string_view, Value>> members) {
      return Value::object(members);
    };
    CHECK(formatted_number(1234.5, "#.##0,00",
                           options({{"decimal-separator", Value::string(",")},
                                    {"grouping-separator", Value::string(".")}})) == "1.234,50");
    CHECK(formatted_number(42, "\u0660\u0660\u0660", options({{"zero-digit", Value::string("\u0660")}})) ==
          "\u0660\u0664\u0662");
    CHECK(formatted_number(42, "\U0001D7D8", options({{"zero-digit", Value::string("\U0001D7D8")}})) ==
          "\U0001D7DC\U0001D7DA");
    CHECK(formatted_number(-1, "0", options({{"minus-sign", Value::string("minus ")}})) == "minus 1");
    CHECK(formatted_number(-1, "0|<0>", options({{"pattern-separator", Value::string("|")}})) == "<1>");
    CHECK(formatted_number(0.5, "0pc", options({{"percent", Value::string("pc")}})) == "50pc");
    CHECK(formatted_number(
              1.5, "0.0",
              options({{"decimal-separator", Value::integer(5)}, {"unknown", Value::string("x")}})) == "1.5");
  }

  TEST_CASE("number pictures: rules") {
    const std::pair<const char*, const char*> cases[] = {
        {"0;0;0", "D3080"},    {"0.0.0", "D3081"},   {"0%%", "D3082"},  {"0\u2030\u2030", "D3083"},
        {"0%\u2030", "D3084"}, {"", "D3085"},        {"0;", "D3085"},   {"x", "D3086"},
        {"0 0", "D3086"},      {"0.,0", "D3087"},    {"0,", "D3088"},   {"0,,0", "D3089"},
        {"0#", "D3090"},       {"0.#0", "D3091"},    {"0e0%", "D3092"}, {"0e", "D3093"},
        {"0e#", "D3093"},      {"0.0.0,,", "D3089"}, {"%%", "D3086"},
    };
    for (const auto& row : cases) {
      CAPTURE(row.first);
      CHECK(formatted_number(1, row.first) == row.second);
    }
    // jsonata-js is content with one optional digit in its place.
    CHECK(formatted_number(5, "#0#") == "5");
    CHECK(formatted_number(5.25, "0.0#0#") == "5.25");
  }

  TEST_CASE("number pictures of any size") {
    const std::string zeros(100'000, '0');
    CHECK(formatted_number(1, zeros).size() == zeros.size());
    CHECK(formatted_number(0.5, "0." + zeros).size() == zeros.size() + 2);
    std::string groups;
    for (int i = 0; i < 30'000; ++i) groups += "0,00,";
    CHECK(formatted_number(1, groups + "0").size() == groups.size() + 1);
  }
}
