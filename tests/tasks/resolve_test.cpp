#include "tasks/resolve.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "asl/parse.h"

using namespace pawl;
using namespace pawl::tasks;

namespace {

struct Machine {
  explicit Machine(const std::string& states) {
    auto read = source::read("d.json", R"({"StartAt":"A","States":{)" + states + "}}", source::Format::Json);
    parsed = asl::parse(read.document);
    REQUIRE(parsed.machine != nullptr);
  }
  [[nodiscard]] const asl::State& state(std::string_view name) const {
    for (const asl::State* one : parsed.machine->states) {
      if (one->name == name) return *one;
    }
    FAIL("no such state");
    return *parsed.machine->states.front();
  }
  asl::ParseResult parsed;
};

std::string task(const std::string& name, const std::string& resource, const std::string& more = "") {
  return "\"" + name + R"(":{"Type":"Task","Resource":")" + resource + "\"" + more + R"(,"End":true})";
}

Config config_of(const std::string& yaml) {
  ConfigResult result = read_config("/tmp/pawl.yaml", yaml, source::Format::Yaml);
  REQUIRE_MESSAGE(result.diagnostics.empty(), describe(result.document, result.diagnostics));
  return result.config;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct MockText {
  explicit MockText(const std::string& text) {
    char name[] = "/tmp/pawl-mocks-XXXXXX";
    ::close(::mkstemp(name));
    std::ofstream(name) << text;
    loaded = MockFile::load(name);
    ::unlink(name);
  }
  Result<MockFile> loaded = fail("");
};

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("Resources of ours work as they stand") {
    const Machine machine(task("A", "exec:cat -n 'a b'") + "," + task("B", "sh:cat | wc") + "," +
                          task("C", "https://x.y/z") + "," + task("D", "arn:aws:states:::http:invoke") + "," +
                          task("E", "local:exec"));
    const auto resolved =
        resolve({.machine = *machine.parsed.machine, .machine_name = "m", .directory = "/tmp"});
    REQUIRE(resolved.has_value());
    CHECK(resolved->unbound.empty());
    const auto binding = [&](const char* name) { return *resolved->tasks.find(machine.state(name)); };
    CHECK(std::get<ExecBinding>(binding("A").target).argv == std::vector<std::string>{"cat", "-n", "a b"});
    CHECK(binding("A").directory == "/tmp");
    CHECK(std::get<ExecBinding>(binding("B").target).script == "cat | wc");
    CHECK(std::get<HttpBinding>(binding("C").target).url == "https://x.y/z");
    CHECK(std::get<HttpBinding>(binding("D").target).form == HttpBinding::Form::HttpInvoke);
    CHECK(std::get<ExecBinding>(binding("E").target).from_parameters);
    CHECK(describe(binding("A")) == "cat -n 'a b'");
    CHECK(describe(binding("B")) == "sh -c 'cat | wc'");
    CHECK(describe(binding("C")) == "POST https://x.y/z");
  }

  TEST_CASE("all that is unbound is listed, with what to do") {
    const Machine machine(task("A", "arn:aws:states:::sqs:sendMessage", R"(,"Parameters":{})") + "," +
                          task("B", "exec:no-such-program-here") + "," + task("C", "exec:true") + "," +
                          task("D", "local:exec", R"(,"Parameters":{"Command":["/no/such"]})") + "," +
                          task("E", "local:exec", R"(,"Parameters":{"Command.$":"$.c"})"));
    const auto resolved =
        resolve({.machine = *machine.parsed.machine, .machine_name = "m", .directory = "/tmp"});
    REQUIRE(resolved.has_value());
    REQUIRE(resolved->unbound.size() == 3);
    CHECK(resolved->unbound[0].state->name == "A");
    CHECK(resolved->unbound[0].reason == Unbound::Reason::NoBinding);
    CHECK(has(resolved->unbound[0].hint, "-b 'A=COMMAND'"));
    CHECK(resolved->unbound[1].state->name == "B");
    CHECK(resolved->unbound[1].reason == Unbound::Reason::ProgramMissing);
    CHECK(has(resolved->unbound[1].message, "no-such-program-here"));
    CHECK(resolved->unbound[2].state->name == "D");
    const auto missing =
        resolve({.machine = *machine.parsed.machine, .machine_name = "m", .directory = "/no/such/folder"});
    CHECK(missing->unbound[1].reason == Unbound::Reason::DirectoryMissing);
  }

  TEST_CASE("rules: the first match wins, conditions on literal parameters") {
    const Machine machine(
        task("A", "arn:aws:states:::lambda:invoke",
             R"(,"Parameters":{"FunctionName":"prodCharge2","Payload.$":"$"})") +
        "," + task("B", "arn:aws:states:::lambda:invoke", R"(,"Parameters":{"FunctionName.$":"$.f"})") + "," +
        task("C", "arn:aws:lambda:us-east-1:123456789012:function:x") + "," + task("D", "exec:true"));
    const Config config = config_of(R"(
tasks:
  - {resource: "arn:aws:states:::lambda:*", where: {FunctionName: "*Charge*"}, exec: [echo, charge]}
  - {resource: "*lambda*", exec: [echo, other]}
  - {state: D, sh: "echo overridden"}
)");
    const auto resolved = resolve(
        {.machine = *machine.parsed.machine, .machine_name = "m", .directory = "/", .config = &config});
    REQUIRE(resolved.has_value());
    CHECK(resolved->unbound.empty());
    const auto line = [&](const char* name) { return describe(*resolved->tasks.find(machine.state(name))); };
    CHECK(line("A") == "echo charge");
    CHECK(line("B") == "echo other");
    CHECK(line("C") == "echo other");
    CHECK(line("D") == "sh -c 'echo overridden'");
    CHECK(resolved->tasks.find(machine.state("A"))->origin == "pawl.yaml:3");
  }

  TEST_CASE("-b overrides, and says when it cannot") {
    const Machine machine(task("A", "exec:true") + R"(,"P":{"Type":"Pass","End":true})");
    const auto with = [&](const std::string& state, const std::string& command) {
      return resolve({.machine = *machine.parsed.machine,
                      .machine_name = "m",
                      .directory = "/tmp",
                      .overrides = {{state, command}}});
    };
    const auto line = [&](const std::string& command) {
      const auto resolved = with("A", command);
      REQUIRE(resolved.has_value());
      return describe(*resolved->tasks.find(machine.state("A")));
    };
    CHECK(line("cat -n") == "cat -n");
    CHECK(line("cat | wc") == "sh -c 'cat | wc'");
    CHECK(line("http://h/x") == "POST http://h/x");
    CHECK(line("sh:x") == "sh -c x");
    CHECK(has(with("AA", "cat").error().message, "there is no state 'AA'; did you mean 'A'?"));
    CHECK(has(with("P", "cat").error().message, "is no Task"));
    CHECK_FALSE(with("A", " ").has_value());
    CHECK(with("A", "no-such-program-here").value().unbound.size() == 1);
  }

  TEST_CASE("--offline denies what opens connections") {
    const Machine machine(task("A", "http://h/x"));
    const auto resolved = resolve({.machine = *machine.parsed.machine,
                                   .machine_name = "m",
                                   .directory = "/tmp",
                                   .network = Network::Denied});
    REQUIRE(resolved->unbound.size() == 1);
    CHECK(resolved->unbound[0].reason == Unbound::Reason::Denied);
  }

  TEST_CASE("mock files: cases, ranges, and clear errors") {
    const Machine machine(task("A", "exec:true") + "," + task("B", "exec:true"));
    const std::string text =
        R"({"StateMachines":{"M":{"TestCases":{"Good":{"A":"R1"},"Bad":{"A":"Nope"},"Lost":{"Z":"R1"}}},
        "N":{"TestCases":{"Good":{"B":"R1"}}}},"MockedResponses":{"R1":{"0":{"Return":{"x":1}},"1-3":{"Throw":{"Error":"E"}}}}})";
    const MockText mocks(text);
    REQUIRE_MESSAGE(mocks.loaded.has_value(), mocks.loaded.error().message);
    const auto with = [&](const std::string& name, const std::string& test_case) {
      return resolve({.machine = *machine.parsed.machine,
                      .machine_name = name,
                      .directory = "/tmp",
                      .mocks = &*mocks.loaded,
                      .test_case = test_case});
    };
    const auto good = with("M", "Good");
    REQUIRE(good.has_value());
    const auto& mock = std::get<MockBinding>(good->tasks.find(machine.state("A"))->target);
    REQUIRE(mock.responses.size() == 2);
    CHECK(mock.responses[1].invocations.first == 1);
    CHECK(mock.responses[1].invocations.last == 3);
    CHECK(std::holds_alternative<ExecBinding>(good->tasks.find(machine.state("B"))->target));
    CHECK(std::holds_alternative<MockBinding>(with("N", "Good")->tasks.find(machine.state("B"))->target));
    CHECK(has(with("X", "Good").error().message, "several state machines"));
    CHECK(has(with("M", "God").error().message, "did you mean 'Good'?"));
    CHECK(has(with("M", "").error().message, "--case"));
    CHECK(has(with("M", "Bad").error().message, "'Nope'"));
    CHECK(has(with("M", "Lost").error().message, "there is no state 'Z'"));
  }

  TEST_CASE("mock files that are broken") {
    const auto error = [](const std::string& text) {
      const MockText mocks(text);
      return mocks.loaded ? std::string("(fine)") : mocks.loaded.error().message;
    };
    const auto responses = [&](const std::string& text) {
      return error(R"({"MockedResponses":{"R":)" + text + "}}");
    };
    CHECK(has(responses(R"({"a":{"Return":1}})"), "neither a number"));
    CHECK(has(responses(R"({"2-1":{"Return":1}})"), "neither a number"));
    CHECK(has(responses(R"({"0-2":{"Return":1},"2":{"Return":2}})"), "covers"));
    CHECK(has(responses(R"({"0":{"Return":1,"Throw":{}}})"), "either 'Return' or 'Throw'"));
    CHECK(has(responses(R"({"0":{"Retrun":1}})"), "did you mean 'Return'?"));
    CHECK(has(error(R"({"StateMachine":{}})"), "did you mean 'StateMachines'?"));
    CHECK(has(error("{"), "error"));
    CHECK(responses(R"({"0":{"Throw":{}},"1":{"Return":null}})") == "(fine)");
  }
}
