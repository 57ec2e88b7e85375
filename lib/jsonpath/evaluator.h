// The evaluation of one path. Private to jsonpath/.
#pragma once
#include <string>
#include <vector>

#include "jsonpath/evaluate.h"
#include "jsonpath/filter.h"
#include "jsonpath/program.h"

namespace pawl::jsonpath {

/// Why a path has no result: a sentence, often around the place of a node.
struct EvaluationFailure {
  PathFailure::Kind kind = PathFailure::Kind::Other;
  std::string before;
  bool has_place = false;
  std::string place;  // without its `$`: made while the evaluation returns
  std::string after;

  [[nodiscard]] std::string message() const;
};

/// What the paths of one evaluation share: the path itself and those in its filters.
struct Session {
  static constexpr uint64_t kMaxSteps = 10'000'000;
  static constexpr uint32_t kMaxDepth = 500;

  uint64_t steps = 0;
  uint32_t depth = 0;
  uint32_t forgiving = 0;  // how many around would catch a Missing: then nobody reads its message
  EvaluationFailure failure;

  /// Counts work; false when there has been too much.
  bool spend(uint64_t steps_now = 1) {
    steps += steps_now;
    return steps <= kMaxSteps || fail_exhausted();
  }
  bool fail_exhausted();
  bool fail_too_deep();
  /// Always false, for `return session.fail(…)`.
  bool fail(PathFailure::Kind kind, std::string message);
};

/// Whether all of several names must be there: so it is where a filter asks for existence.
enum class Names : uint8_t { Any, All };

class PathEvaluator {
 public:
  /// `document` is what `$` stands for in comparisons. Everything is borrowed.
  PathEvaluator(const PathProgram& program, const Value& document, Session& session, Names names = Names::Any)
      : program_(program), document_(document), session_(session), names_(names) {}

  /// Evaluates from `start`; false: see Session::failure.
  bool run(const Value& start) { return walk(0, &start); }
  /// What was found, once run() was successful.
  Value take_result() { return program_.definite ? std::move(last_) : found_.finish(); }

 private:
  bool walk(size_t at, const Value* value);
  bool alternative(size_t at, const Value& value);
  bool element(size_t at, const Value& array, int64_t index);
  bool names(size_t at, const Value& value);
  bool slice(size_t at, const Value& array);
  bool wildcard(size_t at, const Value& value);
  bool filter(size_t at, const Value& value);
  bool scan(size_t target, const Value& start);
  bool scan_visit(size_t target, const Value& value);

  bool is_array(size_t at, const Value& value);
  bool missing(size_t at, const Value& value);
  bool out_of_bounds(int64_t index);
  bool fail_at(PathFailure::Kind kind, const char* before, std::string place, const char* after = "");
  bool trace(size_t begin, size_t end, const Value& start);
  bool trace(const Value& container, size_t child);

  const PathProgram& program_;
  const Value& document_;
  Session& session_;
  Names names_;
  ArrayBuilder found_;
  Value last_;
};

/// The one node that a simple program names; null pointer when something is missing.
const Value* find_simple(const PathProgram& program, const Value& start);

/// filter.cpp: whether `item` passes. Failed: see Session::failure.
enum class Verdict : uint8_t { No, Yes, Failed };
Verdict judge(const Filter& filter, const Value& item, const Value& document, Session& session);

/// The text of a value as messages show it and as `=~` matches it: Java's, cut where it is too long.
std::string java_text(const Value& value);

}  // namespace pawl::jsonpath
