#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "support/jsonata_dump.h"

using namespace pawl::test;

namespace {

struct Row {
  std::string_view source;
  std::string_view dumped;
};

void check_tokens(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(dump_tokens(row.source) == row.dumped);
  }
}

}  // namespace

TEST_SUITE("jsonata") {
  TEST_CASE("lexer: names, variables and paths") {
    check_tokens({
        {"a.b", "name:a op:. name:b"},
        {"a . b", "name:a op:. name:b"},
        {"order_1.`total price`", "name:order_1 op:. name:total price"},
        {"$x := 1", "var:x op::= num:1"},
        {"$", "var:"},
        {"$$", "var:$"},
        {"$states.input", "var:states op:. name:input"},
        {"**.%", "op:** op:. op:%"},
        {"a@$x#$i", "name:a op:@ var:x op:# var:i"},
        {"`open", "S0105@0"},
        {"", ""},
    });
  }

  TEST_CASE("lexer: words that begin with an operator are names") {
    check_tokens({
        {"andy and orchid or inn in", "name:andy op:and name:orchid op:or name:inn op:in"},
        {"true false null", "lit:true lit:false lit:null"},
        {"truth nullable", "name:truth name:nullable"},
    });
  }

  TEST_CASE("lexer: strings") {
    check_tokens({
        {R"("a\nb")", R"(str:"a\nb")"},
        {R"('it"s')", R"(str:"it\"s")"},
        {R"("\u00e9\ud83d\ude00")", R"(str:"é😀")"},
        {R"("\q")", "S0103@2"},
        {R"("\u12g4")", "S0104@2"},
        {R"("abc)", "S0101@0"},
    });
  }

  // "1..3" is a range: a dot belongs to a number only before a digit.
  TEST_CASE("lexer: numbers") {
    check_tokens({
        {"1 2.5 1e3 1.5E-2", "num:1 num:2.5 num:1000 num:0.015"},
        {"0123", "num:0 num:123"},
        {"1..3", "num:1 op:.. num:3"},
        {"1.a", "num:1 op:. name:a"},
        {"1.5.2", "num:1.5 op:. num:2"},
        {"12345678901234567890", "num:1.2345678901234567E19"},
        {"1e999", "S0102@0"},
    });
  }

  // Brackets keep slashes inside; one that is not closed runs to the end.
  TEST_CASE("lexer: a slash divides after an operand and else begins a regular expression") {
    check_tokens({
        {"a/b/c", "name:a op:/ name:b op:/ name:c"},
        {"(a)/b", "op:( name:a op:) op:/ name:b"},
        {"a ~> /b[/]c/i", "name:a op:~> re:b[/]c:i"},
        {R"(/a\/b/im)", R"(re:a\/b:im)"},
        {"/a(b/", "S0302@0"},
        {"//", "S0301@0"},
    });
  }

  TEST_CASE("lexer: operators of two characters") {
    check_tokens({
        {"a != b <= c >= d", "name:a op:!= name:b op:<= name:c op:>= name:d"},
        {"a??b", "name:a op:?? name:b"},
        {"a?:b", "name:a op:?: name:b"},
        {"[1..5]", "op:[ num:1 op:.. num:5 op:]"},
        {"a := b ~> c", "name:a op::= name:b op:~> name:c"},
        {"a!b", "name:a op:! name:b"},
    });
  }

  TEST_CASE("lexer: brackets, functions and transforms") {
    check_tokens({
        {"function($a, $b) { $a }", "name:function op:( var:a op:, var:b op:) op:{ var:a op:}"},
        {"λ($x){$x}", "name:λ op:( var:x op:) op:{ var:x op:}"},
        {"$f(?, 2)", "var:f op:( op:? op:, num:2 op:)"},
        {"x{`k`: v}", "name:x op:{ name:k op:: name:v op:}"},
        {"|a|{}|", "op:| name:a op:| op:{ op:} op:|"},
    });
  }

  TEST_CASE("lexer: comments") {
    check_tokens({
        {"a /* note */ + b", "name:a op:+ name:b"},
        {"/* a */ b", "name:b"},
        {"a /* open", "name:a S0106@2"},
    });
  }

  TEST_CASE("lexer: ?? and ?: are no operators at AWS") {
    CHECK(dump_tokens("a ?? b", pawl::jsonata::Dialect::Aws) == "name:a op:? op:? name:b");
    CHECK(dump_tokens("a ?: b", pawl::jsonata::Dialect::Aws) == "name:a op:? op:: name:b");
    CHECK(dump_tokens("12345678901234567", pawl::jsonata::Dialect::Aws) == "num:12345678901234567");
  }
}
