// Expressions that are only text where they are: a missing ".$", the other query language, a path in a field
// for literals.
#include "analysis/template_texts.h"
#include "analysis/uses.h"
#include "asl/fields.h"
#include "intrinsics/expression.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

using asl::QueryLanguage;

bool is_path(std::string_view text) {
  // "$" alone may be a currency.
  return (text.starts_with("$.") || text.starts_with("$[") || text.starts_with("$$.")) &&
         text.find(' ') == std::string_view::npos && jsonpath::Path::parse(text).has_value();
}

bool is_expression(std::string_view text) {
  return is_path(text) ||
         (text.starts_with("States.") && intrinsics::IntrinsicExpression::parse(text).has_value());
}

bool is_jsonata(std::string_view text) {
  return text.starts_with("{%") && text.ends_with("%}") && text.size() >= 4;
}

/// Integrations whose parameters contain definitions or templates, in which paths are meant as text.
bool takes_foreign_paths(const asl::State& state) {
  const auto* task = std::get_if<asl::Task>(&state.kind);
  if (task == nullptr) return false;
  const std::string_view type = task->resource.resource_type;
  return type == "aws-sdk:sfn" || type == "aws-sdk:eventbridge" || type == "aws-sdk:pipes" ||
         type == "aws-sdk:cloudformation";
}

template <class Visit>
void for_each_text(Check& check, QueryLanguage language, Visit visit) {
  for (const asl::State* state : check.machine().states) {
    if (state->query_language != language) continue;
    analysis::for_each_template_text(check.facts(), *state, visit);
  }
}

void check_no_dollar(Check& check) {
  for_each_text(check, QueryLanguage::JSONPath, [&](const analysis::TemplateText& text) {
    if (text.template_name == "Result" || text.key.ends_with(".$") || takes_foreign_paths(text.state)) return;
    if (!is_expression(text.node.scalar.as_string())) return;
    check
        .report(text.state, text.field, text.node.span,
                quoted_name(text.node.scalar.as_string()) + " is a string here, not the value at the path")
        .hint = "\"" + source::shown(text.key) + ".$\" as the field's name";
  });
}

void check_static_result(Check& check) {
  for (const asl::State* state : check.machine().states) {
    if (state->type() != asl::StateType::Pass) continue;
    analysis::for_each_template_text(check.facts(), *state, [&](const analysis::TemplateText& text) {
      if (text.template_name != "Result") return;
      if (!text.key.ends_with(".$") && !is_expression(text.node.scalar.as_string())) return;
      if (!is_expression(text.node.scalar.as_string())) return;
      check
          .report(text.state, text.field, text.node.span,
                  "Result is given on as it is written: nothing in it is computed")
          .hint = "Parameters can compute it";
    });
  }
}

/// Fields of an object of the state, `pointer` below it, that hold a path and have one of their own for
/// paths.
void report_paths(Check& check, const asl::State& state, asl::Holder holder, const std::string& pointer,
                  const source::Node& object) {
  for (const source::NodeMember& member : object.members) {
    const int index = asl::find_field(holder, member.key);
    if (index < 0 || !member.value.scalar.is_string()) continue;
    const asl::FieldGroup group = asl::fields_of(holder)[static_cast<size_t>(index)]->group;
    if (group != asl::FieldGroup::ValueOrPath && group != asl::FieldGroup::Operator) continue;
    const std::string_view text = member.value.scalar.as_string();
    const bool is_misplaced = group == asl::FieldGroup::ValueOrPath ? is_expression(text) : is_path(text);
    if (!is_misplaced || asl::find_field(holder, member.key + "Path") < 0) continue;
    check
        .report(state, pointer + member.key,
                quoted_name(text) + " is a string here, not the value at the path")
        .hint = "the field for paths is " + member.key + "Path";
  }
}

void check_no_path(Check& check) {
  for (const asl::State* state : check.machine().states) {
    if (state->query_language != QueryLanguage::JSONPath) continue;
    const source::Node& node = check.facts().node_of(*state);
    report_paths(check, *state, static_cast<asl::Holder>(state->type()), "", node);
    const source::Node* choices = node.find("Choices");
    for (size_t i = 0; choices != nullptr && i < choices->elements.size(); ++i) {
      report_paths(check, *state, asl::Holder::ChoiceRule, "Choices/" + std::to_string(i) + "/",
                   choices->elements[i]);
    }
  }
}

void check_jsonata_in_jsonpath(Check& check) {
  for_each_text(check, QueryLanguage::JSONPath, [&](const analysis::TemplateText& text) {
    if (!is_jsonata(text.node.scalar.as_string())) return;
    check
        .report(text.state, text.field, text.node.span,
                "a JSONata expression is only a string in a JSONPath state")
        .hint = "\"QueryLanguage\": \"JSONata\" in the state or the machine";
  });
}

void check_jsonpath_in_jsonata(Check& check) {
  for_each_text(check, QueryLanguage::JSONata, [&](const analysis::TemplateText& text) {
    const std::string_view value = text.node.scalar.as_string();
    if (takes_foreign_paths(text.state) || !is_expression(value)) return;
    check
        .report(text.state, text.field, text.node.span,
                quoted_name(value) + " is only a string in a JSONata state")
        .hint = text.key.ends_with(".$") ? "the name without \".$\", and {% $states.input… %} for the value"
                                         : "{% $states.input… %}";
  });
}

void check_intrinsics(Check& check) {
  for (const analysis::IntrinsicUse& use : check.facts().uses().intrinsics()) {
    if (use.expression->text().find("${") != std::string::npos) continue;
    const auto failure = intrinsics::certain_failure(*use.expression);
    if (failure)
      check.report(*use.state, use.field, use.span, "this call always fails: " + source::shown(*failure));
  }
}

constexpr Rule kRules[] = {
    {.id = "no-dollar",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .code = "NO_DOLLAR",
     .summary = "a path in a template is in a field whose name ends in .$",
     .help = "In Parameters, ItemSelector, ResultSelector and Assign only members whose name ends in \".$\" "
             "are computed; any other string is passed on as it is.",
     .bad = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, Parameters: {id: $.order.id}, End: true}
)yaml",
     .good = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, Parameters: {id.$: $.order.id}, End: true}
)yaml",
     .check = check_no_dollar},
    {.id = "pass-result-is-static",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .code = "PASS_RESULT_IS_STATIC",
     .summary = "a Pass state's Result holds no paths",
     .help = "Result is a constant. What is computed from the input goes into Parameters.",
     .bad = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, Result: {id.$: $.order.id}, End: true}
)yaml",
     .good = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, Parameters: {id.$: $.order.id}, End: true}
)yaml",
     .check = check_static_result},
    {.id = "no-path",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .code = "NO_PATH",
     .summary = "a path is in the field for paths",
     .help = "Error, Cause and the comparisons take a value as it is written; ErrorPath, CausePath, "
             "StringEqualsPath and their like take a path.",
     .bad = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail, Error: Rejected, Cause: $.reason}
)yaml",
     .good = R"yaml(StartAt: Stop
States:
  Stop: {Type: Fail, Error: Rejected, CausePath: $.reason}
)yaml",
     .check = check_no_path},
    {.id = "jsonata-in-jsonpath",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "JSONata is in JSONata states",
     .help = "Without QueryLanguage JSONata, in the state or for the whole machine, {% … %} is an ordinary "
             "text. A Map's own QueryLanguage does not reach the states inside of it.",
     .bad = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, Parameters: {id: "{% $states.input.id %}"}, End: true}
)yaml",
     .good = R"yaml(StartAt: Send
States:
  Send: {Type: Pass, QueryLanguage: JSONata, Output: {id: "{% $states.input.id %}"}, End: true}
)yaml",
     .check = check_jsonata_in_jsonpath},
    {.id = "jsonpath-in-jsonata",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "paths and intrinsic functions stand in JSONPath states",
     .help = "In a JSONata state \"$.id\" is an ordinary text, and a field \"id.$\" is a field of that name.",
     .bad = R"yaml(QueryLanguage: JSONata
StartAt: Send
States:
  Send: {Type: Pass, Output: {id.$: $.order.id}, End: true}
)yaml",
     .good = R"yaml(QueryLanguage: JSONata
StartAt: Send
States:
  Send: {Type: Pass, Output: {id: "{% $states.input.order.id %}"}, End: true}
)yaml",
     .check = check_jsonpath_in_jsonata},
    {.id = "intrinsic-arguments",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Error,
     .summary = "an intrinsic function accepts its literal arguments",
     .help = "AWS accepts the definition if the number of arguments is right, and ends the execution with "
             "States.Runtime when it gets there. States.Format has as many {} as values after the template, "
             "and any other brace in it is written \\{ or \\}; States.MathAdd takes numbers, States.Hash one "
             "of MD5, SHA-1, SHA-256, SHA-384 and SHA-512, and so on.",
     .bad = R"yaml(StartAt: Greet
States:
  Greet:
    Type: Pass
    Parameters: {text.$: "States.Format('{}, {}!', $.name)"}
    End: true
)yaml",
     .good = R"yaml(StartAt: Greet
States:
  Greet:
    Type: Pass
    Parameters: {text.$: "States.Format('Hello, {}!', $.name)"}
    End: true
)yaml",
     .check = check_intrinsics},
};

}  // namespace

std::span<const Rule> languages_rules() { return kRules; }

}  // namespace pawl::rules
