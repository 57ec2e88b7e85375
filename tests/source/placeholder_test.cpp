#include "source/placeholder.h"

#include <doctest/doctest.h>

#include "source/mapped_text.h"
#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

source::FilledDocument filled_text(std::string text, const source::Substitutions& values,
                                   Format format = Format::Json) {
  source::Document document;
  document.name = "t";
  document.format = format;
  document.text = std::move(text);
  return source::read_filled(std::move(document), values);
}

std::string json_of(const source::FilledDocument& document) {
  CHECK(document.loaded.diagnostics.empty());
  return to_json(source::to_value(document.loaded.document.root));
}

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("values are escaped inside of JSON strings, elsewhere they stand as they are") {
    const auto one =
        filled_text(R"({"a":"x${A}\"${A}","n":${N},"b":"${B}"})", {{"A", "\"q\""}, {"N", "5"}, {"C", "c"}});
    CHECK(one.text == R"({"a":"x\"q\"\"\"q\"","n":5,"b":"${B}"})");
    CHECK(one.unused == std::vector<std::string>{"C"});
    CHECK(source::placeholders(one.loaded.document.root) == std::vector<std::string>{"B"});
    CHECK(filled_text("a: ${A}", {{"A", "\"q\""}}, Format::Yaml).text == "a: \"q\"");
    CHECK(
        json_of(filled_text(R"({"${K}": ${O}, "l": [${O}, ${F.Arn}], "s": "${AWS::Region}"})",
                            {{"K", "k"}, {"O", "{\"p\": [1]}"}, {"F.Arn", "true"}, {"AWS::Region", "r"}})) ==
        R"({"k":{"p":[1]},"l":[{"p":[1]},true],"s":"r"})");
    CHECK(json_of(filled_text(R"({${More} "z": 1})", {{"More", "\"y\": 0,"}})) == R"({"y":0,"z":1})");
    CHECK(json_of(filled_text(R"({"a": "${A}${A}", "b": "$${A}"})", {{"A", "1"}, {"A", "2"}})) ==
          R"({"a":"11","b":"$1"})");
  }

  TEST_CASE("names of placeholders") {
    const auto names = [](std::string_view text) {
      source::Node node;
      node.scalar = Value::string(text);
      return source::placeholders(node);
    };
    CHECK(names("${}, ${a b}, ${x, $x, ${y}${y}") == std::vector<std::string>{"y"});
    CHECK(names("${F.Arn} ${AWS::Region} ${a-b}") == std::vector<std::string>{"F.Arn", "AWS::Region", "a-b"});
    CHECK(source::placeholder_length("${jsonencode({a = \"${b}\"})} x") == 27);
    CHECK(source::placeholder_length("${a") == 0);
    CHECK(source::placeholder_length("${a\n}") == 0);
    CHECK(source::placeholder_length("{a}") == 0);
  }

  TEST_CASE("what is filled in keeps the places of the text as it is written") {
    const std::string text = "{\"a\": ${LongName}, \"b\": \"${S} x\", \"c\": nul}";
    const auto broken = filled_text(text, {{"LongName", "1"}, {"S", std::string(100, 's')}});
    REQUIRE(broken.loaded.diagnostics.size() == 1);
    CHECK(text.substr(broken.loaded.diagnostics[0].span.begin).starts_with("nul"));
    const std::string good = "{\"a\": ${LongName}, \"b\": \"${S} x\", \"cc\": \"d\"}";
    const auto one = filled_text(good, {{"LongName", "1"}, {"S", std::string(100, 's')}});
    const auto written = [&](const source::Span span) {
      return good.substr(span.begin, span.end - span.begin);
    };
    const source::Node& root = one.loaded.document.root;
    CHECK(written(root.find("a")->span) == "${LongName}");
    CHECK(written(root.find("b")->span) == "\"${S} x\"");
    CHECK(written(root.find_member("cc")->key_span) == "\"cc\"");
    CHECK(written(root.find("cc")->span) == "\"d\"");
    CHECK(one.loaded.document.text == good);
  }

  TEST_CASE("without a value a placeholder may stand where JSON has one") {
    const std::string text = R"({"n": ${N}, "l": [${jsonencode({a = 1})}, 2], "s": "${S}"})";
    const source::LoadResult loaded = source::read("t", text, Format::Json);
    CHECK(loaded.diagnostics.empty());
    const source::Node& root = loaded.document.root;
    CHECK(root.find("n")->is_bare);
    CHECK(root.find("n")->scalar.as_string() == "${N}");
    CHECK(root.find("l")->elements[0].is_bare);
    CHECK_FALSE(root.find("l")->elements[1].is_bare);
    CHECK_FALSE(root.find("s")->is_bare);
    REQUIRE(loaded.document.bare_placeholders.size() == 2);
    CHECK(text.substr(loaded.document.bare_placeholders[1].begin).starts_with("${jsonencode"));
    for (const char* bad :
         {"{\"a\": ${N }", "{\"a\": $N}", "{\"a\": ${\n}}", "{${K}: 1}", "{\"a\": ${N} 1}"}) {
      CAPTURE(bad);
      CHECK(source::has_errors(source::read("t", bad, Format::Json).diagnostics));
    }
  }

  TEST_CASE("what values multiply to is bounded") {
    std::string text = "[\"";
    for (int i = 0; i < 100; ++i) text += "${A}";
    const auto one = filled_text(text + "\"]", {{"A", std::string(1 << 20, 'x')}});
    CHECK(one.text.size() < (size_t{20} << 20));
  }

  TEST_CASE("places inside of strings, however they are written") {
    const auto found = [](const std::string& text, std::string_view key, std::string_view wanted) {
      const source::LoadResult loaded = source::read("t", text, source::sniff(text));
      REQUIRE(loaded.diagnostics.empty());
      const source::Node* node = loaded.document.root.find(key);
      const size_t at = node->scalar.as_string().find(wanted);
      REQUIRE(at != std::string_view::npos);
      const source::Span span = loaded.document.span_inside(*node, at, at + wanted.size());
      return text.substr(span.begin, span.end - span.begin);
    };
    CHECK(found("a: >\n  one two\n  three four\n", "a", "three") == "three");
    CHECK(found("a: >-\n  one two\n  three four\n", "a", "two three") == "two\n  three");
    CHECK(found("a: |\n  one\n    two\n\n  three\n", "a", "three") == "three");
    CHECK(found("a: one\n  two\n", "a", "two") == "two");
    CHECK(found("a: 'it''s two'\n", "a", "two") == "two");
    CHECK(found("a: \"x \\\" y\\\n  z two\"\n", "a", "two") == "two");
    CHECK(found(R"({"a": "\ud83d\ude00 \u00e4 two"})", "a", "two") == "two");
    CHECK(found(R"({"a": "x \" two"})", "a", "\"") == "\\\"");
  }
}
