#include "jsonata/number_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace pawl;
using namespace pawl::jsonata;

namespace {

std::string js(double number) {
  char text[kJsNumberTextMost];
  return {text, js_number_text(number, text)};
}

std::string reference(double number) { return number_to_string(number, NumberStyle::kReference); }
std::string aws(const Value& number) { return number_to_string(number, NumberStyle::kAws); }

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("numbers look as in JavaScript") {
    CHECK(js(0) == "0");
    CHECK(js(-0.0) == "0");
    CHECK(js(-42) == "-42");
    CHECK(js(0.1 + 0.2) == "0.30000000000000004");
    CHECK(js(0.000001) == "0.000001");
    CHECK(js(0.00000015) == "1.5e-7");
    CHECK(js(1e20) == "100000000000000000000");
    CHECK(js(1e21) == "1e+21");
    CHECK(js(-1.25e300) == "-1.25e+300");
    CHECK(js(5e-324) == "5e-324");
    CHECK(js(std::numeric_limits<double>::quiet_NaN()) == "NaN");
    CHECK(js(-HUGE_VAL) == "-Infinity");
  }

  TEST_CASE("$string keeps 15 digits") {
    CHECK(reference(2.0 / 3) == "0.666666666666667");
    CHECK(reference(0.1 + 0.2) == "0.3");
    CHECK(reference(1.5) == "1.5");
    // An exact half goes up.
    CHECK(reference(100000000000000.5) == "100000000000001");
    CHECK(reference(-100000000000000.5) == "-100000000000001");
    CHECK(reference(8765432109876543.0) == "8765432109876540");
    CHECK(reference(5e-324) == "5e-324");
    CHECK(number_to_string(Value::integer(8765432109876543), NumberStyle::kReference) == "8765432109876540");
  }

  TEST_CASE("in AWS whole numbers keep all their digits") {
    CHECK(aws(Value::integer(8765432109876543)) == "8765432109876543");
    CHECK(aws(Value::integer(std::numeric_limits<int64_t>::max())) == "9223372036854775807");
    CHECK(aws(Value::real(9223372036854775808.0)) == "9223372036854776000");
    CHECK(aws(Value::real(1e21)) == "1e+21");
    CHECK(aws(Value::real(2.0 / 3)) == "0.666666666666667");
    CHECK(aws(Value::real(3.0)) == "3");
  }

  TEST_CASE("$number reads decimal and prefixed numbers") {
    const auto integer = [](std::string_view text) {
      return number_of_text(text).value_or(Value::integer(-999)).as_int64();
    };
    CHECK(integer("0042") == 42);
    CHECK(integer("-7") == -7);
    CHECK(integer("9007199254740993") == 9007199254740993);
    CHECK(integer("0xFf") == 255);
    CHECK(integer("0o17") == 15);
    CHECK(integer("0B110") == 6);
    CHECK(number_of_text("12.50")->as_double() == 12.5);
    CHECK(number_of_text("2E-3")->as_double() == 0.002);
    CHECK(number_of_text("0x1FFFFFFFFFFFFFFFF")->as_double() == 36893488147419103231.0);
    CHECK(number_of_text("99999999999999999999")->as_double() == 1e20);
    for (const char* text : {"", " 1", "1 ", "+1", ".5", "5.", "1e", "1e999", "-0x1", "0x", "0xg", "0b2",
                             "NaN", "Infinity", "1,0", "--1"}) {
      CAPTURE(text);
      CHECK(!number_of_text(text));
    }
  }

  TEST_CASE("$round takes halves to the even neighbour, on the decimal digits") {
    CHECK(round_half_even(0.5) == 0);
    CHECK(round_half_even(3.5) == 4);
    CHECK(round_half_even(-6.5) == -6);
    CHECK(!std::signbit(round_half_even(-0.2)));
    CHECK(round_half_even(2.675, 2) == 2.68);
    CHECK(round_half_even(2.665, 2) == 2.66);
    CHECK(round_half_even(9.995, 2) == 10);
    CHECK(round_half_even(150, -2) == 200);
    CHECK(round_half_even(250, -2) == 200);
    CHECK(round_half_even(7, -1) == 10);
    CHECK(round_half_even(4, -3) == 0);
    CHECK(round_half_even(1.25, 400) == 1.25);
    CHECK(round_half_even(1.25, std::numeric_limits<int64_t>::min()) == 0);
    CHECK(round_half_even(HUGE_VAL, 2) == HUGE_VAL);
  }

  TEST_CASE("$formatBase") {
    CHECK(*format_base(255.0, 16) == "ff");
    CHECK(*format_base(-10.4, 2) == "-1010");
    CHECK(*format_base(35.5, 35.6) == "10");
    CHECK(*format_base(1e22, 36) == "1mmfb877tu0w000");
    CHECK(*format_base(1e21, 10) == "1e+21");
    CHECK(*format_base(std::numeric_limits<int64_t>::min(), 16) == "-8000000000000000");
    CHECK(format_base(1.0, 1.4).error()->code == "D3100");
    CHECK(format_base(int64_t{1}, 37).error()->code == "D3100");
  }
}
