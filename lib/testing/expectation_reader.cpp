#include "testing/expectation_reader.h"

#include <limits>

#include "base/duration.h"
#include "base/suggestion.h"
#include "history/event_type.h"

namespace pawl::testing {

namespace {

using history::RunStatus;
using source::Node;
using source::NodeMember;
using tasks::ConfigReader;
using tasks::DataCondition;

constexpr int64_t kMostCount = 1'000'000'000;

std::string suffixed(std::string_view subject, std::string_view suffix) {
  return std::string(subject) + std::string(suffix);
}

class ExpectationReader {
 public:
  explicit ExpectationReader(ConfigReader& reader) : reader_(reader) {}

  Expectations read(const Node& node) {
    Expectations expect;
    ConfigReader::Members members = {
        {"status", [&](const NodeMember& m) { read_status(m.value, expect); }},
        {"error", [&](const NodeMember& m) { expect.error = read_text(m); }},
        {"cause", [&](const NodeMember& m) { expect.cause = read_text(m); }},
        {"path", [&](const NodeMember& m) { expect.path = read_path(m.value); }},
        {"states",
         [&](const NodeMember& m) {
           reader_.each_member(m.value, "'states'",
                               [&](const NodeMember& state) { expect.states.push_back(read_state(state)); });
         }},
        {"calls",
         [&](const NodeMember& m) {
           expect.calls.emplace();
           expect.calls_span = m.key_span;
           reader_.each_element(m.value, "'calls'",
                                [&](const Node& call) { expect.calls->push_back(read_call(call)); });
         }},
        {"events",
         [&](const NodeMember& m) {
           reader_.each_member(m.value, "'events'",
                               [&](const NodeMember& event) { read_event(event, expect); });
         }},
        {"elapsed", [&](const NodeMember& m) { expect.elapsed = read_elapsed(m); }},
        {"snapshot", [&](const NodeMember& m) {
           expect.snapshot = reader_.boolean(m.value, "'snapshot'").value_or(false);
           expect.snapshot_span = m.key_span;
         }}};
    const Subject output("output");
    add_checks(members, output, expect.output);
    reader_.object(node, "'expect'", members);
    return expect;
  }

 private:
  /// The keys of the conditions on one value.
  struct Subject {
    explicit Subject(std::string_view name)
        : equals(name), has(suffixed(name, "_has")), where(suffixed(name, "_where")) {}
    std::string equals, has, where;
  };

  /// `subject` and `checks` outlive the members.
  void add_checks(ConfigReader::Members& members, const Subject& subject, ValueChecks& checks) {
    const auto value_of = [&checks](ValueCheck::Kind kind) {
      return [&checks, kind](const NodeMember& m) {
        checks.push_back({.kind = kind, .value = source::to_value(m.value), .where = {}, .span = m.key_span});
      };
    };
    members.emplace_back(subject.equals, value_of(ValueCheck::Kind::Equals));
    members.emplace_back(subject.has, value_of(ValueCheck::Kind::Has));
    members.emplace_back(subject.where, [this, &checks](const NodeMember& m) {
      auto condition = DataCondition::parse(reader_.text(m.value, "'" + m.key + "'").value_or(""));
      if (!condition) return reader_.error(m.value, "'" + m.key + "' " + condition.error().message);
      checks.push_back(
          {.kind = ValueCheck::Kind::Where, .value = {}, .where = std::move(*condition), .span = m.key_span});
    });
  }

  void read_status(const Node& node, Expectations& expect) {
    expect.status_span = node.span;
    constexpr RunStatus kEnds[] = {RunStatus::Succeeded, RunStatus::Failed, RunStatus::TimedOut,
                                   RunStatus::Aborted};
    const auto word = reader_.word(node, "'status'", {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "ANY"});
    expect.any_status = word == "ANY";
    for (const RunStatus status : kEnds) {
      if (word == name_of(status)) expect.status = status;
    }
  }

  std::optional<TextCheck> read_text(const NodeMember& member) {
    auto text = reader_.text(member.value, "'" + member.key + "'");
    if (!text) return std::nullopt;
    TextCheck check{.text = std::move(*text), .pattern = nullptr, .span = member.key_span};
    const std::string_view written = check.text;
    if (written.size() < 2 || !written.starts_with('/') || !written.ends_with('/')) return check;
    auto pattern = Regex::compile(written.substr(1, written.size() - 2), {});
    if (!pattern) {
      reader_.error(member.value, "'" + member.key + "' is no pattern: " + pattern.error());
      return std::nullopt;
    }
    check.pattern = std::make_shared<const Regex>(std::move(*pattern));
    return check;
  }

  NamedState read_name(const Node& node) {
    return {reader_.text(node, "a state's name").value_or(""), node.span};
  }

  std::vector<NamedState> read_names(const NodeMember& member) {
    std::vector<NamedState> names;
    reader_.each_element(member.value, "'" + member.key + "'",
                         [&](const Node& name) { names.push_back(read_name(name)); });
    return names;
  }

  PathExpectation read_path(const Node& node) {
    PathExpectation path;
    path.span = node.span;
    if (node.kind == Node::Kind::Array) {
      path.exactly.emplace();
      for (const Node& name : node.elements) path.exactly->push_back(read_name(name));
      return path;
    }
    reader_.object(node, "'path', which is a list of states or has members",
                   {{"exactly", [&](const NodeMember& m) { path.exactly = read_names(m); }},
                    {"contains", [&](const NodeMember& m) { path.contains = read_names(m); }},
                    {"never", [&](const NodeMember& m) { path.never = read_names(m); }}});
    return path;
  }

  std::optional<uint64_t> read_count(const NodeMember& member) {
    const auto count = reader_.integer(member.value, "'" + member.key + "'", 0, kMostCount);
    return count ? std::optional<uint64_t>(static_cast<uint64_t>(*count)) : std::nullopt;
  }

  VisitExpectation read_visit(const Node& node, StateExpectation* state) {
    VisitExpectation visit;
    visit.span = node.span;
    const Subject input("input"), output("output"), received("received");
    ConfigReader::Members members = {
        {"attempts", [&](const NodeMember& m) { visit.attempts = read_count(m); }}};
    if (state != nullptr)
      members.emplace_back("visits", [this, state](const NodeMember& m) { state->visits = read_count(m); });
    add_checks(members, input, visit.input);
    add_checks(members, output, visit.output);
    add_checks(members, received, visit.received);
    reader_.object(node, "what is expected of a state", members);
    return visit;
  }

  StateExpectation read_state(const NodeMember& member) {
    StateExpectation state;
    state.state = {member.key, member.key_span};
    state.is_list = member.value.kind == Node::Kind::Array;
    if (!state.is_list) {
      state.each.push_back(read_visit(member.value, &state));
    } else {
      for (const Node& visit : member.value.elements) state.each.push_back(read_visit(visit, nullptr));
    }
    return state;
  }

  CallExpectation read_call(const Node& node) {
    CallExpectation call;
    if (node.kind == Node::Kind::Scalar) {
      call.state = read_name(node);
      return call;
    }
    const Subject received("received");
    ConfigReader::Members members = {
        {"state", [&](const NodeMember& m) { call.state = read_name(m.value); }}};
    add_checks(members, received, call.received);
    reader_.object(node, "a call", members);
    if (call.state.name.empty()) reader_.error(node, "a call has a 'state'");
    return call;
  }

  void read_event(const NodeMember& member, Expectations& expect) {
    const auto type = history::event_type_of(member.key);
    if (!type) {
      std::vector<std::string_view> names;
      for (size_t i = 0; i + 1 < history::kEventTypes; ++i)
        names.push_back(name_of(static_cast<history::EventType>(i)));
      const std::string_view nearest = nearest_name(member.key, names);
      return reader_.error_at(
          member.key_span, "config-unknown-key", "there is no event type '" + member.key + "'",
          nearest.empty() ? "see pawl-history(5)" : "did you mean '" + std::string(nearest) + "'?");
    }
    if (const auto count = read_count(member)) expect.events.push_back({*type, *count, member.key_span});
  }

  Millis read_duration(const NodeMember& member) {
    const auto duration =
        parse_duration(reader_.text(member.value, "'" + member.key + "'").value_or(""), "s");
    if (!duration)
      reader_.error(member.value,
                    "'" + member.key + "' is a length of time, such as 5 (seconds), 10m, 2h or 30d");
    return duration.value_or(0);
  }

  ElapsedExpectation read_elapsed(const NodeMember& member) {
    ElapsedExpectation elapsed;
    elapsed.span = member.key_span;
    if (member.value.kind == Node::Kind::Scalar) {
      elapsed.least = elapsed.most = read_duration(member);
      return elapsed;
    }
    elapsed.most = std::numeric_limits<Millis>::max();
    reader_.object(member.value, "'elapsed'",
                   {{"least", [&](const NodeMember& m) { elapsed.least = read_duration(m); }},
                    {"most", [&](const NodeMember& m) { elapsed.most = read_duration(m); }}});
    return elapsed;
  }

  ConfigReader& reader_;
};

}  // namespace

Expectations read_expectations(ConfigReader& reader, const Node& node) {
  return ExpectationReader(reader).read(node);
}

}  // namespace pawl::testing
