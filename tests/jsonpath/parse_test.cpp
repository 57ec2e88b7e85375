#include <doctest/doctest.h>

#include <string>

#include "jsonpath/path.h"

using namespace pawl;
using namespace pawl::jsonpath;

namespace {

/// "ok", or the message.
std::string refusal(std::string_view text, Path::Roots roots = Path::Roots::InputOnly) {
  const auto path = Path::parse(text, roots);
  return path ? "ok" : path.error().message;
}

bool accepted(std::string_view text) { return Path::parse(text, Path::Roots::InputOnly).has_value(); }

std::string repeated(std::string_view piece, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += piece;
  return text;
}

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("the root alone") {
    CHECK(Path().text() == "$");
    CHECK(Path().is_root_only());
    CHECK(Path().is_definite());
    CHECK(Path().is_reference());
    CHECK(Path::parse("$")->is_root_only());
    CHECK_FALSE(Path::parse("$.a")->is_root_only());
  }

  TEST_CASE("paths of a workflow start at the input, the context object or a variable") {
    const auto context = Path::parse("$$.Execution.Id");
    REQUIRE(context);
    CHECK(context->root() == Root::Context);
    CHECK(context->text() == "$$.Execution.Id");
    CHECK(Path::parse("$$")->is_root_only());
    const auto variable = Path::parse("$order_1.items[0]");
    REQUIRE(variable);
    CHECK(variable->root() == Root::Variable);
    CHECK(variable->variable().as_string() == "order_1");
    CHECK(variable->is_definite());
    CHECK(Path::parse("$x")->is_root_only());
    CHECK(Path::parse("$\xC3\xA9t\xC3\xA9")->variable().as_string() == "\xC3\xA9t\xC3\xA9");
    CHECK(Path::parse("$.a")->root() == Root::Input);
    CHECK_FALSE(Path::parse("$1"));
    CHECK_FALSE(Path::parse("$a b"));
    CHECK_FALSE(Path::parse("$$$"));
    CHECK_FALSE(Path::parse("$$a"));
    CHECK_FALSE(Path::parse("a.b"));
    CHECK_FALSE(Path::parse("@.a"));
    CHECK_FALSE(Path::parse(" $.a"));
    CHECK(Path::parse("$$.a b").error().offset > 1);
  }

  TEST_CASE("without workflow roots the text is judged as Jayway does") {
    CHECK(accepted("a.b"));
    CHECK(accepted("@.a"));
    CHECK(refusal("$$") == "Illegal character at position 1 expected '.' or '['");
    CHECK(refusal("$x.a") == "Illegal character at position 1 expected '.' or '['");
    CHECK_FALSE(accepted(""));
    CHECK_FALSE(accepted(" "));
  }

  TEST_CASE("names") {
    for (const char* text :
         {"$.a",   "$.a-b",      "$.a_b",       "$.0",      "$.\xC3\xA9",        "$.@at",    "$.$x",
          "$.a:b", "$.a,b",      "$['a']",      "$[\"a\"]", "$[ 'a' ]",          "$['a b']", "$['it\\'s']",
          "$['']", "$['a','b']", "$['a', 'b']", "$.['a']",  "$.a['b'].c[\"d\"]", "$['a]b']", "$['\\u0041']",
          "$.a ",  "$.a]"}) {
      CAPTURE(text);
      CHECK(accepted(text));
    }
    CHECK(refusal("$.a b") ==
          "Use bracket notion ['my prop'] if your property contains blank characters. position: 2");
    CHECK(refusal("$.") == "Path must not end with a '.' or '..'");
    CHECK(refusal("$.a..") == "Path must not end with a '.' or '..'");
    CHECK(refusal("$...a") == "Character '.' on position 3 is not valid.");
    CHECK(refusal("$. a") == "Could not parse token starting at position 2");
    CHECK(refusal("$['a") == "Property has not been closed - missing closing '");
    CHECK(refusal("$['a'x]").starts_with("Property must be separated by comma"));
    CHECK(refusal("$['a',]") == "Found empty property at index 6");
    CHECK(refusal("$['a',,'b']") == "Found empty property at index 6");
    CHECK(refusal("$['\\uzzzz']") ==
          "com.jayway.jsonpath.JsonPathException: Unable to parse unicode value: zzzz");
    CHECK(refusal("$[a]") == "Could not parse token starting at position 1. Expected ?, ', 0-9, * ");
    CHECK(refusal("$[") == "java.lang.StringIndexOutOfBoundsException: String index out of range: 2");
    CHECK(refusal("$.\xF0\x9F\x98\x80[?") ==
          "java.lang.StringIndexOutOfBoundsException: String index out of range: 6");
  }

  TEST_CASE("indexes and slices") {
    for (const char* text : {"$[0]", "$[-1]", "$[ 1 ]", "$[0,1]", "$[0 , 1]", "$[1:]", "$[:1]", "$[1:2]",
                             "$[-1:]", "$[1:2:3]", "$[*]", "$[ * ]", "$.*"}) {
      CAPTURE(text);
      CHECK(accepted(text));
    }
    CHECK(refusal("$[::2]") == "Failed to parse SliceOperation: ::2");
    CHECK(refusal("$[:]") == "Failed to parse SliceOperation: :");
    CHECK(refusal("$[1 : 2]") == "Failed to parse SliceOperation: 1 : 2");
    CHECK(refusal("$[99999999999]") == "Failed to parse token in ArrayIndexOperation: 99999999999");
    CHECK(refusal("$[0,]") == "Failed to parse token in ArrayIndexOperation: ");
    CHECK(refusal("$[0") == "Could not parse token starting at position 1. Expected ?, ', 0-9, * ");
    CHECK(refusal("$[99999999999:]").starts_with("java.lang.NumberFormatException"));
    CHECK_FALSE(accepted("$[(@.length-1)]"));
    CHECK_FALSE(accepted("$[*"));
  }

  TEST_CASE("the last character after a bracket is not looked at") {
    CHECK(accepted("$[0]x"));
    CHECK_FALSE(accepted("$[0] .x"));
    CHECK(accepted("$[0]xy"));
  }

  TEST_CASE("filters") {
    for (const char* text : {"$[?(@.a)]",
                             "$[?(!@.a)]",
                             "$[?(!(@.a))]",
                             "$[?(@.a == 1)]",
                             "$[?(@.a==1)]",
                             "$[?(1 == @.a)]",
                             "$[? (@.a) ]",
                             "$[?(@.a == 'x' && @.b != \"y\" || !(@.c < 1e3))]",
                             "$[?(@.a =~ /x\\/y/i)]",
                             "$[?(@.a in ['x',1,null])]",
                             "$[?(@.a NIN [])]",
                             "$[?(@['a'].b[0] >= $.c)]",
                             "$[?(@.a.length() > 2)]",
                             "$[?(@.a == {\"b\": 1})]",
                             "$[?(@.a empty true)]",
                             "$[?(@)]",
                             "$[?((@.a || @.b) && @.c)]",
                             "$[?(@.a == -.5)]",
                             "$[?(@.a size 2)].b",
                             "$..[?(@.a)]"}) {
      CAPTURE(text);
      CHECK(refusal(text) == "ok");
    }
    CHECK(refusal("$[?()]") == "Failed to parse filter: [?()], error on position: 3, char: )");
    CHECK(refusal("$[?(@.a == x)]") ==
          "Failed to parse filter: [?(@.a == x)], error on position: 10, char: x");
    CHECK(refusal("$[?(1)]") == "Expected path node");
    CHECK(refusal("$[?(@.a foo 1)]") == "Expected character: )");
    CHECK(refusal("$[?(@.a = 1)]") == "Expected character: )");
    CHECK(refusal("$[?@.a]") == "Could not parse token starting at position 1. Expected ?, ', 0-9, * ");
    CHECK(refusal("$[?]") == "Not enough predicates supplied for filter [?] at position 1");
    CHECK(refusal("$[?(@.a == 'x)]") ==
          "Could not find matching close quote for ' when parsing : $[?(@.a == 'x)]");
    CHECK(refusal("$[?(@.a =~ /(/)]").starts_with("Failed to parse filter"));
    CHECK_FALSE(accepted("$[?(@.a &&)]"));
    CHECK_FALSE(accepted("$[?(@.a == 1"));
  }

  TEST_CASE("functions") {
    for (const char* text :
         {"$.a.length()", "$.sum($.a, $.b[*])", "$.concat(\"x\", $.a)", "$.unheard_of()", "$.a.index(-1)",
          "$..a.max()", "$.sum({\"a\":1})", "$.f(x)", "$.avg($.a.length())"}) {
      CAPTURE(text);
      CHECK(refusal(text) == "ok");
    }
    CHECK(refusal("$.a.f(") == "Arguments to function: 'f' are not closed properly.");
    CHECK_FALSE(accepted("$.f($.a"));
    CHECK_FALSE(accepted("$.f(1}2)"));
    CHECK_FALSE(accepted("$.f(1]2)"));
    CHECK_FALSE(accepted("$.f($.a b)"));
  }

  TEST_CASE("definite paths name at most one node") {
    for (const char* text : {"$", "$.a", "$['a'][0]", "$[-1]", "$['a','b']", "$.a.length()", "$..a.sum()"}) {
      CAPTURE(text);
      CHECK(Path::parse(text)->is_definite());
    }
    for (const char* text :
         {"$..a", "$.*", "$[*]", "$[0,1]", "$[1:]", "$[?(@.a)]", "$['a','b'].c", "$.a[*].length()"}) {
      CAPTURE(text);
      CHECK_FALSE(Path::parse(text)->is_definite());
    }
  }

  TEST_CASE("reference paths") {
    for (const char* text : {"$", "$.a", "$.a.b[0]['c d']", "$[\"a\"]", "$$.a", "$x.a[3]", "$['@:,?*']"}) {
      CAPTURE(text);
      const auto path = Path::parse(text);
      if (path) CHECK(path->is_reference());
    }
    for (const char* text : {"$[-1]", "$[*]", "$..a", "$['a','b']", "$[?(@.a)]", "$.a.length()", "$[ 0 ]",
                             "$[ 'a' ]", "$.@a", "$.a:b", "$.['a']"}) {
      CAPTURE(text);
      CHECK_FALSE(Path::parse(text)->is_reference());
    }
  }

  TEST_CASE("hostile texts are refused, quickly and without depth") {
    constexpr size_t kMany = 20'000;
    CHECK_FALSE(accepted("$" + repeated("[?(@", kMany)));
    CHECK_FALSE(accepted("$[?" + repeated("(", kMany) + "@.a" + repeated(")", kMany) + "]"));
    CHECK_FALSE(accepted("$[?(" + repeated("!", kMany) + "(@.a))]"));
    CHECK_FALSE(accepted("$" + repeated("[?(@", 5000) + repeated(")]", 5000)));
    CHECK_FALSE(accepted("$" + repeated(".f($", 5000) + repeated(")", 5000)));
    CHECK_FALSE(accepted(repeated("[", 100'000)));
    CHECK_FALSE(accepted("$" + repeated("(", 90'000)));
    CHECK_FALSE(accepted("$[?(@ == " + repeated("[", kMany) + repeated("]", kMany) + " )]x y"));
    CHECK(accepted("$" + repeated(".a", 40'000)));
    CHECK(accepted("$[?(" + repeated("@.a || ", 10'000) + "@.b)]"));
    CHECK(refusal("$." + repeated("a", 200'000)).find("at most") != std::string::npos);
  }

  TEST_CASE("nesting is bounded at a hundred levels") {
    const auto filter = [](size_t n) { return "$[?" + repeated("(", n) + "@.a" + repeated(")", n) + "]"; };
    CHECK(accepted(filter(50)));
    CHECK_FALSE(accepted(filter(200)));
  }
}
