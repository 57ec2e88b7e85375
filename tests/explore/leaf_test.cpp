#include "explore/leaf.h"

#include <doctest/doctest.h>

#include "support/json.h"

using namespace pawl;
using explore::LeafStep;
using testing_support::Json;

namespace {

LeafStep member(std::string name) { return {.name = std::move(name)}; }
LeafStep element(uint32_t index) { return {.kind = LeafStep::Kind::Element, .name = {}, .index = index}; }
const LeafStep kText = {.kind = LeafStep::Kind::Text, .name = {}};

std::string with(std::string_view root, const std::vector<LeafStep>& steps, std::string_view value) {
  return Json(with_value(Json::parse(root).value(), steps, Json::parse(value).value())).text();
}
std::string without(std::string_view root, const std::vector<LeafStep>& steps) {
  return Json(with_value(Json::parse(root).value(), steps, std::nullopt)).text();
}
std::string at(std::string_view root, const std::vector<LeafStep>& steps) {
  const auto found = value_at(Json::parse(root).value(), steps);
  return found ? Json(*found).text() : "nothing";
}

}  // namespace

TEST_SUITE("explore") {
  TEST_CASE("a value is put at a place, and what is missing on the way is made") {
    CHECK(with("{}", {member("a"), member("b")}, "1") == R"({"a":{"b":1}})");
    CHECK(with(R"({"a":"text","c":2})", {member("a"), member("b")}, "1") == R"({"a":{"b":1},"c":2})");
    CHECK(with("{}", {member("a"), element(1), member("b")}, "1") == R"({"a":[{},{"b":1}]})");
    CHECK(with(R"([{"b":0},{"b":0}])", {member("b")}, "1") == R"([{"b":1},{"b":1}])");
    CHECK(with("[]", {element(4'000'000'000)}, "1") == "[]");
    CHECK(with("{}", {}, "[1]") == "[1]");
  }

  TEST_CASE("a value inside of a JSON text") {
    CHECK(with(R"({"out":"{\"n\":1}"})", {member("out"), kText, member("m")}, "2") ==
          R"({"out":"{\"n\":1,\"m\":2}"})");
    CHECK(with(R"({"out":"no JSON"})", {member("out"), kText, member("m")}, "2") == R"({"out":"{\"m\":2}"})");
    CHECK(at(R"({"out":"{\"n\":1}"})", {member("out"), kText, member("n")}) == "1");
    CHECK(at(R"({"out":7})", {member("out"), kText}) == "nothing");
  }

  TEST_CASE("a value is taken away") {
    CHECK(without(R"({"a":{"b":1,"c":2}})", {member("a"), member("b")}) == R"({"a":{"c":2}})");
    CHECK(without("[1,2,3]", {element(1)}) == "[1]");
  }

  TEST_CASE("a value is found, of an array the first element's") {
    CHECK(at(R"({"a":[{"b":1},{"b":2}]})", {member("a"), member("b")}) == "1");
    CHECK(at(R"({"a":[1,2]})", {member("a"), element(1)}) == "2");
    CHECK(at(R"({"a":[1,2]})", {member("a"), element(2)}) == "nothing");
    CHECK(at("null", {member("a")}) == "nothing");
  }
}
