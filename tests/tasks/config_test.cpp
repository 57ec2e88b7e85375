#include "tasks/config.h"
#include "tasks/resolve.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tasks/command_line.h"
#include "tasks/environment.h"
#include "tasks/mask.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::tasks;

namespace {

ConfigResult yaml(const std::string& text) {
  return read_config("/conf/pawl.yaml", text, source::Format::Yaml);
}

std::string findings(const std::string& text) {
  const ConfigResult result = yaml(text);
  return describe(result.document, result.diagnostics);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("command lines: words, and what needs a shell") {
    CHECK(split_words(R"(a  'b c' "d \" e" f\ g '')").value() == Words{"a", "b c", "d \" e", "f g", ""});
    CHECK_FALSE(split_words("a 'b").has_value());
    CHECK_FALSE(split_words("  ").has_value());
    CHECK(shell_word("a=b,c/d.é") == "a=b,c/d.é");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("it's") == "'it'\\''s'");
    for (const char* word : {"a b", "$x", "a\nb", "*", "#", "~", "a^b", "\x1B"}) {
      CHECK(shell_word(word) == "'" + std::string(word) + "'");
      CHECK(split_words(shell_line({"x", word})).value() == Words{"x", word});
    }
    CHECK(words_without_shell("./resize --width=3 'a b'").value() == Words{"./resize", "--width=3", "a b"});
    for (const char* line : {"a | b", "echo $HOME", "A=b c", "cd /tmp", "ls *.txt", "a && b", "a > b",
                             "exit 3", "a; b", "echo `x`", "a\nb"}) {
      CHECK_MESSAGE(!words_without_shell(line).has_value(), line);
    }
  }

  TEST_CASE("secrets are masked, the longest first") {
    const std::vector<std::string> secrets = {"abc", "abcdef", ""};
    CHECK(mask("x abcdef y abc", secrets) == "x *** y ***");
    CHECK(mask("nothing", secrets) == "nothing");
    const Value value = Value::object({{"k", Value::array({Value::string("is abc"), Value::integer(1)})}});
    const Value deep = *parse_json(std::string(10'000, '[') + "\"abc\"" + std::string(10'000, ']'));
    CHECK(has(to_json(mask(deep, secrets)), "[\"***\"]"));
    CHECK(to_json(mask(value, secrets)) == R"({"k":["is ***",1]})");
  }

  TEST_CASE("a whole configuration") {
    const ConfigResult result = yaml(R"(
tasks:
  - state: Resize
    exec: [./bin/resize, --fast, 3]
    timeout: 600
    cwd: sub
    output: text
    via: slurm
    errors: {9: Own}
  - resource: "arn:aws:states:::lambda:invoke*"
    where: {FunctionName: "*Charge*"}
    http: {url: "http://127.0.0.1:3001/{FunctionName}", headers: {X-A: b}}
    wrap: lambda
  - state: "*"
    mock: {return: {MessageId: m-1}}
via: {slurm: [srun, --quiet]}
buckets: {in: ./data/in, out: /abs}
errors: {65: Data.Invalid, 9: Common}
env: {pass: [PATH, "AWS_*"], file: .env, values: {A: 1}}
secrets: [API_TOKEN]
limits: off
)");
    CHECK(describe(result.document, result.diagnostics) == "");
    const Config& config = result.config;
    REQUIRE(config.tasks.size() == 3);
    const Binding& resize = config.tasks[0].binding;
    const auto& exec = std::get<ExecBinding>(resize.target);
    CHECK(exec.argv == Words{"./bin/resize", "--fast", "3"});
    CHECK(exec.output == ExecBinding::Output::Text);
    CHECK(resize.prefix == Words{"srun", "--quiet"});
    CHECK(resize.directory == "/conf/sub");
    CHECK(resize.timeout_seconds == 600);
    CHECK(resize.errors == std::map<int, std::string>{{9, "Own"}, {65, "Data.Invalid"}});
    CHECK(resize.origin == "pawl.yaml:3");
    const TaskRule& charge = config.tasks[1];
    CHECK(charge.where.front() == std::pair<std::string, std::string>("FunctionName", "*Charge*"));
    CHECK(charge.binding.wrap_lambda);
    CHECK(std::get<HttpBinding>(charge.binding.target).headers.front().second == "b");
    const auto& mock = std::get<MockBinding>(config.tasks[2].binding.target);
    CHECK(mock.responses.front().is_for_all());
    CHECK(to_json(*mock.responses.front().result) == R"({"MessageId":"m-1"})");
    CHECK(config.buckets.at("in") == "/conf/data/in");
    CHECK(config.env_file == "/conf/.env");
    CHECK(config.limits == "off");
  }

  TEST_CASE("JSON is read as well, and an empty file is fine") {
    const ConfigResult json =
        read_config("/conf/pawl.json", R"({"tasks":[{"state":"A","sh":"cat"}]})", source::Format::Json);
    CHECK(json.diagnostics.empty());
    CHECK(json.config.tasks.size() == 1);
    CHECK(yaml("").diagnostics.empty());
  }

  TEST_CASE("handlers and runtimes, in short and with settings") {
    const ConfigResult read = yaml(R"(tasks:
  - {state: A, handler: src/app.py:main, timeout: 3}
  - state: B
    handler: {file: app.mjs:api.main, interpreter: node20, name: charge, memory: 512, env: {A: b}}
  - {state: C, runtime: ./bootstrap --quiet}
  - {state: D, runtime: {command: [./bootstrap], handler: app.main}}
)");
    REQUIRE(read.diagnostics.empty());
    const auto code = [&](size_t i) {
      return std::get<tasks::LambdaBinding>(read.config.tasks[i].binding.target);
    };
    CHECK((code(0).language == tasks::LambdaBinding::Language::Python));
    CHECK(code(0).root == "src");
    CHECK(code(0).file == "app.py");
    CHECK(code(0).handler == "app.main");
    CHECK(code(0).timeout_seconds == 3);
    CHECK(read.config.tasks[0].binding.timeout_seconds == 0);
    CHECK(tasks::describe(read.config.tasks[0].binding) == "handler src/app.py:main");
    CHECK((code(1).language == tasks::LambdaBinding::Language::Node));
    CHECK(code(1).root == ".");
    CHECK(code(1).function == "api.main");
    CHECK(code(1).interpreter == "node20");
    CHECK(code(1).name == "charge");
    CHECK(code(1).memory == 512);
    CHECK(code(1).environment.at("A") == "b");
    CHECK(code(2).argv == std::vector<std::string>{"./bootstrap", "--quiet"});
    CHECK(tasks::describe(read.config.tasks[2].binding) == "runtime ./bootstrap --quiet");
    CHECK(code(3).handler == "app.main");
  }

  TEST_CASE("aws: what a task does not say is that of the whole file") {
    const auto read = yaml(
        "tasks:\n  - {state: A, aws: {endpoint: \"http://a\"}}\n  - {state: B, aws: {profile: p}}\n"
        "aws: {region: r, python: py, endpoints: {s3: \"http://s\"}}\n");
    REQUIRE(read.diagnostics.empty());
    const auto aws = [&](size_t i) {
      return std::get<tasks::AwsBinding>(read.config.tasks[i].binding.target);
    };
    CHECK(aws(0).target.endpoint == "http://a");
    CHECK(aws(0).endpoints.empty());
    CHECK(aws(0).target.region == "r");
    CHECK(aws(1).endpoints.at("s3") == "http://s");
    CHECK(aws(1).target.profile == "p");
    CHECK(aws(1).python == "py");
    CHECK(tasks::describe(read.config.tasks[1].binding) == "AWS, s3 at http://s, region r, profile p");
  }

  TEST_CASE("what is wrong is said with its place") {
    CHECK(has(findings("task: []"),
              "pawl.yaml:1:1: error: unknown key 'task' in the configuration; did you mean 'tasks'?"));
    CHECK(has(findings("tasks:\n  - state: A\n    exce: [a]\n    sh: b"),
              "3:5: error: unknown key 'exce' in a task; did you mean 'exec'?"));
    CHECK(has(findings("aws: {endpoint: localhost}"), "1:17: error: an endpoint is a URL"));
    CHECK(has(findings("tasks:\n  - {state: A, aws: {endpont: a}}"), "did you mean 'endpoint'?"));
    CHECK(has(findings("tasks:\n  - {state: A, handler: x.rb:f}"),
              "a handler is in a file .py, .js, .mjs or .cjs"));
    CHECK(has(findings("tasks:\n  - {state: A, handler: x.py}"), "needs the function's name after its file"));
    CHECK(has(findings("tasks:\n  - {state: A, handler: {memory: 1}}"), "'handler' needs 'file'"));
    CHECK(has(findings("tasks:\n  - {state: A, runtime: []}"), "'runtime' needs the program to start"));
    CHECK(has(findings("tasks:\n  - {state: A, handler: x.py:f, runtime: y}"), "one is enough"));
    CHECK(has(findings("tasks:\n  - {state: A, handler: x.py:f, output: text}"),
              "'output' belongs to exec and sh"));
    CHECK(has(findings("tasks:\n  - state: A"), "says nothing to do"));
    CHECK(has(findings("tasks:\n  - sh: cat"), "neither 'state' nor 'resource'"));
    CHECK(has(findings("tasks:\n  - {state: A, sh: b, mock: {return: 1}}"), "one is enough"));
    CHECK(has(findings("tasks:\n  - {state: A, mock: {}}"), "either 'return' or 'throw'"));
    CHECK(has(findings("tasks:\n  - {state: A, http: {url: ftp://x}}"), "http://"));
    CHECK(has(findings("tasks:\n  - {state: A, sh: b, timeout: 0}"), "whole number from 1"));
    CHECK(has(findings("tasks:\n  - {state: A, sh: b, via: nope}"), "'via' of the file has no 'nope'"));
    CHECK(has(findings("tasks:\n  - {state: A, sh: b, output: xml}"), "one of json, text, lines, none"));
    CHECK(has(findings("errors: {300: A}"), "'300' is no exit code"));
    CHECK(has(findings("limits: none"), "one of aws, strict, off"));
    CHECK(has(findings("tasks: {a: b}"), "'tasks' must be a list"));
    CHECK(has(findings("secrets: [{a: b}]"), "must be a string"));
    CHECK(has(findings("tasks: [\n"), "error"));
  }

  TEST_CASE("the configuration is found upward") {
    char folder[] = "/tmp/pawl-config-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    const std::string root = folder;
    std::filesystem::create_directories(root + "/a/b");
    CHECK_FALSE(find_config(root + "/a/b").has_value());
    std::ofstream(root + "/pawl.json") << "{}";
    CHECK(find_config(root + "/a/b") == root + "/pawl.json");
    std::ofstream(root + "/a/pawl.yaml") << "";
    CHECK(find_config(root + "/a/b") == root + "/a/pawl.yaml");
    std::filesystem::remove_all(root);
  }

  TEST_CASE(".env files") {
    const auto parsed =
        parse_env_file("# c\nA=1\nexport B='x y' # c\n C = \"l\\nm\"\nD=a #b\nE=\nF=a#b", "f");
    REQUIRE(parsed.has_value());
    CHECK(*parsed ==
          Environment{{"A", "1"}, {"B", "x y"}, {"C", "l\nm"}, {"D", "a"}, {"E", ""}, {"F", "a#b"}});
    CHECK(parse_env_file("A=1\nnonsense", ".env").error().message == ".env:2: expected NAME=value");
    CHECK_FALSE(parse_env_file("1A=b", "f").has_value());
    CHECK_FALSE(parse_env_file("A='b", "f").has_value());
  }

  TEST_CASE("what tasks receive") {
    ::setenv("PAWL_TEST_ONE", "1", 1);
    ::setenv("TEST_PAWL_TWO", "2", 1);
    ::setenv("TEST_PAWL_SECRET", "hush", 1);
    const auto all = build_environment(nullptr, {{"V", "v"}});
    REQUIRE(all.has_value());
    CHECK(all->variables.at("TEST_PAWL_TWO") == "2");
    CHECK(all->variables.at("V") == "v");
    CHECK_FALSE(all->variables.contains("PAWL_TEST_ONE"));
    Config config;
    config.pass = {"TEST_PAWL_T*"};
    config.env_values = {{"X", "y"}};
    config.secrets = {"TEST_PAWL_SECRET"};
    const auto some = build_environment(&config, {});
    REQUIRE(some.has_value());
    CHECK(some->variables == Environment{{"TEST_PAWL_SECRET", "hush"}, {"TEST_PAWL_TWO", "2"}, {"X", "y"}});
    CHECK(some->secrets == Words{"hush"});
    config.secrets = {"NO_SUCH_SECRET_ANYWHERE"};
    CHECK(has(build_environment(&config, {}).error().message, "NO_SUCH_SECRET_ANYWHERE"));
    CHECK(fill_variables("a${X}b", {{"X", "1"}}).value() == "a1b");
    CHECK_FALSE(fill_variables("${NO}", {}).has_value());
  }
}
