// Paths that find nothing, or not what they seem to.
#include <algorithm>

#include "analysis/choice_logic.h"
#include "analysis/shapes.h"
#include "analysis/uses.h"
#include "base/suggestion.h"
#include "jsonpath/pitfalls.h"
#include "rules/check.h"
#include "rules/families.h"

namespace pawl::rules {
namespace {

/// `{Error, Cause}`, "an array", "a text".
std::string described(const analysis::Shape& shape) {
  if (shape.is_array()) return "an array";
  if (shape.is_string()) return "a text";
  if (!shape.is_object()) return shape.is_number() ? "a number" : "true or false";
  constexpr size_t kMost = 6;
  std::string out = "{";
  for (size_t i = 0; i < shape.members().size(); ++i) {
    if (i == kMost) return out + ", …}";
    if (i > 0) out += ", ";
    out += source::shown(shape.members()[i].key.as_string());
  }
  return out + "}";
}

std::string hint_for(const analysis::Missing& missing, const jsonpath::Path& path) {
  if (!missing.holder.is_object()) return {};
  const jsonpath::Path::Step step = path.first_steps()[missing.step];
  if (step.name == nullptr) return {};
  std::vector<std::string_view> names;
  for (const Member& member : missing.holder.members()) names.push_back(member.key.as_string());
  const std::string_view nearest = nearest_name(step.name->as_string(), names);
  if (!nearest.empty()) return "did you mean '" + source::shown(nearest) + "'?";
  if (missing.holder.find("Payload") != nullptr && missing.holder.find("ExecutedVersion") != nullptr)
    return "lambda:invoke puts the function's answer into Payload";
  return {};
}

std::string kind_of(const analysis::Edge& edge) {
  return edge.kind == analysis::Edge::Kind::Catch ? "an error of " : "";
}

/// Calls `visit(use, missing)` for each path of the state that finds nothing in data of shape `input`.
template <class Visit>
void for_each_missing(Check& check, const asl::State& state, const analysis::Shape& input, Visit visit) {
  const analysis::StateData data = analysis::data_of(state, input);
  for (const analysis::Use& use : check.facts().uses().of(state)) {
    if (use.path == nullptr || use.path->root() != jsonpath::Root::Input || !use.path->is_definite() ||
        use.path->text().find("${") != std::string::npos)
      continue;
    if (use.rule != nullptr && analysis::tests_presence(use.rule->condition, use.path->text())) continue;
    const analysis::Lookup found = analysis::look_up(data.at(use.stage), *use.path);
    if (!found.missing) continue;
    visit(use, *found.missing);
  }
}

source::Diagnostic& report(Check& check, const analysis::Use& use, std::string message) {
  return use.span.end != 0 ? check.report(*use.state, use.field, use.span, std::move(message))
                           : check.report(*use.state, use.field, std::move(message));
}

/// Whether another rule of the Choice tests IsPresent of the path.
bool is_guarded(const asl::State& state, const analysis::Use& use) {
  const auto* choice = std::get_if<asl::Choice>(&state.kind);
  return choice != nullptr &&
         std::any_of(choice->choices.begin(), choice->choices.end(), [&](const asl::ChoiceRule& rule) {
           return analysis::tests_presence(rule.condition, use.path->text());
         });
}

void check_state(Check& check, const asl::State& state, bool is_first) {
  std::vector<const analysis::Use*> reported;
  const analysis::Shape& all = check.facts().shapes().input(state);
  for_each_missing(check, state, all, [&](const analysis::Use& use, const analysis::Missing& missing) {
    if (is_guarded(state, use)) return;
    reported.push_back(&use);
    report(check, use,
           quoted_name(use.path->text()) + " finds nothing: what is there is " + described(missing.holder))
        .hint = hint_for(missing, *use.path);
  });
  const auto& in = check.facts().flow().of(state).in;
  if (in.size() + (is_first ? 1 : 0) < 2) return;
  constexpr size_t kMost = 50;  // transitions that are checked one by one
  for (size_t i = 0; i < std::min(in.size(), kMost); ++i) {
    const analysis::Shape input = check.facts().shapes().input_by(in[i]);
    if (input.is_absent()) continue;
    for_each_missing(check, state, input, [&](const analysis::Use& use, const analysis::Missing& missing) {
      if (is_guarded(state, use) || std::find(reported.begin(), reported.end(), &use) != reported.end())
        return;
      reported.push_back(&use);
      source::Diagnostic& found = report(check, use,
                                         quoted_name(use.path->text()) + " finds nothing after " +
                                             kind_of(in[i]) + quoted_name(in[i].from->name) +
                                             ": what comes from there is " + described(missing.holder));
      found.hint = in[i].kind == analysis::Edge::Kind::Catch
                       ? "\"ResultPath\": \"$.error\" in the Catcher keeps the input"
                       : hint_for(missing, *use.path);
      found.related.push_back({"this way leads here", in[i].kind == analysis::Edge::Kind::Catch
                                                          ? in[i].from->catchers[in[i].index].span
                                                          : in[i].from->name_span});
    });
  }
}

void check_paths(Check& check) {
  for (const asl::State* state : check.machine().states) {
    const asl::Block* block = check.facts().flow().of(*state).block;
    check_state(check, *state, block->start_at == state);
  }
}

void check_dialect(Check& check) {
  for (const analysis::Use& use : check.facts().uses().all()) {
    if (use.path == nullptr) continue;
    for (jsonpath::Pitfall& pitfall : jsonpath::pitfalls(*use.path)) {
      const std::string message = source::shown(pitfall.message);
      source::Diagnostic& found = use.span.end != 0 ? check.report(*use.state, use.field, use.span, message)
                                                    : check.report(*use.state, use.field, message);
      found.hint = std::move(pitfall.hint);
    }
  }
}

constexpr Rule kRules[] = {
    {.id = "path-never-produced",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a path finds something in the output of earlier states",
     .help = "What a Pass with Result or Parameters, a ResultSelector, a Catcher or a known service answer "
             "gives is known before anything runs. A path into something else fails with States.Runtime, or "
             "with States.ParameterPathFailure, at least on one way to the state. Typical: a Catcher without "
             "ResultPath replaces the whole input by {Error, Cause}; lambda:invoke puts the function's "
             "answer into Payload; the result of a Parallel or Map is an array; Output of "
             "startExecution.sync is a text. A Choice that tests IsPresent first is left alone.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: {FunctionName: pay, Payload.$: $}
    Next: Book
  Book: {Type: Pass, Parameters: {receipt.$: $.receipt}, End: true}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: {FunctionName: pay, Payload.$: $}
    OutputPath: $.Payload
    Next: Book
  Book: {Type: Pass, Parameters: {receipt.$: $.receipt}, End: true}
)yaml",
     .check = check_paths},
    {.id = "jsonpath-dialect",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "a path means in AWS's JSONPath what it seems to mean",
     .help = "AWS runs an old dialect, that of Jayway JsonPath 2.0.0. What other dialects have it mostly "
             "takes, and understands as something else. $.list.length() asks for a member of the name "
             "'length()': States.ArrayLength counts. Filters know == != < <= > >= =~ && || and !@.a, and no "
             "in, contains, size or ===: States.ArrayContains tests, and JSONata filters by anything. Texts "
             "in filters stand bare or in single quotes; double quotes belong to the text. Parentheses do "
             "not group. A regular expression must match the whole text, and i is its only flag. [-1] is out "
             "of bounds: the last element is [(@.length-1)], or an array of it [-1:].",
     .bad = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": "$.list.length()"}, End: true}
)yaml",
     .good = R"yaml(StartAt: A
States:
  A: {Type: Pass, Parameters: {"x.$": "States.ArrayLength($.list)"}, End: true}
)yaml",
     .check = check_dialect},
};

}  // namespace

std::span<const Rule> paths_rules() { return kRules; }

}  // namespace pawl::rules
