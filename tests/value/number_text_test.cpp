#include "value/number_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

using namespace pawl;

namespace {

std::string text_of(double d) {
  char text[kDoubleTextMost];
  return std::string(text, double_to_text(d, text));
}

}  // namespace

TEST_SUITE("value") {
  TEST_CASE("doubles as Java writes them") {
    CHECK(text_of(0) == "0.0");
    CHECK(text_of(-0.0) == "-0.0");
    CHECK(text_of(1) == "1.0");
    CHECK(text_of(-1.5) == "-1.5");
    CHECK(text_of(0.001) == "0.001");
    CHECK(text_of(0.0001) == "1.0E-4");
    CHECK(text_of(123456.789) == "123456.789");
    CHECK(text_of(9999999) == "9999999.0");
    CHECK(text_of(1e7) == "1.0E7");
    CHECK(text_of(9223372036854775808.0) == "9.223372036854776E18");
    CHECK(text_of(0.1 + 0.2) == "0.30000000000000004");
    CHECK(text_of(std::numeric_limits<double>::max()) == "1.7976931348623157E308");
    CHECK(text_of(std::numeric_limits<double>::denorm_min()) == "4.9E-324");
  }

  TEST_CASE("the text reads back as the same double") {
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20'000; ++i) {
      bits ^= bits << 13;
      bits ^= bits >> 7;
      bits ^= bits << 17;
      double d;
      static_assert(sizeof d == sizeof bits);
      __builtin_memcpy(&d, &bits, sizeof d);
      if (!std::isfinite(d)) continue;
      REQUIRE(text_to_double(text_of(d)) == d);
    }
  }

  TEST_CASE("text to doubles, too large and too small") {
    CHECK(text_to_double("1e400") == std::numeric_limits<double>::infinity());
    CHECK(text_to_double("-1e400") == -std::numeric_limits<double>::infinity());
    CHECK(text_to_double("1e-400") == 0);
    CHECK(std::signbit(text_to_double("-1e-400")));
    CHECK(text_to_double("0.000001e400") == std::numeric_limits<double>::infinity());
    CHECK(text_to_double("1e99999999999999999999") == std::numeric_limits<double>::infinity());
    CHECK(text_to_double("1e-99999999999999999999") == 0);
    CHECK(text_to_double("2E9223372036854775807") == std::numeric_limits<double>::infinity());
    CHECK(text_to_double("0.02E-9223372036854775808") == 0);
    CHECK(text_to_double(std::string(2'000'000, '9') + "e-99999999999999999999") == 0);
    CHECK(text_to_double("1" + std::string(400, '0')) == std::numeric_limits<double>::infinity());
    CHECK(text_to_double("0." + std::string(400, '0') + "1") == 0);
  }
}
