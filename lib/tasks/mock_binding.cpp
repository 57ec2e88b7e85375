// Bindings to a given answer: `mock: {return: …}` or `{throw: …}`.
#include "tasks/config_reader.h"
#include "tasks/mock_runner.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::NodeMember;

constexpr std::string_view kKeys[] = {"mock"};

BindingTarget read(ConfigReader& reader, const NodeMember& member) {
  MockBinding mock;
  mock.always = true;
  MockBinding::Response response;
  reader.object(
      member.value, "'mock'",
      {{"return", [&](const NodeMember& m) { response.result = source::to_value(m.value); }},
       {"throw", [&](const NodeMember& m) {
          asl::StateError error;
          const auto name = [&](const NodeMember& n) { error.error = reader.text(n.value, "'error'"); };
          const auto cause = [&](const NodeMember& n) { error.cause = reader.text(n.value, "'cause'"); };
          reader.object(m.value, "'throw'",
                        {{"error", name}, {"cause", cause}, {"Error", name}, {"Cause", cause}});
          response.error = std::move(error);
        }}});
  if (response.result.has_value() == response.error.has_value()) {
    reader.error(member.value, "'mock' needs either 'return' or 'throw'");
  }
  mock.responses.push_back(std::move(response));
  return mock;
}

std::string describe(const Binding&, std::span<const std::string>) { return "mock"; }

}  // namespace

const RunnerKind& MockBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kKeys, .time = TaskTime::None, .make = make_mock_runner, .read = read, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
