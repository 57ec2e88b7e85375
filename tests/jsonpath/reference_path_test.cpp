#include "jsonpath/reference_path.h"

#include <doctest/doctest.h>

#include <string>

#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

/// `root` with 9 written at the path.
std::string written(std::string_view root, std::string_view path) {
  const auto reference = ReferencePath::parse(path);
  if (!reference) return "refused";
  const auto result = reference->write(*parse_json(root), Value::integer(9));
  return result ? to_json(*result) : result.error();
}

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("reference paths: what they may be") {
    CHECK(ReferencePath().is_root_only());
    CHECK(ReferencePath().text() == "$");
    CHECK(ReferencePath::parse("$.a['b c'][0]")->text() == "$.a['b c'][0]");
    for (const char* text : {"", "a", "$.a[*]", "$..a", "$[-1]", "$[0,1]", "$.a.length()", "$$.a", "$x.a",
                             "$[?(@.a)]", "$['a','b']"}) {
      CAPTURE(text);
      CHECK_FALSE(ReferencePath::parse(text));
    }
  }

  TEST_CASE("reference paths: writing") {
    CHECK(written(R"({"a":1})", "$") == "9");
    CHECK(written(R"({"a":1,"b":2})", "$.a") == R"({"a":9,"b":2})");
    CHECK(written(R"({"a":1})", "$.b") == R"({"a":1,"b":9})");
    CHECK(written("{}", "$.a.b['c d']") == R"({"a":{"b":{"c d":9}}})");
    CHECK(written(R"({"a":{"x":1}})", "$.a.b") == R"({"a":{"x":1,"b":9}})");
    CHECK(written("[1,{\"p\":2}]", "$[1].q") == R"([1,{"p":2,"q":9}])");
    CHECK(written("[1,2,3]", "$[0]") == "[9,2,3]");
    CHECK(written(R"({"a":[[1],[2]]})", "$.a[1][0]") == R"({"a":[[1],[9]]})");
  }

  TEST_CASE("reference paths: a missing array is made for its first element only") {
    CHECK(written("{}", "$.a[0]") == R"({"a":[9]})");
    CHECK(written(R"({"b":1})", "$.a.l[0][0].n") == R"({"b":1,"a":{"l":[[{"n":9}]]}})");
    CHECK(written("{}", "$.a[1]") == "Unable to apply step 1 to input {}");
    CHECK(written(R"({"a":[]})", "$.a[0]") == R"(Unable to apply step 0 to input {"a":[]})");
    CHECK(written(R"({"a":null})", "$.a[0]") == R"(Unable to apply step 0 to input {"a":null})");
  }

  TEST_CASE("reference paths: what cannot hold the value") {
    // A root without members is told with the path, anything else with the step that has no place.
    for (const char* scalar : {"5", "true", "null", R"("text")"}) {
      CAPTURE(scalar);
      CHECK(written(scalar, "$.a.b") ==
            std::string("Unable to apply ReferencePath $.a.b to input ") + scalar);
      CHECK(written(scalar, "$[0]") == std::string("Unable to apply ReferencePath $[0] to input ") + scalar);
    }
    CHECK(written("[1]", "$.a") == R"(Unable to apply step "a" to input [1])");
    CHECK(written("[1]", "$[1]") == "Unable to apply step 1 to input [1]");
    CHECK(written("{}", "$[0]") == "Unable to apply step 0 to input {}");
    CHECK(written(R"({"a":"x"})", "$.a.b") == R"(Unable to apply step "b" to input {"a":"x"})");
    CHECK(written(R"({"a":{"b":[1]}})", "$.a.b.c.d") ==
          R"(Unable to apply step "c" to input {"a":{"b":[1]}})");
  }

  TEST_CASE("reference paths: where nothing can be read") {
    const auto unreadable = [](std::string_view root, std::string_view path) {
      return ReferencePath::parse(path)->unreadable(*parse_json(root));
    };
    CHECK(unreadable(R"({"a":[{"b":null}]})", "$.a[0].b").empty());
    CHECK(unreadable("null", "$").empty());
    CHECK(unreadable(R"({"b":1})", "$.a") == R"(Unable to apply step "a" to input {"b":1})");
    CHECK(unreadable(R"({"a":{"b":1}})", "$.a.c.d") == R"(Unable to apply step "c" to input {"a":{"b":1}})");
    CHECK(unreadable(R"({"a":[1]})", "$.a[1]") == R"(Unable to apply step 1 to input {"a":[1]})");
    CHECK(unreadable(R"({"a":[1]})", "$.a.b") == R"(Unable to apply step "b" to input {"a":[1]})");
    CHECK(unreadable(R"("x")", "$.a") == R"(Unable to apply ReferencePath $.a to input "x")");
  }

  TEST_CASE("reference paths: the input stays as it was") {
    const Value root = *parse_json(R"({"a":{"b":[1,2]}})");
    const Value changed = *ReferencePath::parse("$.a.b[0]")->write(root, Value::string("new"));
    CHECK(to_json(root) == R"({"a":{"b":[1,2]}})");
    CHECK(to_json(changed) == R"({"a":{"b":["new",2]}})");
  }
}
