#include "jsonpath/evaluate.h"

#include <doctest/doctest.h>

#include <string>

#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

/// The result as JSON, or "error: " and the message.
std::string at(const Value& data, std::string_view text) {
  const auto path = Path::parse(text, Path::Roots::InputOnly);
  if (!path) return "refused: " + path.error().message;
  const auto result = evaluate(*path, data);
  return result ? to_json(*result) : "error: " + result.error().message;
}

struct Row {
  const char* path;
  const char* answer;
};

void check(std::string_view document, std::initializer_list<Row> rows) {
  const Value data = *parse_json(document);
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(at(data, row.path) == row.answer);
  }
}

constexpr std::string_view kShop = R"({
  "open": true, "limit": 10, "none": null, "empty": {}, "blank": [], "motto": "all must go",
  "goods": [
    {"name": "lamp", "price": 8.5, "tags": ["red", "tall"], "maker": {"city": "Oslo"}},
    {"name": "desk", "price": 120, "tags": [], "sold": false},
    {"name": "cup", "price": "10", "maker": {"city": "Graz"}, "sold": null},
    {"name": "rug", "price": 10}
  ]
})";

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("definite paths give the one node") {
    check(kShop, {
                     {"$.open", "true"},
                     {"$.none", "null"},
                     {"$['goods'][1]['name']", "\"desk\""},
                     {"$.goods[0].maker.city", "\"Oslo\""},
                     {"$.goods[(@.length-1)].name", "\"rug\""},
                     {"$.goods[(@.size()-2)].name", "\"cup\""},
                     {"@.limit", "10"},
                     {"goods[3].price", "10"},
                     {"limit", "10"},
                 });
    check("[[1,2],[3]]", {{"$[0][1]", "2"}, {"$[(@.length-1)][0]", "3"}});
    check("3", {{"$", "3"}, {"$.*", "[]"}, {"$..a", "[]"}});
  }

  TEST_CASE("there are no functions: their names are those of members") {
    check(kShop, {
                     {"$.goods.length()", "error: Property ['length()'] not found in path $['goods']"},
                     {"$.goods.length", "error: Property ['length'] not found in path $['goods']"},
                     {"$.empty.keys()", "error: No results for path: $['empty']['keys()']"},
                     {"$.goods[0].price.sum()",
                      "error: Property ['sum()'] not found in path $['goods'][0]['price']"},
                     {"$.goods[*].tags.length()", "[]"},
                 });
    check("{\"length()\": 7}", {{"$.length()", "7"}});
  }

  TEST_CASE("what is not there is told with its place") {
    check(
        kShop,
        {
            {"$.nope", "error: No results for path: $['nope']"},
            {"$.goods[0].maker.zip", "error: No results for path: $['goods'][0]['maker']['zip']"},
            {"$.nope.x", "error: Missing property in path $['nope']"},
            {"$.goods[0].nope.x.y", "error: Missing property in path $['goods'][0]['nope']"},
            {"$.limit.x", "error: Property ['x'] not found in path $['limit']"},
            {"$.none.x", "error: Property ['x'] not found in path $['none']"},
            {"$.goods.x", "error: Property ['x'] not found in path $['goods']"},
            {"$.goods[9]", "error: Index out of bounds when evaluating path $['goods'][9]"},
            {"$.goods[9].name", "error: Index out of bounds when evaluating path $['goods'][9]"},
            {"$.goods[-1]", "error: Index out of bounds when evaluating path $['goods'][-1]"},
            {"$.blank[(@.length-1)]", "error: Index out of bounds when evaluating path $['blank'][-1]"},
            {"$.goods[(@.length-0)]", "error: Index out of bounds when evaluating path $['goods'][4]"},
            {"$.none[0]", "error: The path $['none'] is null"},
            {"$.limit[0]", "error: Filter: [0] can only be applied to arrays. Current context is: 10"},
            {"$.empty[0].a", "error: Filter: [0]['a'] can only be applied to arrays. Current context is: {}"},
            {"$.goods[1]['tags', 'sold'][0]",
             "error: Multi properties can only be used as path leafs: $['goods'][1]['tags', 'sold']"},
        });
    check("[1]", {{"$.a", "error: Property ['a'] not found in path $"},
                  {"$['a','b']", "error: Property ['a', 'b'] not found in path $"}});
    check("null", {{"$", "error: root can not be null"}, {"$.*", "error: root can not be null"}});
  }

  TEST_CASE("failures tell what kind they are") {
    const Value data = *parse_json(kShop);
    const auto kind = [&](std::string_view text) { return evaluate(*Path::parse(text), data).error().kind; };
    CHECK(kind("$.nope") == PathFailure::Kind::Missing);
    CHECK(kind("$.none[0]") == PathFailure::Kind::Missing);
    CHECK(kind("$.limit[0]") == PathFailure::Kind::WrongKind);
    CHECK(kind("$.limit[?(@.a)]") == PathFailure::Kind::WrongKind);
    CHECK(kind("$.goods[?(@.price > cheap)]") == PathFailure::Kind::Other);
  }

  TEST_CASE("several names give an object of those that are there") {
    check(kShop,
          {
              {"$.goods[0]['price','name']", R"({"price":8.5,"name":"lamp"})"},
              {"$.goods[0]['name','nope']", R"({"name":"lamp"})"},
              {"$.goods[0]['x','y']", "{}"},
              {"$.goods[*]['name','sold']",
               R"([{"name":"lamp"},{"name":"desk","sold":false},{"name":"cup","sold":null},{"name":"rug"}])"},
          });
  }

  TEST_CASE("indefinite paths give arrays, also where nothing leads to them") {
    check(kShop, {
                     {"$.goods[*].name", R"(["lamp","desk","cup","rug"])"},
                     {"$.goods[0,2].name", R"(["lamp","cup"])"},
                     {"$.goods[1:3].name", R"(["desk","cup"])"},
                     {"$.goods[?(@.maker)].maker.city", R"(["Oslo","Graz"])"},
                     {"$.nope[*]", "[]"},
                     {"$.nope.x..y", "[]"},
                     {"$.nope[0][1:]", "[]"},
                     {"$.nope[?(@.a)].b", "[]"},
                     {"$.nope[*]['a','b'].c", "[]"},
                     {"$.empty.*", "[]"},
                     {"$.limit.*", "[]"},
                     {"$.motto..x", "[]"},
                 });
    check(R"({"b":1,"a":[2]})", {{"$.*", "[1,[2]]"}});
  }

  TEST_CASE("[*] of an array passes over what lacks something, everything else does not") {
    check(kShop, {
                     {"$.goods[*].maker.city", R"(["Oslo","Graz"])"},
                     {"$.goods[*].tags[0]", R"(["red"])"},
                     {"$.goods[*].nope", "[]"},
                     {"$.goods[0:2].maker", "error: No results for path: $['goods'][1]['maker']"},
                     {"$.goods[0,1].maker", "error: No results for path: $['goods'][1]['maker']"},
                     {"$.goods[?(@.tags)].maker", "error: No results for path: $['goods'][1]['maker']"},
                     {"$.goods[0,9]", "error: Index out of bounds when evaluating path $['goods'][9]"},
                     {"$.goods[*].name[0]",
                      "error: Filter: [0] can only be applied to arrays. Current context is: lamp"},
                     {"$.*.city", "error: Property ['city'] not found in path $['open']"},
                 });
    // What lacks a name after such a segment is passed over where more follows.
    check(R"([{"a":{"b":1}},{},{"a":{}}])",
          {{"$[0:2].a.b", "[1]"}, {"$[0:3].a.b", "error: No results for path: $[2]['a']['b']"}});
    check(R"({"p":{"v":1},"q":{}})", {{"$.*.v", "error: No results for path: $['q']['v']"}});
  }

  TEST_CASE("slices") {
    check("[0,1,2,3,4]", {
                             {"$[1:3]", "[1,2]"},
                             {"$[:2]", "[0,1]"},
                             {"$[3:]", "[3,4]"},
                             {"$[-2:]", "[3,4]"},
                             {"$[:-3]", "[0,1]"},
                             {"$[-9:]", "[0,1,2,3,4]"},
                             {"$[:-9]", "[]"},
                             {"$[3:99]", "[3,4]"},
                             {"$[3:1]", "[]"},
                             // With both bounds given, negative ones are no distances from the end.
                             {"$[1:-1]", "[]"},
                             {"$[-2:2]", "error: Index out of bounds when evaluating path $[-2]"},
                             {"$[0:5:2]", "[0,1,2,3,4]"},
                         });
    check(R"({"e":[],"n":null,"s":"x"})",
          {{"$.e[-1:2]", "[]"},
           {"$.n[1:]", "error: The path $['n'] is null"},
           {"$.s[:1]", "error: Filter: [:1] can only be applied to arrays. Current context is: x"}});
  }

  TEST_CASE(".. visits parents before children") {
    check(R"({"a":{"n":1,"b":[{"n":2},{"n":{"n":3}}]},"n":4})",
          {
              {"$..n", R"([4,1,2,{"n":3},3])"},
              {"$.a..b[0]", R"([{"n":2}])"},
              {"$..b[*].n", R"([2,{"n":3}])"},
              {"$..['n','b']", R"([{"n":1,"b":[{"n":2},{"n":{"n":3}}]}])"},
              {"$..b.n", "error: Property ['n'] not found in path $['a']['b']"},
              {"$..nope", "[]"},
              {"$..[?(@.n == 2)]", R"([{"n":2}])"},
          });
    check("[[1,2],[3,[4]]]", {{"$..*", "[[1,2],[3,[4]],1,2,3,[4],4]"},
                              {"$..[0]", "[[1,2],1,3,4]"},
                              {"$..[0:1]", "[[1,2],1,3,4]"}});
    check(R"({"l":[]})", {{"$..[0]", "error: Index out of bounds when evaluating path $['l'][0]"}});
    // Where more follows, the way continues from every element of an array, whatever is selected.
    check(R"([[1,2],[3,4]])",
          {{"$..[1][0]", "error: Filter: [0] can only be applied to arrays. Current context is: 1"}});
    check(R"([{"v":1},{"v":2}])", {{"$..[1].v", "[1,2]"}});
  }

  TEST_CASE("the fast way finds the same node") {
    const Value data = *parse_json(kShop);
    for (const char* text : {"$", "$.open", "$.goods[1].name", "$.goods[(@.length-1)].price", "$.none"}) {
      CAPTURE(text);
      const Path path = *Path::parse(text);
      const Value* found = find(path, data);
      REQUIRE(found != nullptr);
      CHECK(to_json(*found) == to_json(*evaluate(path, data)));
    }
    for (const char* text :
         {"$.nope", "$.goods[9]", "$.goods[-1]", "$.limit.x", "$.goods[*]", "$['open','limit']"}) {
      CAPTURE(text);
      CHECK(find(*Path::parse(text), data) == nullptr);
    }
  }

  TEST_CASE("the roots of a workflow") {
    class Context : public ContextSource {
     public:
      const Value& context() override {
        ++asked;
        return value;
      }
      Value value = *parse_json(R"({"Execution":{"Id":"e-1"}})");
      int asked = 0;
    } context;
    const Value input = *parse_json(R"({"a":1})");
    const Value variables = *parse_json(R"({"v":{"w":[7]}})");
    const Scope scope{input, variables, &context};
    const auto of = [&](std::string_view text) {
      const auto result = evaluate(*Path::parse(text), scope);
      return result ? to_json(*result) : result.error().message;
    };
    CHECK(of("$.a") == "1");
    CHECK(of("$v.w[0]") == "7");
    CHECK(of("$v.w[5]") == "Index out of bounds when evaluating path $['w'][5]");
    CHECK(context.asked == 0);
    CHECK(of("$$.Execution.Id") == "\"e-1\"");
    CHECK(of("$nope.a") == "The variable '$nope' is not set");
    CHECK(find(*Path::parse("$v"), scope) == variables.find("v"));
  }

  TEST_CASE("work and depth are bounded, and running out of them is an error") {
    std::string wide = "[";
    for (int i = 0; i < 3000; ++i) wide += i > 0 ? ",1" : "1";
    const Value data = *parse_json("{\"l\":" + wide + "]}");
    const std::string work = "error: The path visits more than 10000000 nodes";
    CHECK(at(data, "$.l[?(@ > 2)]") == "[]");
    std::string many = "$.l[?(@ > 2";
    for (int i = 0; i < 4000; ++i) many += " || @ > 2";
    CHECK(at(data, many + ")]") == work);
    CHECK(at(data, "$.l[*]" + many.substr(3) + ")]").starts_with("error: "));

    const std::string deep_data = std::string(900, '[') + "1" + std::string(900, ']');
    std::string deep_path = "$";
    for (int i = 0; i < 900; ++i) deep_path += "[*]";
    CHECK(at(*parse_json(deep_data), deep_path) == "error: The path nests too deeply");
    CHECK(at(*parse_json(deep_data), "$[*]" + deep_path.substr(4)) == "error: The path nests too deeply");
  }
}
