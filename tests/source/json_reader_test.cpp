#include <doctest/doctest.h>

#include "source/document.h"
#include "support/definition.h"
#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

source::LoadResult read(std::string text) { return source::read("t.json", std::move(text), Format::Json); }

std::string refusal(std::string text) {
  const source::LoadResult loaded = read(std::move(text));
  CHECK(loaded.document.root.members.empty());
  REQUIRE(loaded.diagnostics.size() == 1);
  return loaded.diagnostics[0].rule + ": " + loaded.diagnostics[0].message;
}

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("JSON keeps order, types and places") {
    const source::LoadResult loaded = read(R"({"b": [1, 2.50, "x\n"], "a": null})");
    CHECK(loaded.diagnostics.empty());
    CHECK(to_json(to_value(loaded.document.root)) == R"({"b":[1,2.5,"x\n"],"a":null})");
    const source::NodeMember* b = loaded.document.root.find_member("b");
    REQUIRE(b != nullptr);
    CHECK(b->key_span.begin == 1);
    CHECK(b->key_span.end == 4);
    CHECK(b->value.span.begin == 6);
    CHECK(b->value.span.end == 22);
    CHECK(b->value.elements[2].span.begin == 16);
    CHECK(loaded.document.root.find("c") == nullptr);
  }

  TEST_CASE("whole numbers keep all digits") {
    CHECK(
        to_json(to_value(read("[9223372036854775807, 123456789012345678901234567890, -0]").document.root)) ==
        "[9223372036854775807,123456789012345678901234567890,0]");
  }

  TEST_CASE("the last of equal keys counts, with a warning each") {
    const source::LoadResult loaded = read(R"({"a": 1, "b": 2, "a": 3, "\u0061": 4})");
    CHECK(to_json(to_value(loaded.document.root)) == R"({"b":2,"a":4})");
    REQUIRE(loaded.diagnostics.size() == 2);
    CHECK(loaded.diagnostics[0].rule == "duplicate-key");
    CHECK(loaded.diagnostics[0].severity == source::Severity::Warning);
    CHECK(loaded.diagnostics[0].span.begin == 17);
  }

  TEST_CASE("equal keys in a large object") {
    std::string text = "{";
    for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i % 99) + "\": " + std::to_string(i) + ",";
    text.back() = '}';
    const source::LoadResult loaded = read(text);
    CHECK(loaded.diagnostics.size() == 1);
    CHECK(loaded.document.root.members.size() == 99);
    CHECK(loaded.document.root.find("k0")->scalar.as_int64() == 99);
  }

  TEST_CASE("faults name their place") {
    const source::LoadResult loaded = read("{\n  \"a\" 1}");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].code == "INVALID_JSON_DESCRIPTION");
    CHECK(loaded.diagnostics[0].message == "expected ':'");
    const source::Location location = loaded.document.locate(loaded.diagnostics[0].span);
    CHECK(location.line == 2);
    CHECK(location.column == 7);
  }

  TEST_CASE("what is no JSON is refused") {
    CHECK(refusal("{\"a\": 1,}").starts_with("json-syntax: "));
    CHECK(refusal("{\"a\": 1e999}") == "json-syntax: the number '1e999' is too large");
    CHECK(refusal(std::string("{\"a\": \"x\0\"}", 11)).starts_with("json-syntax: "));
    CHECK(refusal("{\"a\": \"\xff\"}") == "json-syntax: the text is not UTF-8");
    CHECK(refusal("\xff\xfe{\0}\0").starts_with("json-syntax: the text is UTF-16"));
    CHECK(refusal(" \n") == "not-an-object: Definition must be a valid JSON object");
    CHECK(refusal(std::string(100'000, '[')).starts_with("too-deeply-nested: "));
  }

  TEST_CASE("the language of Terraform's templates is told apart") {
    for (const char* text : {"{\n%{ for s in steps ~}\n}", R"({"a": "${lookup(m, "k")}"})"}) {
      CAPTURE(text);
      CHECK(read(text).diagnostics[0].hint.find("templatefile()") != std::string::npos);
    }
    for (const char* text : {R"({"a": "${X}" "b"})", "{%}", R"({"a": 1,})"})
      CHECK(read(text).diagnostics[0].hint.empty());
  }

  TEST_CASE("a byte order mark is skipped, and counted in offsets") {
    const source::LoadResult loaded = read("\xef\xbb\xbf{\"a\": 1}");
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.document.root.find_member("a")->key_span.begin == 4);
  }
}
