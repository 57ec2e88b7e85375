// Retriers and Catchers without effect.
#include <algorithm>
#include <array>
#include <map>

#include "base/suggestion.h"
#include "base/text_hash.h"
#include "rules/check.h"
#include "rules/families.h"
#include "source/placeholder.h"

namespace pawl::rules {
namespace {

/// Spec: "Appendix A: Predefined Error Codes"; AWS guide: "Handling errors"; and one that neither names,
/// which recorded executions end with.
constexpr std::array<std::string_view, 18> kPredefined = {
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.HeartbeatTimeout",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ReferencePathConflict",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
    "States.ExceedToleratedFailureThreshold",
    "States.Http.Socket",
};

bool is_predefined(std::string_view name) {
  return std::find(kPredefined.begin(), kPredefined.end(), name) != kPredefined.end() ||
         name.starts_with("States.Http.StatusCode.");
}

/// Calls `visit(state, field, names)` for the ErrorEquals of each Retrier and Catcher.
template <class Visit>
void for_each_list(const asl::StateMachine& machine, Visit visit) {
  for (const asl::State* state : machine.states) {
    for (size_t i = 0; i < state->retry.size(); ++i)
      visit(*state, "Retry/" + std::to_string(i), state->retry[i].error_equals);
    for (size_t i = 0; i < state->catchers.size(); ++i)
      visit(*state, "Catch/" + std::to_string(i), state->catchers[i].error_equals);
  }
}

/// The errors of the machine's own Fail states.
TextSet<std::string_view> own_errors(const asl::StateMachine& machine) {
  TextSet<std::string_view> names;
  for (const asl::State* state : machine.states) {
    const auto* fail = std::get_if<asl::Fail>(&state->kind);
    if (fail == nullptr || !fail->error) continue;
    const auto* literal = std::get_if<Value>(&fail->error->root.content);
    if (literal != nullptr && literal->is_string()) names.insert(literal->as_string());
  }
  return names;
}

void check_unknown(Check& check) {
  const auto own = own_errors(check.machine());
  for_each_list(check.machine(), [&](const asl::State& state, const std::string& entry, const auto& names) {
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[i];
      const bool is_reserved = name.starts_with("States.");
      if (is_predefined(name) || own.contains(name) || source::has_placeholder(name) || !is_reserved)
        continue;
      const std::string_view nearest = nearest_name(name, kPredefined);
      check
          .report(state, entry + "/ErrorEquals/" + std::to_string(i),
                  "there is no error " + quoted_name(name))
          .hint = nearest.empty() ? "names that begin with States. are reserved"
                                  : "did you mean '" + std::string(nearest) + "'?";
    }
  });
}

void check_runtime(Check& check) {
  for_each_list(check.machine(), [&](const asl::State& state, const std::string& entry, const auto& names) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] != "States.Runtime") continue;
      check.report(state, entry + "/ErrorEquals/" + std::to_string(i),
                   "States.Runtime ends the execution at once: nothing retries or catches it");
    }
  });
}

/// Why the state never fails with the error; empty if it may.
std::string_view why_never(const asl::State& state, std::string_view name) {
  const bool is_branch_error = name == "States.BranchFailed";
  const bool is_map_error = name == "States.ExceedToleratedFailureThreshold" ||
                            name == "States.ItemReaderFailed" || name == "States.ResultWriterFailed";
  if (const auto* task = std::get_if<asl::Task>(&state.kind)) {
    if (is_branch_error) return "a Parallel state gives it, no Task";
    if (is_map_error) return "a Map state gives it, no Task";
    if (name == "States.NoChoiceMatched") return "it is about Choice states, no Task gives it";
    if (name == "States.HeartbeatTimeout" && task->heartbeat_seconds.is_absent())
      return "there is no HeartbeatSeconds";
  }
  return {};
}

/// A list of names that is used by one or more entries.
struct SharedList {
  const asl::State* first = nullptr;  // the first use
  std::string entry;
  std::vector<std::string_view> why;  // by name; empty if some of the states give it
  size_t others = 0;
};

/// Projects use one Retry for all tasks, so a list that is used by several states is reported once, and only
/// for names that none of them gives.
void check_never_given(Check& check) {
  std::map<std::vector<std::string>, SharedList> lists;
  for_each_list(check.machine(), [&](const asl::State& state, const std::string& entry, const auto& names) {
    SharedList& list = lists[names];
    const bool is_first = list.first == nullptr;
    if (is_first) list = {&state, entry, std::vector<std::string_view>(names.size()), 0};
    else ++list.others;
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string_view why = why_never(state, names[i]);
      if (is_first || why.empty()) list.why[i] = why;
    }
  });
  for (const auto& [names, list] : lists) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (list.why[i].empty()) continue;
      std::string message = quoted_name(list.first->name) + " never fails with " + source::shown(names[i]);
      if (list.others > 0)
        message += ", nor does anything else with this list (" + std::to_string(list.others) + " more)";
      check.report(*list.first, list.entry + "/ErrorEquals/" + std::to_string(i), std::move(message)).hint =
          list.why[i];
    }
  }
}

/// Whether `earlier` matches all errors that `name` matches.
bool covers(const std::string& earlier, const std::string& name) {
  if (earlier == name || earlier == "States.ALL") return true;
  if (earlier == "States.Timeout") return name == "States.HeartbeatTimeout";
  const bool is_wide = name == "States.ALL" || name == "States.Timeout" ||
                       name == "States.HeartbeatTimeout" || name == "States.DataLimitExceeded";
  return earlier == "States.TaskFailed" && !is_wide;
}

template <class Entry>
void check_order(Check& check, const asl::State& state, std::string_view field,
                 const std::vector<Entry>& entries) {
  for (size_t i = 1; i < entries.size(); ++i) {
    const auto& names = entries[i].error_equals;
    size_t by = 0;
    const bool is_dead =
        !names.empty() && std::all_of(names.begin(), names.end(), [&](const std::string& name) {
          for (size_t j = 0; j < i; ++j) {
            const auto& earlier = entries[j].error_equals;
            if (std::any_of(earlier.begin(), earlier.end(),
                            [&](const std::string& e) { return covers(e, name); })) {
              by = j;
              return true;
            }
          }
          return false;
        });
    if (!is_dead || source::has_placeholder(names.front())) continue;
    const std::string entry = std::string(field) + "/" + std::to_string(i);
    source::Diagnostic& found = check.report(
        state, entry + "/ErrorEquals", "nothing is left for this entry: an earlier one matches all of it");
    const auto* first =
        check.facts().find(state, std::string(field) + "/" + std::to_string(by) + "/ErrorEquals");
    if (first != nullptr) found.related.push_back({"this one comes first", first->span});
  }
}

void check_shadowed(Check& check) {
  for (const asl::State* state : check.machine().states) {
    check_order(check, *state, "Retry", state->retry);
    check_order(check, *state, "Catch", state->catchers);
  }
}

void check_zero(Check& check) {
  for (const asl::State* state : check.machine().states) {
    // An entry with 0 before others keeps its errors from them; as the last one it does nothing.
    if (state->retry.empty() || state->retry.back().max_attempts != 0) continue;
    const std::string entry = "Retry/" + std::to_string(state->retry.size() - 1) + "/MaxAttempts";
    if (const source::Node* node = check.facts().find(*state, entry);
        node == nullptr || !node->scalar.is_int64())
      continue;
    check.report(*state, entry, "MaxAttempts 0 means never: this entry does nothing").hint =
        "the last entry of Retry may as well be left out";
  }
}

constexpr Rule kRules[] = {
    {.id = "unknown-error-name",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "an error name that begins with States. exists",
     .help = "Names are compared letter by letter, and those that begin with States. are reserved: one that "
             "is misspelt never matches anything.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.TimeOut]}]
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.Timeout]}]
    End: true
)yaml",
     .check = check_unknown},
    {.id = "uncatchable-error",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "no Retry or Catch names States.Runtime",
     .help = "States.Runtime is a fault of the definition that only shows when it runs, a path that finds "
             "nothing for example. It ends the execution; neither its own name nor States.ALL matches it. "
             "Mend the state, or test with a Choice (IsPresent) before it.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Catch: [{ErrorEquals: [States.Runtime], ResultPath: $.error, Next: Done}]
    Next: Done
  Done: {Type: Succeed}
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Catch: [{ErrorEquals: [States.TaskFailed], ResultPath: $.error, Next: Done}]
    Next: Done
  Done: {Type: Succeed}
)yaml",
     .check = check_runtime},
    {.id = "error-never-given",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "Retry and Catch name errors that the state can give",
     .help = "A Task gives neither States.BranchFailed (Parallel) nor the errors of a Map, and "
             "States.HeartbeatTimeout only with HeartbeatSeconds. One list of errors for many states is fine "
             "as long as one of them gives each name.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.HeartbeatTimeout]}]
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    HeartbeatSeconds: 30
    Retry: [{ErrorEquals: [States.HeartbeatTimeout]}]
    End: true
)yaml",
     .check = check_never_given},
    {.id = "retry-catch-shadowed",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Warning,
     .summary = "every Retrier and Catcher has an error left to match",
     .help = "The first entry that matches is taken, and a Retrier whose attempts are used up does not pass "
             "on to the next one. States.TaskFailed matches everything but timeouts, so what stands after "
             "it has to name those. Put the narrow entries first.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry:
      - {ErrorEquals: [States.TaskFailed], MaxAttempts: 2}
      - {ErrorEquals: [CardDeclined], MaxAttempts: 1}
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry:
      - {ErrorEquals: [CardDeclined], MaxAttempts: 1}
      - {ErrorEquals: [States.TaskFailed], MaxAttempts: 2}
    End: true
)yaml",
     .check = check_shadowed},
    {.id = "retry-zero-attempts",
     .kind = Rule::Kind::Advice,
     .severity = source::Severity::Info,
     .summary = "the last Retrier has attempts",
     .help = "MaxAttempts 0 means \"never\", not \"for ever\". Before other entries it keeps its errors from "
             "them; as the last one it does nothing.",
     .bad = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry: [{ErrorEquals: [States.ALL], MaxAttempts: 0}]
    End: true
)yaml",
     .good = R"yaml(StartAt: Pay
States:
  Pay:
    Type: Task
    Resource: ${Pay}
    Retry:
      - {ErrorEquals: [CardDeclined], MaxAttempts: 0}
      - {ErrorEquals: [States.ALL], MaxAttempts: 3}
    End: true
)yaml",
     .check = check_zero},
};

}  // namespace

std::span<const Rule> error_names_rules() { return kRules; }

}  // namespace pawl::rules
