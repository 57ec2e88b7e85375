// Bindings to given answers: `mock: {return: …}`, `{throw: …}` or a list of them.
#include "tasks/mock_binding.h"

#include <charconv>

#include "base/duration.h"
#include "tasks/mock_runner.h"
#include "tasks/runner_kind.h"

namespace pawl::tasks {
namespace {

using source::Node;
using source::NodeMember;

constexpr std::string_view kKeys[] = {"mock"};

std::optional<uint64_t> number_in(std::string_view digits) {
  uint64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

/// A number, or "2-4", or "3-" for all from 3 on.
MockBinding::Numbers read_numbers(ConfigReader& reader, const NodeMember& member, uint64_t least) {
  MockBinding::Numbers numbers;
  const std::string text = reader.text(member.value, "'" + member.key + "'").value_or("");
  const size_t dash = text.find('-');
  const auto first = number_in(std::string_view(text).substr(0, dash));
  auto last = first;
  if (dash != std::string::npos)
    last = dash + 1 == text.size() ? numbers.last : number_in(std::string_view(text).substr(dash + 1));
  if (!first || !last || *first < least || *last < *first) {
    reader.error(member.value, "'" + member.key + "' is a number from " + std::to_string(least) +
                                   ", or a range (\"2-4\", \"3-\")");
    return numbers;
  }
  return {*first, *last};
}

asl::StateError read_error(ConfigReader& reader, const Node& node) {
  asl::StateError error;
  if (node.kind == Node::Kind::Scalar) {
    error.error = reader.text(node, "'throw'");
    return error;
  }
  const auto name = [&](const NodeMember& n) { error.error = reader.text(n.value, "'error'"); };
  const auto cause = [&](const NodeMember& n) { error.cause = reader.text(n.value, "'cause'"); };
  reader.object(node, "'throw'", {{"error", name}, {"cause", cause}, {"Error", name}, {"Cause", cause}});
  return error;
}

MockBinding::Response read_response(ConfigReader& reader, const Node& node) {
  MockBinding::Response response;
  reader.object(node, "a mock",
                {{"return", [&](const NodeMember& m) { response.result = source::to_value(m.value); }},
                 {"throw", [&](const NodeMember& m) { response.error = read_error(reader, m.value); }},
                 {"attempt", [&](const NodeMember& m) { response.attempts = read_numbers(reader, m, 1); }},
                 {"call",
                  [&](const NodeMember& m) {
                    response.invocations = read_numbers(reader, m, 1);
                    if (response.invocations.first > 0)
                      --response.invocations.first;  // counted from 0 inside
                    if (response.invocations.last != MockBinding::Numbers().last) --response.invocations.last;
                  }},
                 {"index", [&](const NodeMember& m) { response.iterations = read_numbers(reader, m, 0); }},
                 {"when",
                  [&](const NodeMember& m) {
                    const std::string text = reader.text(m.value, "'when'").value_or("");
                    auto condition = DataCondition::parse(text);
                    if (condition) response.when = std::move(*condition);
                    else reader.error(m.value, "'when' " + condition.error().message);
                  }},
                 {"delay", [&](const NodeMember& m) {
                    const auto delay = parse_duration(reader.text(m.value, "'delay'").value_or(""), "s");
                    if (delay) response.delay = *delay;
                    else reader.error(m.value, "'delay' is a length of time, such as 5 (seconds), 10m or 2h");
                  }}});
  if (response.result.has_value() == response.error.has_value())
    reader.error(node, "a mock needs either 'return' or 'throw'");
  return response;
}

BindingTarget read(ConfigReader& reader, const NodeMember& member) { return read_mock(reader, member.value); }

std::string describe(const Binding&, std::span<const std::string>) { return "mock"; }

}  // namespace

MockBinding read_mock(ConfigReader& reader, const Node& node) {
  MockBinding mock;
  if (node.kind != Node::Kind::Array) {
    mock.responses.push_back(read_response(reader, node));
    return mock;
  }
  if (node.elements.empty()) reader.error(node, "the list of a mock's answers is empty");
  for (const Node& element : node.elements) {
    if (!mock.responses.empty() && mock.responses.back().is_for_all()) {
      reader.error(element, "this answer is never given, since the one before it is for every call",
                   "give that one 'attempt', 'call', 'index' or 'when'");
    }
    mock.responses.push_back(read_response(reader, element));
  }
  return mock;
}

const RunnerKind& MockBinding::kind() {
  static constexpr RunnerKind kKind{
      .keys = kKeys, .time = TaskTime::None, .make = make_mock_runner, .read = read, .describe = describe};
  return kKind;
}

}  // namespace pawl::tasks
