// JSONata in definitions: syntax, references, places.
#include <doctest/doctest.h>

#include "support/definition.h"

using namespace pawl;
using namespace pawl::test;

namespace {

/// The findings of a Pass state with this Output, and the text their carets stand under.
std::string found(std::string_view expression) {
  const Definition d =
      define_state(R"("Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output": "{% )" +
                   std::string(expression) + R"( %}")");
  std::string out;
  for (const source::Diagnostic& diagnostic : d.diagnostics) {
    const auto under = std::string_view(d.document.text)
                           .substr(diagnostic.span.begin, diagnostic.span.end - diagnostic.span.begin);
    out += diagnostic.code + ": " + diagnostic.message + " <" + std::string(under) + ">\n";
  }
  return out;
}

}  // namespace

TEST_SUITE("asl") {
  TEST_CASE("JSONata syntax: AWS's code, the parser's words, the place inside the string") {
    CHECK(found("1 +") == "INVALID_JSONATA_EXPRESSION: Unexpected end of expression < >\n");
    CHECK(found(R"({\"a\":})") ==
          "INVALID_JSONATA_EXPRESSION: The symbol \"}\" cannot be used as a unary operator <}>\n");
    CHECK(found("$states.input.a[0].b") == "");
  }

  TEST_CASE("JSONata references: no bare names, no $$, only what $states holds there") {
    CHECK(
        found("$sum(phone.number)") ==
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. <phone>\n");
    CHECK(found("$$.a") == "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. <$$>\n");
    CHECK(found("$states.inptu") ==
          "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.inptu' does not exist. <inptu>\n");
    CHECK(found("$states.result") ==
          "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. <result>\n");
    CHECK(found("$states.input.phone ~> $map(function($p) { $p.number })") == "");
  }

  TEST_CASE("JSONata: result where a state has one, errorOutput in Catchers") {
    const auto task = [](std::string_view fields) {
      return summary(
          define_state(
              R"("Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage",
        "End": true, )" +
              std::string(fields))
              .diagnostics);
    };
    CHECK(task(R"("Output": "{% $states.result %}", "Assign": {"a": "{% $states.result %}"})") == "");
    CHECK(task(R"("Catch": [{"ErrorEquals": ["E"], "Next": "S", "Output": "{% $states.errorOutput %}"}])") ==
          "");
    CHECK(task(R"("Arguments": "{% $states.result %}")") != "");
    CHECK(task(R"("Catch": [{"ErrorEquals": ["E"], "Next": "S", "Output": "{% $states.result %}"}])") != "");
  }

  TEST_CASE("JSONata: fields know their location and whether the context object is read") {
    const Definition d = define_state(R"("Type": "Pass", "QueryLanguage": "JSONata", "End": true,
      "Output": {"a": [0, {"b": "{% $states.context.Execution.Id %}"}]})");
    const auto& object = std::get<asl::TemplateNode::Object>(d.state("S").output->root.content);
    const auto& array = std::get<asl::TemplateNode::Array>(object.members[0].node.content);
    const auto& inner = std::get<asl::TemplateNode::Object>(array.elements[1].content);
    const auto& expression = std::get<asl::JsonataExpression>(inner.members[0].node.content);
    CHECK(expression.location == "Output/a[1]/b");
    CHECK(expression.reads_context);
  }
}
