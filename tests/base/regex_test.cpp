#include "base/regex.h"

#include <doctest/doctest.h>

using namespace pawl;
using Found = Regex::Found;
using Syntax = Regex::Syntax;

namespace {

Regex compiled(std::string_view pattern, const Regex::Settings& settings = {}) {
  auto regex = Regex::compile(pattern, settings);
  REQUIRE(regex);
  return std::move(*regex);
}

}  // namespace

TEST_SUITE("base") {
  TEST_CASE("Regex: settings") {
    CHECK(compiled("b+").find("abbc") == Found::Yes);
    CHECK(compiled("B").find("abbc") == Found::No);
    CHECK(compiled("B", {.any_case = true}).find("abbc") == Found::Yes);
    CHECK(compiled("É", {.any_case = true}).find("é") == Found::Yes);
    CHECK(compiled("^b$").find("a\nb\nc") == Found::No);
    CHECK(compiled("^b$", {.multiline = true}).find("a\nb\nc") == Found::Yes);
    CHECK(compiled("a|ab", {.whole = true}).find("ab") == Found::Yes);
    CHECK(compiled("b", {.whole = true}).find("ab") == Found::No);
    CHECK(compiled("b+").pattern() == "b+");
    const auto wrong = Regex::compile("(", {});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error() == "missing closing parenthesis");
  }

  TEST_CASE("Regex: groups, and those that took no part") {
    const Regex regex = compiled("(a)|(é+)", {.syntax = Syntax::JavaScript});
    std::span<const Regex::Range> groups;
    REQUIRE(regex.find("xéé", 0, groups) == Found::Yes);
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].begin == 1);
    CHECK(groups[0].end == 5);
    CHECK(groups[1].begin == Regex::Range::kNone);
    CHECK(groups[2].begin == 1);
    CHECK(regex.find("xéé", 5, groups) == Found::No);
  }

  TEST_CASE("Regex: where JavaScript means something else") {
    struct Row {
      std::string_view pattern, text;
      bool perl, javascript;
    };
    for (const Row& row : {
             Row{R"(^\s$)", "\u00A0", false, true},
             Row{R"(^[^\S]$)", "\u3000", false, true},
             Row{R"(^[^]$)", "\n", false, true},
             Row{R"(^a$)", "a\n", true, false},
             Row{R"(^\u0041$)", "A", false, true},
             Row{R"(^(?:(a)|b)\1$)", "b", false, true},
             Row{R"([[])", "[", true, true},
             Row{R"(^\d$)", "\u0663", false, false},
         }) {
      CAPTURE(row.pattern);
      const auto matches = [&row](Syntax syntax) {
        const auto regex = Regex::compile(row.pattern, {.syntax = syntax});
        return regex && regex->find(row.text) == Found::Yes;
      };
      CHECK(matches(Syntax::Perl) == row.perl);
      CHECK(matches(Syntax::JavaScript) == row.javascript);
    }
  }

  TEST_CASE("Regex: a pattern that backtracks without end is given up") {
    const std::string text(40, 'a');
    for (const Syntax syntax : {Syntax::Perl, Syntax::JavaScript}) {
      CHECK(compiled("(a+)+$", {.syntax = syntax}).find(text + "b") == Found::TooCostly);
      CHECK(compiled("(a|aa)+$", {.syntax = syntax}).find(text + "b") == Found::TooCostly);
    }
    CHECK_FALSE(Regex::compile(std::string(200, '(') + std::string(200, ')'), {}));
  }
}
