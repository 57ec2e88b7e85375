// Expectations: what a case of a test file says about an execution.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/regex.h"
#include "base/timestamp.h"
#include "history/event.h"
#include "history/run_status.h"
#include "source/location.h"
#include "tasks/data_condition.h"
#include "value/value.h"

namespace pawl::testing {

/// A condition on a value: the value itself (`output`), what it has among others (`output_has`), or a JSONata
/// condition (`output_where`).
struct ValueCheck {
  enum class Kind : uint8_t { Equals, Has, Where } kind = Kind::Equals;
  Value value;                                // of Equals and Has
  std::optional<tasks::DataCondition> where;  // of Where
  source::Span span;
};
/// All of them have to hold.
using ValueChecks = std::vector<ValueCheck>;

/// A text, or a pattern that is found in one ("/declined by .*/").
struct TextCheck {
  std::string text;
  std::shared_ptr<const Regex> pattern;  // null: the text itself
  source::Span span;
};

/// A state's name as it stands in a test file.
struct NamedState {
  std::string name;
  source::Span span;
};

/// One visit of a state, from its start to its end.
struct VisitExpectation {
  ValueChecks input;
  ValueChecks output;
  ValueChecks received;              // what its task received
  std::optional<uint64_t> attempts;  // runs of its task
  source::Span span;
};

struct StateExpectation {
  NamedState state;
  std::optional<uint64_t> visits;
  std::vector<VisitExpectation> each;  // one for all visits, or one for each
  bool is_list = false;                // one for each
};

struct PathExpectation {
  std::optional<std::vector<NamedState>> exactly;
  std::vector<NamedState> contains;  // in this order, others between them
  std::vector<NamedState> never;
  source::Span span;
};

struct CallExpectation {
  NamedState state;
  ValueChecks received;
};

struct EventExpectation {
  history::EventType type = history::EventType::Unknown;
  uint64_t count = 0;
  source::Span span;
};

/// Virtual time from start to end.
struct ElapsedExpectation {
  Millis least = 0;
  Millis most = 0;
  source::Span span;
};

struct Expectations {
  std::optional<history::RunStatus> status;  // nullopt: SUCCEEDED, or with an error or cause FAILED
  bool any_status = false;                   // ANY
  source::Span status_span;
  ValueChecks output;
  std::optional<TextCheck> error;
  std::optional<TextCheck> cause;
  PathExpectation path;
  std::vector<StateExpectation> states;
  std::optional<std::vector<CallExpectation>> calls;  // all task calls, in order
  source::Span calls_span;
  std::vector<EventExpectation> events;
  std::optional<ElapsedExpectation> elapsed;
  bool snapshot = false;  // as recorded beside the test file: see snapshot.h
  source::Span snapshot_span;
};

}  // namespace pawl::testing
