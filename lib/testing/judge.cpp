#include "testing/judge.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/duration.h"
#include "base/printable.h"
#include "testing/difference.h"

namespace pawl::testing {

namespace {

using history::RunStatus;
using source::Span;
using Names = std::vector<std::string>;

std::string times(uint64_t count) { return std::to_string(count) + (count == 1 ? " time" : " times"); }

Names names_of(const std::vector<NamedState>& states) {
  Names names;
  for (const NamedState& state : states) names.push_back(state.name);
  return names;
}

/// "status FAILED, error Card.Declined: declined by the bank"
std::string end_shown(const runtime::RunResult& result) {
  std::string text(name_of(result.status));
  if (result.error.error) text += " with " + printable(*result.error.error);
  if (result.error.cause) text += ": " + shortened(printable(*result.error.cause), 300);
  if (!result.failed_state.empty()) text += " (in the state '" + printable(result.failed_state) + "')";
  return text;
}

class Judge {
 public:
  Judge(const TestFile& file, const TestCase& test, const runtime::RunResult& result, const RunRecord& record)
      : file_(file), test_(test), expect_(test.expect), result_(result), record_(record) {}

  std::vector<CaseFailure> judge() {
    for (const asl::State* state : record_.path()) taken_.push_back(state->name);
    check_status();
    if (result_.status == RunStatus::Succeeded) {
      check_value("output", expect_.output, &result_.output, Value::object({{"input", test_.input}}));
    } else if (!expect_.output.empty() && !has_failed_) {
      fail("output", "there is none: the execution is " + std::string(name_of(result_.status)),
           expect_.output.front().span);
    }
    check_text("error", expect_.error, result_.error.error);
    check_text("cause", expect_.cause, result_.error.cause);
    check_path();
    for (const StateExpectation& state : expect_.states) check_state(state);
    check_calls();
    for (const EventExpectation& event : expect_.events) check_events(event);
    check_elapsed();
    return std::move(failures_);
  }

 private:
  void fail(std::string what, std::string message, Span span, Names details = {}) {
    has_failed_ = true;
    failures_.push_back({.what = std::move(what),
                         .message = std::move(message),
                         .details = std::move(details),
                         .place = file_.locate(span)});
  }

  void check_status() {
    if (expect_.any_status) return;
    const bool wants_failure = expect_.error || expect_.cause;
    const RunStatus wanted =
        expect_.status.value_or(wants_failure ? RunStatus::Failed : RunStatus::Succeeded);
    if (result_.status == wanted ||
        (wants_failure && !expect_.status && result_.status != RunStatus::Succeeded))
      return;
    // A snapshot says how it ends, unless the case says it too.
    if (expect_.snapshot && !expect_.status && !wants_failure) return;
    Names details;
    if (result_.status == RunStatus::Succeeded) details.push_back("output: " + value_shown(result_.output));
    details.push_back("path: " + path_text(taken_));
    fail("status", "expected " + std::string(name_of(wanted)) + ", got " + end_shown(result_),
         expect_.status ? expect_.status_span : test_.span, std::move(details));
  }

  /// `value`: null if there is none. `states` is what conditions see as $states.
  void check_value(const std::string& what, const ValueChecks& checks, const Value* value,
                   const Value& states) {
    for (const ValueCheck& check : checks) {
      if (value == nullptr) {
        fail(what, "there is none", check.span);
      } else if (check.kind == ValueCheck::Kind::Where) {
        const auto holds = check.where->holds(*value, states);
        if (holds && *holds) continue;
        fail(what,
             holds ? "the condition '" + printable(check.where->text()) + "' is false"
                   : "the condition '" + printable(check.where->text()) +
                         "' fails: " + printable(holds.error().message),
             check.span, {"got " + value_shown(*value)});
      } else {
        const bool is_exact = check.kind == ValueCheck::Kind::Equals;
        Names lines = differences(check.value, *value, is_exact ? DataMatch::Equal : DataMatch::Has);
        if (lines.empty()) continue;
        fail(what, is_exact ? "differs from what is expected" : "lacks what is expected", check.span,
             std::move(lines));
      }
    }
  }

  void check_text(const std::string& what, const std::optional<TextCheck>& check,
                  const std::optional<std::string>& text) {
    if (!check) return;
    if (result_.status == RunStatus::Succeeded) {
      if (expect_.status == RunStatus::Succeeded)
        fail(what, "there is none: the execution is SUCCEEDED", check->span);
      return;  // the status says it
    }
    const bool holds = text && (check->pattern != nullptr ? check->pattern->find(*text) == Regex::Found::Yes
                                                          : *text == check->text);
    if (holds) return;
    Names details;
    details.push_back("path: " + path_text(taken_));
    fail(what,
         "expected " + printable(check->text) + ", got " +
             (text ? shortened(printable(*text), 1000) : std::string("none")),
         check->span, std::move(details));
  }

  void check_path() {
    const PathExpectation& path = expect_.path;
    if (path.exactly) check_exact_path(*path.exactly);
    size_t at = 0;
    for (const NamedState& state : path.contains) {
      const auto found = std::find(taken_.begin() + static_cast<ptrdiff_t>(at), taken_.end(), state.name);
      if (found == taken_.end()) {
        const bool is_there = std::find(taken_.begin(), taken_.end(), state.name) != taken_.end();
        fail("path",
             "'" + printable(state.name) + "' " +
                 (is_there ? "does not come in the expected order" : "was never entered"),
             state.span,
             {"expected: " + path_text(names_of(path.contains)), "taken:    " + path_text(taken_)});
        break;
      }
      at = static_cast<size_t>(found - taken_.begin()) + 1;
    }
    for (const NamedState& state : path.never) {
      if (std::find(taken_.begin(), taken_.end(), state.name) != taken_.end())
        fail("path", "'" + printable(state.name) + "' was entered", state.span,
             {"taken: " + path_text(taken_)});
    }
  }

  void check_exact_path(const std::vector<NamedState>& wanted) {
    const Names names = names_of(wanted);
    if (names == taken_ && record_.path_length() == taken_.size()) return;
    const auto [expected, taken] = std::mismatch(names.begin(), names.end(), taken_.begin(), taken_.end());
    const std::string before =
        expected == names.begin() ? "at the start" : "after '" + printable(*std::prev(expected)) + "'";
    const auto shown = [](auto at, auto end) { return at == end ? "the end" : "'" + printable(*at) + "'"; };
    const auto index = static_cast<size_t>(expected - names.begin());
    fail("path", before + " expected " + shown(expected, names.end()) + ", got " + shown(taken, taken_.end()),
         index < wanted.size() ? wanted[index].span : expect_.path.span,
         {"expected: " + path_text(names), "taken:    " + path_text(taken_)});
  }

  void check_state(const StateExpectation& expected) {
    const std::string what = "states." + printable(expected.state.name);
    std::vector<const RunRecord::Visit*> visits;
    const uint64_t entered = entered_count(expected.state.name);
    for (const RunRecord::Visit& visit : record_.visits()) {
      if (visit.state->name == expected.state.name) visits.push_back(&visit);
    }
    const uint64_t wanted =
        expected.is_list ? expected.each.size() : expected.visits.value_or(std::max<uint64_t>(entered, 1));
    if (entered != wanted) {
      return fail(what,
                  entered == 0
                      ? std::string("the state was never entered")
                      : "expected to be entered " + times(wanted) + ", was entered " + times(entered),
                  expected.state.span, {"path taken: " + path_text(taken_)});
    }
    if (visits.size() < entered && (expected.is_list || has_data(expected.each.front())))
      return fail(what, "what a state of a Distributed Map gets and gives is not known here; use 'calls'",
                  expected.state.span);
    for (size_t i = 0; i < visits.size(); ++i) {
      const VisitExpectation& each = expected.each[expected.is_list ? i : 0];
      check_visit(visits.size() > 1 ? what + "[" + std::to_string(i) + "]" : what, each, *visits[i]);
    }
  }

  [[nodiscard]] uint64_t entered_count(const std::string& name) const {
    const auto found = std::find_if(record_.path().begin(), record_.path().end(),
                                    [&name](const asl::State* state) { return state->name == name; });
    return found == record_.path().end() ? 0 : record_.entered_count(**found);
  }

  static bool has_data(const VisitExpectation& visit) {
    return !visit.input.empty() || !visit.output.empty() || !visit.received.empty() || visit.attempts;
  }

  void check_visit(const std::string& what, const VisitExpectation& expected, const RunRecord::Visit& visit) {
    const Value states = Value::object({{"input", visit.input}});
    check_value(what + ".input", expected.input, &visit.input, states);
    check_value(what + ".received", expected.received, visit.received ? &*visit.received : nullptr, states);
    check_value(what + ".output", expected.output, visit.output ? &*visit.output : nullptr, states);
    if (expected.attempts && *expected.attempts != visit.attempts) {
      fail(what + ".attempts",
           "expected " + std::to_string(*expected.attempts) + ", got " + std::to_string(visit.attempts),
           expected.span);
    }
  }

  void check_calls() {
    if (!expect_.calls) return;
    Names wanted, got;
    for (const CallExpectation& call : *expect_.calls) wanted.push_back(call.state.name);
    for (const RunRecord::Call& call : record_.calls()) got.push_back(call.state->name);
    if (wanted != got) {
      const auto [expected, taken] = std::mismatch(wanted.begin(), wanted.end(), got.begin(), got.end());
      const auto index = static_cast<size_t>(expected - wanted.begin());
      const auto shown = [](auto at, auto end) { return at == end ? "no call" : "'" + printable(*at) + "'"; };
      return fail("calls[" + std::to_string(index) + "]",
                  "expected " + shown(expected, wanted.end()) + ", got " + shown(taken, got.end()),
                  index < wanted.size() ? (*expect_.calls)[index].state.span : expect_.calls_span,
                  {"expected: " + path_text(wanted), "made:     " + path_text(got)});
    }
    for (size_t i = 0; i < got.size(); ++i) {
      const Value& received = record_.calls()[i].received;
      check_value("calls[" + std::to_string(i) + "].received", (*expect_.calls)[i].received, &received,
                  Value::object({{"input", received}}));
    }
  }

  void check_events(const EventExpectation& event) {
    const uint64_t count = record_.event_count(event.type);
    if (count == event.count) return;
    fail("events." + std::string(name_of(event.type)),
         "expected " + std::to_string(event.count) + ", got " + std::to_string(count), event.span);
  }

  void check_elapsed() {
    if (!expect_.elapsed) return;
    const auto& [least, most, span] = *expect_.elapsed;
    const Millis elapsed = record_.elapsed();
    if (least <= elapsed && elapsed <= most) return;
    std::string wanted = least == most     ? format_duration(least)
                         : elapsed < least ? "at least " + format_duration(least)
                                           : "at most " + format_duration(most);
    fail("elapsed", "expected " + wanted + ", got " + format_duration(elapsed), span);
  }

  const TestFile& file_;
  const TestCase& test_;
  const Expectations& expect_;
  const runtime::RunResult& result_;
  const RunRecord& record_;
  Names taken_;
  std::vector<CaseFailure> failures_;
  bool has_failed_ = false;
};

}  // namespace

std::vector<CaseFailure> judge(const TestFile& file, const TestCase& test, const runtime::RunResult& result,
                               const RunRecord& record) {
  return Judge(file, test, result, record).judge();
}

std::string path_text(const std::vector<std::string>& path) {
  constexpr size_t kShown = 40;
  std::string text;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path.size() > kShown && i == kShown / 2) {
      const size_t left_out = path.size() - kShown;
      text += " → … (" + std::to_string(left_out) + " more) …";
      i += left_out;
    }
    text += (text.empty() ? "" : " → ") + printable(path[i]);
  }
  return text.empty() ? "(none)" : text;
}

}  // namespace pawl::testing
