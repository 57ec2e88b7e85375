// Filters, as the library that AWS runs understands them.
#include <doctest/doctest.h>

#include <string>

#include "jsonpath/evaluate.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

std::string at(std::string_view data, std::string_view text) {
  const auto path = Path::parse(text, Path::Roots::InputOnly);
  if (!path) return "refused: " + path.error().message;
  const auto result = evaluate(*path, *parse_json(data));
  return result ? to_json(*result) : "error: " + result.error().message;
}

/// The elements of a list that pass.
std::string passing(std::string_view list, std::string_view criteria) {
  return at(list, "$[?(" + std::string(criteria) + ")]");
}

/// Whether a comparison of @.l with @.r holds.
bool holds(std::string_view l, std::string_view op, std::string_view r) {
  const std::string item = "[{\"l\":" + std::string(l) + ",\"r\":" + std::string(r) + "}]";
  return passing(item, "@.l " + std::string(op) + " @.r") != "[]";
}

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("filters: existence is a value other than null") {
    const std::string_view items = R"([{"k":1},{"k":null},{},{"k":false},5,null])";
    CHECK(passing(items, "@.k") == R"([{"k":1},{"k":false}])");
    CHECK(passing(items, "!@.k") == R"([{"k":null},{},5,null])");
    CHECK(passing(items, "@") == R"([{"k":1},{"k":null},{},{"k":false},5])");
    CHECK(passing(R"([{"a":1},{"a":1,"b":2}])", "@['a','b']") == R"([{"a":1,"b":2}])");
    // Alone, `$` is the item too.
    CHECK(passing(items, "$.k") == R"([{"k":1},{"k":false}])");
    CHECK(passing(R"([{"k":[1]},{"k":[]}])", "@.k[0]") == R"([{"k":[1]}])");
    CHECK(passing(R"([{"k":3}])", "@.k[0]") ==
          "error: Filter: [0] can only be applied to arrays. Current context is: 3");
  }

  TEST_CASE("filters: what is compared with is bare text, text in single quotes, or a path") {
    const std::string_view texts = R"(["x","x y","'x'","\"x\"","/p/one","it's","","@.a"])";
    struct Row {
      const char* right;
      const char* result;
    };
    for (const Row& row :
         {Row{"x", R"(["x"])"}, Row{"'x'", R"(["x"])"}, Row{" x ", R"(["x"])"}, Row{"x y", R"(["x y"])"},
          Row{"'x y'", R"(["x y"])"}, Row{"\"x\"", R"(["\"x\""])"}, Row{"/p/one", R"(["/p/one"])"},
          Row{"it\\'s", R"(["it's"])"}, Row{"'it\\'s'", R"(["it's"])"}, Row{"''x''", R"(["'x'"])"},
          Row{"", R"([""])"}, Row{"''", R"([""])"}, Row{"'@.a'", R"(["@.a"])"}, Row{"(x)", "[]"}}) {
      CAPTURE(row.right);
      CHECK(passing(texts, "@ == " + std::string(row.right)) == row.result);
    }
    CHECK(passing(texts, "x == @") == R"(["x"])");
    CHECK(at(R"({"want":"b","l":[{"k":"a"},{"k":"b"}]})", "$.l[?(@.k == $.want)]") == R"([{"k":"b"}])");
    CHECK(passing(R"([{"a":1,"b":1},{"a":1,"b":2}])", "@.a == @['b']") == R"([{"a":1,"b":1}])");
  }

  TEST_CASE("filters: the left side decides how a comparison goes") {
    const std::string_view numbers = R"([1,1.0,10,-1,"1","10"])";
    CHECK(passing(numbers, "@ == 1") == R"([1,1.0,"1"])");
    CHECK(passing(numbers, "@ == '1'") == R"([1,1.0,"1"])");
    CHECK(passing(numbers, "@ == 1.00") == "[1,1.0]");
    CHECK(passing(numbers, "@ == +1e0") == "[1,1.0]");
    CHECK(passing(numbers, "@ > 1") == R"([10,"10"])");
    CHECK(passing("[9007199254740993]", "@ == 9007199254740992") == "[]");
    CHECK(passing("[9007199254740993]", "@ > 9007199254740992.5") == "[9007199254740993]");
    CHECK(passing("[3,\"3\"]", "@ == three") ==
          "error: 'three' is not a number, but is compared with the number 3");
    CHECK(passing("[true,false]", "@ == true") == "[true]");
    CHECK(passing("[true,false]", "@ == TRUE") == "[true]");
    CHECK(passing("[true,false]", "@ == whatever") == "[false]");
    CHECK(passing(R"(["b","B","ba"])", "@ >= b") == R"(["b","ba"])");

    CHECK(holds("1", "==", "1.0"));
    CHECK(holds("1", "==", "\"1\""));
    CHECK_FALSE(holds("\"1\"", "==", "1"));
    CHECK_FALSE(holds("\"1\"", "!=", "1"));  // what cannot be compared is not unequal either
    CHECK(holds("true", ">", "false"));
    for (const char* op : {"==", "!=", "<", "<=", ">", ">="}) {
      CAPTURE(op);
      CHECK_FALSE(holds("[1]", op, "[1]"));
      CHECK_FALSE(holds(R"({"a":1})", op, R"({"a":1})"));
      CHECK(passing("[{}]", "@.nope " + std::string(op) + " 1") == "[]");
    }
  }

  TEST_CASE("filters: null, and the text that stands for it") {
    const std::string_view items = R"([null,"null",1,"a",[]])";
    CHECK(passing(items, "@ == null") == R"([null,"null"])");
    CHECK(passing(items, "@ == 'null'") == R"([null,"null"])");
    CHECK(passing(items, "@ != null") == R"([1,"a",[]])");
    CHECK(passing(items, "@ > null") == R"([1,"a",[]])");
    CHECK(passing(items, "@ <= null") == R"(["null"])");
    CHECK(holds("null", "==", "null"));
    CHECK(holds("null", "<=", "null"));
    CHECK(holds("null", "!=", "1"));
    CHECK_FALSE(holds("null", "<", "1"));
    CHECK(holds("\"null\"", "<", "\"a\""));
  }

  TEST_CASE("filters: a regular expression matches the whole text of any value") {
    const std::string_view items = R"(["abc","ABC","abcd",12,[1,"x"],{"k":true},null])";
    CHECK(passing(items, "@ =~ /abc/") == R"(["abc"])");
    CHECK(passing(items, "@ =~ /abc/i") == R"(["abc","ABC"])");
    CHECK(passing(items, "@ =~ /abc.*/") == R"(["abc","abcd"])");
    CHECK(passing(items, "@ =~ /\\d+/") == "[12]");
    CHECK(passing(items, "@ =~ /\\[1, x\\]/") == R"([[1,"x"]])");
    CHECK(passing(items, "@ =~ /\\{k=.*/") == R"([{"k":true}])");
    CHECK(passing(items, "/a.c/ =~ @") == R"(["abc"])");
    CHECK(passing(items, "@ == /abc/") == "[]");
    CHECK(passing(items, "@.nope =~ text") == "[]");
    CHECK(passing("[\"a\"]", "@ =~ /a/g").starts_with("error: Beside =~ stands a regular expression"));
    CHECK(passing("[\"a\"]", "@ =~ a").starts_with("error: Beside =~ stands a regular expression"));
    const std::string evil = "[\"" + std::string(40, 'a') + "\"]";
    CHECK(passing(evil, "@ =~ /(a|a)*[bc]/") == "error: A regular expression takes too much work");
  }

  TEST_CASE("filters: && binds tighter than ||, parentheses do not group") {
    const std::string_view items = R"([{"p":1},{"q":1},{"p":1,"r":1},{"q":1,"r":1},{"r":1}])";
    CHECK(passing(items, "@.p && @.r") == R"([{"p":1,"r":1}])");
    CHECK(passing(items, "@.p || @.q && @.r") == R"([{"p":1},{"p":1,"r":1},{"q":1,"r":1}])");
    CHECK(passing(items, "(@.p || @.q) && @.r") == passing(items, "@.p || @.q && @.r"));
    CHECK(passing(items, "((@.p)&&(@.r))||(!@.p&&!@.q)") == R"([{"p":1,"r":1},{"r":1}])");
    CHECK(passing(items, "@.p)||(@.q") == R"([{"p":1},{"q":1},{"p":1,"r":1},{"q":1,"r":1}])");
  }

  TEST_CASE("filters: criteria are judged from the end, no further than needed") {
    const std::string_view items = R"([{"n":1,"t":"x"}])";
    CHECK(passing(items, "@.n == x && @.t == y") == "[]");
    CHECK(passing(items, "@.t == y && @.n == x").starts_with("error: 'x' is not a number"));
    CHECK(passing(items, "@.n == x || @.t == x") == R"([{"n":1,"t":"x"}])");
    CHECK(passing(items, "@.t == x || @.n == x").starts_with("error: 'x' is not a number"));
  }

  TEST_CASE("filters: the first operator of a fixed order is the one") {
    const std::string_view items = R"([{"k":"a<b"},{"k<a":"b"},{"k":"c=~d"}])";
    CHECK(passing(items, "@.k==a<b") == R"([{"k":"a<b"}])");
    CHECK(passing(items, "@.k<a==b") == R"([{"k<a":"b"}])");
    CHECK(passing(items, "@.k==c=~d") == R"([{"k":"c=~d"}])");
    CHECK(passing(R"(["=1","1"])", "@ === 1") == "[]");
    CHECK(passing(R"(["=1","1"])", "@===1") == R"(["=1"])");
  }

  TEST_CASE("filters: of objects, and of what is neither array nor object") {
    CHECK(at(R"({"a":{"n":1}})", "$.a[?(@.n == 1)].n") == "[1]");
    CHECK(at(R"({"a":{"n":1}})", "$.a[?(@.n == 2)].n") == "[]");
    CHECK(at(R"({"a":7})", "$.a[?(@.n)]") ==
          "error: Filter: [?] can not be applied to primitives. Current context is: 7");
    CHECK(at(R"([[1],2])", "$[*][?(@ == 1)].x") ==
          "error: Filter: [?]['x'] can not be applied to primitives. Current context is: 2");
    CHECK(at("[1]", "$[?]").starts_with("error: [?] stands for a filter"));
    CHECK(at("[]", "$[?]") == "[]");
  }
}
