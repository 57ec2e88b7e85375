#include "cli/commands/expression.h"

#include <fmt/format.h>

#include <chrono>

#include "base/utf8.h"
#include "intrinsics/expression.h"

namespace pawl::cli {
namespace {

using Fault = ExpressionFault;
using Evaluated = EvaluatedExpression;
using Parsed = tl::expected<ExpressionEvaluator, Fault>;

tl::unexpected<Fault> refuse(std::string code, std::string message, ExitCode exit = kExitNo,
                             std::optional<size_t> offset = std::nullopt) {
  return tl::unexpected<Fault>(Fault{std::move(code), std::move(message), exit, offset});
}

Parsed parse_jsonpath(const std::string& text, jsonpath::Path::Roots roots) {
  auto path = jsonpath::Path::parse(text, roots);
  if (!path) return refuse("InvalidPath", path.error().message, kExitCannot, path.error().offset);
  return ExpressionEvaluator([path = std::move(*path)](Surroundings& at, RandomSource&) -> Evaluated {
    const Value data = at.data ? *at.data : Value();
    auto value = jsonpath::evaluate(path, {data, at.variables, at.context ? &*at.context : nullptr});
    if (!value) return refuse("PathNotFound", value.error().message);
    return std::move(*value);
  });
}

Parsed parse_intrinsic(const std::string& text) {
  auto expression =
      intrinsics::IntrinsicExpression::parse(text, intrinsics::IntrinsicExpression::Escapes::Any);
  if (!expression) {
    const bool wrong_count = expression.error().kind == jsonpath::SyntaxError::Kind::Arguments;
    return refuse(wrong_count ? "States.IntrinsicFailure" : "States.Runtime", expression.error().message,
                  kExitCannot, expression.error().offset);
  }
  return ExpressionEvaluator(
      [expression = std::move(*expression)](Surroundings& at, RandomSource& random) -> Evaluated {
        const Value data = at.data ? *at.data : Value();
        const jsonpath::Scope scope{data, at.variables, at.context ? &*at.context : nullptr};
        auto value = intrinsics::evaluate(expression, scope, random);
        if (!value) {
          const bool missing = value.error().kind == intrinsics::IntrinsicFailure::Kind::MissingPath;
          return refuse(missing ? "States.Runtime" : "States.IntrinsicFailure", value.error().message);
        }
        return std::move(*value);
      });
}

/// `$states` as a state has it.
Value states_of(Surroundings& at) {
  ObjectBuilder states(2);
  if (at.data) states.append("input", *at.data);
  if (at.context) states.append("context", at.context->context());
  return states.finish();
}

Parsed parse_jsonata(const std::string& text, jsonata::Dialect dialect, bool begins_with_data) {
  const auto fault = [](const jsonata::JsonataError& error, ExitCode exit) {
    const bool has_place = error.position != jsonata::JsonataError::kNowhere;
    return refuse(error.code, error.message, exit, has_place ? std::optional(error.position) : std::nullopt);
  };
  auto expression = jsonata::Expression::parse(text, dialect);
  if (!expression) return fault(*expression.error(), kExitCannot);
  return ExpressionEvaluator([expression = std::move(*expression), dialect, fault, begins_with_data](
                                 Surroundings& at, RandomSource& random) -> Evaluated {
    jsonata::Bindings bindings;
    jsonata::Bindings::Named states{.name = "states"};
    if (at.has_states) {
      states.value = states_of(at);
      bindings.named = {&states, 1};
    }
    bindings.variables = &at.variables;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    jsonata::EvaluationOptions options{random,
                                       std::chrono::duration_cast<std::chrono::milliseconds>(now).count(),
                                       jsonata::EvaluationLimits::of(dialect)};
    options.limits.milliseconds = at.milliseconds;
    if (at.depth) options.limits.depth = *at.depth;
    auto value =
        jsonata::evaluate(expression, begins_with_data && at.data ? &*at.data : nullptr, bindings, options);
    if (!value) return fault(*value.error(), kExitNo);
    return std::move(*value);
  });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// What stands between `{%` and `%}`; nullopt: it is no such text.
std::optional<std::string_view> inside_of_template(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 4 || !text.starts_with("{%") || !text.ends_with("%}")) return std::nullopt;
  return trimmed(text.substr(2, text.size() - 4));
}

bool is_intrinsic_call(std::string_view text) {
  constexpr std::string_view kStates = "States.";
  if (!text.starts_with(kStates)) return false;
  const size_t end = text.find_first_of("( ", kStates.size());
  return end != std::string_view::npos && text[end] == '(';
}

}  // namespace

ExpressionLanguage language_of(std::string_view expression) {
  const std::string_view text = trimmed(expression);
  if (inside_of_template(text)) return ExpressionLanguage::StateJsonata;
  if (is_intrinsic_call(text)) return ExpressionLanguage::Intrinsic;
  const std::string_view after = text.starts_with("$$") ? text.substr(2) : text.substr(text.starts_with('$'));
  const bool is_path =
      text.starts_with('$') && (after.empty() || after.front() == '.' || after.front() == '[');
  return is_path ? ExpressionLanguage::StatePath : ExpressionLanguage::Jsonata;
}

tl::expected<ExpressionEvaluator, ExpressionFault> parse_expression(const std::string& text,
                                                                    ExpressionLanguage language,
                                                                    jsonata::Dialect dialect) {
  switch (language) {
    case ExpressionLanguage::JsonPath: return parse_jsonpath(text, jsonpath::Path::Roots::InputOnly);
    case ExpressionLanguage::StatePath: return parse_jsonpath(text, jsonpath::Path::Roots::Workflow);
    case ExpressionLanguage::Intrinsic: return parse_intrinsic(text);
    default: break;
  }
  const auto inside = inside_of_template(text);
  return parse_jsonata(inside ? std::string(*inside) : text, dialect,
                       language != ExpressionLanguage::StateJsonata);
}

std::string caret_lines(std::string_view expression, const std::optional<size_t>& offset) {
  constexpr size_t kWidest = 100;
  if (!offset || *offset > expression.size() || expression.size() > kWidest) return "";
  if (expression.find_first_of("\r\n\t\x1b") != std::string_view::npos) return "";
  return fmt::format("  {}\n  {:{}}^\n", expression, "", utf8::count(expression.substr(0, *offset)));
}

}  // namespace pawl::cli
