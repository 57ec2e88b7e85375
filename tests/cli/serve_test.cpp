// The API of Step Functions as a real server answers it, over real connections.
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "support/cli_pawl.h"
#include "support/http_client.h"
#include "value/dump.h"

using namespace pawl::testing_support;
using pawl::test::HttpAnswer;
using pawl::test::HttpConnection;

namespace {

const std::string kArn = "arn:aws:states:us-east-1:123456789012:";

std::string machine(const std::string& name, const std::string& definition, const std::string& more = "") {
  return R"({"name":")" + name + R"(","roleArn":"arn:aws:iam::123456789012:role/r","definition":)" +
         pawl::json_quoted(definition) + more + "}";
}
const std::string kWaits =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000,"Next":"P"},"P":{"Type":"Pass","End":true}}})";

/// A server with a folder for its state; it can be killed and started again.
struct ServedPawl : Pawl {
  explicit ServedPawl(std::vector<std::string> more = {}) : arguments(std::move(more)) { start(); }

  void start() {
    std::vector<std::string> all = {kPawlBinary, "serve", "--port", "0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto own = folder.path() / ("server-" + std::to_string(++started));
    std::filesystem::create_directory(own);
    server.emplace(all, own, with_state({}));
    REQUIRE(wait_for_text(own / "background.out", "region"));
    const std::string line = read_text(own / "background.out");
    port = std::stoi(line.substr(line.find("port ") + 5));
  }
  void kill() {
    server->send(SIGKILL);
    (void)server->wait();
  }
  HttpAnswer call(std::string_view operation, const std::string& body) const {
    return HttpConnection(port).call(operation, body);
  }
  [[nodiscard]] Json ok(std::string_view operation, const std::string& body) const {
    const HttpAnswer answer = call(operation, body);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return answer.json();
  }
  [[nodiscard]] std::string error(std::string_view operation, const std::string& body) const {
    const HttpAnswer answer = call(operation, body);
    CHECK(answer.status == 400);
    const std::string type = answer.json()["__type"].text();
    return type.substr(type.find('#') + 1);
  }
  /// Waits until the execution has this status; its description.
  [[nodiscard]] Json await(const std::string& arn, const std::string& status) const {
    Json described = ok("DescribeExecution", R"({"executionArn":")" + arn + "\"}");
    for (int i = 0; i < 600 && described["status"] != status; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      described = ok("DescribeExecution", R"({"executionArn":")" + arn + "\"}");
    }
    CHECK(described["status"].text() == status);
    return described;
  }

  std::vector<std::string> arguments;
  std::optional<BackgroundCommand> server;
  int started = 0;
  int port = 0;
};

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("serve: an execution from its start to its history, seen by the other commands too") {
    const ServedPawl pawl;
    const Json made = pawl.ok("CreateStateMachine", machine("hello", kPass));
    CHECK(made["stateMachineArn"].text() == kArn + "stateMachine:hello");
    const Json begun =
        pawl.ok("StartExecution", R"({"stateMachineArn":")" + kArn +
                                      R"(stateMachine:hello","name":"one","input":"{\"a\":1}"})");
    CHECK(begun["executionArn"].text() == kArn + "execution:hello:one");
    const Json ended = pawl.await(kArn + "execution:hello:one", "SUCCEEDED");
    CHECK(ended["output"].text() == R"({"a":1})");
    const Json page = pawl.ok("GetExecutionHistory",
                              R"({"executionArn":")" + kArn + R"(execution:hello:one","maxResults":2})");
    CHECK(page["events"].size() == 2);
    const Json rest =
        pawl.ok("GetExecutionHistory", R"({"executionArn":")" + kArn +
                                           R"(execution:hello:one","maxResults":2,"nextToken":")" +
                                           page["nextToken"].text() + "\"}");
    CHECK(rest["events"][0]["id"] == "3");
    CHECK(contains(pawl({"ls"}).out, "hello:one"));
    CHECK(pawl({"replay", "hello:one"}).exit_code == 0);
    CHECK(pawl.error("StartExecution",
                     R"({"stateMachineArn":")" + kArn + R"(stateMachine:hello","name":"one"})") ==
          "ExecutionAlreadyExists");
  }

  TEST_CASE("serve: what was answered survives a kill: machines, executions that wait, their ends") {
    ServedPawl pawl;
    (void)pawl.ok("CreateStateMachine", machine("waits", kWaits, R"(,"publish":true)"));
    (void)pawl.ok("StartExecution",
                  R"({"stateMachineArn":")" + kArn + R"(stateMachine:waits:1","name":"a"})");
    pawl.kill();
    pawl.start();
    const Json described =
        pawl.ok("DescribeExecution", R"({"executionArn":")" + kArn + R"(execution:waits:a"})");
    CHECK(described["status"] == "RUNNING");
    CHECK(described["stateMachineVersionArn"].text() == kArn + "stateMachine:waits:1");
    (void)pawl.ok("StopExecution", R"({"executionArn":")" + kArn + R"(execution:waits:a","error":"Enough"})");
    CHECK(pawl.await(kArn + "execution:waits:a", "ABORTED")["error"] == "Enough");
    pawl.kill();
    pawl.start();
    CHECK(pawl.await(kArn + "execution:waits:a", "ABORTED")["error"] == "Enough");
    CHECK(pawl({"replay", "waits:a"}).exit_code == 0);
    pawl.server->send(SIGTERM);
    CHECK(pawl.server->wait().exit_code == 0);
  }

  TEST_CASE("serve: a worker over the API gets a task as soon as there is one, and ends it") {
    const ServedPawl pawl;
    (void)pawl.ok("CreateActivity", R"({"name":"act"})");
    (void)pawl.ok("CreateStateMachine", machine("asks", one_task(kArn + "activity:act")));
    Json task{pawl::Value()};
    std::thread worker([&] {
      task = pawl.ok("GetActivityTask", R"({"activityArn":")" + kArn + R"(activity:act","workerName":"w"})");
    });
    (void)pawl.ok("StartExecution",
                  R"({"stateMachineArn":")" + kArn + R"(stateMachine:asks","name":"a","input":"[7]"})");
    worker.join();
    CHECK(task["input"].text() == "[7]");
    (void)pawl.ok("SendTaskSuccess", R"({"taskToken":")" + task["taskToken"].text() + R"(","output":"8"})");
    CHECK(pawl.await(kArn + "execution:asks:a", "SUCCEEDED")["output"].text() == "8");
  }

  TEST_CASE("serve: a definition that a call brings runs no command that the configuration does not bind") {
    const std::string marks = one_task("sh:touch marked");
    ServedPawl pawl;
    (void)pawl.ok("CreateStateMachine", machine("m", marks));
    (void)pawl.ok("StartExecution", R"({"stateMachineArn":")" + kArn + R"(stateMachine:m","name":"a"})");
    CHECK(pawl.await(kArn + "execution:m:a", "FAILED")["error"] == "Pawl.Unbound");
    CHECK(!std::filesystem::exists(pawl.folder.path() / "marked"));
    pawl.kill();
    pawl.arguments = {"--allow-exec"};
    pawl.start();
    (void)pawl.ok("RedriveExecution", R"({"executionArn":")" + kArn + R"(execution:m:a"})");
    (void)pawl.await(kArn + "execution:m:a", "SUCCEEDED");
    CHECK(std::filesystem::exists(pawl.folder.path() / "marked"));
  }

  TEST_CASE("serve: an Express execution that is waited for") {
    const ServedPawl pawl;
    (void)pawl.ok("CreateStateMachine", machine("quick", kPass, R"(,"type":"EXPRESS")"));
    const Json ended = pawl.ok("StartSyncExecution",
                               R"({"stateMachineArn":")" + kArn + R"(stateMachine:quick","input":"[1]"})");
    CHECK(ended["status"] == "SUCCEEDED");
    CHECK(ended["output"].text() == "[1]");
    CHECK(ended["billingDetails"]["billedDurationInMilliseconds"] == "100");
  }

  TEST_CASE("serve: web pages from elsewhere, broken HTTP and endless requests are refused") {
    const ServedPawl pawl;
    CHECK(
        HttpConnection(pawl.port).call("ListStateMachines", "{}", "Origin: http://evil.example\r\n").status ==
        403);
    HttpConnection rebound(pawl.port);
    rebound.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    CHECK(rebound.read().status == 403);
    HttpConnection garbage(pawl.port);
    garbage.send("\x16\x03\x01 no HTTP\r\n\r\n");
    CHECK(garbage.read().status == 400);
    HttpConnection large(pawl.port);
    large.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n");
    CHECK(large.read().status == 413);
    HttpConnection headers(pawl.port);
    headers.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(100'000, 'x'));
    CHECK(headers.read().status == 431);
    HttpConnection pipelined(pawl.port);
    pipelined.send(
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET http://sync-localhost/_pawl/health HTTP/1.1\r\nHost: "
        "sync-localhost\r\n\r\n");
    CHECK(pipelined.read().status == 200);
    CHECK(pipelined.read().body == R"({"status":"ok"})");
    CHECK(pawl.error("ListStateMachines", "{") == "SerializationException");
    CHECK(pawl.error("ListStateMachines", R"({"maxResults":"many"})") == "SerializationException");
    CHECK(pawl.error("MakeCoffee", "{}") == "UnknownOperationException");
  }
}
