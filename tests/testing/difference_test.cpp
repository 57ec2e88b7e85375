#include <doctest/doctest.h>

#include "testing/difference.h"
#include "value/parse.h"

using namespace pawl;
using testing::DataMatch;
using testing::differences;

namespace {

using Lines = std::vector<std::string>;

Lines equal(std::string_view expected, std::string_view actual) {
  return differences(*parse_json(expected), *parse_json(actual), DataMatch::Equal);
}
Lines lacking(std::string_view expected, std::string_view actual) {
  return differences(*parse_json(expected), *parse_json(actual), DataMatch::Has);
}

}  // namespace

TEST_SUITE("testing") {
  TEST_CASE("differences: numbers by value, members in any order, places as paths") {
    CHECK(equal(R"({"a":1,"b":[1,2]})", R"({"b":[1.0,2],"a":1})").empty());
    CHECK(equal(R"({"a b":{"c":[1,{"d":null}]}})", R"({"a b":{"c":[1,{"d":"x"}]}})") ==
          Lines{R"($["a b"].c[1].d: expected null, got "x")"});
    CHECK(equal("[1]", "[1,2]") == Lines{"$[1]: not expected, got 2"});
    CHECK(equal("[1,2]", "[1]") == Lines{"$[1]: missing, expected 2"});
    CHECK(equal("{}", "[]") == Lines{"$: expected {}, got []"});
  }

  TEST_CASE("differences: what a value has among others") {
    CHECK(lacking(R"({"a":{"b":1}})", R"({"x":0,"a":{"b":1,"c":2}})").empty());
    CHECK(lacking(R"([{"a":1},3])", R"([0,{"a":1,"b":2},2,3])").empty());
    CHECK(lacking("[3,1]", "[1,3]") == Lines{"$: has no element 1 in its place, got [1,3]"});
  }

  TEST_CASE("differences: many, deep and long ones stay readable") {
    std::string many = "[0", none = "[]";
    for (int i = 1; i < 50; ++i) many += "," + std::to_string(i);
    const Lines lines = equal(many + "]", none);
    CHECK(lines.size() == 21);
    CHECK(lines.back() == "and 30 more");
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "[";
    CHECK(equal(deep + "1" + std::string(5000, ']'), deep + "2" + std::string(5000, ']')).size() == 1);
    CHECK(equal("1", "\"" + std::string(1000, 'x') + "\"").front().size() < 300);
  }
}
