#include "tasks/process_runner.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/task_harness.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;
using tasks::ExecBinding;

namespace {

std::string error_of(const Outcome& outcome) {
  CHECK(outcome.type == Outcome::Type::Failed);
  return outcome.error.error.value_or("(none)");
}
std::string cause_of(const Outcome& outcome) { return outcome.error.cause.value_or("(none)"); }
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string result_of(const Outcome& outcome) {
  CHECK_MESSAGE(outcome.type == Outcome::Type::Succeeded, error_of(outcome), ": ", cause_of(outcome));
  return to_json(outcome.output);
}

tasks::Binding with_output(tasks::Binding binding, ExecBinding::Output output) {
  std::get<ExecBinding>(binding.target).output = output;
  return binding;
}

tasks::Binding local_exec() {
  tasks::Binding binding;
  binding.target = ExecBinding{.argv = {}, .script = {}, .from_parameters = true};
  binding.directory = "/tmp";
  return binding;
}

Value json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE(value.has_value());
  return *value;
}

/// A folder that is gone afterwards.
struct TemporaryFolder {
  TemporaryFolder() {
    char name[] = "/tmp/pawl-test-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path;
};

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a command gets its input on stdin and answers on stdout") {
    TaskHarness harness(tasks::make_process_runner);
    CHECK(result_of(harness.run(exec({"cat"}), json(R"({"a":[1,"ä"]})"))) == R"({"a":[1,"ä"]})");
    REQUIRE(harness.steps.size() == 1);
    const Value& detail = harness.steps[0].detail;
    CHECK(to_json(*detail.find("argv")) == R"(["cat"])");
    CHECK(detail.find("pid")->as_int64() > 1);
    CHECK(to_json(*detail.find("attempt")) == "1");
  }

  TEST_CASE("output modes") {
    TaskHarness harness(tasks::make_process_runner);
    CHECK(result_of(harness.run(exec({"true"}))) == "null");
    CHECK(result_of(harness.run(sh("echo '  '"))) == "null");
    CHECK(result_of(harness.run(sh("printf ' 42 '"))) == "42");
    const auto mode = [&](const char* script, ExecBinding::Output output) {
      return result_of(harness.run(with_output(sh(script), output)));
    };
    CHECK(mode("echo hello", ExecBinding::Output::Text) == R"("hello")");
    CHECK(mode("printf 'a\\n\\n'", ExecBinding::Output::Text) == R"("a\n")");
    CHECK(mode("printf '\\377x'", ExecBinding::Output::Text) == "\"\xEF\xBF\xBDx\"");
    CHECK(mode("true", ExecBinding::Output::Text) == R"("")");
    CHECK(mode("printf 'a\\r\\n\\nb'", ExecBinding::Output::Lines) == R"(["a","","b"])");
    CHECK(mode("true", ExecBinding::Output::Lines) == "[]");
    CHECK(mode("echo hello", ExecBinding::Output::None) == "null");
  }

  TEST_CASE("what is not JSON is an error that shows it and says what to do") {
    TaskHarness harness(tasks::make_process_runner);
    const Outcome outcome = harness.run(sh("echo hello world"));
    CHECK(error_of(outcome) == "Output.NotJson");
    CHECK(has(cause_of(outcome), R"("hello world\n")"));
    CHECK(has(cause_of(outcome), "output: text"));
    CHECK(error_of(harness.run(sh("echo 1 2"))) == "Output.NotJson");
  }

  TEST_CASE("exit codes, names for them, signals, the cause") {
    TaskHarness harness(tasks::make_process_runner);
    const Outcome three = harness.run(sh("echo first >&2; echo last >&2; exit 3"));
    CHECK(error_of(three) == "Exit.3");
    CHECK(cause_of(three) == "first\nlast");
    CHECK(harness.lines == std::vector<std::string>{"first", "last"});
    auto named = sh("exit 65");
    named.errors = {{65, "Data.Invalid"}};
    CHECK(error_of(harness.run(named)) == "Data.Invalid");
    const Outcome killed = harness.run(sh("kill -KILL $$"));
    CHECK(error_of(killed) == "Signal.SIGKILL");
    CHECK(has(cause_of(killed), "SIGKILL"));
    CHECK(error_of(harness.run(sh("kill -SEGV $$"))) == "Signal.SIGSEGV");
    CHECK(has(cause_of(harness.run(sh("exit 1"))), "exited with code 1"));
  }

  TEST_CASE("the cause is the end of a long standard error, lines come as they are") {
    TaskHarness harness(tasks::make_process_runner);
    const Outcome outcome =
        harness.run(sh("i=0; while [ $i -lt 20000 ]; do echo \"line $i\"; i=$((i+1)); done >&2; exit 1"));
    CHECK(cause_of(outcome).size() < 5000);
    CHECK(cause_of(outcome).size() > 4000);
    CHECK(cause_of(outcome).ends_with("line 19999"));
    REQUIRE(harness.lines.size() == 20000);
    CHECK(harness.lines[12345] == "line 12345");
  }

  TEST_CASE("a line without end does not take all memory") {
    TaskHarness harness(tasks::make_process_runner);
    CHECK(error_of(harness.run(sh("head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1"))) == "Exit.1");
    size_t bytes = 0;
    for (const std::string& line : harness.lines) {
      CHECK(line.size() <= 65536);
      bytes += line.size();
    }
    CHECK(bytes == 1000000);
  }

  TEST_CASE("$PAWL_ERROR_FILE names the error") {
    TaskHarness harness(tasks::make_process_runner);
    const Outcome own = harness.run(
        sh(R"(echo '{"Error":"Disk.Full","Cause":"no room"}' > "$PAWL_ERROR_FILE"; echo noise >&2; exit 4)"));
    CHECK(error_of(own) == "Disk.Full");
    CHECK(cause_of(own) == "no room");
    const Outcome half =
        harness.run(sh(R"(echo '{"Error":"Half"}' > "$PAWL_ERROR_FILE"; echo tail >&2; exit 4)"));
    CHECK(error_of(half) == "Half");
    CHECK(cause_of(half) == "tail");
    const Outcome broken = harness.run(sh(R"(echo nonsense > "$PAWL_ERROR_FILE"; exit 4)"));
    CHECK(error_of(broken) == "Exit.4");
    CHECK(has(cause_of(broken), "nonsense"));
    CHECK(result_of(harness.run(sh(R"(echo '{"Error":"X"}' > "$PAWL_ERROR_FILE"; echo 1)"))) == "1");
    // A pipe in its place must not be waited for.
    CHECK(error_of(harness.run(sh(R"(mkfifo "$PAWL_ERROR_FILE"; exit 4)"))) == "Exit.4");
  }

  TEST_CASE("environment and working directory") {
    TemporaryFolder folder;
    auto bound = TaskHarness::default_tasks();
    bound.environment["GREETING"] = "hello";
    TaskHarness harness(tasks::make_process_runner, bound);
    auto binding = sh(
        R"(printf '["%s","%s","%s","%s","%s","%s"]' "$PAWL_RUN" "$PAWL_STATE" "$PAWL_ATTEMPT" "${PAWL_MAP_INDEX-no}" "$PAWL_TASK_TOKEN" "$GREETING")");
    tasks::TaskRequest request;
    request.binding = &binding;
    request.attempt = 2;
    request.token = "the-run:7";
    auto id = harness.start(request, "My State");
    REQUIRE(harness.wait_for(1));
    CHECK(result_of(harness.end_of(id)) == R"(["the-run","My State","2","no","the-run:7","hello"])");
    request.map_index = 0;
    id = harness.start(request, "My State");
    REQUIRE(harness.wait_for(2));
    CHECK(result_of(harness.end_of(id)) == R"(["the-run","My State","2","0","the-run:7","hello"])");

    auto here = with_output(exec({"pwd"}), ExecBinding::Output::Text);
    here.directory = folder.path;
    CHECK(result_of(harness.run(here)) == "\"" + folder.path + "\"");
    std::ofstream(folder.path + "/tool") << "#!/bin/sh\necho '\"from here\"'\n";
    ::chmod((folder.path + "/tool").c_str(), 0755);
    auto relative = exec({"./tool"});
    relative.directory = folder.path;
    CHECK(result_of(harness.run(relative)) == R"("from here")");
  }

  TEST_CASE("commands start with clean signals and descriptors, in a group of their own") {
    ::signal(SIGPIPE, SIG_IGN);
    TaskHarness harness(tasks::make_process_runner);
    const std::string status = result_of(harness.run(
        with_output(sh("grep -E 'SigBlk|SigIgn' /proc/self/status"), ExecBinding::Output::Lines)));
    CHECK(has(status, R"(SigBlk:\t0000000000000000)"));
    const size_t ignored = status.find("SigIgn:\\t");
    REQUIRE(ignored != std::string::npos);
    CHECK((std::stoull(status.substr(ignored + 9, 16), nullptr, 16) & (1ULL << (SIGPIPE - 1))) == 0);
    ::signal(SIGPIPE, SIG_DFL);
    // ls has the folder itself open as 3.
    CHECK(result_of(harness.run(with_output(exec({"ls", "/proc/self/fd"}), ExecBinding::Output::Lines))) ==
          R"(["0","1","199","2","3"])");
    CHECK(result_of(harness.run(sh("test \"$(ps -o pgid= -p $$ | tr -d ' ')\" = $$ && echo true"))) ==
          "true");
  }

  TEST_CASE("programs that cannot be started") {
    TemporaryFolder folder;
    TaskHarness harness(tasks::make_process_runner);
    const Outcome missing = harness.run(exec({"no-such-program-here"}));
    CHECK(error_of(missing) == "Exit.127");
    CHECK(has(cause_of(missing), "there is no program 'no-such-program-here' in PATH"));
    CHECK(error_of(harness.run(exec({"/no/such/program"}))) == "Exit.127");
    std::ofstream(folder.path + "/plain") << "echo 1\n";
    const Outcome plain = harness.run(exec({folder.path + "/plain"}));
    CHECK(has(cause_of(plain), "chmod +x"));
    ::chmod((folder.path + "/plain").c_str(), 0755);
    const Outcome no_header = harness.run(exec({folder.path + "/plain"}));
    CHECK(error_of(no_header) == "Exit.126");
    CHECK(has(cause_of(no_header), "#!"));
    std::ofstream(folder.path + "/lost") << "#!/no/such/interpreter\n";
    ::chmod((folder.path + "/lost").c_str(), 0755);
    CHECK(has(cause_of(harness.run(exec({folder.path + "/lost"}))), "interpreter"));
    auto nowhere = exec({"true"});
    nowhere.directory = "/no/such/folder";
    CHECK(has(cause_of(harness.run(nowhere)), "working directory /no/such/folder"));
    CHECK(has(cause_of(harness.run(exec({"echo", std::string(200'000, 'x')}))), "too long"));
    CHECK(harness.steps.empty());
  }

  TEST_CASE("local:exec takes argv from data, without a shell") {
    TaskHarness harness(tasks::make_process_runner);
    const auto run = [&](std::string_view parameters) { return harness.run(local_exec(), json(parameters)); };
    CHECK(result_of(run(R"({"Command":["printf","%s|","a b","$HOME;",7,true],"Output":"text"})")) ==
          R"("a b|$HOME;|7|true|")");
    CHECK(result_of(run(R"({"Command":["cat"],"Stdin":{"x":1}})")) == R"({"x":1})");
    CHECK(result_of(run(R"({"Command":["cat"],"Stdin":"raw text","Output":"text"})")) == R"("raw text")");
    CHECK(result_of(run(R"({"Command":["cat"]})")) == "null");
    CHECK(
        result_of(run(
            R"({"Script":"printf '%s' \"$A\"; pwd","Env":{"A":1,"PATH":"/bin:/usr/bin"},"WorkingDirectory":"/","Output":"lines"})")) ==
        R"(["1/"])");
    for (const char* wrong :
         {R"([])", R"({})", R"({"Command":[]})", R"({"Command":["a"],"Script":"b"})", R"({"Command":"ls"})",
          R"({"Command":[{}]})", R"({"Command":["a\u0000b"]})", R"({"Command":["a"],"Output":"xml"})",
          R"({"Command":["a"],"Env":{"A=B":"c"}})", R"({"Command":["a"],"Env":[]})"}) {
      CHECK_MESSAGE(error_of(run(wrong)) == "States.Runtime", wrong);
    }
    CHECK(has(cause_of(run(R"({"Comand":["a"]})")), "did you mean 'Command'?"));
  }

  TEST_CASE("via, and wrap: lambda") {
    TaskHarness harness(tasks::make_process_runner);
    auto via = exec({"printf", "%s", "1"});
    via.prefix = {"env", "A=b"};
    CHECK(result_of(harness.run(via)) == "1");
    CHECK(to_json(*harness.steps[0].detail.find("argv")) == R"(["env","A=b","printf","%s","1"])");
    auto wrapped = exec({"cat"});
    wrapped.wrap_lambda = true;
    CHECK(result_of(harness.run(wrapped, json(R"({"FunctionName":"f","Payload":{"x":1}})"))) ==
          R"({"ExecutedVersion":"$LATEST","Payload":{"x":1},"StatusCode":200})");
  }

  TEST_CASE("secrets are handed on and masked in what is shown") {
    auto bound = TaskHarness::default_tasks();
    bound.environment["TOKEN"] = "s3cret";
    bound.secrets = {"s3cret"};
    TaskHarness harness(tasks::make_process_runner, bound);
    const Outcome outcome = harness.run(sh("echo \"my $TOKEN is out\" >&2; exit 1 # s3cret"));
    CHECK(cause_of(outcome) == "my *** is out");
    CHECK(harness.lines == std::vector<std::string>{"my *** is out"});
    CHECK(!has(to_json(harness.steps[0].detail), "s3cret"));
    CHECK(result_of(harness.run(sh("printf '\"%s\"' $TOKEN"))) == R"("***")");
    CHECK(result_of(harness.run(sh("printf '\"%s\"' $TOKEN | tr s S"))) == R"("S3cret")");
  }

  TEST_CASE("100 KB both ways, many in flight, nothing left over") {
    const size_t before = open_descriptors();
    {
      TaskHarness harness(tasks::make_process_runner);
      const std::string text(100'000, 'x');
      const Value input = Value::object({{"text", Value::string(text)}});
      std::vector<tasks::TaskId> ids;
      for (int i = 0; i < 150; ++i) ids.push_back(harness.start(exec({"cat"}), input));
      REQUIRE(harness.wait_for(ids.size()));
      for (const auto id : ids) {
        REQUIRE(harness.end_of(id).type == Outcome::Type::Succeeded);
        const Value* answer = harness.end_of(id).output.find("text");
        REQUIRE(answer != nullptr);
        REQUIRE(answer->as_string() == text);
      }
      CHECK(harness.wait_until_idle());
    }
    CHECK(open_descriptors() == before);
    CHECK(children() == 0);
  }

  TEST_CASE("commands that do not read, stop reading, or write before they read") {
    TaskHarness harness(tasks::make_process_runner);
    const Value big = Value::object({{"text", Value::string(std::string(3'000'000, 'y'))}});
    CHECK(result_of(harness.run(exec({"true"}), big)) == "null");
    CHECK(result_of(harness.run(sh("exec 0<&-; sleep 0.1; echo 1"), big)) == "1");
    CHECK(result_of(harness.run(sh("head -c 10 >/dev/null; echo 2"), big)) == "2");
    CHECK(result_of(harness.run(sh("sleep 0.1; echo 3"), big)) == "3");
    // Fills both pipes first; only then it reads.
    const Outcome both =
        harness.run(with_output(sh("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; wc -c >&2"),
                                ExecBinding::Output::Text),
                    big);
    REQUIRE(both.type == Outcome::Type::Succeeded);
    CHECK(both.output.as_string().size() == 1'000'000);
    CHECK(harness.lines.back().ends_with("3000011"));
  }

  TEST_CASE("100 MB of output is more than is kept") {
    TaskHarness harness(tasks::make_process_runner);
    const Outcome outcome = harness.run(sh("head -c 100000000 /dev/zero"));
    CHECK(error_of(outcome) == "States.DataLimitExceeded");
    CHECK(has(cause_of(outcome), "64 MiB"));
    CHECK(harness.wait_until_idle());
    CHECK(result_of(harness.run(with_output(sh("head -c 100000000 /dev/zero"), ExecBinding::Output::None))) ==
          "null");
    CHECK(children() == 0);
  }

  TEST_CASE("with few descriptors commands wait for each other") {
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_cur = 160;
    ::setrlimit(RLIMIT_NOFILE, &few);
    {
      TaskHarness harness(tasks::make_process_runner);
      std::vector<tasks::TaskId> ids;
      for (int i = 0; i < 100; ++i) ids.push_back(harness.start(exec({"cat"}), Value::integer(i)));
      harness.cancel(ids[99]);
      REQUIRE(harness.wait_for(99));
      for (int i = 0; i < 99; ++i) {
        CHECK(result_of(harness.end_of(ids[static_cast<size_t>(i)])) == std::to_string(i));
      }
      harness.start(sh("sleep 1000"), {});
      for (int i = 0; i < 50; ++i) harness.start(exec({"cat"}), {});
      harness.stop(tasks::Stop::Gently);
      CHECK(harness.wait_until_idle());
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(children() == 0);
  }

  TEST_CASE("a NUL character is an error, and cuts nothing off") {
    TaskHarness harness(tasks::make_process_runner);
    tasks::Binding local;
    local.target = ExecBinding{.argv = {}, .script = {}, .from_parameters = true};
    local.directory = "/tmp";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {R"({"Script":"echo 1\u0000; exit 9"})", "the script"},
        {R"({"Script":"\u0000"})", "the script"},
        {R"({"Command":["echo","1\u00002"]})", "an argument"},
        {R"({"Command":["/bin/ec\u0000ho"]})", "an argument"},
        {R"({"Command":["pwd"],"Output":"text","WorkingDirectory":"/\u0000tmp"})", "the working directory"},
        {R"({"Command":["env"],"Output":"text","Env":{"A":"1\u00002"}})", "the variable 'A'"},
        {R"({"Command":["env"],"Output":"text","Env":{"A\u0000B":"1"}})", "cannot be a variable"},
    };
    for (const auto& row : cases) {
      CAPTURE(row.first);
      const auto value = parse_json(row.first);
      REQUIRE(value.has_value());
      const Outcome outcome = harness.run(local, *value);
      CHECK(error_of(outcome) == "States.Runtime");
      CHECK_MESSAGE(has(cause_of(outcome), row.second), cause_of(outcome));
    }
    CHECK(error_of(harness.run(sh(std::string("echo 1\0; exit 9", 15)))) == "States.Runtime");
    CHECK(error_of(harness.run(exec({"echo", std::string("1\0002", 3)}))) == "States.Runtime");
    const auto id = harness.start(exec({"echo", "1"}), {}, std::string("Wo\0rk", 5));
    REQUIRE(harness.wait_for(id));
    CHECK(has(cause_of(harness.end_of(id)), "the name of the state"));
    // On stdin it is data like any other.
    CHECK(result_of(harness.run(with_output(exec({"cat"}), ExecBinding::Output::Text),
                                Value::string(std::string("a\0b", 3)))) == R"("\"a\\u0000b\"")");
  }

  TEST_CASE("variables that pawl sets have its value, once") {
    tasks::BoundTasks bound = TaskHarness::default_tasks();
    bound.environment["PAWL_STATE"] = "from everywhere";
    bound.environment["PAWL_MAP_INDEX"] = "7";
    bound.environment["PAWL_OTHER"] = "kept";
    TaskHarness harness(tasks::make_process_runner, bound);
    tasks::Binding local;
    local.target = ExecBinding{.argv = {}, .script = {}, .from_parameters = true};
    local.directory = "/tmp";
    const auto value = parse_json(
        R"({"Command":["env"],"Output":"lines","Env":{"PAWL_STATE":"mine","PAWL_RUN":"mine","PAWL_PROCESS_MARK":"mine","PAWL_TASK_TOKEN":"mine","PAWL_ERROR_FILE":"mine","PAWL_ATTEMPT":"9","OWN":"1"}})");
    const Outcome outcome = harness.run(local, *value);
    REQUIRE(outcome.type == Outcome::Type::Succeeded);
    std::map<std::string, std::string> seen;
    for (const Value& line : outcome.output.items()) {
      const std::string text(line.as_string());
      CHECK_MESSAGE(seen.emplace(text.substr(0, text.find('=')), text.substr(text.find('=') + 1)).second,
                    text);
    }
    CHECK(seen.at("PAWL_STATE") == "Work");
    CHECK(seen.at("PAWL_ATTEMPT") == "1");
    CHECK(seen.at("PAWL_OTHER") == "kept");
    CHECK(seen.at("OWN") == "1");
    CHECK(!seen.contains("PAWL_MAP_INDEX"));
    for (const auto& [name, text] : seen) CHECK(text != "mine");
  }
}
