#include "graph/words.h"

#include <fmt/format.h>

#include <array>

#include "value/dump.h"

namespace pawl::graph {

namespace {

/// Literals of a definition can be of any size; words are short.
constexpr size_t kLongestLiteral = 200;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

/// Blanks and newlines as one blank.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string text_of(const Value& value) {
  if (value.text_exceeds(kLongestLiteral)) return value.is_array() ? "[…]" : value.is_object() ? "{…}" : "…";
  return to_json(value);
}

std::string text_of(const asl::JsonataExpression& expression) { return one_line(expression.text()); }

std::string text_of(const asl::DynamicField& field, std::string_view unit = {}) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [&](const Value& value) {
                                 if (value.is_string()) return std::string(value.as_string());
                                 return fmt::format("{}{}", text_of(value), unit);
                               },
                               [](const jsonpath::Path& path) { return path.text(); },
                               [](const asl::JsonataExpression& expression) { return text_of(expression); }},
                    field.content);
}

std::string text_of(const asl::PayloadTemplate& payload) {
  return std::visit(Overloaded{[](const Value& value) { return text_of(value); },
                               [](const jsonpath::Path& path) { return path.text(); },
                               [](const intrinsics::IntrinsicExpression& expression) {
                                 return one_line(expression.text());
                               },
                               [](const asl::JsonataExpression& expression) { return text_of(expression); },
                               [](const asl::TemplateNode::Object&) { return std::string("{…}"); },
                               [](const asl::TemplateNode::Array&) { return std::string("[…]"); }},
                    payload.root.content);
}

struct OperatorWords {
  std::string_view holds;
  std::string_view fails;  // of Is*, whose operand says which
};

OperatorWords words_of(asl::ComparisonOperator op) {
  using enum asl::ComparisonOperator;
  switch (op) {
    case BooleanEquals:
    case NumericEquals:
    case StringEquals:
    case TimestampEquals: return {"=", {}};
    case NumericGreaterThan:
    case StringGreaterThan:
    case TimestampGreaterThan: return {">", {}};
    case NumericGreaterThanEquals:
    case StringGreaterThanEquals:
    case TimestampGreaterThanEquals: return {"≥", {}};
    case NumericLessThan:
    case StringLessThan:
    case TimestampLessThan: return {"<", {}};
    case NumericLessThanEquals:
    case StringLessThanEquals:
    case TimestampLessThanEquals: return {"≤", {}};
    case StringMatches: return {"matches", {}};
    case IsBoolean: return {"is a boolean", "is not a boolean"};
    case IsNull: return {"is null", "is not null"};
    case IsNumeric: return {"is a number", "is not a number"};
    case IsPresent: return {"is present", "is absent"};
    case IsString: return {"is a string", "is not a string"};
    case IsTimestamp: return {"is a timestamp", "is not a timestamp"};
  }
  return {};
}

std::string comparison_in_words(const asl::Comparison& comparison) {
  const OperatorWords words = words_of(comparison.op);
  const std::string& variable = comparison.variable.text();
  const auto* literal = std::get_if<Value>(&comparison.operand);
  if (!words.fails.empty()) {
    const bool holds = literal == nullptr || !literal->is_boolean() || literal->as_boolean();
    return fmt::format("{} {}", variable, holds ? words.holds : words.fails);
  }
  const std::string operand =
      literal != nullptr ? text_of(*literal) : std::get<jsonpath::Path>(comparison.operand).text();
  return fmt::format("{} {} {}", variable, words.holds, operand);
}

bool is_joined(const asl::Condition& condition) {
  return std::holds_alternative<asl::And>(condition.content) ||
         std::holds_alternative<asl::Or>(condition.content);
}

std::string joined(const std::vector<asl::Condition>& operands, std::string_view word) {
  std::string out;
  for (const asl::Condition& operand : operands) {
    if (!out.empty()) out += word;
    const std::string text = condition_in_words(operand);
    out += is_joined(operand) && operands.size() > 1 ? fmt::format("({})", text) : text;
  }
  return out;
}

/// The last part of an ARN that names something: a function, a queue, a machine.
std::string last_name(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (text.starts_with("arn:") && colon != std::string_view::npos) text.remove_prefix(colon + 1);
  return std::string(text);
}

/// A literal member of the task's parameters that names what is called.
std::string callee(const asl::Task& task) {
  if (!task.parameters) return {};
  static constexpr std::array<std::string_view, 10> kNames = {
      "FunctionName", "StateMachineArn", "TopicArn",      "QueueUrl", "TableName",
      "Bucket",       "ApiEndpoint",     "JobDefinition", "Cluster",  "ModelId"};
  const auto* object = std::get_if<asl::TemplateNode::Object>(&task.parameters->root.content);
  const auto* literal = std::get_if<Value>(&task.parameters->root.content);
  for (const std::string_view name : kNames) {
    const Value* found = nullptr;
    if (literal != nullptr) found = literal->find(name);
    if (object != nullptr) {
      for (const asl::TemplateMember& member : object->members) {
        if (member.key.as_string() == name) found = std::get_if<Value>(&member.node.content);
      }
    }
    if (found == nullptr || !found->is_string()) continue;
    const std::string_view text = found->as_string();
    // A version or alias after a function's name says less than the name.
    const size_t function = text.find(":function:");
    if (function != std::string_view::npos) {
      const std::string_view rest = text.substr(function + 10);
      return std::string(rest.substr(0, rest.find(':')));
    }
    if (name == "QueueUrl") return std::string(text.substr(text.rfind('/') + 1));
    return last_name(text);
  }
  return {};
}

std::string task_in_words(const asl::Task& task) {
  const asl::Resource& resource = task.resource;
  using Kind = asl::Resource::Kind;
  switch (resource.kind) {
    case Kind::Lambda: {
      const size_t function = resource.text.find(":function:");
      if (function == std::string::npos) return "lambda";
      const std::string_view rest = std::string_view(resource.text).substr(function + 10);
      return fmt::format("lambda {}", rest.substr(0, rest.find(':')));
    }
    case Kind::Activity: return fmt::format("activity {}", last_name(resource.text));
    case Kind::Service: {
      const std::string called = callee(task);
      return fmt::format("{}:{}{}{}", resource.resource_type, resource.action, called.empty() ? "" : " ",
                         called);
    }
    case Kind::Local: break;
  }
  return one_line(resource.text);
}

std::string map_in_words(const asl::Map& map) {
  std::string items = "$";
  if (map.item_reader)
    items = map.item_reader->resource.resource_type + ":" + map.item_reader->resource.action;
  else if (map.items) items = text_of(*map.items);
  else if (map.items_path && map.items_path->is_null) items = "{}";
  else if (map.items_path) items = map.items_path->path.text();
  std::string out = fmt::format("each of {}", items);
  if (map.mode == asl::Map::Mode::Distributed) out = "distributed, " + out;
  const std::string most = text_of(map.max_concurrency);
  if (!most.empty() && most != "0") out += fmt::format(", {} at a time", most);
  return out;
}

std::string fail_in_words(const asl::Fail& fail) {
  if (!fail.error) return {};
  const auto* literal = std::get_if<Value>(&fail.error->root.content);
  return literal != nullptr && literal->is_string() ? one_line(literal->as_string()) : text_of(*fail.error);
}

}  // namespace

std::string condition_in_words(const asl::Condition& condition) {
  return std::visit(
      Overloaded{[](const asl::Comparison& comparison) { return comparison_in_words(comparison); },
                 [](const asl::And& all) { return joined(all.operands, " and "); },
                 [](const asl::Or& any) { return joined(any.operands, " or "); },
                 [](const asl::Not& negation) {
                   return negation.operand.empty()
                              ? std::string("not")
                              : fmt::format("not ({})", condition_in_words(negation.operand.front()));
                 },
                 [](const asl::JsonataExpression& expression) { return text_of(expression); },
                 [](bool always) { return std::string(always ? "always" : "never"); }},
      condition.content);
}

std::string detail_in_words(const asl::State& state) {
  return std::visit(Overloaded{[](const asl::Task& task) { return task_in_words(task); },
                               [](const asl::Wait& wait) {
                                 const bool seconds = wait.form == asl::Wait::Form::Seconds;
                                 return (seconds ? "" : "until ") + text_of(wait.until, seconds ? " s" : "");
                               },
                               [](const asl::Fail& fail) { return fail_in_words(fail); },
                               [](const asl::Map& map) { return map_in_words(map); },
                               [](const asl::Parallel& parallel) {
                                 const size_t branches = parallel.branches.size();
                                 return fmt::format("{} branch{} at once", branches,
                                                    branches == 1 ? "" : "es");
                               },
                               [](const auto&) { return std::string(); }},
                    state.kind);
}

std::string errors_in_words(const std::vector<std::string>& error_equals) {
  std::string out;
  for (const std::string& name : error_equals) {
    if (!out.empty()) out += ", ";
    out += name == "States.ALL" ? "any error" : one_line(name);
  }
  return out;
}

std::string retrier_in_words(const asl::Retrier& retrier) {
  std::string out =
      fmt::format("{}: {} time{}, from {} s", errors_in_words(retrier.error_equals), retrier.max_attempts,
                  retrier.max_attempts == 1 ? "" : "s", retrier.interval_seconds);
  if (retrier.backoff_rate != 1) out += fmt::format(", ×{}", retrier.backoff_rate);
  if (retrier.max_delay_seconds) out += fmt::format(", at most {} s", *retrier.max_delay_seconds);
  if (retrier.full_jitter) out += ", jitter";
  return out;
}

}  // namespace pawl::graph
