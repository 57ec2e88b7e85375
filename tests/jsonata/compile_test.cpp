// Compiled programs as text: which slot of which frame a variable is looked up in.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/jsonata_dump.h"

namespace {

struct Compiled {
  std::string_view text;
  std::string_view program;
};

void check(const std::vector<Compiled>& rows) {
  for (const Compiled& row : rows) {
    CAPTURE(row.text);
    CHECK(pawl::test::dump_compiled(row.text) == row.program);
  }
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("compile: variables that nothing binds have no slot") {
    check({
        {"$x", "$x"},
        {"$", "$"},
        {"$$", "$$"},
        {"a.b", "(plain-path a b)"},
        {"$x.a", "(plain-path $x a)"},
        {"$sum(a)", "(call $sum:builtin (plain-path a))"},
        {"$f(1)", "(call $f 1)"},
    });
  }

  TEST_CASE("compile: a frame per block that binds, with a slot for each name") {
    check({
        {"(1; 2)", "(block 1 2)"},
        {"($x := 1; $x)", "(block {$x} (bind 0.0 1) $x:0.0)"},
        {"($x := 1; $y := $x; $x + $y)",
         "(block {$x $y} (bind 0.0 1) (bind 0.1 $x:0.0) (arithmetic $x:0.0 $y:0.1))"},
        {"($x := 1; $x := 2; $x)", "(block {$x} (bind 0.0 1) (bind 0.0 2) $x:0.0)"},
        {"$x := 1", "{$x} (bind 0.0 1)"},
    });
  }

  TEST_CASE("compile: hops count the frames outwards, and blocks without a frame are none") {
    check({
        {"($x := 1; ($y := 2; $x))", "(block {$x} (bind 0.0 1) (block {$y} (bind 0.0 2) $x:1.0))"},
        {"($x := 1; (2; $x))", "(block {$x} (bind 0.0 1) (block 2 $x:0.0))"},
    });
  }

  // Until the inner one is bound, the outer one is seen.
  TEST_CASE("compile: a name that several frames bind has a slot in each") {
    check({
        {"($x := 1; ($y := $x; $x := 2))",
         "(block {$x} (bind 0.0 1) (block {$y $x} (bind 0.0 $x:0.1:1.0) (bind 0.1 2)))"},
        {"($sum := 1; $sum)", "(block {$sum} (bind 0.0 1) $sum:0.0:builtin)"},
    });
  }

  TEST_CASE("compile: the frame of a function holds its parameters and what its body binds") {
    check({
        {"function($a, $b) { $a + $b }", "(lambda {$a $b} (0 1) (arithmetic $a:0.0 $b:0.1))"},
        {"function($a, $a) { $a }", "(lambda {$a} (0 0) $a:0.0)"},
        {"function() { 1 }", "(lambda () 1)"},
        {"($n := 1; function($a) { $a + $n })",
         "(block {$n} (bind 0.0 1) (lambda {$a} (0) (arithmetic $a:0.0 $n:1.0)))"},
        {"($f := function($n) { $f($n) }; $f(1))",
         "(block {$f} (bind 0.0 (lambda {$n} (0) (tail-call $f:1.0 $n:0.0))) (call $f:0.0 1))"},
    });
  }

  TEST_CASE("compile: tuples of a path are a frame of the steps after them") {
    check({
        {"a@$x.b[$x.k = k]", "(path {$x} a@$x b[(equal (plain-path $x:0.0 k) (plain-path k))])"},
        {"a#$i[$i = 1]", "(path {$i} a#$i[(equal $i:0.0 1)])"},
    });
  }
}
