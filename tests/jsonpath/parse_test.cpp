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

  TEST_CASE("without workflow roots the text is judged as the library that AWS runs does") {
    for (const char* text : {"a.b", "@.a", "[0]", "..a", " $.a ", "\t$\n"}) {
      CAPTURE(text);
      CHECK(accepted(text));
    }
    for (const char* text : {"", "$$", "$x.a", "$a", "$ .a", "@a"}) {
      CAPTURE(text);
      CHECK_FALSE(accepted(text));
    }
  }

  TEST_CASE("names") {
    for (const char* text : {"$.a",   "$.a-b",      "$.0",          "$.\xC3\xA9", "$.@at",       "$.$x",
                             "$.a:b", "$.a,b",      "$.a()",        "$['a']",     "$[ 'a' ]",    "$['a b']",
                             "$['']", "$['a','b']", "$['a' , 'b']", "$.['a']",    "$.a.['b'].c", "$['a']b",
                             "$.a ",  "$...a",      "$..['a']",     "$['a'x]",    "$['a',]"}) {
      CAPTURE(text);
      CHECK(accepted(text));
    }
    CHECK(refusal("$.a b") == "Names with spaces stand in brackets and quotes: ['a b']");
    CHECK(refusal("$. a") == "Names with spaces stand in brackets and quotes: ['a b']");
    CHECK(refusal("$.") == "A path cannot end with '.'");
    CHECK(refusal("$['a'].") == "A path cannot end with '.'");
    CHECK(refusal("$.a..") == "A path cannot end with '..'");
    CHECK(refusal("$['a") == "The bracket is not closed");
    CHECK(refusal("$['a'") == "The bracket is not closed");
    CHECK(refusal("$[\"a\"]") == "Names in brackets stand in single quotes: ['a']");
    CHECK(refusal("$[a]").starts_with("Brackets hold"));
    CHECK(refusal("$[").starts_with("Brackets hold"));
    CHECK(refusal("$.a[]").starts_with("Brackets hold"));
  }

  TEST_CASE("names have no escapes, and the first ] ends them") {
    const auto name = [](std::string_view text) {
      const auto path = Path::parse(text);
      const auto steps = path->first_steps();
      return steps.size() == 1 && steps[0].name != nullptr ? std::string(steps[0].name->as_string()) : "?";
    };
    CHECK(name("$['it\\'s']") == "it\\");
    CHECK(name("$['\\u0041']") == "\\u0041");
    CHECK(name("$['a.b']") == "a.b");
    CHECK(name("$['a[b']") == "a[b");
    CHECK(name("$['say \"x\"']") == "say \"x\"");
    CHECK(name("$.a'b") == "a");
    CHECK(name("$.a\tb") == "a\tb");
    CHECK(name("$.length()") == "length()");
  }

  TEST_CASE("indexes and slices") {
    for (const char* text : {"$[0]",
                             "$[-1]",
                             "$[ 1 ]",
                             "$[0,1]",
                             "$[0 , 1]",
                             "$[0,]",
                             "$[1:]",
                             "$[:1]",
                             "$[1:2]",
                             "$[1 : 2]",
                             "$[-1:]",
                             "$[1:2:3]",
                             "$[2::3]",
                             "$[*]",
                             "$.*",
                             "$[1x]",
                             "$[x1]",
                             "$[(@.length-1)]",
                             "$[(@.length - 2)]",
                             "$[ (@.size()-1) ]"}) {
      CAPTURE(text);
      CHECK(refusal(text) == "ok");
    }
    CHECK(refusal("$*") == "'.' or '[' is expected here");
    for (const char* text : {"$[:]", "$[::2]", "$[0,,1]", "$[:,1]"}) {
      CAPTURE(text);
      CHECK(refusal(text) == "A number is missing");
    }
    CHECK(refusal("$[1-2]") == "'1-2' is no index");
    CHECK(refusal("$[99999999999]") == "The index is too large");
    CHECK(refusal("$[0") == "The bracket is not closed");
    CHECK(refusal("$[*").starts_with("Brackets hold"));
    CHECK(refusal("$[ * ]").starts_with("Brackets hold"));
    for (const char* text : {"$[(@.length)]", "$[(@.length+1)]", "$[(@.count-1)]", "$[@.length-1]"}) {
      CAPTURE(text);
      CHECK(refusal(text).starts_with("Of expressions only [(@.length-1)] is known"));
    }
  }

  TEST_CASE("indexes read as the library reads them") {
    const auto index = [](std::string_view text) {
      const auto path = Path::parse(text);
      const auto steps = path->first_steps();
      return steps.size() == 1 && steps[0].name == nullptr ? steps[0].index : -999;
    };
    CHECK(index("$[01]") == 1);
    CHECK(index("$[1 2]") == 12);
    CHECK(index("$[1.5]") == 1);
    CHECK(index("$[+7]") == 7);
    CHECK(index("$[3,]") == 3);
    CHECK(index("$[- 1]") == -1);
  }

  TEST_CASE("filters") {
    for (const char* text : {"$[?(@.a)]",
                             "$[?(!@.a)]",
                             "$[?(@.a == 1)]",
                             "$[?(@.a==1)]",
                             "$[?(1 == @.a)]",
                             "$[? (@.a) ]",
                             "$[ ?(@.a)]",
                             "$[?(@.a == 'x' && @.b != y z || @.c < 1e3)]",
                             "$[?(@.a =~ /x\\/y/i)]",
                             "$[?(@['a'].b[0] >= $.c)]",
                             "$[?(@)]",
                             "$[?((@.a || @.b) && @.c)]",
                             "$[?(@.a) || (@.b)]",
                             "$[?(@.a == /p/one)]",
                             "$[?(@.a === 1)]",
                             "$[?(@.a[ 0] == 1)]",
                             "$[?(@.a[(@.length - 1)] > 2)]",
                             "$[?(@.a == \"x\")]",
                             "$[?(@.a == [1,2])]",
                             "$[?(@.a == 'x)y')]",
                             "$[?(@['a,b'])].c",
                             "$..[?(@.a)]"}) {
      CAPTURE(text);
      CHECK(refusal(text) == "ok");
    }
    CHECK(refusal("$[?()]") == "A comparison is missing");
    CHECK(refusal("$[?(@.a &&)]") == "A comparison is missing");
    CHECK(refusal("$[?(@.a || || @.b)]") == "A comparison is missing");
    CHECK(refusal("$[?(1)]").starts_with("Neither a path nor a comparison"));
    CHECK(refusal("$[?(!(@.a))]").starts_with("Neither a path nor a comparison"));
    CHECK(refusal("$[?(@.a == 'x && y')]").starts_with("Neither a path nor a comparison"));
    CHECK(refusal("$[?@.a]") == "A filter starts with '[?('");
    CHECK(refusal("$[?(@.a) || @.b]") == "A filter ends with ')]'");
    CHECK(refusal("$[?(@.a == 'x)]") == "The quote is not closed");
    CHECK(refusal("$[?(@.a == it's)]") == "The quote is not closed");
    CHECK(refusal("$[?((@.a)]") == "The parentheses of the filter do not match");
    CHECK(refusal("$[?(@.a == x[)]") == "The brackets of the filter do not match");
    CHECK(refusal("$[?(@.a =~ /*/)]").starts_with("The regular expression is wrong: "));
    CHECK(refusal("$[?(@..a)]") == "A path in a filter must name a single node");
    CHECK(refusal("$[?(@.a == @[*])]") == "A path in a filter must name a single node");
    CHECK(refusal("$[?(@.a == !@.b)]") == "'!' stands only before a path that stands alone");
    CHECK(refusal("$[?(@[\"a\"])]") == "Names in brackets stand in single quotes: ['a']");
  }

  TEST_CASE("words that other dialects have for operators") {
    const auto told = [](const std::string& word) { return refusal("$[?(@.a " + word + " [1,2])]"); };
    for (const std::string word : {"in", "nin", "contains", "size", "empty", "and", "or", "="}) {
      CAPTURE(word);
      CHECK(told(word).starts_with("There is no operator '" + word + "'; write instead: "));
    }
    CHECK(told("or").ends_with("instead: ||"));
    CHECK(told("subsetof") == "There is no operator 'subsetof'; known are == != < <= > >= =~ && || !@.a");
  }

  TEST_CASE("a refusal knows its place") {
    struct Row {
      const char* text;
      size_t offset;
    };
    for (const Row& row : {Row{"$.a b", 3}, Row{"$.ab.", 5}, Row{"$.ab..", 4}, Row{"$.a[\"b\"]", 3},
                           Row{"$.a['b'].c d", 10}, Row{"$$.a b", 4}, Row{"$v.a b", 4},
                           Row{"$.l[?(@.a in b)].c", 10}, Row{"$.l[?(@.a == 1 && 2)].c", 18},
                           Row{"$.l[?(@.a == 1 && @.b[c] == 2)].c", 21}, Row{"$.l[?(@.a == 1].c", 3}}) {
      CAPTURE(row.text);
      const auto path = Path::parse(row.text);
      REQUIRE_FALSE(path);
      CHECK(path.error().offset == row.offset);
    }
  }

  TEST_CASE("definite paths name at most one node") {
    for (const char* text :
         {"$", "$.a", "$['a'][0]", "$[-1]", "$['a','b']", "$.a.length()", "$[(@.length-1)].b"}) {
      CAPTURE(text);
      CHECK(Path::parse(text)->is_definite());
    }
    for (const char* text : {"$..a", "$.*", "$[*]", "$[0,1]", "$[1:]", "$[?(@.a)]", "$.a[*].length()"}) {
      CAPTURE(text);
      CHECK_FALSE(Path::parse(text)->is_definite());
    }
  }

  TEST_CASE("reference paths") {
    for (const char* text : {"$", "$.a", "$.a.b[0]['c d']", "$$.a", "$x.a[3]", "$['@:,?*']"}) {
      CAPTURE(text);
      CHECK(Path::parse(text)->is_reference());
    }
    for (const char* text :
         {"$[-1]", "$[*]", "$..a", "$['a','b']", "$[?(@.a)]", "$.a.length()", "$[ 0 ]", "$[0,]", "$[ 'a' ]",
          "$['a' ]", "$.@a", "$.a:b", "$.['a']", "$.a'b", "$['a']b", "$[1x]", "$[(@.length-1)]"}) {
      CAPTURE(text);
      CHECK_FALSE(Path::parse(text)->is_reference());
    }
  }

  TEST_CASE("hostile texts end quickly and without depth") {
    constexpr size_t kMany = 20'000;
    CHECK_FALSE(accepted("$" + repeated("[?(@", kMany)));
    CHECK_FALSE(accepted("$" + repeated("[?(@", 5000) + repeated(")]", 5000)));
    CHECK(refusal("$" + repeated("[?(@", 150) + repeated(")]", 150)).starts_with("Filters nest deeper"));
    CHECK_FALSE(accepted("$[?(" + repeated("!", kMany) + "(@.a))]"));
    CHECK_FALSE(accepted(repeated("[", 100'000)));
    CHECK_FALSE(accepted("$" + repeated("(", 90'000)));
    CHECK(accepted("$[?" + repeated("(", kMany) + "@.a" + repeated(")", kMany) + "]"));
    CHECK(accepted("$" + repeated(".a", 40'000)));
    CHECK(accepted("$[?(" + repeated("@.a || ", 10'000) + "@.b)]"));
    CHECK(refusal("$." + repeated("a", 200'000)).find("at most") != std::string::npos);
  }
}
