// Writes test files: cases made of histories, or by a search for them.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asl/state_error.h"
#include "value/value.h"

namespace pawl::testing {

/// One answer of a mock, for the `call`-th call of the task in the execution, from 1; 0: for every call that
/// no answer before it is for.
struct WrittenAnswer {
  uint64_t call = 0;
  std::optional<Value> result;           // return
  std::optional<asl::StateError> error;  // throw; neither: it times out
};

struct WrittenCase {
  std::string name;
  Value input;
  std::map<std::string, std::vector<WrittenAnswer>> mocks;  // by state
  /// The members of `expect`, in the form of a test file; `{"snapshot": true}`.
  Value expect;
  std::string comment;  // one line above it; empty: none
};

/// The text of a test file in YAML. `definition` is a path from the folder of the test file.
std::string test_file_text(const std::string& definition, const std::vector<WrittenCase>& cases);

}  // namespace pawl::testing
