#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "support/jsonata_dump.h"

using namespace pawl::test;

namespace {

struct SyntaxRow {
  std::string_view source;
  std::string_view dumped;
};

void check_syntax(std::initializer_list<SyntaxRow> rows) {
  for (const SyntaxRow& row : rows) {
    CAPTURE(row.source);
    CHECK(dump_syntax(row.source) == row.dumped);
  }
}

void check_resolved(std::initializer_list<SyntaxRow> rows) {
  for (const SyntaxRow& row : rows) {
    CAPTURE(row.source);
    CHECK(dump_resolved(row.source) == row.dumped);
  }
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("parser: precedence of arithmetic") {
    check_syntax({
        {"1 + 2 * 3", "(+ 1 (* 2 3))"},
        {"1 * 2 + 3", "(+ (* 1 2) 3)"},
        {"1 - 2 - 3", "(- (- 1 2) 3)"},
        {"(1 - 2) * 3", "(* (block (- 1 2)) 3)"},
        {"8 / 4 / 2", "(/ (/ 8 4) 2)"},
        {"7 % 4 * 2", "(* (% 7 4) 2)"},
        {"-a * b", "(* (- a) b)"},
        {"-a.b", "(- (. a b))"},
        {"a & b & c", "(& (& a b) c)"},
        {"a & b + c", "(+ (& a b) c)"},
        {"a + b & c", "(& (+ a b) c)"},
    });
  }

  // Comparisons all bind alike, from left to right.
  TEST_CASE("parser: precedence of comparisons and logic") {
    check_syntax({
        {"1 + 2 < 4", "(< (+ 1 2) 4)"},
        {"a = 1 and b = 2", "(and (= a 1) (= b 2))"},
        {"a or b and c", "(or a (and b c))"},
        {"a and b or c", "(or (and a b) c)"},
        {"(a or b) and c", "(and (block (or a b)) c)"},
        {"a < b = c", "(= (< a b) c)"},
        {R"("x" in a.b or c)", R"((or (in "x" (. a b)) c))"},
        {"a in [1, 2] = true", "(= (in a (array 1 2)) true)"},
    });
  }

  TEST_CASE("parser: precedence of conditions and bindings") {
    check_syntax({
        {"a ? b : c", "(if a b c)"},
        {"a ? b", "(if a b)"},
        {"a ? b : c ? d : e", "(if a b (if c d e))"},
        {"a = 1 ? b : c", "(if (= a 1) b c)"},
        {"$x := 5", "(:= $x 5)"},
        {"$x := $y := 5", "(:= $x (:= $y 5))"},
        {"$x := a ? b : c", "(:= $x (if a b c))"},
        {"a ?? b ?? c", "(?? (?? a b) c)"},
        {"a ?: b", "(?: a b)"},
        {"a ?? b = c", "(= (?? a b) c)"},
    });
  }

  // A predicate binds to the step in front of it, not to the path.
  TEST_CASE("parser: paths and what stands after a step") {
    check_syntax({
        {"a.b.c", "(. (. a b) c)"},
        {"a.b + c.d", "(+ (. a b) (. c d))"},
        {"a.b[0]", "(. a (filter b 0))"},
        {"(a.b)[0]", "(filter (block (. a b)) 0)"},
        {"a[0][1]", "(filter (filter a 0) 1)"},
        {"a[b > 1].c", "(. (filter a (> b 1)) c)"},
        {"a[]", "a[]"},
        {"a.b[]", "(. a b[])"},
        {"a[0][]", "(filter a[] 0)"},
        {"a[][0]", "(filter a[] 0)"},
        {"a.*", "(. a *)"},
        {"**.b", "(. ** b)"},
        {"a.%.b", "(. (. a %) b)"},
        {"*.a * 2", "(* (. * a) 2)"},
        {"`a b`.c", "(. a b c)"},
    });
  }

  TEST_CASE("parser: sort, group, focus and index") {
    check_syntax({
        {"a^(b)", "(sort a (< b))"},
        {"a^(>b, <c)", "(sort a (> b) (< c))"},
        {"a.b^(c).d", "(. (sort (. a b) (< c)) d)"},
        {"a^(b)[0]", "(filter (sort a (< b)) 0)"},
        {"a{b: c}", "(group a (b c))"},
        {"a.b{c: $sum(d)}", "(group (. a b) (c (call $sum d)))"},
        {"a@$x.b", "(. (@ a $x) b)"},
        {"a#$i[$i = 1]", "(filter (# a $i) (= $i 1))"},
        {"a@$x#$i.b", "(. (# (@ a $x) $i) b)"},
    });
  }

  TEST_CASE("parser: arrays and objects") {
    check_syntax({
        {"[]", "(array)"},
        {"[1, 2, a]", "(array 1 2 a)"},
        {"[1..3]", "(array (.. 1 3))"},
        {"[1, 3..a.b, 5]", "(array 1 (.. 3 (. a b)) 5)"},
        {"{}", "(object)"},
        {R"({"k": v, a: b + 1})", R"((object ("k" v) (a (+ b 1))))"},
    });
  }

  TEST_CASE("parser: blocks, calls and functions") {
    check_syntax({
        {"(a; b)", "(block a b)"},
        {"()", "(block)"},
        {"($x := 1; $x + 1)", "(block (:= $x 1) (+ $x 1))"},
        {"$f(1, a)", "(call $f 1 a)"},
        {"$f(1)(2)", "(call (call $f 1) 2)"},
        {"a.$f(b)", "(. a (call $f b))"},
        {"$f(?, 2)", "(partial $f ? 2)"},
        {"a ~> $f ~> $g(1)", "(~> (~> a $f) (call $g 1))"},
        {"a.b ~> $f & c", "(~> (. a b) (& $f c))"},
        {"function($x) { $x * 2 }", "(lambda ($x) (* $x 2))"},
        {"λ($x, $y) { $x }", "(lambda ($x $y) $x)"},
        {"function() { 1 }", "(lambda () 1)"},
        {"function($x) { $x }(3)", "(call (lambda ($x) $x) 3)"},
    });
  }

  TEST_CASE("parser: signatures, whose number of parameters is shown") {
    check_syntax({
        {"function($x)<n:n> { $x }", "(lambda ($x) <1> $x)"},
        {"function($a, $b)<s-n?:s> { $a }", "(lambda ($a $b) <2> $a)"},
        {"function($a)<a<n>:n> { $a }", "(lambda ($a) <1> $a)"},
        {"function($a, $b)<(sn)b+:o> { $a }", "(lambda ($a $b) <2> $a)"},
        {"function($a)<n<n>> { $a }", "S0401"},
        {"function(a) { 1 }", "S0208"},
    });
  }

  TEST_CASE("parser: transforms and regular expressions") {
    check_syntax({
        {R"(|a|{"b": 1}|)", R"((transform a (object ("b" 1))))"},
        {R"(|a.b|{}, "c"|)", R"((transform (. a b) (object) "c"))"},
        {R"(a ~> |b|{"c": 1}|)", R"((~> a (transform b (object ("c" 1)))))"},
        {"$match(a, /b/i)", "(call $match a /b/)"},
    });
  }

  TEST_CASE("parser: words of operators may be names") {
    check_syntax({
        {"and", "and"},
        {"a.and.or", "(. (. a and) or)"},
        {"or or in", "(or or in)"},
    });
  }

  // An operand that is missing at the end is found when paths are resolved.
  TEST_CASE("parser: errors") {
    check_syntax({
        {"(a", "S0203"},
        {"a b", "S0201"},
        {"[1, 2", "S0203"},
        {R"({"a" 1})", "S0202"},
        {")", "S0211"},
        {"$x.y := 1", "S0212"},
        {"a@b", "S0214"},
        {"a ! b", "S0204"},
        {"1 +", "(+ 1 (end))"},
    });
  }

  TEST_CASE("paths: steps of nested dots become one list") {
    check_resolved({
        {"a", "(path a)"},
        {"a.b.c", "(path a b c)"},
        {"$.a", "(path $ a)"},
        {"$$.a", "(path $$ a)"},
        {"$x.a", "(path $x a)"},
        {"*.a", "(path * a)"},
        {"a.**", "(path a **)"},
        {"a.(b.c)", "(path a (block (path b c)))"},
        {"(a.b).c", "(path (block (path a b)) c)"},
        {"a.(b; c)", "(path a (block (path b) (path c)))"},
        {"a.(b + c)", "(path a (block (+ (path b) (path c))))"},
        {"a.$f(b)", "(path a (call $f (path b)))"},
        {"a.b.$", "(path a b $)"},
        {"and.or", "(path and or)"},
    });
  }

  TEST_CASE("paths: strings are names, other literals are no steps") {
    check_resolved({
        {R"("a".b)", "(path a b)"},
        {R"(a."b c")", "(path a b c)"},
        {"a.1", "S0213"},
        {"1.a", "S0213"},
        {"a.true", "S0213"},
        {"a.null", "S0213"},
    });
  }

  TEST_CASE("paths: predicates belong to their step") {
    check_resolved({
        {"a[0]", "(path a[0])"},
        {"a.b[0]", "(path a b[0])"},
        {"(a.b)[0]", "(block (path a b))[0]"},
        {"a[b > 1].c", "(path a[(> (path b) 1)] c)"},
        {"a[b][c]", "(path a[(path b)][(path c)])"},
        {"$x[0]", "$x[0]"},
        {"$x.a[0]", "(path $x a[0])"},
        {"$f(a)[0]", "(call $f (path a))[0]"},
        {"[1, 2][0]", "(array 1 2)[0]"},
    });
  }

  TEST_CASE("paths: [] keeps one value an array, for the whole path") {
    check_resolved({
        {"a[]", "(path[] a[])"},
        {"a.b[]", "(path[] a b[])"},
        {"a[].b", "(path[] a[] b)"},
        {"a[0][]", "(path[] a[0][])"},
        {"$x[]", "$x[]"},
        {"$f(a)[]", "(call $f (path a))[]"},
    });
  }

  TEST_CASE("paths: a sort is a step of its own") {
    check_resolved({
        {"a^(b)", "(path a (sort (< (path b))))"},
        {"a.b^(c)", "(path a b (sort (< (path c))))"},
        {"a^(>b, c)", "(path a (sort (> (path b)) (< (path c))))"},
        {"a[0]^(b)", "(path a[0] (sort (< (path b))))"},
        {"a^(b)[0]", "(path a (sort (< (path b)))[0])"},
        {"a^(b).c", "(path a (sort (< (path b))) c)"},
    });
  }

  TEST_CASE("paths: a group stands after the whole path") {
    check_resolved({
        {"a{b: c}", "(path a){((path b) (path c))}"},
        {"a.b{c: $sum(d)}", "(path a b){((path c) (call $sum (path d)))}"},
        {"a[0]{b: c}", "(path a[0]){((path b) (path c))}"},
        {"a{b: c}.d", "(path a d){((path b) (path c))}"},
        {"a{b: c}{d: e}", "S0210"},
    });
  }

  TEST_CASE("paths: array constructors that are steps are not flattened") {
    check_resolved({
        {"[1, 2]", "(array 1 2)"},
        {"[1, 2].a", "(path (cons 1 2) a)"},
        {"a.[b, c]", "(path a (cons (path b) (path c)))"},
        {"a.[b].c", "(path a (cons (path b)) c)"},
        {"[a.b]", "(array (path a b))"},
        {R"(a.{"b": c})", R"((path a (object ("b" (path c)))))"},
    });
  }

  // A join: both steps look at the same context.
  TEST_CASE("paths: focus and index") {
    check_resolved({
        {"a@$x.b", "(path a@$x b)"},
        {"a@$x.b@$y[$x.k = $y.k]", "(path a@$x b@$y[(= (path $x k) (path $y k))])"},
        {"a#$i[$i = 1]", "(path a#$i[(= $i 1)])"},
        {"a[0]#$i", "(path a[0]#$i)"},
        {"a@$x#$i", "(path a@$x#$i)"},
        {"a.b#$i.c", "(path a b#$i c)"},
        {"$x#$i.a", "(path $x#$i a)"},
        {"a^(b)#$i", "(path a (sort (< (path b)))#$i)"},
        {"a[0]@$x", "S0215"},
    });
  }

  TEST_CASE("paths: % goes up to what a step was applied to") {
    check_resolved({
        {"a.%", "(path a^ %)"},
        {"a.b.%.c", "(path a b^ % c)"},
        {"a.b.%.%", "(path a^ b^ % %)"},
        {"a.b[%.c = 1]", "(path a b[(= (path % c) 1)]^)"},
        {"a.b^(%.c)", "(path a b^ (sort (< (path % c))))"},
        {R"(a.b.{"k": %.c})", R"((path a b^ (object ("k" (path % c)))))"},
        {"%", "S0217"},
        {"a.%.%", "S0217"},
    });
  }

  TEST_CASE("paths: operands, arguments and branches are paths of their own") {
    check_resolved({
        {"a.b + c", "(+ (path a b) (path c))"},
        {"-5", "-5"},
        {"-a", "(- (path a))"},
        {"$x := a.b", "(:= $x (path a b))"},
        {"(a.b; c)", "(block (path a b) (path c))"},
        {"a ? b.c : d", "(if (path a) (path b c) (path d))"},
        {"$f(a.b, c)", "(call $f (path a b) (path c))"},
        {"a ~> $f(b)", "(~> (path a) (call $f (path b)))"},
        {"a ?? b.c", "(?? (path a) (path b c))"},
        {R"(|a.b|{"c": d}, ["e"]|)", R"((transform (path a b) (object ("c" (path d))) (array "e")))"},
        {"1 +", "S0207"},
    });
  }

  TEST_CASE("paths: calls in tail position of a function") {
    check_resolved({
        {"function($x) { $f($x) }", "(lambda ($x) (tail-call $f $x))"},
        {"function($x) { $x ? $f($x) : $g($x) }",
         "(lambda ($x) (if $x (tail-call $f $x) (tail-call $g $x)))"},
        {"function($x) { ($y := 1; $f($y)) }", "(lambda ($x) (block (:= $y 1) (tail-call $f $y)))"},
        {"function($x) { 1 + $f($x) }", "(lambda ($x) (+ 1 (call $f $x)))"},
        {"function($x) { $f($x).a }", "(lambda ($x) (path (call $f $x) a))"},
        {"$f(1)", "(call $f 1)"},
    });
  }
}
