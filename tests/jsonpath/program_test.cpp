#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "support/jsonpath_dump.h"

using namespace pawl::test;

namespace {

struct ProgramRow {
  std::string_view source;
  std::string_view dumped;
};

void check_programs(std::initializer_list<ProgramRow> rows) {
  for (const ProgramRow& row : rows) {
    CAPTURE(row.source);
    CHECK(dump_path(row.source) == row.dumped);
  }
}

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("program: roots") {
    check_programs({
        {"$", "reference $"},
        {"$$", "reference $$"},
        {"$order", "reference $order"},
        {"$$.Execution.Input.a", "reference $$ name(Execution) name(Input) name(a)"},
        {"$order.lines[0].sku", "reference $order name(lines) index(0) name(sku)"},
        {"a.b", "A path must start with '$'"},
        {"$a b", "'.' or '[' is expected here"},
    });
  }

  TEST_CASE("program: names") {
    check_programs({
        {"$.a", "reference $ name(a)"},
        {"$.a.b.c", "reference $ name(a) name(b) name(c)"},
        {"$['a']", "reference $ name(a)"},
        {"$['a'].b['c d']", "reference $ name(a) name(b) name(c d)"},
        {"$.a-b", "reference $ name(a-b)"},
        {"$.$a", "reference $ name($a)"},
        {"$.a['b','c']", "definite $ name(a) names(b, c)"},
        {"$['a','b'].c", "definite $ names(a, b) name(c)"},
    });
  }

  // A function of other dialects is only a name.
  TEST_CASE("program: names that a reference path may not have") {
    check_programs({
        {"$.a:b", "definite $ name(a:b)"},
        {"$.a@b", "definite $ name(a@b)"},
        {"$.a.length()", "definite $ name(a) name(length())"},
        {"$.a b", "Names with spaces stand in brackets and quotes: ['a b']"},
        {R"($["a"])", "Names in brackets stand in single quotes: ['a']"},
        {"$.", "A path cannot end with '.'"},
        {"$.a[x]", "Brackets hold 'a name' in single quotes, an index, a slice, * or ?(a filter)"},
    });
  }

  TEST_CASE("program: indexes") {
    check_programs({
        {"$.a[0]", "reference $ name(a) index(0)"},
        {"$[0][1]", "reference $ index(0) index(1)"},
        {"$.a[-1]", "definite $ name(a) index(-1)"},
        {"$.a[(@.length-1)]", "definite $ name(a) from_end(-1)"},
        {"$.a[(@.size() - 2)]", "definite $ name(a) from_end(-2)"},
        {"$.a[0,2]", "indefinite $ name(a)? indexes(0, 2)"},
        {"$.a[0,2].b", "indefinite $ name(a)? indexes(0, 2) name(b)"},
    });
  }

  // A step is read and not used.
  TEST_CASE("program: slices") {
    check_programs({
        {"$.a[0:2]", "indefinite $ name(a)? slice(0, 2)"},
        {"$.a[:2]", "indefinite $ name(a)? slice(-, 2)"},
        {"$.a[1:]", "indefinite $ name(a)? slice(1, -)"},
        {"$.a[-2:]", "indefinite $ name(a)? slice(-2, -)"},
        {"$.a[0:4:2]", "indefinite $ name(a)? slice(0, 4, step)"},
    });
  }

  // A name may be missing where what stands before it, or anything after it, is not definite; at the end of
  // the path whoever evaluates it decides.
  TEST_CASE("program: wildcards") {
    check_programs({
        {"$.*", "indefinite $ wildcard"},
        {"$.a.*", "indefinite $ name(a)? wildcard"},
        {"$.a[*]", "indefinite $ name(a)? wildcard"},
        {"$.a[*].b", "indefinite $ name(a)? wildcard name(b)"},
        {"$.a[*].b.c", "indefinite $ name(a)? wildcard name(b)? name(c)"},
        {"$.a[*].b.c.d", "indefinite $ name(a)? wildcard name(b)? name(c) name(d)"},
        {"$.a.b[*]", "indefinite $ name(a)? name(b)? wildcard"},
        {"$$.Map.Item.Value[*].id", "indefinite $$ name(Map)? name(Item)? name(Value)? wildcard name(id)"},
    });
  }

  TEST_CASE("program: deep scans") {
    check_programs({
        {"$..a", "indefinite $ scan name(a)"},
        {"$..a.b", "indefinite $ scan name(a)? name(b)"},
        {"$.a..b[0]", "indefinite $ name(a)? scan name(b)? index(0)"},
        {"$..*", "indefinite $ scan wildcard"},
        {"$..[0]", "indefinite $ scan index(0)"},
        {"$..['a','b']", "indefinite $ scan names(a, b)"},
        {"$..", "A path cannot end with '..'"},
    });
  }

  TEST_CASE("program: filters test whether a path finds something") {
    check_programs({
        {"$.a[?(@.b)]", "indefinite $ name(a)? filter(exists @ name(b))"},
        {"$.a[?(!@.b)]", "indefinite $ name(a)? filter(missing @ name(b))"},
        {"$.a[?(@.b)].c", "indefinite $ name(a)? filter(exists @ name(b)) name(c)"},
        {"$.a[?(@.b)].c.d", "indefinite $ name(a)? filter(exists @ name(b)) name(c)? name(d)"},
        {"$.a[?]", "indefinite $ name(a)? filter()"},
        {"$.a[?(@.b[?(@.c)])]", "A path in a filter must name a single node"},
    });
  }

  // Texts may stand without quotes; true is one.
  TEST_CASE("program: filters compare") {
    check_programs({
        {"$.a[?(@ == 1)]", "indefinite $ name(a)? filter(@ == number 1)"},
        {"$.a[?(@.b == 'x')]", "indefinite $ name(a)? filter(@ name(b) == text x)"},
        {"$.a[?(@.b == x)]", "indefinite $ name(a)? filter(@ name(b) == text x)"},
        {"$.a[?(@.b == true)]", "indefinite $ name(a)? filter(@ name(b) == text true)"},
        {"$.a[?(@.b != 1.50)]", "indefinite $ name(a)? filter(@ name(b) != number 1.50)"},
        {"$.a[?(@.b < 1)]", "indefinite $ name(a)? filter(@ name(b) < number 1)"},
        {"$.a[?(@.b <= 1)]", "indefinite $ name(a)? filter(@ name(b) <= number 1)"},
        {"$.a[?(@.b > 1)]", "indefinite $ name(a)? filter(@ name(b) > number 1)"},
        {"$.a[?(1 < @.b)]", "indefinite $ name(a)? filter(number 1 < @ name(b))"},
        {"$.a[?(@.b >= $.limit)]", "indefinite $ name(a)? filter(@ name(b) >= $ name(limit))"},
        {"$.a[?(@.b[0].c == 2)]", "indefinite $ name(a)? filter(@ name(b) index(0) name(c) == number 2)"},
        {"$.a[?(@.b =~ /x.*/i)]", "indefinite $ name(a)? filter(@ name(b) =~ pattern)"},
        {"$.a[?(@.b in ['x'])]",
         "There is no operator 'in'; write instead: == joined by ||, or States.ArrayContains"},
    });
  }

  TEST_CASE("program: filters join by && before ||, and parentheses do not group") {
    check_programs({
        {"$.a[?(@.b && @.c)]", "indefinite $ name(a)? filter(exists @ name(b) and exists @ name(c))"},
        {"$.a[?(@.b || @.c)]", "indefinite $ name(a)? filter(exists @ name(b) or exists @ name(c))"},
        {"$.a[?(@.b && @.c || @.d)]",
         "indefinite $ name(a)? filter((exists @ name(b) and exists @ name(c)) or exists @ name(d))"},
        {"$.a[?(@.b || @.c && @.d)]",
         "indefinite $ name(a)? filter(exists @ name(b) or (exists @ name(c) and exists @ name(d)))"},
        {"$.a[?((@.b || @.c) && @.d)]",
         "indefinite $ name(a)? filter(exists @ name(b) or (exists @ name(c) and exists @ name(d)))"},
    });
  }
}
