#include <doctest/doctest.h>

#include <string>

#include "intrinsics/expression.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::intrinsics;

namespace {

class Counting : public RandomSource {
 public:
  uint64_t next() override { return mix_bits(++count_); }

 private:
  uint64_t count_ = 0;
};

class Context : public jsonpath::ContextSource {
 public:
  const Value& context() override { return value_; }

 private:
  Value value_ = *parse_json(R"({"State":{"Name":"S"}})");
};

tl::expected<Value, IntrinsicFailure> evaluated(std::string_view text, const Value& input) {
  static Context context;
  static Counting random;
  const auto expression = IntrinsicExpression::parse(text, IntrinsicExpression::Escapes::Any);
  REQUIRE_MESSAGE(expression, text);
  const Value variables = *parse_json(R"({"v":{"n":5}})");
  return evaluate(*expression, jsonpath::Scope{input, variables, &context}, random);
}

/// The result as JSON, or "failed".
std::string of(std::string_view text, const Value& input) {
  const auto result = evaluated(text, input);
  return result ? to_json(*result) : "failed";
}

std::string of(std::string_view text, std::string_view input = "{}") { return of(text, *parse_json(input)); }

}  // namespace

TEST_SUITE("intrinsics") {
  TEST_CASE("arguments: literals, paths, context, variables, calls") {
    CHECK(of("States.Array('a', 1, -2.5, true, false, null)") == R"(["a",1,-2.5,true,false,null])");
    CHECK(of("States.Array($.a, $, $$.State.Name, $v.n)", R"({"a":[1]})") == R"([[1],{"a":[1]},"S",5])");
    CHECK(of("States.Array(States.Array(), States.MathAdd(1, 2))") == "[[],3]");
    CHECK(of("States.Array($.a[?(@.x > 1)].x)", R"({"a":[{"x":1},{"x":2}]})") == "[[2]]");
    CHECK(of("States.Array(1,2,3,4,5,6,7,8)") == "[1,2,3,4,5,6,7,8]");
  }

  TEST_CASE("a path that finds nothing fails with AWS's sentence") {
    const auto failure = [](std::string_view text) {
      return evaluated(text, *parse_json(R"({"n":1,"a":[]})")).error();
    };
    CHECK(failure("States.Format('{}', $.nope)").message ==
          "The function 'States.Format('{}', $.nope)' had the following error: The JsonPath argument for the "
          "field '$.nope' could not be "
          "found in the input '{\"n\":1,\"a\":[]}'");
    CHECK(failure("States.Array(States.Array($$.Nope))").message ==
          "The function 'States.Array(States.Array($$.Nope))' had the following error: The JsonPath argument "
          "for the field '$.Nope' could "
          "not be found in the input '{\"n\":1,\"a\":[]}'");
    CHECK(failure("States.Array($w)").message.find("for the field '$w' could not be found") !=
          std::string::npos);
    CHECK(failure("States.Array($.a[3])").message.find("for the field '$.a[3]' could not be found") !=
          std::string::npos);
    CHECK(failure("States.Array($.n[0])").message ==
          "The function 'States.Array($.n[0])' had the following error: Filter: [0] can only be applied to "
          "arrays. Current context is: 1");
    CHECK(failure("States.Array($.nope)").kind == IntrinsicFailure::Kind::MissingPath);
    CHECK(failure("States.MathAdd('1', 2)").kind == IntrinsicFailure::Kind::Arguments);
  }

  TEST_CASE("Format") {
    CHECK(of("States.Format('Hello {}, {}!', $.a, 2)", R"({"a":"you"})") == R"("Hello you, 2!")");
    CHECK(of("States.Format('{}', $.o)", R"({"o":{"A":1,"B":[],"C":{"d":"e f"}}})") ==
          R"("{A=1, B=[], C={d=e f}}")");
    CHECK(of("States.Format('{}{}{}', null, true, 1.50)") == R"("nulltrue1.5")");
    CHECK(of("States.Format('no placeholders')") == R"("no placeholders")");
    CHECK(of("States.Format('\\{\\} {} \\\\ \\'', 1)") == R"("{} 1 \\ '")");
    CHECK(of("States.Format($.t, 1)", R"({"t":"<{}>"})") == R"("<1>")");
    CHECK(of("States.Format('{} {}', 1)") == "failed");
    CHECK(of("States.Format('{}', 1, 2)") == "failed");
    CHECK(of("States.Format(1)") == "failed");
  }

  TEST_CASE("a template of Format whose braces do not match fails with AWS's sentence") {
    const auto why = [](std::string_view text, std::string_view input = "{}") {
      const auto result = evaluated(text, *parse_json(input));
      if (result) return to_json(*result);
      const std::string& message = result.error().message;
      return message.substr(message.rfind("error: ") + 7);
    };
    const std::string_view open = "Invalid template in States.Format: matching '}' not found for '{'.";
    const std::string_view close = "Invalid template in States.Format: matching '{' not found for '}'.";
    for (const char* text :
         {"States.Format('{')", "States.Format('{ } {}', 1)", "States.Format('{\"a\": {}}', 1)",
          "States.Format('{0}', 1)", "States.Format('{{}}', 1)", "States.Format('{} {', 1)",
          "States.Format('\\\\{x\\\\}')", "States.Format('{\\}')", "States.Array(States.Format('a{'))"}) {
      CAPTURE(text);
      CHECK(why(text) == open);
    }
    for (const char* text : {"States.Format('}')", "States.Format('{}}', 1)", "States.Format('\\{{}}', 1)",
                             "States.Format('\\{}')"}) {
      CAPTURE(text);
      CHECK(why(text) == close);
    }
    CHECK(why("States.Format($.t, 1)", R"({"t":"{\"a\":\"{}\"}"})") == open);
    CHECK(why("States.Format($.t, 1)", R"({"t":"{}}"})") == close);
    CHECK(why("States.Format('\\{{}\\}', 1)") == R"("{1}")");
    CHECK(why("States.Format('\\\\{}', 1)") == R"("\\1")");
    // A dollar before a placeholder of Format, and placeholders of the definition that nobody has filled.
    CHECK(why("States.Format('${}', 5)") == R"("$5")");
    CHECK(why("States.Format('${Bucket}/{}/${AWS::Region}', 1)") == R"("${Bucket}/1/${AWS::Region}")");
    CHECK(why("States.Format('${a{}}', 1)") == open);
    CHECK(why("States.Format($.t)", R"({"t":"${a}"})") == open);
    // Braces mean nothing to the other functions, nor in values.
    CHECK(why("States.StringSplit('a{b}c', '{}')") == R"(["a","b","c"])");
    CHECK(why("States.Format('{}', '{')") == R"("{")");
    CHECK(why("States.Format('{}', $.v)", R"({"v":"}{"})") == R"("}{")");
  }

  TEST_CASE("what no data can mend is known beforehand") {
    const auto certain = [](std::string_view text) {
      const auto expression = IntrinsicExpression::parse(text);
      REQUIRE_MESSAGE(expression, text);
      return certain_failure(*expression).value_or("");
    };
    CHECK(certain("States.Format('{x} {}', $.a)").starts_with("Invalid template"));
    CHECK(certain("States.Format('{} {}', $.a)") == "States.Format is given 1 values for 2 placeholders");
    CHECK(certain("States.Format(1, $.a)") == "The first argument of States.Format must be a string");
    CHECK(certain("States.ArrayPartition($.a, 0)") ==
          "The second argument of States.ArrayPartition must be a positive integer");
    CHECK(certain("States.ArrayPartition($.a, 0.4)") != "");
    CHECK(certain("States.ArrayPartition($.a, '2')") != "");
    CHECK(certain("States.ArrayContains('abc', $.b)") != "");
    CHECK(certain("States.ArrayRange($.a, $.b, 0)") ==
          "The third argument of States.ArrayRange must be a number other than 0");
    CHECK(certain("States.ArrayRange(1, 2000, 1)") == "States.ArrayRange gives at most 1000 items");
    CHECK(certain("States.ArrayGetItem($.a, -1)") ==
          "The second argument of States.ArrayGetItem must be a number that is not negative");
    CHECK(certain("States.ArrayGetItem(States.Array($.a), '0')") != "");
    CHECK(certain("States.ArrayLength(States.Format('{}', $.a))") ==
          "The argument of States.ArrayLength must be an array");
    CHECK(certain("States.ArrayUnique(States.MathAdd($.a, 1))") != "");
    CHECK(certain("States.Base64Encode(States.ArrayLength($.a))") != "");
    CHECK(certain("States.Base64Decode(5)") != "");
    CHECK(certain("States.Hash($.a, 'SHA-3')") ==
          "The second argument of States.Hash must be one of MD5, SHA-1, SHA-256, SHA-384 and SHA-512");
    CHECK(certain("States.JsonMerge($.a, $.b, true)") ==
          "The third argument of States.JsonMerge must be false, for merging is shallow only");
    CHECK(certain("States.JsonMerge($.a, 'b', false)") != "");
    CHECK(certain("States.MathAdd($.a, '1')") == "The second argument of States.MathAdd must be a number");
    CHECK(certain("States.MathRandom($.a, null)") != "");
    CHECK(certain("States.MathRandom(5, 5)") != "");
    CHECK(certain("States.StringSplit($.a, 1)") != "");
    CHECK(certain("States.StringToJson(States.StringSplit($.a, ','))") != "");
    CHECK(certain("States.StringToJson('[1')") != "");

    for (const char* text :
         {"States.Format('{} {}', $.a, $$.b)", "States.Format($.t, 1, 2, 3)", "States.Array($.a, 'x', 1)",
          "States.ArrayPartition($.a, 0.5)", "States.ArrayGetItem($.a, 7)",
          "States.ArrayGetItem(States.StringSplit($.a, '/'), 2)", "States.ArrayLength($.a)",
          "States.StringToJson(States.ArrayGetItem($.a, 0))",
          "States.JsonMerge($.a, States.StringToJson($.b), false)",
          "States.Hash(States.JsonToString($.a), $.b)", "States.ArrayRange(1, $.n, -1)", "States.UUID()",
          "States.MathRandom(1, $.n, $.seed)", "States.Base64Encode(States.UUID())"}) {
      CAPTURE(text);
      CHECK(certain(text) == "");
    }
  }

  TEST_CASE("StringSplit splits at any of the characters and drops empty pieces") {
    CHECK(of("States.StringSplit('1,2,3', ',')") == R"(["1","2","3"])");
    CHECK(of("States.StringSplit('a.b+c', '+.')") == R"(["a","b","c"])");
    CHECK(of("States.StringSplit(',,a,,', ',')") == R"(["a"])");
    CHECK(of("States.StringSplit('', ',')") == "[]");
    CHECK(of("States.StringSplit('abc', '')") == R"(["abc"])");
    CHECK(of("States.StringSplit($.s, $.d)", R"({"s":"aéb€cæd","d":"€é"})") == R"(["a","b","cæd"])");
    CHECK(of("States.StringSplit(1, ',')") == "failed");
  }

  TEST_CASE("StringToJson, JsonToString, JsonMerge") {
    CHECK(of("States.StringToJson('[1, {\"a\": null}]')") == R"([1,{"a":null}])");
    CHECK(of("States.StringToJson('{\\\"a\\\":1}')") == R"({"a":1})");
    CHECK(of("States.StringToJson('')") == "null");
    CHECK(of("States.StringToJson('  ')") == "null");
    CHECK(of("States.StringToJson('{')") == "failed");
    CHECK(of("States.StringToJson(1)") == "failed");
    CHECK(of("States.JsonToString($)", R"({"b": 1, "a": [1.0, "x\n"]})") ==
          R"("{\"b\":1,\"a\":[1.0,\"x\\n\"]}")");
    CHECK(of("States.JsonMerge($.a, $.b, false)", R"({"a":{"x":{"p":1},"y":1},"b":{"z":2,"x":{"q":2}}})") ==
          R"({"x":{"q":2},"y":1,"z":2})");
    CHECK(of("States.JsonMerge($.a, $.b, true)", R"({"a":{},"b":{}})") == "failed");
    CHECK(of("States.JsonMerge($.a, $.b, 0)", R"({"a":{},"b":{}})") == "failed");
    CHECK(of("States.JsonMerge($.a, $.b, false)", R"({"a":{},"b":[]})") == "failed");
  }

  TEST_CASE("arrays") {
    CHECK(of("States.ArrayPartition($.a, 2)", R"({"a":[1,2,3]})") == "[[1,2],[3]]");
    CHECK(of("States.ArrayPartition($.a, 9223372036854775807)", R"({"a":[1,2,3]})") == "[[1,2,3]]");
    CHECK(of("States.ArrayPartition($.a, 2)", R"({"a":[]})") == "[]");
    CHECK(of("States.ArrayPartition($.a, 0)", R"({"a":[]})") == "failed");
    CHECK(of("States.ArrayPartition($.a, 'x')", R"({"a":[]})") == "failed");
    CHECK(of("States.ArrayContains($.a, $.b)", R"({"a":[{"x":[1]}],"b":{"x":[1.0]}})") == "true");
    CHECK(of("States.ArrayContains($.a, '1')", R"({"a":[1]})") == "false");
    CHECK(of("States.ArrayContains('abc', 'a')") == "failed");
    CHECK(of("States.ArrayRange(1, 9, 4)") == "[1,5,9]");
    CHECK(of("States.ArrayRange(3, 1, -1)") == "[3,2,1]");
    CHECK(of("States.ArrayRange(3, 1, 1)") == "[]");
    CHECK(of("States.ArrayRange(1, 1, 5)") == "[1]");
    CHECK(of("States.ArrayRange(-9223372036854775807, 9223372036854775807, 9223372036854775807)") ==
          "[-9223372036854775807,0,9223372036854775807]");
    CHECK(of("States.ArrayRange(1, 1001, 1)") == "failed");
    CHECK(of("States.ArrayRange(1, 2, 0)") == "failed");
    CHECK(of("States.ArrayRange(9223372036854775806, -9223372036854775807, -9223372036854775807)") ==
          "[9223372036854775806,-1]");
    CHECK(of("States.ArrayGetItem($.a, 1)", R"({"a":[1,[2]]})") == "[2]");
    CHECK(of("States.ArrayGetItem($.a, 2)", R"({"a":[1,2]})") == "failed");
    CHECK(of("States.ArrayGetItem($.a, -1)", R"({"a":[1,2]})") == "failed");
    CHECK(of("States.ArrayLength($.a)", R"({"a":[1,2]})") == "2");
    CHECK(of("States.ArrayLength('ab')") == "failed");
    CHECK(of("States.ArrayUnique($.a)",
             R"({"a":[1,"1",1.0,[1],[1],{"a":1,"b":2},{"b":2,"a":1},null,null,0.0,-0.0]})") ==
          R"([1,"1",[1],{"a":1,"b":2},null,0.0])");
    CHECK(of("States.ArrayUnique(1)") == "failed");
  }

  TEST_CASE("ArrayUnique of many objects is no matter of minutes") {
    ArrayBuilder many;
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 20'000; ++i)
        many.push(Value::object({{"id", Value::integer(i)}, {"a", Value::array({Value::integer(i)})}}));
    }
    CHECK(of("States.ArrayLength(States.ArrayUnique($))", many.finish()) == "20000");
  }

  TEST_CASE("MathAdd rounds each number half up, then adds") {
    CHECK(of("States.MathAdd(2, -5)") == "-3");
    CHECK(of("States.MathAdd(1.5, 1.4)") == "3");
    CHECK(of("States.MathAdd(-1.5, 0)") == "-1");
    CHECK(of("States.MathAdd(-1.51, 0)") == "-2");
    CHECK(of("States.MathAdd(0.49999999999999994, 0)") == "0");
    CHECK(of("States.MathAdd(9223372036854775807, 0)") == "9223372036854775807");
    CHECK(of("States.MathAdd(9223372036854775807, 1)") == "failed");
    CHECK(of("States.MathAdd(-9223372036854775808, -1)") == "failed");
    CHECK(of("States.MathAdd(1e300, 0)") == "9223372036854775807");
    CHECK(of("States.MathAdd('1', 1)") == "failed");
    CHECK(of("States.MathAdd(1, null)") == "failed");
  }

  TEST_CASE("MathRandom stays below its end; a seed decides the number") {
    for (int i = 0; i < 200; ++i) {
      const auto value = evaluated("States.MathRandom(-2, 3)", Value());
      REQUIRE(value);
      CHECK(value->as_int64() >= -2);
      CHECK(value->as_int64() < 3);
    }
    CHECK(of("States.MathRandom(1, 2)") == "1");
    // new java.util.Random(42).nextInt(10), nextInt(1000); Random(7).nextInt(1024)
    CHECK(of("States.MathRandom(0, 10, 42)") == "0");
    CHECK(of("States.MathRandom(100, 1100, 42)") == "230");
    CHECK(of("States.MathRandom(0, 1024, 7)") == "748");
    CHECK(of("States.MathRandom(-9223372036854775808, 9223372036854775807, 1)") != "failed");
    CHECK(of("States.MathRandom(2, 2)") == "failed");
    CHECK(of("States.MathRandom('a', 2)") == "failed");
  }

  TEST_CASE("Base64") {
    for (const auto& [plain, encoded] :
         {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}}) {
      CHECK(of("States.Base64Encode($)", Value::string(plain)) == json_quoted(encoded));
      CHECK(of("States.Base64Decode($)", Value::string(encoded)) == json_quoted(plain));
    }
    CHECK(of("States.Base64Decode('Zg')") == "failed");
    CHECK(of("States.Base64Decode('Z g==')") == "failed");
    CHECK(of("States.Base64Decode('####')") == "failed");
    CHECK(of("States.Base64Decode('/w==')") == "\"\xEF\xBF\xBD\"");
    CHECK(of("States.Base64Decode('8J+YgA==')") == "\"\xF0\x9F\x98\x80\"");
    CHECK(of("States.Base64Decode('7aCA')") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(of("States.Base64Encode($)", Value::string(std::string(10'001, 'x'))) == "failed");
    CHECK(of("States.Base64Encode(1)") == "failed");
  }

  TEST_CASE("Hash") {
    CHECK(of("States.Hash('abc', 'MD5')") == R"("900150983cd24fb0d6963f7d28e17f72")");
    CHECK(of("States.Hash('abc', 'SHA-1')") == R"("a9993e364706816aba3e25717850c26c9cd0d89d")");
    CHECK(of("States.Hash('abc', 'SHA-256')") ==
          R"("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")");
    CHECK(
        of("States.Hash('abc', 'SHA-384')") ==
        R"("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")");
    CHECK(of("States.Hash('abc', 'SHA-512')").substr(0, 33) == R"("ddaf35a193617abacc417349ae204131)");
    CHECK(of("States.Hash('abc', 'md5')") == "failed");
    CHECK(of("States.Hash(1, 'MD5')") == "failed");
  }

  TEST_CASE("UUID") {
    const auto value = evaluated("States.UUID()", Value());
    REQUIRE(value);
    CHECK(value->as_string().size() == 36);
    CHECK(value->as_string()[14] == '4');
  }

  TEST_CASE("results that would not fit into memory fail") {
    Value shared = Value::string("text");
    for (int i = 0; i < 60; ++i) shared = Value::array({shared, shared});
    CHECK(of("States.JsonToString($)", shared) == "failed");
    CHECK(of("States.Format('{}', $)", shared) == "failed");
    CHECK(of("States.ArrayContains($, $[0])", shared) == "true");
    CHECK(of("States.ArrayLength(States.ArrayUnique($))", shared) == "1");
    CHECK(evaluated("States.Array($.nope)", shared).error().message.size() < 1000);
  }
}
