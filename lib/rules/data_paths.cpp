// Paths into data that is not there.
#include <algorithm>

#include "base/suggestion.h"
#include "rules/check.h"
#include "rules/choice_logic.h"
#include "rules/rules.h"
#include "rules/shapes.h"
#include "rules/uses.h"

namespace pawl::rules {
namespace {

/// `{Error, Cause}`, "an array", "a text".
std::string described(const Shape& shape) {
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

std::string hint_for(const Missing& missing, const jsonpath::Path& path) {
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

std::string kind_of(const Edge& edge) { return edge.kind == Edge::Kind::Catch ? "an error of " : ""; }

/// Calls `visit(use, missing)` for each path of the state that finds nothing in what it gets from `input`.
template <class Visit>
void for_each_missing(Check& check, const asl::State& state, const Shape& input, Visit visit) {
  const StateData data = data_of(state, input);
  for (const Use& use : check.facts().uses().of(state)) {
    if (use.path == nullptr || use.path->root() != jsonpath::Root::Input || !use.path->is_definite() ||
        use.path->text().find("${") != std::string::npos)
      continue;
    if (use.rule != nullptr && tests_presence(use.rule->condition, use.path->text())) continue;
    const Lookup found = look_up(data.at(use.stage), *use.path);
    if (!found.missing) continue;
    visit(use, *found.missing);
  }
}

source::Diagnostic& report(Check& check, const Use& use, std::string message) {
  return use.span.end != 0 ? check.report(*use.state, use.field, use.span, std::move(message))
                           : check.report(*use.state, use.field, std::move(message));
}

/// A test of IsPresent in an earlier rule may have led elsewhere.
bool is_guarded(const asl::State& state, const Use& use) {
  const auto* choice = std::get_if<asl::Choice>(&state.kind);
  return choice != nullptr &&
         std::any_of(choice->choices.begin(), choice->choices.end(), [&](const asl::ChoiceRule& rule) {
           return tests_presence(rule.condition, use.path->text());
         });
}

void check_state(Check& check, const asl::State& state, bool is_first) {
  std::vector<const Use*> told;
  const Shape& all = check.facts().shapes().input(state);
  for_each_missing(check, state, all, [&](const Use& use, const Missing& missing) {
    if (is_guarded(state, use)) return;
    told.push_back(&use);
    report(check, use,
           quoted_name(use.path->text()) + " finds nothing: what is there is " + described(missing.holder))
        .hint = hint_for(missing, *use.path);
  });
  const auto& in = check.facts().flow().of(state).in;
  if (in.size() + (is_first ? 1 : 0) < 2) return;
  constexpr size_t kMost = 50;  // ways that are looked at one by one
  for (size_t i = 0; i < std::min(in.size(), kMost); ++i) {
    const Shape input = check.facts().shapes().input_by(in[i]);
    if (input.is_absent()) continue;
    for_each_missing(check, state, input, [&](const Use& use, const Missing& missing) {
      if (is_guarded(state, use) || std::find(told.begin(), told.end(), &use) != told.end()) return;
      told.push_back(&use);
      source::Diagnostic& found = report(check, use,
                                         quoted_name(use.path->text()) + " finds nothing after " +
                                             kind_of(in[i]) + quoted_name(in[i].from->name) +
                                             ": what comes from there is " + described(missing.holder));
      found.hint = in[i].kind == Edge::Kind::Catch
                       ? "\"ResultPath\": \"$.error\" in the Catcher keeps the input"
                       : hint_for(missing, *use.path);
      found.related.push_back({"this way leads here", in[i].kind == Edge::Kind::Catch
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

}  // namespace

const Rule kPathNeverProduced{.id = "path-never-produced",
                              .kind = Rule::Kind::Advice,
                              .severity = source::Severity::Warning,
                              .summary = "a path finds something in what earlier states give",
                              .help =
                                  "What a Pass with Result or Parameters, a ResultSelector, a Catcher or a "
                                  "known service answer gives is known before anything "
                                  "runs. A path into something else fails with States.Runtime, or with "
                                  "States.ParameterPathFailure, at least on one way "
                                  "to the state. Typical: a Catcher without ResultPath replaces the whole "
                                  "input by {Error, Cause}; lambda:invoke puts the "
                                  "function's answer into Payload; the result of a Parallel or Map is an "
                                  "array; Output of startExecution.sync is a text. "
                                  "A Choice that tests IsPresent first is left alone.",
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
                              .check = check_paths};

}  // namespace pawl::rules
