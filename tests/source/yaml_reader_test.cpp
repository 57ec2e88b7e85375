#include <doctest/doctest.h>

#include "source/document.h"
#include "source/yaml_scalar.h"
#include "support/definition.h"
#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

source::LoadResult read_yaml(std::string text) {
  return source::read("t.yaml", std::move(text), Format::Yaml);
}

std::string json_of_yaml(std::string text) {
  const source::LoadResult loaded = read_yaml(std::move(text));
  return loaded.diagnostics.empty() ? to_json(to_value(loaded.document.root)) : loaded.diagnostics[0].message;
}

std::string yaml_refusal(std::string text) {
  const source::LoadResult loaded = read_yaml(std::move(text));
  REQUIRE(source::has_errors(loaded.diagnostics));
  CHECK(loaded.document.root.kind == source::Node::Kind::Scalar);
  return loaded.diagnostics.back().rule;
}

std::string scalar(std::string_view text) {
  const auto value = source::plain_scalar(text);
  return value ? to_json(*value) : "refused";
}

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("plain scalars follow YAML 1.2's core schema") {
    CHECK(scalar("") == "null");
    CHECK(scalar("~") == "null");
    CHECK(scalar("True") == "true");
    for (const char* text :
         {"no", "on", "yes", "1:30", "2024-01-01", "-", "+", ".", "1_000", "0x", "1e", "nUll", "--1"}) {
      CAPTURE(text);
      CHECK(scalar(text) == '"' + std::string(text) + '"');
    }
    CHECK(scalar("0777") == "777");
    CHECK(scalar("0o17") == "15");
    CHECK(scalar("0xFf") == "255");
    CHECK(scalar("+12") == "12");
    CHECK(scalar("-007") == "-7");
    CHECK(scalar("12345678901234567890") == "12345678901234567890");
    CHECK(scalar(".5") == "0.5");
    CHECK(scalar("1.") == "1.0");
    CHECK(scalar("-1.5e2") == "-150.0");
    CHECK(scalar(".inf") == "refused");
    CHECK(scalar("-.INF") == "refused");
    CHECK(scalar(".nan") == "refused");
    CHECK(scalar("1e999") == "refused");
  }

  TEST_CASE("quoted scalars are text") {
    CHECK(json_of_yaml("[\"1\", 'true', !!str 5, !!int \"5\"]") == R"(["1","true","5",5])");
  }

  TEST_CASE("anchors, aliases and merge keys") {
    CHECK(json_of_yaml("a: &x {p: 1, q: 2}\nb: *x\n") == R"({"a":{"p":1,"q":2},"b":{"p":1,"q":2}})");
    CHECK(json_of_yaml("base: &x {p: 1, q: 2}\nc:\n  <<: *x\n  q: 3\n") ==
          R"({"base":{"p":1,"q":2},"c":{"q":3,"p":1}})");
    CHECK(json_of_yaml("x: &x {p: 1}\ny: &y {p: 2, q: 3}\nc: {<<: [*x, *y]}\n") ==
          R"({"x":{"p":1},"y":{"p":2,"q":3},"c":{"p":1,"q":3}})");
    CHECK(json_of_yaml("\"<<\": 1\n") == R"({"<<":1})");
    CHECK(json_of_yaml("&k a: *k\n") == R"({"a":"a"})");
  }

  TEST_CASE("keys that are no strings keep their text") {
    CHECK(json_of_yaml("1: a\nnull: b\n~: c\n") == R"({"1":"a","null":"b","~":"c"})");
  }

  TEST_CASE("JSON in a YAML file is read as JSON") {
    CHECK(json_of_yaml(R"({"a": "x\/y \ud83d\ude00"})") == "{\"a\":\"x/y \xf0\x9f\x98\x80\"}");
    CHECK(json_of_yaml("{a: 1}") == R"({"a":1})");
  }

  TEST_CASE("places") {
    const source::LoadResult loaded = read_yaml("# c\nStates:\n  A: &x !!str \"text\"\n  B: |\n    long\n");
    REQUIRE(loaded.diagnostics.empty());
    const source::Node* states = loaded.document.root.find("States");
    CHECK(loaded.document.locate(states->find_member("A")->key_span).line == 3);
    const source::Location a = loaded.document.locate(states->find("A")->span);
    CHECK(a.column == 15);
    CHECK(a.end_column == 21);
    CHECK(states->find("B")->scalar.as_string() == "long\n");
  }

  TEST_CASE("what is refused") {
    CHECK(yaml_refusal("a: 1\na: 2\n") == "duplicate-key");
    CHECK(yaml_refusal("a: [1\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: \"open\nb: 1\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: 'it''s\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: 1\n---\nb: 2\n") == "yaml-syntax");
    CHECK(yaml_refusal("? [a]\n: 1\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: *b\n") == "yaml-syntax");
    CHECK(yaml_refusal("<<: 5\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: .inf\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: \x01\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: \xff\n") == "yaml-syntax");
    CHECK(yaml_refusal("a: &x [*x]\n") == "yaml-alias");
    CHECK(yaml_refusal("a: !Sub '${X}'\n") == "yaml-tag");
    CHECK(yaml_refusal("a: !!python/object:os.system x\n") == "yaml-tag");
  }

  TEST_CASE("a CloudFormation tag is named") {
    const source::LoadResult loaded = read_yaml("a: !GetAtt F.Arn\n");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message.find("CloudFormation tag '!GetAtt'") != std::string::npos);
  }

  TEST_CASE("an alias bomb is refused before it grows") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
      const std::string before = "*a" + std::to_string(i - 1);
      text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
      for (int j = 0; j < 10; ++j) text += (j == 0 ? "" : ", ") + before;
      text += "]\n";
    }
    CHECK(yaml_refusal(text) == "yaml-alias");
  }

  TEST_CASE("deep nesting is refused") {
    CHECK(yaml_refusal("a: " + std::string(100'000, '[')) != "");
    std::string chain = "a0: &a0 [x]\n";
    for (int i = 1; i < 1200; ++i) {
      chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    }
    const std::string rule = yaml_refusal(chain);
    CHECK((rule == "too-deeply-nested" || rule == "yaml-alias"));
  }
}
