// Writes test files: cases made of histories, or by a search for them.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asl/state_error.h"
#include "value/value.h"

namespace pawl::testing {

/// What a mock answers to the `call`-th call of a task in the execution, from 1; 0: to all that no answer
/// before it is for.
struct WrittenAnswer {
  uint64_t call = 0;
  std::optional<Value> result;  // nullopt: `error`
  asl::StateError error;
};

struct WrittenCase {
  std::string name;  // unique in the file
  Value input;
  std::map<std::string, std::vector<WrittenAnswer>> mocks;  // by state
  Value expect;              // the members of `expect`, as a test file has them
  std::string comment = {};  // a line above it; empty: none
};

/// The text of a test file in YAML. `definition`: a path from the folder of the test file.
std::string test_file_text(const std::string& definition, const std::vector<WrittenCase>& cases);

}  // namespace pawl::testing
