// MockConfigFile.json, the mock file of Step Functions Local, unchanged (AWS guide: "Using mocked service
// integrations").
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tasks/binding.h"

namespace pawl::tasks {

class MockFile {
 public:
  /// Errors: unreadable, not in the form; the message has the place.
  static Result<MockFile> load(const std::string& path);

  /// Whether it has test cases for a state machine.
  [[nodiscard]] bool knows(const std::string& machine) const { return machines_.contains(machine); }
  /// The mocked states of one test case, by state name. `test_case` may be empty if the file has only one;
  /// `machine`, the state machine's name, decides between cases of the same name. Errors: no such case, a
  /// response that is not in the file.
  [[nodiscard]] Result<std::map<std::string, std::shared_ptr<const Binding>>> pick(
      std::string_view machine, std::string_view test_case) const;

 private:
  using Case = std::map<std::string, std::string>;  // state -> response
  std::string path_;
  std::map<std::string, std::map<std::string, Case>> machines_;
  std::map<std::string, MockBinding> responses_;
};

}  // namespace pawl::tasks
