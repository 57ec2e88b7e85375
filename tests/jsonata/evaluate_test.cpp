#include <doctest/doctest.h>

#include <string>

#include "jsonata/jsonata.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using jsonata::Dialect;

namespace {

class CountingRandom : public RandomSource {
 public:
  uint64_t next() override { return mix_bits(++draws_); }

 private:
  uint64_t draws_ = 0;
};

/// The result as JSON, "undefined", or "CODE: message" of an error.
std::string evaluated(std::string_view text, std::string_view input = "",
                      Dialect dialect = Dialect::Reference) {
  auto expression = jsonata::Expression::parse(text, dialect);
  if (!expression) return expression.error()->code + ": " + expression.error()->message;
  CountingRandom random;
  const jsonata::EvaluationOptions options{random, 1'700'000'000'000, jsonata::EvaluationLimits::of(dialect)};
  Value data;
  if (!input.empty()) data = *parse_json(input);
  auto result = jsonata::evaluate(*expression, input.empty() ? nullptr : &data, {}, options);
  if (!result) return result.error()->code + ": " + result.error()->message;
  return *result ? to_json(**result) : "undefined";
}

std::string evaluated_aws(std::string_view text, std::string_view input = "") {
  return evaluated(text, input, Dialect::Aws);
}

jsonata::JsonataError::Kind kind_of_failure(std::string_view text, Dialect dialect) {
  auto expression = jsonata::Expression::parse(text, dialect);
  REQUIRE(expression);
  CountingRandom random;
  const jsonata::EvaluationOptions options{random, 0, jsonata::EvaluationLimits::of(dialect)};
  auto result = jsonata::evaluate(*expression, nullptr, {}, options);
  REQUIRE_FALSE(result);
  return result.error()->kind;
}

constexpr std::string_view kShop = R"({"orders":[
  {"id":"a","lines":[{"sku":"x","price":2,"qty":3},{"sku":"y","price":5,"qty":1}]},
  {"id":"b","lines":[{"sku":"x","price":4,"qty":2}]}]})";

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("paths map over arrays and flatten") {
    CHECK(evaluated("orders.lines.sku", kShop) == R"(["x","y","x"])");
    CHECK(evaluated("orders[1].lines.sku", kShop) == R"("x")");
    CHECK(evaluated("orders[1].lines.sku[]", kShop) == R"(["x"])");
    CHECK(evaluated("orders.lines[0].sku", kShop) == R"(["x","x"])");
    CHECK(evaluated("(orders.lines)[0].sku", kShop) == R"("x")");
    CHECK(evaluated("orders.lines[price > 3].sku", kShop) == R"(["y","x"])");
    CHECK(evaluated("orders.nothing", kShop) == "undefined");
    CHECK(evaluated("$sum(orders.lines.(price * qty))", kShop) == "19");
    CHECK(evaluated("**.price", kShop) == "[2,5,4]");
    CHECK(evaluated("orders.[id]", kShop) == R"([["a"],["b"]])");
    CHECK(evaluated("[].x") == "[]");
    CHECK(evaluated("a.b", R"({"a":[]})") == "undefined");
  }

  TEST_CASE("parents, focus and index bind what earlier steps had") {
    CHECK(evaluated("orders.lines.{sku: %.id}", kShop) == R"([{"x":"a"},{"y":"a"},{"x":"b"}])");
    CHECK(evaluated("orders@$o.orders.lines[sku = 'y'].{$o.id: sku}", kShop) == R"([{"a":"y"},{"b":"y"}])");
    CHECK(evaluated("orders#$i.lines.[$i, sku]", kShop) == R"([0,"x",0,"y",1,"x"])");
    CHECK(evaluated("(orders.lines)[%.id = 'b'].price", kShop) == "4");
    CHECK(evaluated("$.%") ==
          "S0217: The object representing the 'parent' cannot be derived from this expression");
  }

  TEST_CASE("grouping and ordering") {
    CHECK(evaluated("orders.lines{sku: $sum(qty)}", kShop) == R"({"x":5,"y":1})");
    CHECK(evaluated("orders.lines^(>price).price", kShop) == "[5,4,2]");
    CHECK(evaluated("orders.lines^(sku, >price).price", kShop) == "[4,2,5]");
    CHECK(evaluated("$sort([3,1,2])") == "[1,2,3]");
    CHECK(evaluated("$sort([3,1,2], function($a, $b){$a < $b})") == "[3,2,1]");
    CHECK(evaluated("[1,'a']^($)").substr(0, 5) == "T2007");
    CHECK(evaluated("\"\\uD834\\uDD1E\" < \"\\uFF5E\"") == "true");
  }

  TEST_CASE("functions are values") {
    CHECK(evaluated("($add := function($a){function($b){$a + $b}}; $add(1)(2))") == "3");
    CHECK(evaluated("($half := $power(?, 0.5); $half(9))") == "3");
    CHECK(evaluated("($f := $trim ~> $uppercase; $f(' a '))") == "\"A\"");
    CHECK(evaluated("$map([1..3], function($v, $i){$v * $i})") == "[0,2,6]");
    CHECK(evaluated("$reduce([1..5], function($a, $b){$a * $b})") == "120");
    CHECK(evaluated("($even := function($n){$n = 0 ? true : $odd($n - 1)}; $odd := function($n){$n = 0 ? "
                    "false : $even($n - 1)}; "
                    "$even(100001))") == "false");
    CHECK(evaluated("sum([1])") == "T1005: Attempted to invoke a non-function. Did you mean $sum?");
    CHECK(evaluated("($x := 1; ($y := $x; $x := 2; [$y, $x]))") == "[1,2]");
  }

  TEST_CASE("a transform changes a copy") {
    CHECK(evaluated("$ ~> |orders|{'n': $count(lines)}, 'lines'|", kShop) ==
          R"({"orders":[{"id":"a","n":2},{"id":"b","n":1}]})");
    CHECK(evaluated("{'a': {'b': 1}} ~> |a|{'self': $}|") == R"({"a":{"b":1,"self":{"b":1}}})");
    CHECK(evaluated("{'a': 1} ~> |$|5|").substr(0, 5) == "T2011");
  }

  TEST_CASE("regular expressions") {
    CHECK(evaluated("$match('ab12', /([a-z]+)(\\d+)/).groups") == R"(["ab","12"])");
    CHECK(evaluated("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')") == R"("Smith, John")");
    CHECK(evaluated("$split('a1b22c', /\\d+/)") == R"(["a","b","c"])");
    CHECK(evaluated("$contains('abc', /B/i)") == "true");
    CHECK(evaluated("$contains('a\\u00A0b', /a\\sb/)") == "true");
    CHECK(evaluated("$match('abc', /x*/)") == "D1004: Regular expression matches zero length string");
    CHECK(kind_of_failure("$match($pad('', 40, 'a') & 'b', /^(a|a|aa)+$/)", Dialect::Reference) ==
          jsonata::JsonataError::Kind::Time);
  }

  TEST_CASE("errors carry jsonata-js's texts and a place") {
    CHECK(evaluated("1 + null") == "T2002: The right side of the \"+\" operator must evaluate to a number");
    CHECK(evaluated("$sum([1,'a'])") ==
          "T0412: Argument 1 of function \"sum\" must be an array of \"numbers\"");
    CHECK(evaluated("1 2") == "S0201: Syntax error: 2");
    CHECK(evaluated("(1+") == "S0203: Expected \")\" before end of expression");
    const auto expression = jsonata::Expression::parse("[1, 2", Dialect::Aws);
    REQUIRE_FALSE(expression);
    CHECK(expression.error()->position == 5);
  }

  TEST_CASE("numbers of the reference are doubles, those of AWS have 64 bits") {
    CHECK(evaluated_aws("9223372036854775806 + 1") == "9223372036854775807");
    CHECK(evaluated_aws("9223372036854775807 + 1") == "9.223372036854776E18");
    CHECK(evaluated("9007199254740993") == "9.007199254740992E15");
    CHECK(evaluated_aws("1e2") == "100");
    CHECK(evaluated_aws("[1/0, -1/0, 0/0]") == R"(["Infinity","-Infinity","NaN"])");
    CHECK(evaluated("1/0 + 1").substr(0, 5) == "D1001");
    CHECK(evaluated("1/0") == "null");
  }

  TEST_CASE("the functions that AWS adds") {
    CHECK(evaluated_aws("$partition([1..5], 2.9)") == "[[1,2],[3,4],[5]]");
    CHECK(evaluated_aws("$partition([1], -1)") == "D3137: Second argument must be zero or greater");
    CHECK(evaluated_aws("$partition([1], 0)") == "undefined");
    CHECK(evaluated_aws("$range(-1.7, 2, 1)") == "[-1,0,1,2]");
    CHECK(evaluated_aws("$range(3, 3, 1)") == "3");
    CHECK(evaluated_aws("$random(42)") == "0.7275636800328681");
    CHECK(evaluated_aws("$random(0.9)") == "0.730967787376657");
    CHECK(evaluated_aws("$hash('a', 'MD5')") == "\"0cc175b9c0f1b6a831c399e269772661\"");
    CHECK(evaluated_aws("$hash('a', 'md5')").substr(0, 5) == "D3137");
    CHECK(evaluated_aws("$hash('a')") == "undefined");
    CHECK(evaluated_aws("$parse('{\"a\":1,\"a\":2}')") == "D3137: Invalid JSON");
    CHECK(evaluated_aws("$parse('[1, 2]')") == "[1,2]");
    CHECK(evaluated_aws("$eval('1')") == "T1006: Attempted to invoke a non-function");
    CHECK(evaluated_aws("$pad('a', 3, '\x92')") == "\"a  \"");  // no character, though a byte
    CHECK(evaluated_aws("$sift({'a': 1})") == "T1006: Attempted to invoke a non-function");
    CHECK(evaluated_aws("1 ?? 2").substr(0, 5) == "S0211");
  }

  TEST_CASE("limits end what would not end") {
    using Kind = jsonata::JsonataError::Kind;
    CHECK(kind_of_failure("($f := function(){$f()}; $f())", Dialect::Aws) == Kind::Time);
    CHECK(kind_of_failure("($f := function($n){1 + $f($n)}; $f(1))", Dialect::Aws) == Kind::Stack);
    CHECK(kind_of_failure("($f := function($n){1 + $f($n)}; $f(1))", Dialect::Reference) == Kind::Stack);
    CHECK(kind_of_failure("[1..873783]", Dialect::Aws) == Kind::Memory);
    CHECK(kind_of_failure("($f := function($s){$f($s & $s)}; $f('ab'))", Dialect::Reference) == Kind::Memory);
    CHECK(kind_of_failure("($f := function($s){$f([[$s], [$s]])}; $f(1))", Dialect::Aws) != Kind::Expression);
    CHECK(kind_of_failure("$sum", Dialect::Aws) == Kind::Function);
    CHECK(evaluated_aws("$count([1..873782])") == "873782");
    CHECK(evaluated_aws("$count($range(1, 360145, 1))") == "360145");
    CHECK(evaluated("[1..100000000]").substr(0, 5) == "D2014");
    std::string sum = "1";
    for (int i = 1; i < 100; ++i) sum += "+1";
    CHECK(evaluated_aws(sum) == "100");
    CHECK(evaluated_aws(sum + "+1").substr(0, 2) == ": ");
    CHECK(evaluated(std::string(100'000, '(')).substr(0, 2) == ": ");
    CHECK(evaluated_aws("($f := function($n){$n <= 0 ? 0 : 1 + $f($n - 1)}; $f(31))") == "31");
    CHECK(evaluated_aws("($f := function($n){$n <= 0 ? 0 : 1 + $f($n - 1)}; $f(32))").substr(0, 2) == ": ");
  }

  TEST_CASE("results are plain: nothing of an evaluation stays in them") {
    const auto expression = jsonata::Expression::parse("{'list': a[], 'more': a}", Dialect::Reference);
    REQUIRE(expression);
    CountingRandom random;
    const jsonata::EvaluationOptions options{random, 0, jsonata::EvaluationLimits::of(Dialect::Reference)};
    const Value input = *parse_json(R"({"a":[1]})");
    const auto result = jsonata::evaluate(*expression, &input, {}, options);
    REQUIRE(result);
    CHECK_FALSE((*result)->holds_marks());
    CHECK(to_json(**result) == R"({"list":[1],"more":[1]})");
  }

  TEST_CASE("bindings") {
    const auto expression = jsonata::Expression::parse("$states.input.i + $step", Dialect::Aws);
    REQUIRE(expression);
    CountingRandom random;
    const jsonata::EvaluationOptions options{random, 0, jsonata::EvaluationLimits::of(Dialect::Aws)};
    const jsonata::Bindings::Named states[] = {{"states", *parse_json(R"({"input":{"i":41}})")}};
    const Value variables = *parse_json(R"({"step":1,"states":null})");
    const auto result = jsonata::evaluate(*expression, nullptr, {states, &variables}, options);
    REQUIRE(result);
    CHECK((*result)->as_int64() == 42);
  }

  TEST_CASE("references tell what an expression uses") {
    const auto expression = jsonata::Expression::parse(
        "($a := 1; [phone, $a, $b, $states.input.x, $$, $sum($states.result), $states.input.list[price > 1], "
        "$b])",
        Dialect::Aws);
    REQUIRE(expression);
    const jsonata::References found = expression->references();
    REQUIRE(found.variables.size() == 2);
    CHECK(found.variables[0].name == "b");
    CHECK(found.variables[1].name == "states");
    REQUIRE(found.bare_names.size() == 1);
    CHECK(found.bare_names[0].name == "phone");
    CHECK(found.bare_names[0].position == 11);
    REQUIRE(found.states_fields.size() == 3);
    CHECK(found.states_fields[1].name == "result");
    CHECK(found.root.size() == 1);
    CHECK(found.context.empty());
  }
}
