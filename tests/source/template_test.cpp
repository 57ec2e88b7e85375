#include "source/template.h"

#include <doctest/doctest.h>

#include "value/dump.h"

using namespace pawl;
using source::Format;

namespace {

struct InTemplate {
  source::LoadResult loaded;
  std::vector<source::TemplateMachine> machines;

  explicit InTemplate(std::string text, Format format = Format::Yaml,
                      const source::Substitutions& values = {})
      : loaded(source::read("t", std::move(text), format, source::YamlDialect::Template)) {
    REQUIRE(loaded.diagnostics.empty());
    machines = source::state_machines(loaded.document, values);
  }
  [[nodiscard]] std::string json(size_t i) const {
    return to_json(source::to_value(machines[i].definition.document.root));
  }
};

std::string in_template(std::string_view properties) {
  return "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n" +
         std::string(properties);
}

}  // namespace

TEST_SUITE("source") {
  TEST_CASE("functions of CloudFormation are placeholders") {
    const InTemplate t(in_template(R"(      Definition:
        a: !GetAtt F.Arn
        b: !Sub "x-${Y}"
        c: {Ref: Z}
        d: !Join [":", [arn, !Ref "AWS::Partition", s3]]
        e: !If [C, 5, !Ref AWS::NoValue]
        f: !Ref AWS::NoValue
        g: {"Fn::GetAtt": [F, Arn]}
        h: !ImportValue other
        i: !Sub ["y-${A}", {A: 1}]
        Condition: {Type: Pass}
)"));
    REQUIRE(t.machines.size() == 1);
    CHECK(
        t.json(0) ==
        R"({"a":"${F.Arn}","b":"x-${Y}","c":"${Z}","d":"arn:aws:s3","e":5,"g":"${F.Arn}","h":"${ImportValue}","i":"y-1","Condition":{"Type":"Pass"}})");
  }

  TEST_CASE("places inside of a DefinitionString are places of the template") {
    const std::string text =
        in_template("      DefinitionString: !Sub |\n        {\n          \"StartAt\": \"A\"\n        }\n");
    const InTemplate t(text);
    const source::NodeMember* member = t.machines[0].definition.document.root.find_member("StartAt");
    REQUIRE(member != nullptr);
    CHECK(text.substr(member->key_span.begin, member->key_span.end - member->key_span.begin) ==
          "\"StartAt\"");
    CHECK(text.substr(member->value.span.begin, member->value.span.end - member->value.span.begin) ==
          "\"A\"");
  }

  TEST_CASE("escaped DefinitionStrings of JSON templates") {
    const std::string text =
        R"({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"StateMachineType": "EXPRESS", "DefinitionString": "{\"StartAt\": \"\\u00e4\"}"}}}})";
    const InTemplate t(text, Format::Json);
    CHECK(t.machines[0].is_express);
    CHECK(t.json(0) == "{\"StartAt\":\"ä\"}");
    const source::Span span = t.machines[0].definition.document.root.find("StartAt")->span;
    CHECK(text.substr(span.begin, 2) == "\\\"");
    CHECK(span.end > span.begin + 6);
  }

  TEST_CASE("a DefinitionString that is no JSON says where") {
    const std::string text = in_template("      DefinitionString: |\n        {\"StartAt\": }\n");
    const InTemplate t(text);
    REQUIRE(t.machines[0].definition.diagnostics.size() == 1);
    CHECK(text[t.machines[0].definition.diagnostics[0].span.begin] == '}');
  }

  TEST_CASE("values are put in, also where a number stands") {
    const InTemplate t(
        in_template("      DefinitionString: |\n        {\"Seconds\": ${S}, \"R\": \"${R}\"}\n"),
        Format::Yaml, {{"S", "5"}, {"R", "arn"}});
    CHECK(t.json(0) == R"({"Seconds":5,"R":"arn"})");
  }

  TEST_CASE("files, S3 and nothing") {
    const InTemplate file(in_template(
        "      DefinitionUri: flows/a.asl.json\n      DefinitionSubstitutions: {A: 1, B: !Ref X}\n"));
    CHECK(file.machines[0].file == "flows/a.asl.json");
    CHECK(file.machines[0].declared == std::vector<std::string>{"A", "B"});
    for (const char* properties : {"      DefinitionUri: s3://b/k\n",
                                   "      DefinitionUri: {Bucket: b, Key: k}\n", "      Role: r\n"}) {
      const InTemplate t(in_template(properties));
      REQUIRE(t.machines[0].definition.diagnostics.size() == 1);
      CHECK(t.machines[0].definition.diagnostics[0].rule == "definition-elsewhere");
    }
  }

  TEST_CASE("what is a template, and which placeholders it leaves open") {
    const auto is_template = [](const char* text) {
      return source::is_template(source::read("t", text, Format::Json).document.root);
    };
    CHECK(is_template(R"({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}})"));
    CHECK(is_template(R"({"Parameters": {}, "Rules": {}})"));
    CHECK_FALSE(is_template("[]"));
    CHECK_FALSE(is_template(R"({"StartAt": "A"})"));
    CHECK_FALSE(is_template(R"({"States": {}, "Resources": {}})"));
    const source::LoadResult definition =
        source::read("t", R"({"a": "${A} ${B}", "b": "${B} ${} ${c d}"})", Format::Json);
    const source::Diagnostics open = source::undeclared_substitutions(definition.document, {"A"}, {});
    REQUIRE(open.size() == 1);
    CHECK(definition.document.text.substr(open[0].span.begin, open[0].span.end - open[0].span.begin) ==
          "${B}");
  }

  TEST_CASE("without being asked, tags of CloudFormation are faults") {
    const source::LoadResult loaded = source::read("t", "a: !Ref B\n", Format::Yaml);
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].rule == "yaml-tag");
  }
}
