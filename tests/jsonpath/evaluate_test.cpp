#include "jsonpath/evaluate.h"

#include <doctest/doctest.h>

#include <string>

#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

/// The result as JSON, or "error: " and the message.
std::string at(const Value& data, std::string_view text, PastEnd past_end = PastEnd::Missing) {
  const auto path = Path::parse(text, Path::Roots::InputOnly);
  if (!path) return "refused: " + path.error().message;
  const auto result = evaluate(*path, data, past_end);
  return result ? to_json(*result) : "error: " + result.error().message;
}

std::string at(std::string_view data, std::string_view text) { return at(*parse_json(data), text); }

const Value& shop() {
  static const Value value = *parse_json(R"({
    "open": true, "limit": 10, "none": null, "empty": {}, "blank": [],
    "goods": [
      {"name": "lamp", "price": 8.5, "tags": ["red", "tall"], "maker": {"city": "Oslo"}},
      {"name": "desk", "price": 120, "tags": [], "sold": false},
      {"name": "cup", "price": "10", "maker": {"city": "Graz"}, "sold": null},
      {"name": "rug", "price": 10}
    ],
    "mixed": [1, "1", 1.0, true, null, {"k": 1}, [1]]
  })");
  return value;
}

std::string in_shop(std::string_view text) { return at(shop(), text); }

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("names and indexes") {
    CHECK(in_shop("$.open") == "true");
    CHECK(in_shop("$.none") == "null");
    CHECK(in_shop("$.goods[0].maker.city") == "\"Oslo\"");
    CHECK(in_shop("$['goods'][1][\"name\"]") == "\"desk\"");
    CHECK(in_shop("$.goods[-1].name") == "\"rug\"");
    CHECK(at("[[1,2],[3]]", "$[0][1]") == "2");
    CHECK(at("3", "$") == "3");
    CHECK(at("null", "$") == "null");
  }

  TEST_CASE("what is missing at a definite path is an error with Jayway's words") {
    CHECK(in_shop("$.nope") == "error: No results for path: $['nope']");
    CHECK(in_shop("$[\"nope\"]") == "error: No results for path: $[\"nope\"]");
    CHECK(in_shop("$.nope.x") == "error: Missing property in path $['nope']");
    CHECK(in_shop("$.goods[0].nope.x.y") == "error: Missing property in path $['goods'][0]['nope']");
    CHECK(in_shop("$.goods[9]") == "error: No results for path: $['goods'][9]");
    CHECK(in_shop("$.goods[9].name") == "error: No results for path: $['goods'][9]['name']");
    CHECK(in_shop("$.limit[0]") ==
          "error: Filter: [0] can only be applied to arrays. Current context is: 10");
    CHECK(in_shop("$.empty[0].a") ==
          "error: Filter: [0]['a'] can only be applied to arrays. Current context is: {}");
    CHECK(in_shop("$.none[0]") == "error: The path $['none'] is null");
    CHECK(in_shop("$.limit.x") ==
          "error: Expected to find an object with property ['x'] in path $['limit'] but found "
          "'java.lang.Integer'. This is not a json object "
          "according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.");
    CHECK(in_shop("$.goods.x").find("found 'java.util.ArrayList'") != std::string::npos);
    CHECK(in_shop("$.limit[?(@.a)]").find("can not be applied to primitives") != std::string::npos);
    CHECK(in_shop("$.limit[1:]").starts_with("error: Filter: [1:] can only"));
    CHECK(in_shop("$.nope[*]") == "error: Missing property in path $['nope']");
    CHECK(in_shop("$.nope..x") == "error: Missing property in path $['nope']");
  }

  TEST_CASE("failures tell what kind they are") {
    const auto kind = [](std::string_view text) { return evaluate(*Path::parse(text), shop()).error().kind; };
    CHECK(kind("$.nope") == PathFailure::Kind::Missing);
    CHECK(kind("$.none[0]") == PathFailure::Kind::Missing);
    CHECK(kind("$.limit[0]") == PathFailure::Kind::WrongKind);
    CHECK(kind("$.blank.sum()") == PathFailure::Kind::Other);
  }

  TEST_CASE("an index past the end gives null where that is asked for") {
    CHECK(at(shop(), "$.goods[9]", PastEnd::Null) == "null");
    CHECK(at(shop(), "$.blank[-1]", PastEnd::Null) == "null");
    CHECK(at(shop(), "$.nope", PastEnd::Null) == "error: No results for path: $['nope']");
    CHECK(at(shop(), "$.goods[*].tags[0]", PastEnd::Null) == "[\"red\"]");
  }

  TEST_CASE("indefinite paths give arrays and pass over what is missing") {
    CHECK(in_shop("$.goods[*].maker.city") == R"(["Oslo","Graz"])");
    CHECK(in_shop("$.goods[*].nope") == "[]");
    CHECK(in_shop("$.goods[0,2,9].name") == R"(["lamp","cup"])");
    CHECK(in_shop("$.goods[1:3].name") == R"(["desk","cup"])");
    CHECK(in_shop("$.goods[-1:].name") == R"(["rug"])");
    CHECK(in_shop("$.goods[:-3].name") == R"(["lamp"])");
    CHECK(in_shop("$.empty.*") == "[]");
    CHECK(in_shop("$.limit.*") == "[]");
    CHECK(at(R"({"b":1,"a":[2]})", "$.*") == "[1,[2]]");
    CHECK(in_shop("$.*.city") == "[]");
  }

  TEST_CASE("slices with two bounds do not count negative ones from the end") {
    const std::string_view ten = "[0,1,2,3,4,5,6,7,8,9]";
    CHECK(at(ten, "$[1:-1]") == "[]");
    CHECK(at(ten, "$[-3:-1]") == "[7,8]");
    CHECK(at(ten, "$[-2:2]") == "[8,9,0,1]");
    CHECK(at(ten, "$[-2147483648:2]") == "[0,1,2,3,4,5,6,7,8,9,0,1]");
    CHECK(at(ten, "$[8:99]") == "[8,9]");
    CHECK(at(ten, "$[2::-1]") == "[2,3,4,5,6,7,8,9]");
  }

  TEST_CASE("several names") {
    CHECK(in_shop("$.goods[0]['price','name']") == R"({"price":8.5,"name":"lamp"})");
    CHECK(in_shop("$.goods[0]['name','nope']") == R"({"name":"lamp"})");
    CHECK(in_shop("$.goods[*]['name','sold']") ==
          R"([{"name":"lamp"},{"name":"desk","sold":false},{"name":"cup","sold":null},{"name":"rug"}])");
    CHECK(at(R"({"a":{"x":1},"b":{"x":2}})", "$['a','b'].x") == "[1,2]");
  }

  TEST_CASE("deep scans visit parents before children, in document order") {
    const std::string_view data = R"({"k":1,"a":{"k":2,"b":[{"k":3},[{"k":[4]}]]},"c":{"d":{"k":{"k":5}}}})";
    CHECK(at(data, "$..k") == R"([1,2,3,[4],{"k":5},5])");
    CHECK(at(data, "$.a..k") == "[2,3,[4]]");
    CHECK(at(data, "$..b[0]") == R"([{"k":3}])");
    CHECK(at(data, "$..[0]") == R"([{"k":3},{"k":[4]},4])");
    CHECK(at(data, "$..['k','z']") == "[]");
    CHECK(at("[[1],{\"a\":2}]", "$..*") == R"([[1],{"a":2},1,2])");
    CHECK(at("5", "$..a") == "[]");
    CHECK(at(R"([{"a":1},{"a":2},{"a":3}])", "$..[1].a") == "[2]");
  }

  TEST_CASE("filters: comparing") {
    CHECK(in_shop("$.goods[?(@.price > 9)].name") == R"(["desk","rug"])");
    CHECK(in_shop("$.goods[?(@.price <= $.limit)].name") == R"(["lamp","rug"])");
    CHECK(in_shop("$.goods[?(@.price == 10)].name") == R"(["cup","rug"])");
    CHECK(in_shop("$.goods[?(@.price === 10)].name") == R"(["rug"])");
    CHECK(in_shop("$.goods[?(@.name == 'cup')].price") == R"(["10"])");
    CHECK(in_shop("$.goods[?('cup' == @.name)].price") == R"(["10"])");
    CHECK(in_shop("$.goods[?(@.name < 'e')].name") == R"(["desk","cup"])");
    CHECK(in_shop("$.goods[?(@.maker.city != 'Oslo')].name") == R"(["desk","cup","rug"])");
    CHECK(in_shop("$.mixed[?(@ == 1)]") == R"([1,"1",1.0])");
    CHECK(in_shop("$.mixed[?(@ == '1')]") == R"([1,"1",1.0])");
    CHECK(in_shop("$.mixed[?('1' == @)]") == R"([1,"1"])");
    CHECK(in_shop("$.mixed[?(@ == null)]") == "[null]");
    CHECK(in_shop("$.mixed[?(@ == true)]") == "[true]");
    CHECK(in_shop("$.mixed[?(@ == [1])]") == "[[1]]");
    CHECK(in_shop("$.mixed[?(@ == [1.0])]") == "[]");
    CHECK(in_shop("$.mixed[?(@ == {'k': 1})]") == R"([{"k":1}])");
    CHECK(in_shop("$.mixed[?([1] == @)]") == "[]");
    CHECK(in_shop("$.mixed[?(@ > 'a')]") == "[]");
  }

  TEST_CASE("filters: decimals are compared by their digits") {
    CHECK(at("[0.1,0.10,1e-1]", "$[?(@ == 0.100)]") == "[0.1,0.1,0.1]");
    CHECK(at("[9007199254740993,9007199254740992]", "$[?(@ == 9007199254740993)]") == "[9007199254740993]");
    CHECK(at("[9007199254740993,9007199254740992]", "$[?(@ > 9007199254740992.5)]") == "[9007199254740993]");
    CHECK(at("[123456789012345678901,123456789012345678902]", "$[?(@ < 123456789012345678902)]") ==
          "[123456789012345678901]");
    CHECK(at("[0,0.0,-0.0]", "$[?(@ == 0)]") == "[0,0.0,-0.0]");
    CHECK(at("[1,-1]", "$[?(@ > -1e999999999)]") == "[1,-1]");
    CHECK(at("[10000000.0]", "$[?(@ == '1e7')]") == "[1.0E7]");
    CHECK(at(R"(["1.0E+7","1E7"])", "$[?(@ == 1e7)]") == R"([])");
    CHECK(at("[1e400,1]", "$[?(@ == 1e400)]") == R"(["Infinity"])");
    CHECK(at("[1e400,-1e400]", "$[?(@ =~ /-.*/)]") == R"(["-Infinity"])");
    CHECK(at(R"(["1E+7"])", "$[?(@ == 1e7)]") == R"(["1E+7"])");
  }

  TEST_CASE("filters: existence") {
    CHECK(in_shop("$.goods[?(@.sold)].name") == R"(["desk","cup"])");
    CHECK(in_shop("$.goods[?(!@.sold)].name") == R"(["lamp","rug"])");
    CHECK(in_shop("$.goods[?(!(@.sold) && @.maker)].name") == R"(["lamp"])");
    CHECK(in_shop("$.goods[?(@.maker.city)].name") == R"(["lamp","cup"])");
    CHECK(in_shop("$.goods[?(@.sold == null)].name") == R"(["cup"])");
    CHECK(in_shop("$.goods[?(@.sold != null)].name") == R"(["lamp","desk","rug"])");
    CHECK(in_shop("$.goods[?(@.tags[0])].name") == R"(["lamp"])");
  }

  TEST_CASE("filters: and, or, not, parentheses") {
    CHECK(in_shop("$.goods[?(@.price > 9 && @.tags || @.name == 'cup')].name") == R"(["desk","cup"])");
    CHECK(in_shop("$.goods[?(@.price > 9 && (@.tags || @.name == 'cup'))].name") == R"(["desk"])");
    CHECK(in_shop("$.goods[?(!(@.price > 9))].name") == R"(["lamp","cup"])");
  }

  TEST_CASE("filters: words") {
    CHECK(in_shop("$.goods[?(@.name in ['cup', 'rug'])].name") == R"(["cup","rug"])");
    CHECK(in_shop("$.goods[?(@.name nin ['cup', 'rug'])].name") == R"(["lamp","desk"])");
    CHECK(in_shop("$.mixed[?(@ in [1, null])]") == R"([1,"1",1.0,null])");
    CHECK(in_shop("$.goods[?(@.tags contains 'red')].name") == R"(["lamp"])");
    CHECK(in_shop("$.goods[?(@.name contains 'u')].name") == R"(["cup","rug"])");
    CHECK(in_shop("$.goods[?(@.tags size 2)].name") == R"(["lamp"])");
    CHECK(in_shop("$.goods[?(@.name size 3)].name") == R"(["cup","rug"])");
    CHECK(in_shop("$.goods[?(@.tags empty true)].name") == R"(["desk"])");
    CHECK(in_shop("$.goods[?(@.name empty false)].name") == R"(["lamp","desk","cup","rug"])");
    CHECK(in_shop("$.goods[?(@.tags subsetof ['red','tall','wide'])].name") == R"(["lamp","desk"])");
    CHECK(in_shop("$.goods[?(@.tags anyof ['tall'])].name") == R"(["lamp"])");
    CHECK(in_shop("$.goods[?(@.tags noneof ['tall'])].name") == R"(["desk"])");
    CHECK(in_shop("$.goods[?(@.tags all ['red'])].name") == "[]");
    CHECK(in_shop("$.goods[?(@.name in 'cup')].name") == "[]");
    CHECK(at(R"([{"v":{}}])", "$[?(@.v empty true)]").starts_with("error: class java.util.LinkedHashMap"));
    CHECK(at("[[[1]]]", "$[?(@ contains 1)]") == "error: Could not determine value type");
  }

  TEST_CASE("filters: regular expressions match the whole text") {
    CHECK(in_shop("$.goods[?(@.name =~ /.u./)].name") == R"(["cup","rug"])");
    CHECK(in_shop("$.goods[?(@.name =~ /u/)].name") == "[]");
    CHECK(in_shop("$.goods[?(@.name =~ /LAMP/i)].name") == R"(["lamp"])");
    CHECK(in_shop("$.goods[?(@.price =~ /1\\d+/)].name") == R"(["desk","cup","rug"])");
    CHECK(in_shop("$.goods[?(@.tags =~ /t.*/)].name") == R"(["lamp"])");
    CHECK(in_shop("$.mixed[?(@ =~ /true/)]") == "[true]");
    CHECK(at(R"(["a/b"])", R"($[?(@ =~ /a\/b/)])") == R"(["a/b"])");
    CHECK(at(R"(["\ud800"])", "$[?(@ =~ /x/)]") == "[]");
  }

  TEST_CASE("filters: an object is tested itself") {
    CHECK(in_shop("$.empty[?(@.a)]") == "[]");
    CHECK(at(R"({"o":{"a":1}})", "$.o[?(@.a == 1)]") == R"([{"a":1}])");
    CHECK(at(R"({"o":{"a":1}})", "$.o[?(@.a == 1)].a") == "[1]");
  }

  TEST_CASE("functions") {
    const std::string_view data = R"({"n":[3,1,2],"s":["x","y",1],"o":{"a":1,"b":2},"t":"text"})";
    CHECK(at(data, "$.n.sum()") == "6.0");
    CHECK(at(data, "$.n.avg()") == "2.0");
    CHECK(at(data, "$.n.min()") == "1.0");
    CHECK(at(data, "$.n.max()") == "3.0");
    CHECK(at("[2,4,4,4,5,5,7,9]", "$.stddev()") == "2.0");
    CHECK(at(data, "$.n.length()") == "3");
    CHECK(at(data, "$.o.size()") == "2");
    CHECK(at(data, "$.t.length()") == "null");
    CHECK(at(data, "$.length($.n)") == "3");
    CHECK(at(data, "$.o.keys()") == R"(["a","b"])");
    CHECK(at(data, "$.t.keys()") == "null");
    CHECK(at(data, "$.s.concat()") == R"("xy")");
    CHECK(at(data, "$.concat($.s, $.t, \"!\")") == R"("xy1text!")");
    CHECK(at(data, "$.n.append(4)") == "[3,1,2,4]");
    CHECK(at(data, "$.n.append(4, $.t)") == R"([3,1,2,4,"text"])");
    CHECK(at(data, "$.n.first()") == "3");
    CHECK(at(data, "$.n.last()") == "2");
    CHECK(at(data, "$.n.index(1)") == "1");
    CHECK(at(data, "$.n.index(-2)") == "1");
    CHECK(at(data, "$.sum($.n, 4)") == "10.0");
    CHECK(at(data, "$.n.sum().keys()").starts_with("error: "));
    CHECK(at(data, "$..n.sum()") ==
          "error: Aggregation function attempted to calculate value using empty array");
    CHECK(at(data, "$..a.length()") == "0");
    CHECK(at(data, "$.t.sum()") ==
          "error: Aggregation function attempted to calculate value using empty array");
    CHECK(at(data, "$.n.nope()") == "error: Function with name: nope does not exist.");
    CHECK(at(data, "$.n.index(9)") == "error: Index 9 out of bounds for length 3");
    CHECK(at(data, "$.sum(-)").starts_with("error: "));
    CHECK(at(data, "$.sum($.nope)") == "error: No results for path: $['nope']");
    CHECK(at("[[1,2],[3]]", "$[*].length()") == "[2,1]");
    CHECK(at("[[1,2],[3]]", "$[?(@.length() > 1)]") == "[[1,2]]");
    CHECK(at("[1]", "$.last()") == "error: Target index:-1 larger than object count:1");
  }

  TEST_CASE("find gives the node itself") {
    const auto found = [](std::string_view text) { return find(*Path::parse(text), shop()); };
    CHECK(found("$") == &shop());
    CHECK(found("$.goods") == shop().find("goods"));
    CHECK(found("$.goods[1].name")->as_string() == "desk");
    CHECK(found("$.goods[-1].name")->as_string() == "rug");
    CHECK(found("$.nope") == nullptr);
    CHECK(found("$.limit.x") == nullptr);
    CHECK(found("$.limit[0]") == nullptr);
    CHECK(found("$.goods[9]") == nullptr);
    CHECK(found("$.goods[*]") == nullptr);
  }

  TEST_CASE("scopes") {
    class Context : public ContextSource {
     public:
      const Value& context() override { return value; }
      Value value = *parse_json(R"({"State":{"Name":"S"}})");
    } context;
    const Value input = *parse_json(R"({"a":1})"), variables = *parse_json(R"({"v":{"x":[7]}})");
    const Scope scope{input, variables, &context};
    CHECK(to_json(*evaluate(*Path::parse("$.a"), scope)) == "1");
    CHECK(to_json(*evaluate(*Path::parse("$$.State.Name"), scope)) == "\"S\"");
    CHECK(to_json(*evaluate(*Path::parse("$v.x[0]"), scope)) == "7");
    CHECK(find(*Path::parse("$v"), scope) == variables.find("v"));
    CHECK(find(*Path::parse("$w"), scope) == nullptr);
    CHECK(evaluate(*Path::parse("$w.x"), scope).error().message == "The variable '$w' is not set");
    CHECK(evaluate(*Path::parse("$$.Nope"), scope).error().message == "No results for path: $['Nope']");
    const Value none;
    CHECK_FALSE(evaluate(*Path::parse("$$"), Scope{input, none}));
    CHECK_FALSE(evaluate(*Path::parse("$v"), Scope{input, none}));
  }

  TEST_CASE("deep data") {
    std::string text;
    for (int i = 0; i < 9'000; ++i) text += R"({"x":1,"a":[)";
    text += "0";
    for (int i = 0; i < 9'000; ++i) text += "]}";
    const auto shallow = parse_json(R"({"x":1})");
    Value deep = Value::integer(0);
    for (int i = 0; i < 100'000; ++i)
      deep = Value::object({{"x", Value::integer(1)}, {"a", Value::array({deep})}});
    CHECK(evaluate(*Path::parse("$..x"), deep)->size() == 100'000);
    CHECK(evaluate(*Path::parse("$..[?(@.x == 1)]"), deep)->size() == 100'000);
    std::string path = "$";
    for (int i = 0; i < 10'000; ++i) path += ".a[0]";
    CHECK(evaluate(*Path::parse(path), deep)->is_object());
  }

  TEST_CASE("work is bounded") {
    Value shared = Value::integer(1);
    for (int i = 0; i < 60; ++i) shared = Value::object({{"a", shared}, {"b", shared}});
    for (const char* text :
         {"$..a", "$..*", "$..[?(@.a)]", "$..[?(@..a)]", "$[?(@.a == @.b)]", "$..a..a..a", "$..sum()"}) {
      CAPTURE(text);
      const auto result = evaluate(*Path::parse(text), shared);
      if (!result) CHECK(result.error().message.size() < 200);
    }
    CHECK(evaluate(*Path::parse("$..a"), shared).error().message ==
          "The path visits more than 10000000 nodes");
    std::string wide = "$";
    for (int i = 0; i < 2000; ++i) wide += ".*";
    Value tower = Value::integer(1);
    for (int i = 0; i < 2500; ++i) tower = Value::array({tower});
    CHECK(evaluate(*Path::parse(wide), tower).error().message == "The path nests too deeply");
    const Value subject = *parse_json("[\"" + std::string(5000, 'a') + "b\"]");
    CHECK(at(subject, "$[?(@ =~ /(a+)+/)]") ==
          "error: A regular expression of the path takes too much work to match");
  }

  TEST_CASE("in a workflow a backslash before a double quote belongs to a name in single quotes") {
    const Value subject = *parse_json(R"({"a\\\"b": "kept", "a\"b": "unescaped"})");
    const auto name = [&](Path::Roots roots) {
      return std::string(evaluate(*Path::parse(R"($['a\"b'])", roots), subject)->as_string());
    };
    CHECK(name(Path::Roots::Workflow) == "kept");
    CHECK(name(Path::Roots::InputOnly) == "unescaped");
  }
}
