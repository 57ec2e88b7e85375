#include "runs/settings.h"

#include <doctest/doctest.h>

using namespace pawl;
using namespace pawl::runs;

TEST_SUITE("runs") {
  TEST_CASE("parse_time: real, skip and factors within what timestamps can say") {
    CHECK(parse_time("real")->kind == runtime::TimeMode::Kind::Real);
    CHECK(parse_time("skip")->kind == runtime::TimeMode::Kind::Skip);
    CHECK(parse_time("60x")->factor == 60);
    CHECK(parse_time("0.5x")->kind == runtime::TimeMode::Kind::Scaled);
    for (const char* bad : {"", "x", "0x", "-1x", "60", "infx", "nanx", "1xx"})
      CHECK_FALSE(parse_time(bad).has_value());
  }

  TEST_CASE("limits_of: payloads, events, neither") {
    using workflow::LimitPolicy;
    CHECK(limits_of(LimitPolicy::Aws).payload_bytes == 262'144);
    CHECK(limits_of(LimitPolicy::Aws).events == 0);
    CHECK(limits_of(LimitPolicy::Strict).events == 25'000);
    CHECK(limits_of(LimitPolicy::Off).payload_bytes == 0);
  }
}
