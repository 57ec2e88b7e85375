// PayloadTemplate: a JSON value some of whose parts are computed. In JSONPath states (spec: "Payload
// Template") members whose name ends in ".$" hold paths and intrinsic functions; in JSONata states strings
// `{% … %}` hold expressions.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "intrinsics/expression.h"
#include "jsonata/jsonata.h"
#include "jsonpath/path.h"
#include "source/location.h"
#include "value/value.h"

namespace pawl::asl {

/// The expression between `{%` and `%}`, without the blanks around it.
struct JsonataExpression {
  jsonata::Expression expression;
  /// Its place in the state, as AWS names it: "Output/total", "Choices[1]/Condition"
  std::string location;
  bool reads_context = false;  // $states.context, or $states as a whole
  source::Span span;           // of the expression inside the definition's string
  [[nodiscard]] const std::string& text() const { return expression.text(); }
};

struct TemplateMember;

struct TemplateNode {
  struct Object {
    std::vector<TemplateMember> members;
  };
  struct Array {
    std::vector<TemplateNode> elements;
  };
  /// A Value if nothing inside is computed.
  std::variant<Value, jsonpath::Path, intrinsics::IntrinsicExpression, JsonataExpression, Object, Array>
      content;
  source::Span span;

  [[nodiscard]] bool is_literal() const { return std::holds_alternative<Value>(content); }
};

struct TemplateMember {
  Value key;               // the member's name in the result: without ".$"
  std::string field_name;  // as written: "value.$"; error texts name it
  TemplateNode node;
};

/// A template; `root` is a literal if nothing in it is computed.
struct PayloadTemplate {
  TemplateNode root;
};

}  // namespace pawl::asl
