// What a list of options accepts, and what it says about the rest.
#include <doctest/doctest.h>

#include "cli/arguments/parser.h"

using namespace pawl::cli;

namespace {

struct Typed {
  std::vector<std::string> files;
  std::optional<std::string> input;
  uint32_t jobs = 0;
  std::optional<uint64_t> seed;
  bool quiet = false;
  bool loud = false;
  Assignments variables;
  char color = ' ';
};

/// Parses into `typed`. Returns the fault, "help", or nothing.
std::string parsed(Typed& typed, std::vector<std::string> arguments) {
  OptionList list;
  list.operands("FILE", typed.files, "").required();
  list.value("-i,--input", "VALUE", typed.input, "");
  list.number("-j,--jobs", "N", typed.jobs, "");
  list.number("--seed", "N", typed.seed, "").only_with("--jobs");
  list.flag("-q,--quiet", typed.quiet, "");
  list.flag("--loud", typed.loud, "").not_with("--quiet");
  list.assignments("--var", "K=V", typed.variables, "");
  list.choice("--color", typed.color, {{"red", 'r'}, {"green", 'g'}}, "");
  const auto asked = parse_arguments(list, std::move(arguments));
  if (!asked) return asked.error().message;
  return *asked == Asked::Help ? "help" : "";
}

std::string fault(std::vector<std::string> arguments) {
  Typed typed;
  return parsed(typed, std::move(arguments));
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("arguments: options stand before, between and after operands") {
    Typed typed;
    CHECK(parsed(typed, {"-j", "4", "a", "--input=x=y", "--seed", "7", "b", "-q", "--", "--loud"}) == "");
    CHECK(typed.files == std::vector<std::string>{"a", "b", "--loud"});
    CHECK(typed.input == "x=y");
    CHECK(typed.jobs == 4);
    CHECK(typed.seed == 7);
    CHECK(typed.quiet);
    CHECK_FALSE(typed.loud);
  }

  TEST_CASE("arguments: what is not given stays as it was") {
    Typed typed;
    CHECK(parsed(typed, {"a"}) == "");
    CHECK_FALSE(typed.input);
    CHECK_FALSE(typed.seed);
    CHECK(typed.color == ' ');
  }

  TEST_CASE("arguments: assignments gather, and end at the first '='") {
    Typed typed;
    CHECK(parsed(typed, {"--var", "A=1=2", "--var", "B=", "a"}) == "");
    CHECK(typed.variables == Assignments{{"A", "1=2"}, {"B", ""}});
    CHECK(fault({"a", "--var", "A"}) == "--var: 'A' must have the form K=V");
    CHECK(fault({"a", "--var", "=A"}) == "--var: '=A' must have the form K=V");
  }

  TEST_CASE("arguments: a choice is one of its words, in any case") {
    Typed typed;
    CHECK(parsed(typed, {"a", "--color", "GREEN"}) == "");
    CHECK(typed.color == 'g');
    CHECK(fault({"a", "--color", "blue"}) == "--color: must be red, green, not 'blue'");
    CHECK(fault({"a", "--color", "red\x1b"}) == "--color: must be red, green, not 'red\\u001b'");
  }

  TEST_CASE("arguments: numbers are whole, and fit their type") {
    CHECK(fault({"a", "-j", "4294967295"}) == "");
    CHECK(fault({"a", "-j", "4294967296"}) == "--jobs: must be at most 4294967295, not '4294967296'");
    CHECK(fault({"a", "-j", "-1"}) == "--jobs: must be a whole number, not '-1'");
    CHECK(fault({"a", "-j", "1.5"}) == "--jobs: must be a whole number, not '1.5'");
    CHECK(fault({"a", "-j", ""}) == "--jobs: must be a whole number, not ''");
  }

  TEST_CASE("arguments: what is missing, too much or unknown is said") {
    CHECK(fault({}) == "FILE is required");
    CHECK(fault({"a", "--input", "1", "--input", "2"}) == "--input: At Most 1 required but received 2");
    CHECK(fault({"a", "--input="}) ==
          "--input= has no value; where it comes from a variable, that one is empty");
    CHECK(fault({"a", "--seed", "1"}) == "--seed requires --jobs");
    CHECK(fault({"a", "--loud", "--quiet"}) == "--quiet excludes --loud");
    CHECK(fault({"a", "--quit"}) == "unknown option '--quit', did you mean '--quiet'?");
    CHECK(fault({"a", "--version"}) == "unknown option '--version'");
  }

  TEST_CASE("arguments: help goes before what is wrong") {
    CHECK(fault({"--help"}) == "help");
    CHECK(fault({"-h", "--seed", "1"}) == "help");
  }
}
