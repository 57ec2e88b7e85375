// The evaluation of one path. Private to jsonpath/.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jsonpath/evaluate.h"
#include "jsonpath/filter_node.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {

/// Failures in the families that Jayway's own code tells apart when it catches exceptions.
enum class FailureKind : uint8_t { NotFound, NotAnArray, InvalidPath, OutOfBounds, Other };

struct Failure {
  FailureKind kind = FailureKind::Other;
  std::string message;
};

/// What the paths of one evaluation share: the path itself, those in its filters and those given to its
/// functions.
struct Session {
  static constexpr uint64_t kMaxSteps = 10'000'000;
  static constexpr uint32_t kMaxDepth = 500;

  PastEnd past_end = PastEnd::Missing;
  uint64_t steps = 0;
  uint32_t depth = 0;
  bool exhausted = false;  // no catching of failures any more
  Failure failure;

  /// What paths from the root of the document found, for filters, which ask for the same again and again.
  struct RootResult {
    bool found = false;
    Value value;
  };
  std::map<const Program*, RootResult> root_results;

  /// Counts work; false when there has been too much.
  bool spend(uint64_t steps_now = 1) {
    steps += steps_now;
    return steps <= kMaxSteps || fail_exhausted();
  }
  bool fail_exhausted();
  /// Always false, for `return session.fail(…)`.
  bool fail(FailureKind kind, std::string message);
};

/// Whether every property that a path names must be there, also below wildcards: so it is where a filter asks
/// for existence.
enum class Properties : uint8_t { Optional, Required };

class Evaluator {
 public:
  /// `document` is what `$` stands for in filters and function parameters. Everything is borrowed.
  Evaluator(const Program& program, const Value& document, Session& session,
            Properties properties = Properties::Optional)
      : program_(program), document_(document), session_(session), properties_(properties) {}

  /// Evaluates from `start`; false: see Session::failure.
  bool run(const Value& start);
  /// What was found, once run() was successful; false (with Session::failure) when a definite path has found
  /// nothing.
  bool take_result(Value& out);
  /// Whether a path would have a result, without making it.
  [[nodiscard]] bool has_result() const { return !program_.definite || count_ > 0; }

 private:
  bool walk(size_t at, const Value* value);
  bool walk_alternative(size_t at, const Value* value, bool in_array_wildcard);
  bool names(size_t at, const Value& value);
  bool indexes(size_t at, const Value& value);
  bool slice(size_t at, const Value& value);
  bool wildcard(size_t at, const Value& value);
  bool filter(size_t at, const Value& value);
  bool scan(size_t at, const Value& start);
  bool scan_target_matches(const Segment& target, const Value& value, bool& failed);
  bool scan_visit(size_t target, const Value& value);

  bool add(const Value& value);
  [[nodiscard]] bool is_kept(size_t at) const;
  bool fail_property(size_t at, const char* what);
  bool fail_no_object(size_t at, const Value& value);
  bool check_array(size_t at, const Value& value, bool& usable);
  std::string location(size_t segments) const { return location_text(program_, segments); }

  const Program& program_;
  const Value& document_;
  Session& session_;
  Properties properties_;
  ArrayBuilder found_;
  Value last_;
  size_t count_ = 0;
  int64_t scanned_index_ = -1;  // see scan_visit
};

/// The one node that a program of names and indexes names; null pointer when something is missing.
const Value* find_simple(const Program& program, const Value& start);

/// filter.cpp: whether `item` passes. False with `failed` set: see Session::failure.
bool accepts(const FilterNode& filter, const Value& item, const Value& document, Session& session,
             bool& failed);

/// functions.cpp: the result of a call on `model`; false: see Session::failure.
bool call_function(const FunctionCall& call, const Value& model, const Value& document, Session& session,
                   Value& out);

}  // namespace pawl::jsonpath
