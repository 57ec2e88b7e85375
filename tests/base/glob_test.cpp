#include "base/glob.h"

#include <doctest/doctest.h>

#include <string>

using namespace pawl;

TEST_SUITE("base") {
  TEST_CASE("globs of names") {
    CHECK(glob_matches("*", ""));
    CHECK(glob_matches("a*c", "abbc"));
    CHECK(glob_matches("*b*c*", "aabbccdd"));
    CHECK(glob_matches("?", "x"));
    CHECK(glob_matches("a\\?", "a\\b"));
    CHECK(glob_matches("arn:aws:states:::lambda:invoke*", "arn:aws:states:::lambda:invoke.waitForTaskToken"));
    CHECK_FALSE(glob_matches("?", ""));
    CHECK_FALSE(glob_matches("a*c", "abd"));
    CHECK_FALSE(glob_matches("abc", "abcd"));
    CHECK_FALSE(glob_matches("", "a"));
    CHECK_FALSE(glob_matches("a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
  }

  TEST_CASE("globs with a backslash") {
    const auto matches = [](std::string_view pattern, std::string_view text) {
      return glob_matches(pattern, text, GlobSyntax::Backslash);
    };
    CHECK(matches("a*c", "abbc"));
    CHECK(matches("*a*b*c", "xxaxxbxxc"));
    CHECK_FALSE(matches("*a*b*c", "xxaxxcxxb"));
    CHECK(matches("a\\*c", "a*c"));
    CHECK_FALSE(matches("a\\*c", "abc"));
    CHECK(matches("a\\\\*", "a\\bc"));
    CHECK(matches("a\\b", "a\\b"));  // a backslash before anything else is one
    CHECK(matches("a\\", "a\\"));
    CHECK(matches("a?", "a?"));
    CHECK_FALSE(matches("a?", "ab"));
    CHECK_FALSE(matches("*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
  }
}
