// CaseResult: how a case ended. Plain data, which may go to other threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/timestamp.h"
#include "source/location.h"

namespace pawl::testing {

/// An expectation that did not hold.
struct CaseFailure {
  std::string what;                  // "output", "path", "states.Charge.input"
  std::string message;               // one sentence: "is not what is expected"
  std::vector<std::string> details;  // lines below it: differences, the path taken
  source::Location place;            // in the test file
};

struct CaseResult {
  enum class Outcome : uint8_t { Passed, Failed, Skipped };
  Outcome outcome = Outcome::Passed;
  std::string file;        // the test file
  std::string definition;  // of a case of a MockConfigFile.json, else empty
  std::string name;
  source::Location place;             // of the case
  std::vector<CaseFailure> failures;  // of Failed
  std::string status;                 // "SUCCEEDED", …; empty: it did not run
  std::string error;                  // of the execution; empty: none
  std::string cause;
  std::vector<std::string> path;   // the states entered, in order; cut after kMostPath
  uint64_t entered = 0;            // how many there were
  Millis elapsed = 0;              // virtual time
  int64_t took_us = 0;             // real time, in microseconds
  std::string snapshot;            // JSON; empty: the case asks for none, or did not run
  std::vector<std::string> notes;  // what was not checked
};

inline constexpr size_t kMostPath = 1000;

}  // namespace pawl::testing
