#include "testing/mock_tests.h"

#include <filesystem>

#include "tasks/config.h"
#include "value/parse.h"

namespace pawl::testing {

Result<TestFile> tests_of_mock_file(const std::string& path, const MockedMachine& machine) {
  PAWL_TRY(auto loaded, source::load(path));
  if (source::has_errors(loaded.diagnostics))
    return fail(tasks::describe(loaded.document, loaded.diagnostics));
  PAWL_TRY(const Value input, parse_json(machine.input));
  TestFile file;
  file.path = path;
  file.definition = machine.definition;
  file.mock_file = path;
  file.machine_name = machine.name;
  file.document = std::move(loaded.document);
  const source::Node* machines = file.document.root.find("StateMachines");
  const source::Node* own = machines != nullptr ? machines->find(machine.name) : nullptr;
  const source::Node* cases = own != nullptr ? own->find("TestCases") : nullptr;
  if (cases == nullptr) return fail(path + " has no test cases for a state machine '" + machine.name + "'");
  for (const source::NodeMember& member : cases->members) {
    TestCase test;
    test.name = member.key;
    test.span = member.key_span;
    test.input = input;
    test.mock_case = member.key;
    test.mock_case_span = member.key_span;
    test.expect.any_status = true;
    file.cases.push_back(std::move(test));
  }
  return file;
}

}  // namespace pawl::testing
