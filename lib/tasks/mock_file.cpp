#include "tasks/mock_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "base/suggestion.h"
#include "tasks/config.h"
#include "tasks/config_reader.h"

namespace pawl::tasks {
namespace {

using source::NodeMember;

/// "3" or "0-2".
std::optional<std::pair<uint32_t, uint32_t>> parse_range(std::string_view text) {
  const auto number = [](std::string_view digits) -> std::optional<uint32_t> {
    uint32_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
      return std::nullopt;
    return value;
  };
  const size_t dash = text.find('-');
  const auto first = number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

std::optional<MockBinding::Response> read_response(ConfigReader& reader, const NodeMember& member) {
  const auto range = parse_range(member.key);
  if (!range) {
    reader.error_at(member.key_span, "mock-number",
                    "'" + member.key + "' is neither a number (\"0\") nor a range (\"1-2\") of invocations");
    return std::nullopt;
  }
  MockBinding::Response response;
  response.invocations = {range->first, range->second};
  reader.object(
      member.value, "a mocked response",
      {{"Return", [&](const NodeMember& m) { response.result = source::to_value(m.value); }},
       {"Throw", [&](const NodeMember& m) {
          asl::StateError error;
          reader.object(
              m.value, "'Throw'",
              {{"Error", [&](const NodeMember& n) { error.error = reader.text(n.value, "'Error'"); }},
               {"Cause", [&](const NodeMember& n) { error.cause = reader.text(n.value, "'Cause'"); }}});
          response.error = std::move(error);
        }}});
  if (response.result.has_value() == response.error.has_value()) {
    reader.error(member.value, "a mocked response needs either 'Return' or 'Throw'");
    return std::nullopt;
  }
  return response;
}

std::string list_of(const std::set<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

std::string suggestion(std::string_view unknown, const std::set<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view nearest = nearest_name(unknown, candidates);
  if (!nearest.empty()) return "; did you mean '" + std::string(nearest) + "'?";
  return names.empty() ? "; it has none" : "; it has: " + list_of(names);
}

}  // namespace

Result<MockFile> MockFile::load(const std::string& path) {
  PAWL_TRY(auto loaded, source::load(path));
  const source::Document& document = loaded.document;
  source::Diagnostics& findings = loaded.diagnostics;
  MockFile file;
  file.path_ = path;
  ConfigReader reader(findings);
  const auto read_machine = [&](const NodeMember& machine) {
    auto& cases = file.machines_[machine.key];
    const auto read_case = [&](const NodeMember& c) {
      cases[c.key] = reader.text_map(c.value, "a test case");
    };
    reader.object(
        machine.value, "a state machine",
        {{"TestCases", [&](const NodeMember& m) { reader.each_member(m.value, "'TestCases'", read_case); }}});
  };
  const auto read_responses = [&](const NodeMember& member) {
    MockBinding& mock = file.responses_[member.key];
    reader.each_member(member.value, "a mocked response", [&](const NodeMember& m) {
      auto response = read_response(reader, m);
      if (!response) return;
      for (const MockBinding::Response& other : mock.responses) {
        if (response->invocations.first <= other.invocations.last &&
            other.invocations.first <= response->invocations.last) {
          reader.error_at(m.key_span, "mock-number",
                          "'" + m.key + "' covers an invocation that another entry covers already");
          return;
        }
      }
      mock.responses.push_back(std::move(*response));
    });
  };
  if (!source::has_errors(findings)) {
    reader.object(
        document.root, "the mock file",
        {{"StateMachines",
          [&](const NodeMember& m) { reader.each_member(m.value, "'StateMachines'", read_machine); }},
         {"MockedResponses",
          [&](const NodeMember& m) { reader.each_member(m.value, "'MockedResponses'", read_responses); }}});
  }
  if (source::has_errors(findings)) return fail(describe(document, findings));
  return file;
}

Result<std::map<std::string, std::shared_ptr<const Binding>>> MockFile::pick(
    std::string_view machine, std::string_view test_case) const {
  const Case* found = nullptr;
  std::set<std::string> machines;
  std::set<std::string> names;
  for (const auto& [machine_name, cases] : machines_) {
    for (const auto& [name, states] : cases) {
      names.insert(name);
      if (!test_case.empty() && name != test_case) continue;
      if (machine_name == machine || found == nullptr) found = &states;
      machines.insert(machine_name);
      if (test_case.empty() && names.size() > 1) {
        return fail(path_ + " has more than one test case; choose with --case");
      }
    }
  }
  if (found == nullptr && test_case.empty()) return fail(path_ + " has no test case");
  if (found == nullptr) {
    return fail(path_ + " has no test case '" + std::string(test_case) + "'" + suggestion(test_case, names));
  }
  if (machines.size() > 1 && !machines.contains(std::string(machine))) {
    return fail(path_ + " has the test case for several state machines (" + list_of(machines) +
                "), none of them '" + std::string(machine) + "'");
  }
  std::map<std::string, std::shared_ptr<const Binding>> bindings;
  for (const auto& [state, response] : *found) {
    const auto mock = responses_.find(response);
    if (mock == responses_.end()) {
      std::set<std::string> known;
      for (const auto& [name, ignored] : responses_) known.insert(name);
      return fail(
          fmt::format("{}: the state '{}' uses the response '{}', which is not under MockedResponses{}",
                      path_, state, response, suggestion(response, known)));
    }
    auto binding = std::make_shared<Binding>();
    binding->target = mock->second;
    binding->origin = std::filesystem::path(path_).filename().string() + ", response '" + response + "'";
    bindings[state] = std::move(binding);
  }
  return bindings;
}

}  // namespace pawl::tasks
