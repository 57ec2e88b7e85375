#include "asl/payload_template.h"

#include <doctest/doctest.h>

#include "support/definition.h"
#include "value/dump.h"

using namespace pawl;
using namespace pawl::test;
using asl::TemplateNode;

namespace {

Definition parameters(std::string_view text) {
  return define_state(R"("Type": "Pass", "End": true, "Parameters": )" + std::string(text));
}
Definition output(std::string_view text) {
  return define_state(R"("Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output": )" +
                      std::string(text));
}
const TemplateNode& root(const Definition& d) { return d.kind<asl::Pass>("S").parameters->root; }

}  // namespace

TEST_SUITE("asl") {
  TEST_CASE("computed members are compiled, all the rest is one value") {
    const Definition d =
        parameters(R"j({"a.$": "$.x", "b.$": "$$.Execution.Id", "c.$": "$v.k", "d.$": "States.UUID()",
      "deep": {"e": [1, {"f.$": "$.y"}]}, "plain": {"g": [1, {"h": "$.z"}]}})j");
    CHECK(summary(d.diagnostics) == "");
    const auto& members = std::get<TemplateNode::Object>(root(d).content).members;
    REQUIRE(members.size() == 6);
    CHECK(members[0].key.as_string() == "a");
    CHECK(members[0].field_name == "a.$");
    CHECK(std::get<jsonpath::Path>(members[0].node.content).text() == "$.x");
    CHECK(std::get<jsonpath::Path>(members[1].node.content).root() == jsonpath::Root::Context);
    CHECK(std::get<jsonpath::Path>(members[2].node.content).root() == jsonpath::Root::Variable);
    CHECK(std::holds_alternative<intrinsics::IntrinsicExpression>(members[3].node.content));
    const auto& array = std::get<TemplateNode::Array>(
        std::get<TemplateNode::Object>(members[4].node.content).members[0].node.content);
    CHECK(array.elements[0].is_literal());
    CHECK_FALSE(array.elements[1].is_literal());
    CHECK(to_json(std::get<Value>(members[5].node.content)) == R"({"g":[1,{"h":"$.z"}]})");
  }

  TEST_CASE("a template without anything computed is a literal") {
    CHECK(to_json(std::get<Value>(root(parameters(R"({"a": {"b": [1, "{% x %}"]}})")).content)) ==
          R"({"a":{"b":[1,"{% x %}"]}})");
    CHECK(to_json(std::get<Value>(root(parameters(R"("$.x")")).content)) == R"("$.x")");
  }

  TEST_CASE("a computed member that is neither path nor intrinsic") {
    const Definition d = parameters(R"({"in": {"a.$": "foo"}})");
    CHECK(aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid "
          "intrinsic function call at "
          "/States/S/Parameters");
    CHECK(d.diagnostics[0].pointer == "/States/S/Parameters/in/a.$");
    CHECK(summary(parameters(R"({"a.$": 5})").diagnostics) ==
          "payload-template-path /States/S/Parameters/a.$");
    CHECK(summary(parameters(R"j({"a.$": "States.Nope()"})j").diagnostics) ==
          "payload-template-path /States/S/Parameters/a.$");
    CHECK(summary(parameters(R"({"a.$": "${X}"})").diagnostics) == "");
  }

  TEST_CASE("x beside x.$") {
    const Definition d = parameters(R"({"in": {"x": 1, "x.$": "$.x"}})");
    CHECK(summary(d.diagnostics) == "payload-template-duplicate-key /States/S/Parameters/in/x");
  }

  TEST_CASE("filters: text stands bare, and what cannot be compiled is refused") {
    const Definition d = parameters(R"({"a.$": "$[?(@.code==es)].text"})");
    CHECK(summary(d.diagnostics) == "");
    const auto& members = std::get<TemplateNode::Object>(root(d).content).members;
    CHECK(std::get<jsonpath::Path>(members[0].node.content).text() == "$[?(@.code==es)].text");
    for (const char* text : {"$.l[?(@.k in [1])]", "$.l[?(@..k)]", "$.l[?(@.k == 'x)]", "$.l[k]", "$.l..",
                             "States.Array($.l[?(@.k in [1])])"}) {
      CAPTURE(text);
      CHECK(summary(parameters("{\"a.$\": \"" + std::string(text) + "\"}").diagnostics) ==
            "payload-template-path /States/S/Parameters/a.$");
    }
  }

  TEST_CASE("JSONata strings: trimmed, with their place") {
    const Definition d =
        output(R"({"a": "{%  $x & \"q\"\n%}", "b": "plain", "c.$": "$.x", "d": " {% 1 %}"})");
    CHECK(summary(d.diagnostics) == "");
    const auto& members = std::get<TemplateNode::Object>(d.state("S").output->root.content).members;
    const auto& expression = std::get<asl::JsonataExpression>(members[0].node.content);
    CHECK(expression.text() == "$x & \"q\"");
    CHECK(d.document.text.substr(expression.span.begin, expression.span.end - expression.span.begin) ==
          R"($x & \"q\")");
    for (size_t i = 1; i < 4; ++i) CHECK(members[i].node.is_literal());
    CHECK(members[2].key.as_string() == "c.$");
  }

  TEST_CASE("JSONata strings need their end") {
    for (const char* text : {R"("{% 1 ")", R"("{% 10 %")", R"("{%}")", R"("{%")"}) {
      const Definition d = output(text);
      CAPTURE(text);
      CHECK(
          aws_summary(d.diagnostics) ==
          "SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/S/Output");
    }
    CHECK(summary(output(R"("{%1%}")").diagnostics) == "");
  }

  TEST_CASE("names of variables") {
    const auto assign = [](std::string_view text) {
      return define_state(R"("Type": "Pass", "End": true, "Assign": )" + std::string(text)).diagnostics;
    };
    CHECK(summary(assign(R"({"a1.$": "$.x", "_b": 1, "\u00e9t\u00e9": 2})")) == "");
    CHECK(aws_summary(assign(R"({"states": 1})")) ==
          "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign");
    CHECK(summary(assign(R"({"states.$": "$.x"})")) == "assign-reserved-name /States/S/Assign/states.$");
    CHECK(summary(assign(R"({"a-b": 1})")) == "assign-invalid-name /States/S/Assign/a-b");
    CHECK(summary(assign(R"({"1a": 1})")) == "assign-invalid-name /States/S/Assign/1a");
    CHECK(summary(assign("{\"" + std::string(81, 'a') + "\": 1}")).starts_with("assign-invalid-name"));
  }
}
