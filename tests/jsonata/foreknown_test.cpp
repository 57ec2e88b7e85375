#include "jsonata/foreknown.h"

#include <doctest/doctest.h>

#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using jsonata::Foreknown;

namespace {

jsonata::Expression parsed(std::string_view text) {
  auto expression = jsonata::Expression::parse(text, jsonata::Dialect::Aws);
  if (!expression) throw std::string(text);
  return *std::move(expression);
}

/// What is known where $u is unset, $s is "DONE", $n is 3 and nothing is known of other variables.
std::string known(std::string_view text) {
  const Foreknown result = jsonata::known_result(parsed(text), [](std::string_view name) {
    if (name == "u") return Foreknown::undefined();
    if (name == "s") return Foreknown::of(Value::string("DONE"));
    if (name == "n") return Foreknown::of(Value::integer(3));
    return Foreknown();
  });
  if (result.kind == Foreknown::Kind::Undefined) return "undefined";
  return result.kind == Foreknown::Kind::Nothing ? "?" : to_json(result.value);
}

/// The variables that are read, those in parentheses with a guard.
std::string reads(std::string_view text) {
  std::string out;
  for (const jsonata::VariableRead& read : jsonata::variable_reads(parsed(text))) {
    if (!out.empty()) out += ' ';
    out += read.is_guarded ? "(" + read.name + ")" : read.name;
    if (read.is_function) out += "()";
  }
  return out;
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("what is known of a result beforehand") {
    CHECK(known("$u") == "undefined");
    CHECK(known("$u.a.b[0]") == "undefined");
    CHECK(known("$s") == "\"DONE\"");
    CHECK(known("$x") == "?");
    CHECK(known("$s = 'DONE'") == "true");
    CHECK(known("$s != 'DONE'") == "false");
    CHECK(known("$s = $x") == "?");
    CHECK(known("$u = $x") == "false");
    CHECK(known("$u != null") == "false");
    CHECK(known("$s in ['FAILED', 'DONE']") == "true");
    CHECK(known("$s in ['FAILED']") == "false");
    CHECK(known("$s in 'DONE'") == "true");
    CHECK(known("$s in [$x]") == "?");
    CHECK(known("$n > 2") == "true");
    CHECK(known("$n <= 2") == "false");
    CHECK(known("$u > 2") == "undefined");
    CHECK(known("$u + 1") == "undefined");
    CHECK(known("-$u") == "undefined");
    CHECK(known("$u and $x") == "false");
    CHECK(known("$x and $u") == "false");
    CHECK(known("$s or $x") == "true");
    CHECK(known("$u or $x") == "?");
    CHECK(known("$exists($u)") == "false");
    CHECK(known("$exists($s)") == "true");
    CHECK(known("$not($exists($u))") == "true");
    CHECK(known("$not($u)") == "undefined");
    CHECK(known("$count($u)") == "0");
    CHECK(known("$count($u) > 0") == "false");
    CHECK(known("$type($n)") == "\"number\"");
    CHECK(known("$u ~> $exists") == "false");
    CHECK(known("$u ? 1 : 2") == "2");
    CHECK(known("$u ? 1") == "undefined");
    CHECK(known("$x ? 1 : 2") == "?");
    CHECK(known("($y := $s; $s = 'DONE')") == "true");
    CHECK(known("[]") == "[]");
    CHECK(known("$string($u)") == "undefined");
    CHECK(known("$random() > 0.5") == "?");
  }

  TEST_CASE("conditions take for true what an evaluation takes for true") {
    struct : RandomSource {
      uint64_t next() override { return 1; }
    } random;
    for (const char* value : {"null", "true", "false", "0", "1", "0.0", "-1.5", "\"\"", "\"a\"", "[]", "[0]",
                              "[[0], [1]]", "{}", "{\"a\": 0}"}) {
      CAPTURE(value);
      const Value one = *parse_json(value);
      const jsonata::Bindings::Named named[] = {{"v", one}};
      const auto result =
          jsonata::evaluate(parsed("$v ? true : false"), nullptr, {named, nullptr},
                            {random, 0, jsonata::EvaluationLimits::of(jsonata::Dialect::Aws)});
      REQUIRE(result);
      CHECK((*result)->as_boolean() == jsonata::known_truth(Foreknown::of(one)));
    }
    CHECK(jsonata::known_truth(Foreknown::undefined()) == false);
    CHECK(jsonata::known_truth(Foreknown()) == std::nullopt);
  }

  TEST_CASE("reads that are tests, or stand after one") {
    for (const char* guarded : {"$v ? $v : 1",
                                "$exists($v) ? $v : 1",
                                "$exists($v.a) ? $v.a.b : 1",
                                "$not($exists($v)) ? 1 : $v",
                                "$type($v) = 'number' ? $v + 1 : 0",
                                "$boolean($v) ? $v : 1",
                                "$v != null ? $v : 1",
                                "$v = null",
                                "$count($v) > 0 ? $v : []",
                                "$exists($v) and $v > 1",
                                "$not($exists($v)) or $v > 1",
                                "($exists($v) ? ($v & '!') : '')",
                                "{'a': $exists($v) ? $v}",
                                "[$exists($v) ? $v]",
                                "$v ~> $exists ? $v : 0",
                                "$v ? $states.input.x ? $v : 1 : 2",
                                "$map([1], function($i) { $exists($v) ? $v : $i })",
                                "$length($v) > 3 ? $v : 'short'",
                                "$v.status = 'ok' ? $v.id : 'none'",
                                "$v in [1, 2] ? $v : 0"}) {
      CAPTURE(guarded);
      CHECK(reads(guarded).starts_with("(v)"));
    }
    for (const char* unguarded :
         {"$v", "$v + 1", "$v.a", "$exists($v) ? 1 : $v", "$not($exists($v)) ? $v : 1", "$v = null ? 0 : $v",
          "$exists($v.a) & $v", "[$v]", "{'a': $v}", "$v & ''", "$v > 1", "$string($v)", "$map($v, $string)",
          "function($i) { $v + $i }(1)", "$exists($v) ? 1 : 2 & $string($v)"}) {
      CAPTURE(unguarded);
      CHECK(reads(unguarded).starts_with("v"));
    }
    CHECK(reads("$exists($w) ? $v : $w") == "v w");
    CHECK(reads("$states.input.x ? $v : 1") == "(states) v");
    CHECK(reads("($v := 1; $v + $w)") == "w");
  }

  TEST_CASE("a read's place is that of the first without a guard") {
    const auto all = jsonata::variable_reads(parsed("$exists($v) ? 1 : $v + $v"));
    REQUIRE(all.size() == 1);
    CHECK(all[0].position == 18);
  }

  TEST_CASE("functions are read as values, not where they are called") {
    CHECK(reads("$count") == "count()");
    CHECK(reads("$count + 1") == "count()");
    CHECK(reads("$count([1])") == "");
    CHECK(reads("[1] ~> $count") == "");
    CHECK(reads("[1] ~> $map($string)") == "string()");
    CHECK(reads("$nosuch(1)") == "nosuch");
  }
}
