// `secrets:` of pawl.yaml: handed to tasks, and found in nothing that pawl writes.
#include <doctest/doctest.h>

#include "support/cli_pawl.h"
#include "value/dump.h"

using namespace pawl::testing_support;
namespace fs = std::filesystem;

namespace {

/// Parts of it are told apart: half a secret is one too.
constexpr const char* kSecret = "se\"cret\\SENTINEL/one two";
constexpr const char* kHalves[] = {"SENTINEL", "se\"cret", "se\\\"cret", "one two", "one%20two"};

std::string json_text(const std::string& text) { return pawl::json_quoted(text); }

void check_unseen(const std::string& text) {
  CAPTURE(text.substr(0, 2000));
  for (const char* half : kHalves) CHECK_FALSE_MESSAGE(contains(text, half), half);
}

/// A folder in which every task knows the secret TOKEN.
struct Keeper : Pawl {
  Keeper() { (void)folder.write("pawl.yaml", "env: {pass: [PATH]}\nsecrets: [TOKEN]\n"); }

  CommandResult with_token(std::vector<std::string> arguments, const std::string& token = kSecret) const {
    CommandOptions options;
    options.environment["TOKEN"] = token;
    return (*this)(std::move(arguments), options);
  }
  /// Runs one task, and looks for the secret in everything that is left: streams, histories, reports.
  CommandResult run(const std::string& script, const std::string& output = "json") const {
    (void)folder.write("m.asl.json",
                       R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"local:exec",
"Parameters":{"Script":)" + json_text(script) +
                           R"(,"Output":")" + output + R"("},"Next":"B"},
"B":{"Type":"Task","Resource":"sh:cat","End":true}}})");
    const CommandResult result =
        with_token({"run", "m.asl.json", "--events", "e.jsonl", "--report", "r.html", "-v"});
    check_unseen(result.out);
    check_unseen(result.err);
    size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      if (!entry.is_regular_file()) continue;
      ++files;
      check_unseen(read_text(entry.path()));
    }
    CHECK(files >= 6);
    check_unseen((*this)({"show", "@last", "--format", "json"}).out);
    check_unseen((*this)({"mock", "--from", "@last"}).out);
    CHECK((*this)({"replay", "@last"}).exit_code == 0);
    return result;
  }
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("secrets: a task's answer is masked, in every form of output") {
    const Keeper pawl;
    // The environment holds the secret as it is; jq is not everywhere, so sed escapes.
    const std::string escaped = R"($(printf %s "$TOKEN" | sed 's/[\\"]/\\&/g'))";
    CHECK(pawl.run("printf '%s\\n' \"{\\\"is\\\": [\\\"" + escaped + "!\\\"], \\\"" + escaped + "\\\": 1}\"")
              .out == "{\"is\":[\"***!\"],\"***\":1}\n");
    CHECK(pawl.run("printf 'a %s\\nb' \"$TOKEN\"", "text").out == "\"a ***\\nb\"\n");
    CHECK(pawl.run("printf 'a %s\\nb' \"$TOKEN\"", "lines").out == "[\"a ***\",\"b\"]\n");
    CHECK(pawl.run("printf '\\377%s' \"$TOKEN\"", "text").out == "\"\xEF\xBF\xBD***\"\n");
  }

  TEST_CASE("secrets: what a task throws is masked, before it is cut") {
    const Keeper pawl;
    CHECK(contains(pawl.run("printf 'no %s' \"$TOKEN\" >&2; exit 3").err, "no ***"));
    CHECK(contains(pawl.run("printf '%s' \"$TOKEN\"").err, "is not JSON"));
    const std::string escaped = R"($(printf %s "$TOKEN" | sed 's/[\\"]/\\&/g'))";
    CHECK(contains(pawl.run("printf '%s\\n' \"{\\\"Error\\\":\\\"E." + escaped + "\\\",\\\"Cause\\\":\\\"C " +
                            escaped + "\\\"}\" > $PAWL_ERROR_FILE; exit 1")
                       .err,
                   "E.***"));
    (void)pawl.run("printf '%0190d%s' 0 \"$TOKEN\" > $PAWL_ERROR_FILE; exit 1");
    (void)pawl.run("printf 'x%0190d%s' 0 \"$TOKEN\"");
    (void)pawl.run("printf '%065526d%s\\n' 0 \"$TOKEN\" >&2; exit 1");
    (void)pawl.run("i=0; while [ $i -lt 400 ]; do printf '%s,' \"$TOKEN\" >&2; i=$((i + 1)); done; exit 1");
  }

  TEST_CASE("secrets: lines of one with several lines, and a number") {
    const Keeper pawl;
    (void)pawl.folder.write(
        "m.asl.json", one_task("sh:echo \\\"$TOKEN\\\" >&2; echo '{\\\"pin\\\": 4711, \\\"n\\\": 14711}'"));
    const CommandResult lines =
        pawl.with_token({"run", "m.asl.json"}, "first-line-SENTINEL\nsecond-line-SENTINEL\n");
    CHECK_FALSE(contains(lines.err, "SENTINEL"));
    CHECK(pawl.with_token({"run", "m.asl.json"}, "4711").out == "{\"pin\":\"***\",\"n\":14711}\n");
  }

  TEST_CASE("secrets: --dry-run shows none, and what people write themselves is told of") {
    const Keeper pawl;
    (void)pawl.folder.write("m.asl.json", one_task("sh:cat"));
    const CommandResult dry = pawl.with_token(
        {"run", "m.asl.json", "--dry-run", "-b", "Work=curl it-is-SENTINEL"}, "it-is-SENTINEL");
    CHECK(contains(dry.out, "curl"));
    CHECK(contains(dry.out, "***"));
    CHECK_FALSE(contains(dry.out, "SENTINEL"));
    CHECK(contains(pawl.with_token({"run", "m.asl.json", "-i", "{\"a\":\"SENTINEL\"}"}, "SENTINEL").err,
                   "the input holds a secret"));
    CHECK_FALSE(contains(pawl.with_token({"run", "m.asl.json"}, "SENTINEL").err, "holds a secret"));
  }
}
