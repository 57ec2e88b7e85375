// The schema of test files, their page and their reader have the same keys.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "support/places.h"
#include "testing/test_file.h"
#include "value/parse.h"

using namespace pawl;

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(std::string(testing_support::kSourceDir) + "/" + path).rdbuf();
  return text.str();
}

std::set<std::string> members_of(const Value& object) {
  std::set<std::string> keys;
  for (const Member& member : object.members()) keys.emplace(member.key.as_string());
  return keys;
}

/// The keys that the reader knows where a test file has the unknown one "-".
std::set<std::string> known_keys(const std::string& text) {
  const auto read = testing::read_test_file("x.test.yaml", text, source::Format::Yaml);
  std::set<std::string> keys;
  for (const source::Diagnostic& finding : read.findings) {
    if (!finding.hint.starts_with("known are ")) continue;
    std::istringstream list(finding.hint.substr(std::string_view("known are ").size()));
    for (std::string key; list >> key;) keys.insert(key.ends_with(',') ? key.substr(0, key.size() - 1) : key);
  }
  return keys;
}

}  // namespace

TEST_SUITE("testing") {
  TEST_CASE("the schema has the keys that are read") {
    const Value schema = parse_json(text_of("lib/testing/pawl-test.schema.json")).value();
    const Value& test_case = *schema.find("$defs")->find("case")->find("properties");
    const Value& expect = *test_case.find("expect")->find("properties");
    const Value& state =
        *schema.find("$defs")->find("state")->find("oneOf")->items().front().find("properties");
    const Value& answer = *schema.find("$defs")->find("answer")->find("properties");
    CHECK(members_of(*schema.find("properties")) == known_keys("{definition: d, cases: [], '-': 1}"));
    const std::string start = "{definition: d, cases: [{name: n, ";
    CHECK(members_of(test_case) == known_keys(start + "'-': 1}]}"));
    CHECK(members_of(expect) == known_keys(start + "expect: {'-': 1}}]}"));
    CHECK(members_of(state) == known_keys(start + "expect: {states: {S: {'-': 1}}}}]}"));
    CHECK(members_of(answer) == known_keys(start + "mocks: {S: {return: 1, '-': 1}}}]}"));
  }

  TEST_CASE("pawl-test(5) names every key") {
    const std::string page = text_of("man/pawl-test.5");
    const Value schema = parse_json(text_of("lib/testing/pawl-test.schema.json")).value();
    const Value& test_case = *schema.find("$defs")->find("case")->find("properties");
    for (const Value* part :
         {schema.find("properties"), &test_case, test_case.find("expect")->find("properties"),
          schema.find("$defs")->find("answer")->find("properties")}) {
      for (const std::string& key : members_of(*part)) {
        if (key != "$schema") CHECK_MESSAGE(page.find(key) != std::string::npos, key);
      }
    }
  }
}
