#include <doctest/doctest.h>

#include <string>

#include "intrinsics/expression.h"

using namespace pawl;
using namespace pawl::intrinsics;

namespace {

bool accepted(std::string_view text) { return IntrinsicExpression::parse(text).has_value(); }

SyntaxError refusal(std::string_view text) {
  const auto expression = IntrinsicExpression::parse(text);
  return expression ? SyntaxError{"ok"} : expression.error();
}

std::string nested(size_t levels) {
  std::string text;
  for (size_t i = 0; i < levels; ++i) text += "States.Array(";
  return text + "1" + std::string(levels, ')');
}

}  // namespace

TEST_SUITE("intrinsics") {
  TEST_CASE("calls") {
    for (const char* text :
         {"States.UUID()", "States.UUID( )", "States.Array()", "States.Array(1,2)", "States.Array( 1 , 2 )",
          "States.Array('a')", "States.Array($)", "States.Array($.a, $$.b, $c.d)",
          "States.Array($['a,b'], $.c[0])", "States.Array($.a[?(@.b == ',)')])",
          "States.Array($.a.length(), 1)", "States.Array(-1.5e3)", "States.Array(true, false, null)",
          "States.Array('it\\'s (a, b)')", "States.Array('a\nb')",
          "States.MathAdd(States.ArrayLength($.a), 1)", "States.Array($.a )", "States.Array(1) "}) {
      CAPTURE(text);
      CHECK(refusal(text).message == "ok");
    }
    CHECK(IntrinsicExpression::parse("States.UUID()")->text() == "States.UUID()");
  }

  TEST_CASE("a backslash stands only before what the documentation names, unless any is allowed") {
    CHECK(accepted(R"(States.Format('\'\{\}\\'))"));
    const char* other = R"(States.StringToJson('{\"a\":1}'))";
    CHECK(!accepted(other));
    CHECK(refusal(other).offset == 22);
    CHECK(IntrinsicExpression::parse(other, IntrinsicExpression::Escapes::Any).has_value());
  }

  TEST_CASE("what is no call is refused") {
    for (const char* text : {"",
                             "$.a",
                             "States",
                             "States.",
                             "States.Array",
                             "States.Array 1)",
                             "States.Array(",
                             "States.Array(1",
                             "States.Array(1,",
                             "States.Array(1,)",
                             "States.Array(,1)",
                             "States.Array(1 2)",
                             "States.Array(1))",
                             "States.Array('a",
                             "States.Array('a\\')",
                             "States.Array(\"a\")",
                             "States.Array(a)",
                             "States.Array(01)",
                             "States.Array(1.)",
                             "States.Array($.a b)",
                             "States.Array($.)",
                             "States.array(1)",
                             "Array(1)",
                             " States.UUID()",
                             "States.UUID() x",
                             "States.Array(nul)",
                             "States.Array(States)",
                             "States.Array(@.a)"}) {
      CAPTURE(text);
      CHECK_FALSE(accepted(text));
      CHECK(refusal(text).kind == SyntaxError::Kind::Grammar);
    }
  }

  TEST_CASE("the number of arguments is checked") {
    CHECK(refusal("States.MathAdd(1)").kind == SyntaxError::Kind::Arguments);
    CHECK(refusal("States.MathAdd(1)").message == "'States.MathAdd' takes 2 arguments but is given 1");
    CHECK(refusal("States.Format()").message == "'States.Format' takes at least 1 argument but is given 0");
    CHECK(refusal("States.MathRandom(1,2,3,4)").message ==
          "'States.MathRandom' takes 2 to 3 arguments but is given 4");
    CHECK(refusal("States.UUID(1)").message == "'States.UUID' takes 0 arguments but is given 1");
    CHECK(refusal("States.Array(States.ArrayLength())").offset == 13);
  }

  TEST_CASE("messages point at the fault") {
    CHECK(refusal("States.Formt('a')").message ==
          "There is no intrinsic function 'States.Formt', did you mean 'States.Format'?");
    CHECK(refusal("States.Array(1, x)").offset == 16);
    CHECK(refusal("States.Array($.a b)").offset >= 13);
  }

  TEST_CASE("at most ten levels and 10,000 characters") {
    CHECK(accepted(nested(10)));
    CHECK_FALSE(accepted(nested(11)));
    CHECK_FALSE(accepted(nested(100'000)));
    const std::string around = "States.Array('')";
    CHECK(accepted("States.Array('" + std::string(10'000 - around.size(), 'a') + "')"));
    CHECK_FALSE(accepted("States.Array('" + std::string(10'001 - around.size(), 'a') + "')"));
    std::string accents;
    for (size_t i = 0; i < 10'000 - around.size(); ++i) accents += "\xC3\xA9";
    CHECK(accepted("States.Array('" + accents + "')"));
  }
}
