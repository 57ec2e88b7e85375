// `pawl run --endpoint-url` and `pawl import` against a server of Step Functions' API.
#include <doctest/doctest.h>

#include <csignal>
#include <sstream>

#include "support/cli_pawl.h"
#include "support/states_server.h"

using namespace pawl::testing_support;
using namespace pawl::test;
namespace fs = std::filesystem;

namespace {

/// A Wait, a task that is tried twice, a Map of tasks.
constexpr const char* kFlow = R"({"StartAt":"Pause","States":{
"Pause":{"Type":"Wait","Seconds":1,"Next":"Work"},
"Work":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:work","Retry":[{"ErrorEquals":["Busy"]}],"Next":"All"},
"All":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{"StartAt":"One","States":{
"One":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:one","End":true}}}}}})";
constexpr const char* kMocks =
    R"({"StateMachines":{"flow":{"TestCases":{"Good":{"Work":"W","One":"O"},"Bad":{"Work":"B","One":"O"}}}},
"MockedResponses":{"W":{"0":{"Throw":{"Error":"Busy","Cause":"later"}},"1":{"Return":{"items":[1,2,3]}}},
"O":{"0-2":{"Return":"done"}},"B":{"0":{"Throw":{"Error":"Broken","Cause":"it is broken"}}}}})";

/// A folder with a definition, and a server that plays what a run of it did.
struct Scene {
  explicit Scene(const std::string& test_case = "Good") {
    (void)pawl.folder.write("flow.asl.json", kFlow);
    (void)pawl.folder.write("mocks.json", kMocks);
    (void)pawl({"run", "flow.asl.json", "--mocks", "mocks.json", "--case", test_case, "--time", "skip",
                "--history", "local.jsonl"});
    events = api_events(read_text(pawl.folder.path() / "local.jsonl"));
    server.play({.events = events});
  }

  [[nodiscard]] CommandOptions options() const {
    CommandOptions out = pawl.with_state({});
    for (const char* name :
         {"AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_SFN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"})
      out.environment[name] = "";
    out.environment["HOME"] = pawl.folder.path().string();
    out.environment["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
    out.environment["AWS_SECRET_ACCESS_KEY"] = "secret";
    return out;
  }
  [[nodiscard]] std::vector<std::string> run_arguments(const std::vector<std::string>& more) const {
    std::vector<std::string> out = {kPawlBinary,  "run",        "flow.asl.json",        "--endpoint-url",
                                    server.url(), "--role-arn", "arn:aws:iam::1:role/r"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  [[nodiscard]] CommandResult run(const std::vector<std::string>& more = {}) const {
    return run_command(run_arguments(more), options());
  }
  [[nodiscard]] CommandResult other(std::vector<std::string> arguments) const {
    return pawl(std::move(arguments), options());
  }
  [[nodiscard]] fs::path history(const std::string& name) const {
    return pawl.folder.path() / "state/pawl/runs" / name / "history.jsonl";
  }

  Pawl pawl;
  StatesServer server;
  std::vector<std::string> events;
};

std::string between(const std::string& text, std::string_view before, std::string_view behind) {
  const size_t at = text.find(before) + before.size();
  return text.substr(at, text.find(behind, at) - at);
}

const std::string kRunArn = "arn:aws:states:us-east-1:123456789012:execution:flow:r";

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("remote: a run at a service shows its progress, prints its output and is a run of the store") {
    Scene scene;
    scene.server.play({.events = scene.events, .at_first = 1, .with_each = 4, .page = 3});
    scene.server.answer_next("GetExecutionHistory", api_error("ThrottlingException", "Rate exceeded"));
    scene.server.answer_next("GetExecutionHistory", api_error("InternalFailure", "", 500));
    const CommandResult run = scene.run({"--name", "r", "-i", "{\"a\":1}"});
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.out == "[\"done\",\"done\",\"done\"]\n");
    CHECK(contains(run.err, "started " + kRunArn));
    CHECK(contains(run.err, "Work   failed, Busy: later"));
    CHECK(contains(run.err, "Work   retry, attempt 2"));
    CHECK(contains(run.err, "All    done, 3/3 items"));
    CHECK(contains(scene.server.last("StartExecution"), R"("name":"r","input":"{\"a\":1}")"));
    CHECK(contains(scene.server.header("authorization"), "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
    CHECK(contains(scene.server.header("authorization"), "/us-east-1/states/aws4_request"));
    std::istringstream signed_headers(between(scene.server.header("authorization"), "SignedHeaders=", ","));
    for (std::string name; std::getline(signed_headers, name, ';');)
      CHECK_MESSAGE(!scene.server.header(name).empty(), name);

    CHECK(contains(scene.other({"ls"}).out, "SUCCEEDED"));
    CHECK(contains(scene.other({"show", "r"}).out, "3/3"));
    const CommandResult replayed = scene.other({"replay", "r"});
    CHECK_MESSAGE(replayed.exit_code == 0, replayed.err);
    CHECK(scene.other({"graph", "--run", "r", "-o", "g.svg"}).exit_code == 0);
    CHECK(contains(scene.other({"mock", "--from", "r"}).out, "\"Busy\""));
    const CommandResult resumed = scene.other({"resume", "r", "--from", "Work"});
    CHECK(resumed.exit_code == 2);
    CHECK(contains(resumed.err, "pawl import " + kRunArn));
  }

  TEST_CASE("remote: a state machine is created once, left alone while nothing changed, else updated") {
    Scene scene;
    CHECK(scene.run({"--machine", "other"}).exit_code == 0);
    for (int i = 0; i < 2; ++i) CHECK(scene.run().exit_code == 0);
    CHECK(scene.server.calls("CreateStateMachine") == 2);
    CHECK(scene.server.calls("UpdateStateMachine") == 0);
    (void)scene.pawl.folder.write("flow.asl.json", std::string(kFlow).replace(1, 0, "\"Comment\":\"new\","));
    CHECK(scene.run().exit_code == 0);
    CHECK(scene.server.calls("UpdateStateMachine") == 1);
    CHECK(contains(scene.server.last("UpdateStateMachine"), R"(\"Comment\":\"new\")"));

    scene.server.be_slow_to_update();
    (void)scene.pawl.folder.write("flow.asl.json",
                                  std::string(kFlow).replace(1, 0, "\"Comment\":\"newer\","));
    const CommandResult stale = scene.run({"--name", "r"});
    CHECK(stale.exit_code == 2);
    CHECK(stale.out.empty());
    CHECK(contains(stale.err, "began with the definition from before and was stopped; run it again"));
    CHECK(scene.server.calls("StopExecution") == 1);
    CHECK_FALSE(fs::exists(scene.history("r").parent_path()));
  }

  TEST_CASE("remote: an execution that fails exits with 1 and names the state") {
    const Scene scene("Bad");
    const CommandResult run = scene.run({"--name", "r", "-q"});
    CHECK(run.exit_code == 1);
    CHECK(run.out.empty());
    CHECK(contains(run.err, "r FAILED in state 'Work' (flow.asl.json:3:1): Broken"));
    CHECK(contains(run.err, "it is broken"));
  }

  TEST_CASE("remote: interrupted, pawl leaves the execution running; stop and import reach it later") {
    Scene scene;
    scene.server.play({.events = scene.events, .at_first = 4, .with_each = 0});
    BackgroundCommand run(scene.run_arguments({"--name", "r"}), scene.pawl.folder.path(), scene.options());
    REQUIRE(wait_for_text(scene.history("r"), "WaitStateEntered"));
    run.send(SIGINT);
    const CommandResult result = run.wait();
    CHECK(result.exit_code == 130);
    CHECK(contains(result.err, "the execution 'r' goes on"));
    CHECK(contains(result.err, "pawl stop r\n"));
    CHECK(contains(result.err, "pawl import " + kRunArn + " --endpoint-url " + scene.server.url()));
    CHECK(scene.server.calls("StopExecution") == 0);
    CHECK(contains(scene.other({"ls"}).out, "RUNNING"));
    CHECK(contains(scene.other({"tail", "r"}).err, "`pawl import " + kRunArn + "` fetches more"));

    CHECK(scene.other({"stop", "r"}).out == "r ABORTED\n");
    const CommandResult imported = scene.other({"import", kRunArn, "--endpoint-url", scene.server.url()});
    CHECK_MESSAGE(imported.out == "r ABORTED, 5 events\n", imported.err);
    CHECK(scene.other({"stop", "r"}).exit_code == 1);
  }

  TEST_CASE("remote: --on-interrupt stop and --timeout stop the execution, and record its end") {
    Scene scene;
    scene.server.play({.events = scene.events, .at_first = 4, .with_each = 0});
    BackgroundCommand run(scene.run_arguments({"--name", "r", "--on-interrupt", "stop"}),
                          scene.pawl.folder.path(), scene.options());
    REQUIRE(wait_for_text(scene.history("r"), "WaitStateEntered"));
    run.send(SIGTERM);
    const CommandResult stopped = run.wait();
    CHECK(stopped.exit_code == 143);
    CHECK(contains(stopped.err, "r ABORTED"));
    CHECK(contains(read_text(scene.history("r")), "interrupted by SIGTERM"));

    const CommandResult late = scene.run({"--name", "late", "--timeout", "0.3"});
    CHECK(late.exit_code == 1);
    CHECK(contains(late.err, "late ABORTED: States.Timeout"));
  }

  TEST_CASE("remote: what a killed pawl had fetched is replaced by an import") {
    Scene scene;
    scene.server.play({.events = scene.events, .at_first = 4, .with_each = 0});
    {
      BackgroundCommand run(scene.run_arguments({"--name", "r"}), scene.pawl.folder.path(), scene.options());
      REQUIRE(wait_for_text(scene.history("r"), "WaitStateEntered"));
      const CommandResult busy = scene.other({"import", kRunArn, "--endpoint-url", scene.server.url()});
      CHECK(busy.exit_code == 2);
      CHECK(contains(busy.err, "is following the execution"));
      run.send(SIGKILL);
      run.wait();
    }
    scene.server.play({.events = scene.events});
    CHECK(scene.run({"--name", "r2"}).exit_code == 0);
    const std::vector<std::string> import = {"import", kRunArn, "--endpoint-url", scene.server.url()};
    CHECK(contains(scene.other(import).out, "r RUNNING, 4 events"));
    const std::string before = read_text(scene.history("r"));
    scene.server.answer_next("GetExecutionHistory", api_error("AccessDeniedException", "not allowed"));
    const CommandResult denied = scene.other(import);
    CHECK(denied.exit_code == 2);
    CHECK(contains(denied.err, "cannot fetch the history: AccessDeniedException: not allowed"));
    CHECK(read_text(scene.history("r")) == before);

    const CommandResult whole = scene.other({"import", kRunArn + "2", "--endpoint-url", scene.server.url()});
    CHECK_MESSAGE(contains(whole.out, "r2 SUCCEEDED"), whole.err);
    CHECK(scene.other({"replay", "r2"}).exit_code == 0);
    CHECK(contains(read_text(scene.history("r2")), "\"definition\":{\"StartAt\":\"Pause\""));
  }

  TEST_CASE("remote: page tokens that have expired do not end the following") {
    Scene scene;
    scene.server.play({.events = scene.events, .at_first = 4, .with_each = 1, .page = 2});
    BackgroundCommand run(scene.run_arguments({"--name", "r"}), scene.pawl.folder.path(), scene.options());
    REQUIRE(wait_for_text(scene.history("r"), "WaitStateEntered"));
    scene.server.forget_tokens();
    const CommandResult result = run.wait();
    CHECK_MESSAGE(result.exit_code == 0, result.err);
    CHECK(scene.other({"replay", "r"}).exit_code == 0);
  }

  TEST_CASE("remote: what the service refuses is one error, and leaves no run behind") {
    Scene scene;
    scene.server.answer_next("CreateStateMachine",
                             api_error("AccessDeniedException", "Cross-account pass role"));
    const CommandResult role = scene.run({"--name", "r"});
    CHECK(role.exit_code == 2);
    CHECK(contains(role.err,
                   "cannot create the state machine 'flow': AccessDeniedException: Cross-account pass role"));
    scene.server.answer_next("CreateStateMachine",
                             api_error("InvalidDefinition", "SCHEMA_VALIDATION_FAILED"));
    CHECK(scene.run({"--name", "r"}).exit_code == 3);
    scene.server.answer_next("StartExecution",
                             api_error("ExecutionAlreadyExists", "Execution Already Exists"));
    const CommandResult taken = scene.run({"--name", "r"});
    CHECK(taken.exit_code == 2);
    CHECK(contains(taken.err, "choose another --name"));
    CHECK_FALSE(fs::exists(scene.history("r").parent_path()));

    const CommandResult no_role =
        scene.other({"run", "flow.asl.json", "--endpoint-url", scene.server.url(), "--machine", "x"});
    CHECK(no_role.exit_code == 2);
    CHECK(contains(no_role.err, "--role-arn says which role it gets"));
  }

  TEST_CASE("remote: an endpoint that is none, and options that are about local tasks") {
    const Scene scene;
    const auto at = [&scene](const std::string& url) {
      return scene.other(
          {"run", "flow.asl.json", "--endpoint-url", url, "--role-arn", "arn:aws:iam::1:role/r"});
    };
    const CommandResult closed = at("http://127.0.0.1:" + std::to_string(closed_port()));
    CHECK(closed.exit_code == 2);
    CHECK(contains(closed.err, "no answer from http://127.0.0.1:"));
    const HttpServer web([](const ServedRequest&) {
      ServedResponse response;
      response.body = "<html>hello</html>";
      return response;
    });
    CHECK(contains(at(web.url()).err, "not as Step Functions' API does: is it the right URL?"));
    CHECK(contains(at("localhost:4566").err, "must be a URL"));
    const CommandResult bound = scene.run({"-b", "Work=true"});
    CHECK(bound.exit_code == 2);
    CHECK(contains(bound.err, "--bind"));
    CHECK(contains(scene.other({"run", "flow.asl.json", "--role-arn", "x"}).err, "--role-arn needs --aws"));
    CHECK(contains(scene.other({"import", "order-7"}).err, "is no ARN of an execution"));
  }

  TEST_CASE("remote: keys come from the profile; those from elsewhere are refused with what to do") {
    const Scene scene;
    fs::create_directory(scene.pawl.folder.path() / ".aws");
    (void)scene.pawl.folder.write(".aws/config",
                                  "[profile work]\nregion = eu-west-1\ns3 =\n  region = nowhere\n"
                                  "[profile sso]\nsso_session = corp\nregion = eu-west-1\n");
    (void)scene.pawl.folder.write(".aws/credentials",
                                  "# keys\n[work]\naws_access_key_id = WORKKEY\naws_secret_access_key=s\n"
                                  "aws_session_token = token-1\n");
    CommandOptions options = scene.options();
    options.environment["AWS_ACCESS_KEY_ID"] = "";
    options.environment["AWS_PROFILE"] = "work";
    CHECK(run_command(scene.run_arguments({}), options).exit_code == 0);
    CHECK(contains(scene.server.header("authorization"), "Credential=WORKKEY/"));
    CHECK(contains(scene.server.header("authorization"), "/eu-west-1/states/"));
    CHECK(contains(scene.server.header("authorization"), "x-amz-security-token"));
    CHECK(scene.server.header("x-amz-security-token") == "token-1");

    options.environment["AWS_PROFILE"] = "sso";
    const std::vector<std::string> at_aws = {kPawlBinary, "run", "flow.asl.json", "--aws"};
    const CommandResult sso = run_command(at_aws, options);
    CHECK(sso.exit_code == 2);
    CHECK(contains(sso.err, "aws configure export-credentials --profile sso"));
    options.environment["AWS_PROFILE"] = "none";
    CHECK(contains(run_command(at_aws, options).err, "there is no profile 'none'"));
  }
}
