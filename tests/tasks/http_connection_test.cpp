#include <doctest/doctest.h>

#include <atomic>

#include "support/http_server.h"
#include "support/task_harness.h"
#include "tasks/connection.h"
#include "tasks/http_runner.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;
using tasks::Binding;
using tasks::Connection;
using tasks::HttpBinding;

namespace {

Binding invoke() {
  Binding binding;
  binding.target = HttpBinding{.url = {}, .headers = {}, .form = HttpBinding::Form::HttpInvoke};
  return binding;
}

Value call(const std::string& url) {
  return Value::object({{"ApiEndpoint", Value::string(url)},
                        {"Method", Value::string("GET")},
                        {"Authentication", Value::object({{"ConnectionArn", Value::string("arn:crm")}})}});
}

std::string error_of(const Outcome& outcome) { return outcome.error.error.value_or("(none)"); }
std::string cause_of(const Outcome& outcome) { return outcome.error.cause.value_or("(none)"); }
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A server of tokens and of an API that takes the newest of them.
class Api {
 public:
  Api() : server_([this](const ServedRequest& request) { return answer(request); }) {}
  [[nodiscard]] std::string url() const { return server_.url(); }

  std::atomic<int> tokens{0};       // given out
  std::atomic<int> lifetime{3600};  // of each, in seconds
  std::atomic<int> token_status{200};
  std::atomic<bool> refuses{false};  // the API answers 401
  std::vector<ServedRequest> token_requests;

 private:
  ServedResponse answer(const ServedRequest& request) {
    ServedResponse response;
    if (request.target == "/token") {
      token_requests.push_back(request);
      response.status = token_status;
      response.body = R"({"access_token":"tok/en-)" + std::to_string(++tokens) + R"(","expires_in":)" +
                      std::to_string(lifetime) + "}";
      return response;
    }
    const auto sent = request.headers.find("authorization");
    response.body = to_json(Value::string(sent == request.headers.end() ? "" : sent->second));
    const bool is_newest =
        sent != request.headers.end() && sent->second == "Bearer tok/en-" + std::to_string(tokens);
    response.headers.emplace_back("X-Newest", is_newest ? "yes" : "no");
    if (refuses) response.status = 401;
    return response;
  }

  HttpServer server_;
};

Connection oauth(const Api& api) {
  Connection connection;
  connection.arn = "arn:*";
  connection.oauth = tasks::OAuthClient{.token_url = api.url() + "/token",
                                        .client_id = "me:1",
                                        .client_secret = "p&s",
                                        .headers = {},
                                        .body = {{"scope", "a b"}}};
  return connection;
}

tasks::BoundTasks bound(Connection connection) {
  auto tasks = TaskHarness::default_tasks();
  tasks.connections.push_back(std::move(connection));
  return tasks;
}

std::string newest(const Outcome& outcome) {
  REQUIRE_MESSAGE(outcome.type == Outcome::Type::Succeeded, error_of(outcome), ": ", cause_of(outcome));
  return to_json(*outcome.output.find("Headers")->find("x-newest"));
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("OAuth: one token for all requests, masked in what comes back") {
    Api api;
    TaskHarness harness(tasks::make_http_runner, bound(oauth(api)));
    std::vector<tasks::TaskId> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(harness.start(invoke(), call(api.url() + "/things")));
    REQUIRE(harness.wait_for(5));
    for (const tasks::TaskId id : ids) {
      CHECK(newest(harness.end_of(id)) == R"(["yes"])");
      CHECK(to_json(*harness.end_of(id).output.find("ResponseBody")) == R"("Bearer ***")");
    }
    CHECK(newest(harness.run(invoke(), call(api.url() + "/things"))) == R"(["yes"])");
    CHECK(api.tokens == 1);
    const ServedRequest& request = api.token_requests.at(0);
    CHECK(request.method == "POST");
    CHECK(request.body == "scope=a%20b&grant_type=client_credentials");
    CHECK(request.headers.at("content-type") == "application/x-www-form-urlencoded");
    CHECK(request.headers.at("authorization") == "Basic bWUlM0ExOnAlMjZz");  // me%3A1:p%26s
  }

  TEST_CASE("OAuth: the client's id and secret in the body") {
    Api api;
    Connection connection = oauth(api);
    connection.oauth->credentials_in_body = true;
    TaskHarness harness(tasks::make_http_runner, bound(std::move(connection)));
    CHECK(newest(harness.run(invoke(), call(api.url() + "/things"))) == R"(["yes"])");
    CHECK(api.token_requests.at(0).body ==
          "scope=a%20b&grant_type=client_credentials&client_id=me%3A1&client_secret=p%26s");
    CHECK(!api.token_requests.at(0).headers.contains("authorization"));
  }

  TEST_CASE("OAuth: a token that is about to expire is renewed, and one that the API refuses") {
    Api api;
    TaskHarness harness(tasks::make_http_runner, bound(oauth(api)));
    api.lifetime = 30;  // less than the minute before which it is renewed
    CHECK(newest(harness.run(invoke(), call(api.url() + "/things"))) == R"(["yes"])");
    api.lifetime = 3600;
    CHECK(newest(harness.run(invoke(), call(api.url() + "/things"))) == R"(["yes"])");
    CHECK(api.tokens == 2);
    api.refuses = true;
    const Outcome refused = harness.run(invoke(), call(api.url() + "/things"));
    CHECK(error_of(refused) == "States.Http.StatusCode.401");
    CHECK(!has(cause_of(refused), "tok/en"));
    CHECK(api.tokens == 2);
    api.refuses = false;
    CHECK(newest(harness.run(invoke(), call(api.url() + "/things"))) == R"(["yes"])");
    CHECK(api.tokens == 3);
  }

  TEST_CASE("OAuth: no token, no request; cancelled tasks get none") {
    Api api;
    TaskHarness harness(tasks::make_http_runner, bound(oauth(api)));
    api.token_status = 403;
    const Outcome refused = harness.run(invoke(), call(api.url() + "/things"));
    CHECK(error_of(refused) == "Events.ConnectionResource.InvalidConnectionState");
    CHECK(has(cause_of(refused), "answered 403"));
    api.token_status = 200;
    const tasks::TaskId cancelled = harness.start(invoke(), call(api.url() + "/things"));
    const tasks::TaskId kept = harness.start(invoke(), call(api.url() + "/things"));
    harness.cancel(cancelled);
    REQUIRE(harness.wait_for(2));
    CHECK(newest(harness.end_of(kept)) == R"(["yes"])");
    CHECK(!harness.has_ended(cancelled));
    Connection nowhere = oauth(api);
    nowhere.oauth->token_url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/token";
    TaskHarness other(tasks::make_http_runner, bound(std::move(nowhere)));
    CHECK(error_of(other.run(invoke(), call(api.url() + "/things"))) ==
          "Events.ConnectionResource.InvalidConnectionState");
  }

  TEST_CASE("a connection that is not configured is an error, and nothing is sent") {
    Api api;
    TaskHarness harness(tasks::make_http_runner);
    const Outcome outcome = harness.run(invoke(), call(api.url() + "/things"));
    CHECK(error_of(outcome) == "Events.ConnectionResource.ResourceNotFound");
    CHECK(has(cause_of(outcome), "arn:crm"));
  }

  TEST_CASE("user name and password; secrets of a connection are known") {
    Connection connection;
    connection.basic = {"bob", "${SECRET}"};
    std::vector<std::string> secrets;
    REQUIRE(fill_connection(connection, {{"SECRET", "open sesame"}}, secrets));
    CHECK(connection.headers == tasks::Headers{{"Authorization", "Basic Ym9iOm9wZW4gc2VzYW1l"}});
    CHECK(secrets == std::vector<std::string>{"open sesame", "Ym9iOm9wZW4gc2VzYW1l"});
    Connection unfilled;
    unfilled.oauth = tasks::OAuthClient{
        .token_url = "http://x", .client_id = "a", .client_secret = "${NOWHERE}", .headers = {}, .body = {}};
    CHECK(!fill_connection(unfilled, {}, secrets));
  }

  TEST_CASE("apigateway:invoke: the request is made of its parameters") {
    ServedRequest seen;
    HttpServer server([&](const ServedRequest& request) {
      seen = request;
      ServedResponse response;
      if (request.target.find("missing") != std::string::npos) {
        response.status = 403;
        response.body = R"({"message":"Missing Authentication Token"})";
      }
      return response;
    });
    TaskHarness harness(tasks::make_http_runner);
    Binding binding;
    binding.target =
        HttpBinding{.url = server.url() + "/{Stage}", .headers = {}, .form = HttpBinding::Form::ApiGateway};
    const auto run = [&](const std::string& more) {
      return harness.run(
          binding, *parse_json(R"({"ApiEndpoint":"abc.execute-api.us-east-1.amazonaws.com","Stage":"dev",)" +
                               more + "}"));
    };
    const Outcome posted = run(
        R"("Method":"POST","Path":"/pets/7","QueryParameters":{"q":["a","b c"]},"Headers":{"X-List":["1","2"]},"RequestBody":{"a":null,"b":{"c":null,"d":1}},"AuthType":"IAM_ROLE")");
    REQUIRE(posted.type == Outcome::Type::Succeeded);
    CHECK(posted.output.find("StatusCode")->as_int64() == 200);
    CHECK(seen.target == "/dev/pets/7?q=a&q=b%20c");
    CHECK(seen.body == R"({"b":{"d":1}})");
    CHECK(seen.headers.at("x-list") == "1, 2");
    CHECK(seen.headers.at("content-type") == "application/json");
    CHECK(run(R"("Method":"POST","RequestBody":{"a":null},"AllowNullValues":true)").type ==
          Outcome::Type::Succeeded);
    CHECK(seen.body == R"({"a":null})");
    CHECK(run(R"("Method":"POST","RequestBody":"")").type == Outcome::Type::Succeeded);
    CHECK(seen.body == R"("")");
    const Outcome missing = run(R"("Method":"GET","Path":"missing")");
    CHECK(error_of(missing) == "ApiGateway.403");
    CHECK(cause_of(missing) == R"({"message":"Missing Authentication Token"})");
    for (const char* wrong :
         {R"("Method":"BREW")", R"("Method":"GET","Headers":{"Host":"x"})",
          R"("Method":"GET","AuthType":"KEY")", R"("Method":"GET","Path":"a b")", R"("Path":"x")"}) {
      CHECK_MESSAGE(error_of(run(wrong)) == "States.Runtime", wrong);
    }
    std::get<HttpBinding>(binding.target).url = "http://127.0.0.1:" + std::to_string(closed_port());
    CHECK(error_of(run(R"("Method":"GET")")) == "ApiGateway.ConnectException");
    std::get<HttpBinding>(binding.target).url = "";
    const Outcome unsigned_call = run(R"("Method":"GET","AuthType":"IAM_ROLE")");
    CHECK(error_of(unsigned_call) == "States.Runtime");
    CHECK(has(cause_of(unsigned_call), "signature"));
  }

  TEST_CASE("a connection goes to its hosts only") {
    HttpServer server([](const ServedRequest& request) {
      ServedResponse response;
      const auto sent = request.headers.find("x-test");
      response.body =
          to_json(Value::object({{"x", Value::string(sent == request.headers.end() ? "" : sent->second)}}));
      return response;
    });
    const std::string port = server.url().substr(server.url().rfind(':'));
    const auto outcome_with = [&](const std::vector<std::string>& hosts, const std::string& endpoint) {
      tasks::BoundTasks bound = TaskHarness::default_tasks();
      bound.connections = {{"*", {{"X-Test", "s3cret"}}, {}, {}, hosts, {}, {}}};
      TaskHarness harness(tasks::make_http_runner, bound);
      return harness.run(invoke(), *parse_json(R"({"Method":"GET","ApiEndpoint":")" + endpoint +
                                               R"(","Authentication":{"ConnectionArn":"arn:x"}})"));
    };
    const std::string here = server.url() + "/request";
    for (const auto& hosts : std::vector<std::vector<std::string>>{
             {}, {"127.0.0.1"}, {"127.0.0.1" + port}, {"api.example.com", "127.*"}, {"*"}}) {
      const Outcome outcome = outcome_with(hosts, here);
      REQUIRE(outcome.type == Outcome::Type::Succeeded);
      CHECK(outcome.output.find("ResponseBody")->find("x")->as_string() == "s3cret");
    }
    size_t sent = server.requests();
    for (const std::string& endpoint :
         {here, "http://api.example.com@127.0.0.1" + port + "/",
          "http://127.0.0.1" + port + "\\\\.api.example.com/",
          "http://127.0.0.1" + port + "?.api.example.com", "http://127.0.0.1" + port + "#.api.example.com",
          std::string("http:///127.0.0.1/"), std::string("http://%61pi.example.com/"),
          std::string("http://api.example.com.evil.test/")}) {
      CAPTURE(endpoint);
      const Outcome outcome = outcome_with({"*.api.example.com", "api.example.com", "127.0.0.1:1"}, endpoint);
      CHECK(error_of(outcome) == "States.Runtime");
      CHECK(has(cause_of(outcome), "hosts"));
    }
    CHECK(server.requests() == sent);
  }
}
