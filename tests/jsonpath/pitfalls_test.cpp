#include "jsonpath/pitfalls.h"

#include <doctest/doctest.h>

using namespace pawl::jsonpath;

namespace {

/// The messages, one a line.
std::string told(std::string_view text) {
  std::string out;
  for (const Pitfall& pitfall : pitfalls(*Path::parse(text))) out += pitfall.message + "\n";
  return out;
}

}  // namespace

TEST_SUITE("jsonpath") {
  TEST_CASE("pitfalls: what AWS understands in another way") {
    struct Row {
      const char* path;
      const char* message;
    };
    for (const Row& row : {
             Row{"$.l.length()", "There are no functions: 'length()' is the name of a member\n"},
             Row{"$..price.sum()", "There are no functions: 'sum()' is the name of a member\n"},
             Row{"$.l[?(@.tags.size() > 2)]", "There are no functions: 'size()' is the name of a member\n"},
             Row{"$v.concat($.a)", "There are no functions: 'concat($' is the name of a member\n"},
             Row{"$.l[-1].k", "[-1] is out of bounds in every array\n"},
             Row{"$.o['a','b'].c",
                 "Several names may only stand at the end of a path: this one always fails\n"},
             Row{"$.l[0:9:2]", "The step of a slice is not heeded\n"},
             Row{"$['it\\'s']", "There are no escapes: the name ends before the quote, 'it\\'\n"},
             Row{"$.l[?(@.k == \"x\")]", "The double quotes belong to the text that is compared: '\"x\"'\n"},
             Row{"$.l[?(@.k === 1)]", "There is no === or !==: what is compared is the text '= 1'\n"},
             Row{"$.l[?(@.k=1)]", "= is no operator: 'k=1' is the name of a member\n"},
             Row{"$.l[?(@.k == [1])]",
                 "What is compared is the text '[1]': arrays and objects are equal to nothing\n"},
             Row{"$.l[?(@.k == 'x' and @.n == 1)]", "What is compared is the text ''x' and @.n == 1'\n"},
             Row{"$.l[?(!(@.k == 1))]", "What is compared is the text '!(@.k'\n"},
             Row{"$.l[?(@.k =~ /x/g)]",
                 "Beside =~ stands no regular expression: the comparison always fails\n"},
             Row{"$.l[?(@.k =~ 'x')]",
                 "Beside =~ stands no regular expression: the comparison always fails\n"},
             Row{"$.l[?((@.a || @.b) && @.c)]",
                 "Parentheses do not group: && always binds tighter than ||\n"},
             Row{"$.l[?(@.c && (@.a || (@.b)))]",
                 "Parentheses do not group: && always binds tighter than ||\n"},
             Row{"$.l[?((@.a && (@.b || @.c)) || @.d)]",
                 "Parentheses do not group: && always binds tighter than ||\n"},
         }) {
      CAPTURE(row.path);
      CHECK(told(row.path) == row.message);
    }
  }

  TEST_CASE("pitfalls: none where a path means what it seems to mean") {
    for (const char* path : {"$",
                             "$.a.b[0]",
                             "$['a b']",
                             "$.l[(@.length-1)].k",
                             "$.l[-1:]",
                             "$.l[1:]",
                             "$.l[*].length",
                             "$..a",
                             "$.o['a','b']",
                             "$.l[?(@.k)]",
                             "$.l[?(!@.k && @.n > 2)]",
                             "$.l[?(@.k == /p/one)]",
                             "$.l[?(@.k == 'a b')]",
                             "$.l[?(@.k == a b)]",
                             "$.l[?(@.k =~ /a.*/i)]",
                             "$.l[?((@.a && @.b) || (@.c && @.d))]",
                             "$.l[?((@.a || @.b))]",
                             "$.l[?((@.a) && (@.b))]",
                             "$.l[?(@.k == $.want)]",
                             "$.l[?(@.k == 'a (b)')]"}) {
      CAPTURE(path);
      CHECK(told(path).empty());
    }
  }
}
