#include "base/suggestion.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("the nearest name") {
    constexpr std::array<std::string_view, 5> kNames = {"Parameters", "ResultPath", "ResultSelector", "Retry",
                                                        "Next"};
    CHECK(nearest_name("Paramters", kNames) == "Parameters");
    CHECK(nearest_name("Paramteers", kNames) == "Parameters");
    CHECK(nearest_name("resultpath", kNames) == "ResultPath");
    CHECK(nearest_name("Nxet", kNames) == "Next");
    CHECK(nearest_name("next", kNames) == "Next");
    CHECK(nearest_name("Comment", kNames).empty());
    CHECK(nearest_name("", kNames).empty());
    CHECK(nearest_name("Retry", {}).empty());
    CHECK(nearest_name(std::string(100'000, 'a'), kNames).empty());
  }

  TEST_CASE("the first of equally near names") {
    constexpr std::array<std::string_view, 2> kNames = {"ab", "ac"};
    CHECK(nearest_name("ax", kNames) == "ab");
  }
}
