#include "tasks/http_runner.h"

#include <doctest/doctest.h>

#include <chrono>

#include "support/http_server.h"
#include "support/task_harness.h"
#include "tasks/http_request.h"
#include "value/dump.h"
#include "value/parse.h"

using namespace pawl;
using namespace pawl::test;
using engine::Outcome;
using tasks::Binding;
using tasks::HttpBinding;

namespace {

Binding http(const std::string& url, const std::string& method = "POST") {
  Binding binding;
  binding.target = HttpBinding{.url = url, .method = method, .headers = {}};
  return binding;
}

Binding invoke() {
  Binding binding;
  binding.target = HttpBinding{.url = {}, .headers = {}, .form = HttpBinding::Form::HttpInvoke};
  return binding;
}

Value json(const std::string& text) {
  auto value = parse_json(text);
  REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

std::string error_of(const Outcome& outcome) {
  CHECK(outcome.type == Outcome::Type::Failed);
  return outcome.error.error.value_or("(none)");
}
std::string cause_of(const Outcome& outcome) { return outcome.error.cause.value_or("(none)"); }
std::string result_of(const Outcome& outcome) {
  CHECK_MESSAGE(outcome.type == Outcome::Type::Succeeded, error_of(outcome), ": ", cause_of(outcome));
  return to_json(outcome.output);
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Answers by the path: what the test cases below ask for.
ServedResponse answer(const ServedRequest& request) {
  ServedResponse response;
  const std::string& path = request.target;
  if (path == "/echo") {
    response.body = request.body.empty() ? "null" : request.body;
  } else if (path.starts_with("/request")) {
    response.body = to_json(Value::object(
        {{"method", Value::string(request.method)},
         {"target", Value::string(path)},
         {"type",
          Value::string(request.headers.contains("content-type") ? request.headers.at("content-type") : "")},
         {"agent",
          Value::string(request.headers.contains("user-agent") ? request.headers.at("user-agent") : "")},
         {"x", Value::string(request.headers.contains("x-test") ? request.headers.at("x-test") : "")},
         {"body", Value::string(request.body)}}));
  } else if (path == "/text") {
    response.headers = {{"Content-Type", "text/plain"}};
    response.body = "[1]";
  } else if (path == "/untyped") {
    response.headers = {};
    response.body = "[1]";
  } else if (path == "/broken") {
    response.body = "{oops";
  } else if (path == "/empty") {
    response.body = "";
  } else if (path == "/image") {
    response.headers = {{"Content-Type", "image/png"}};
  } else if (path == "/many") {
    response.headers = {{"Content-Type", "application/json"}, {"X-A", "1"}, {"x-a", "2"}};
    response.status = 201;
    response.status_text = "Created";
    response.body = R"({"a":1})";
  } else if (path == "/error") {
    response.status = 503;
    response.status_text = "No";
    response.body = R"({"why":"busy"})";
  } else if (path == "/redirect") {
    response.status = 302;
    response.headers.emplace_back("Location", "/echo");
  } else if (path == "/function-error") {
    response.headers.emplace_back("X-Amz-Function-Error", "Unhandled");
    response.body = R"({"errorType":"ValueError","errorMessage":"bad"})";
  } else if (path == "/hang") {
    response.hangs = true;
  } else if (path.starts_with("/close")) {
    response.closes = true;
  } else if (path.starts_with("/answer/")) {
    response.status = std::stoi(path.substr(8));
    response.headers.emplace_back("Location", "/echo");
    response.headers.emplace_back("Retry-After", "0");
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"r\"");
    response.headers.emplace_back("Proxy-Authenticate", "Basic realm=\"r\"");
  } else if (path == "/drop") {
    response.drops = true;
  } else if (path == "/big") {
    response.body = "\"" + std::string(5'000'000, 'z') + "\"";
  } else if (path == "/huge") {
    response.body.assign(70'000'000, '1');
  }
  return response;
}

}  // namespace

TEST_SUITE("tasks") {
  TEST_CASE("a bare URL: the input goes as JSON, the body is the result") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    const auto run = [&](const std::string& path) {
      return harness.run(http(server.url() + path), json(R"({"a":1})"));
    };
    CHECK(result_of(run("/echo")) == R"({"a":1})");
    CHECK(to_json(harness.steps.at(0).detail) == R"({"method":"POST","url":")" + server.url() + "/echo\"}");
    CHECK(result_of(run("/text")) == R"("[1]")");
    CHECK(result_of(run("/untyped")) == "[1]");
    CHECK(result_of(run("/empty")) == "null");
    CHECK(error_of(run("/broken")) == "Output.NotJson");
    CHECK(error_of(run("/image")) == "States.Runtime");
    const Outcome busy = run("/error");
    CHECK(error_of(busy) == "States.Http.StatusCode.503");
    CHECK(cause_of(busy) == R"({"why":"busy"})");
    CHECK(error_of(run("/redirect")) == "States.Http.StatusCode.302");
    CHECK(error_of(run("/drop")) == "States.Http.Socket");
    const auto seen = json(result_of(run("/request")));
    CHECK(to_json(*seen.find("type")) == R"("application/json")");
    CHECK(has(to_json(*seen.find("agent")), "pawl/"));
  }

  TEST_CASE("placeholders in the URL, other methods") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    const auto seen = [&](const Binding& binding, const std::string& input) {
      return json(result_of(harness.run(binding, json(input))));
    };
    const Value filled = seen(http(server.url() + "/request/{name}/{n}"), R"({"name":"a b/ä","n":7})");
    CHECK(to_json(*filled.find("target")) == R"("/request/a%20b%2F%C3%A4/7")");
    const Outcome missing = harness.run(http(server.url() + "/{nope}"), json("{}"));
    CHECK(error_of(missing) == "States.Runtime");
    CHECK(has(cause_of(missing), "'nope'"));
    for (const char* method : {"GET", "PUT", "DELETE", "PATCH"}) {
      const Value one = seen(http(server.url() + "/request", method), "[1]");
      CHECK(one.find("method")->as_string() == method);
      CHECK(one.find("body")->as_string() == (std::string(method) == "GET" ? "" : "[1]"));
    }
    CHECK(result_of(harness.run(http(server.url() + "/request", "HEAD"))) == "null");
  }

  TEST_CASE("wrap: lambda") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    Binding binding = http(server.url() + "/echo");
    binding.wrap_lambda = true;
    CHECK(result_of(harness.run(binding, json(R"({"FunctionName":"f","Payload":[1]})"))) ==
          R"({"ExecutedVersion":"$LATEST","Payload":[1],"StatusCode":200})");
    std::get<HttpBinding>(binding.target).url = server.url() + "/function-error";
    const Outcome thrown = harness.run(binding);
    CHECK(error_of(thrown) == "ValueError");
    CHECK(has(cause_of(thrown), "bad"));
  }

  TEST_CASE("http:invoke as AWS has it") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    const auto run = [&](const std::string& path, const std::string& more) {
      return harness.run(invoke(), json(R"({"ApiEndpoint":")" + server.url() + path + "\"," + more + "}"));
    };
    CHECK(
        result_of(run("/many", R"("Method":"GET")")) ==
        R"({"Headers":{"content-type":["application/json"],"x-a":["1","2"],"content-length":["7"]},"ResponseBody":{"a":1},"StatusCode":201,"StatusText":"Created"})");
    const auto seen = [&](const std::string& more) {
      return *json(result_of(run("/request", more))).find("ResponseBody");
    };
    const Value all = seen(
        R"("Method":"POST","Headers":{"X-Test":"t"},"QueryParameters":{"q":"a b","l":[1,2]},"RequestBody":{"k":[1]})");
    CHECK(all.find("target")->as_string() == "/request?q=a%20b&l=1&l=2");
    CHECK(all.find("x")->as_string() == "t");
    CHECK(all.find("body")->as_string() == R"({"k":[1]})");
    CHECK(all.find("type")->as_string() == "application/json; charset=UTF-8");
    CHECK(has(std::string(all.find("agent")->as_string()), "Amazon|StepFunctions|HttpInvoke"));
    const Value form = seen(
        R"("Method":"POST","RequestBody":{"a":"x y","b":[1,2],"c":{"d":true}},"Transform":{"RequestBodyEncoding":"URL_ENCODED"})");
    CHECK(form.find("body")->as_string() == "a=x%20y&b[0]=1&b[1]=2&c[d]=true");
    CHECK(has(std::string(form.find("type")->as_string()), "x-www-form-urlencoded"));
    CHECK(seen(R"("Method":"POST")").find("body")->as_string() == "");
    CHECK(error_of(run("/error", R"("Method":"GET")")) == "States.Http.StatusCode.503");
    for (const char* wrong :
         {R"("Headers":{})", R"("Method":"BREW")", R"("Method":"GET","Headers":{"Host":"x"})",
          R"("Method":"GET","Headers":{"X-Amz-Date":"x"})", R"("Method":"GET","Headers":"x")",
          R"("Method":"GET","Headers":{"a":"b\r\nInjected: c"})"}) {
      CHECK_MESSAGE(error_of(run("/echo", wrong)) == "States.Runtime", wrong);
    }
    CHECK(error_of(harness.run(invoke(), json(R"({"ApiEndpoint":"file:///etc/passwd","Method":"GET"})"))) ==
          "States.Runtime");
  }

  TEST_CASE("array formats") {
    const Value body = json(R"({"a":[1,"b c"]})");
    CHECK(tasks::form_encoded(body, "INDICES") == "a[0]=1&a[1]=b%20c");
    CHECK(tasks::form_encoded(body, "REPEAT") == "a=1&a=b%20c");
    CHECK(tasks::form_encoded(body, "COMMAS") == "a=1,b%20c");
    CHECK(tasks::form_encoded(body, "BRACKETS") == "a[]=1&a[]=b%20c");
  }

  TEST_CASE("connections win over the state, their secrets are not shown") {
    HttpServer server(answer);
    auto bound = TaskHarness::default_tasks();
    bound.secrets = {"k3y"};
    bound.connections = {
        {"*:connection/c/*", {{"X-Test", "from connection"}}, {{"key", "k3y"}}, json(R"({"extra":true})")}};
    TaskHarness harness(tasks::make_http_runner, bound);
    const std::string parameters =
        R"({"ApiEndpoint":")" + server.url() +
        R"(/request","Method":"POST","Headers":{"X-Test":"own"},"Authentication":{"ConnectionArn":"arn:aws:events:us-east-1:1:connection/c/1"},"RequestBody":)";
    const Value seen =
        *json(result_of(harness.run(invoke(), json(parameters + "{\"a\":1}}")))).find("ResponseBody");
    CHECK(seen.find("x")->as_string() == "from connection");
    CHECK(seen.find("target")->as_string() == "/request?key=***");
    CHECK(seen.find("body")->as_string() == R"({"a":1,"extra":true})");
    CHECK(!has(to_json(harness.steps.at(0).detail), "k3y"));
    CHECK(error_of(harness.run(invoke(), json(parameters + "\"text\"}"))) == "States.Runtime");
  }

  TEST_CASE("connections are kept, big bodies pass, too big ones do not") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    for (int i = 0; i < 10; ++i)
      CHECK(result_of(harness.run(http(server.url() + "/echo"), Value::integer(i))) == std::to_string(i));
    CHECK(server.connections() == 1);
    const Value big = Value::string(std::string(3'000'000, 'b'));
    const Outcome echoed = harness.run(http(server.url() + "/echo"), big);
    REQUIRE(echoed.type == Outcome::Type::Succeeded);
    CHECK(echoed.output.as_string() == big.as_string());
    CHECK(harness.run(http(server.url() + "/big")).output.as_string().size() == 5'000'000);
    CHECK(error_of(harness.run(http(server.url() + "/huge"))) == "States.DataLimitExceeded");
  }

  TEST_CASE("many at the same time") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    std::vector<tasks::TaskId> ids;
    for (int i = 0; i < 100; ++i)
      ids.push_back(harness.start(http(server.url() + "/echo"), Value::integer(i)));
    REQUIRE(harness.wait_for(ids.size()));
    for (int i = 0; i < 100; ++i)
      CHECK(result_of(harness.end_of(ids[static_cast<size_t>(i)])) == std::to_string(i));
    CHECK(server.requests() == 100);
  }

  TEST_CASE("nobody there, names that do not exist, cancellation") {
    const size_t before = open_descriptors();
    {
      HttpServer server(answer);
      TaskHarness harness(tasks::make_http_runner);
      const Outcome refused = harness.run(http("http://127.0.0.1:" + std::to_string(closed_port()) + "/"));
      CHECK(error_of(refused) == "States.Http.Socket");
      CHECK(has(cause_of(refused), "onnect"));
      CHECK(error_of(harness.run(http("http://no-such-host.invalid/"))) == "States.Http.Socket");
      const auto id = harness.start(http(server.url() + "/hang"), Value());
      harness.run_for(100);
      harness.cancel(id);
      harness.run_for(50);
      CHECK(!harness.has_ended(id));
      CHECK(harness.wait_until_idle());
      CHECK(result_of(harness.run(http(server.url() + "/echo"))) == "{}");
    }
    CHECK(open_descriptors() <= before);
  }

  TEST_CASE("a request is sent once, whatever becomes of a connection that was kept") {
    for (const char* method : {"POST", "PATCH", "PUT", "DELETE", "GET", "HEAD", "OPTIONS"}) {
      for (const Value& input : {json("{}"), Value::string(std::string(300'000, 'x'))}) {
        CAPTURE(method);
        HttpServer server(answer);
        TaskHarness harness(tasks::make_http_runner);
        CHECK(result_of(harness.run(http(server.url() + "/echo"))) == "{}");
        const Outcome closed = harness.run(http(server.url() + "/close", method), input);
        CHECK(error_of(closed) == "States.Http.Socket");
        CHECK(has(cause_of(closed), "may have carried the request out"));
        CHECK(server.requests() == 2);
        CHECK(result_of(harness.run(http(server.url() + "/echo"))) == "{}");
        CHECK(server.requests() == 3);
      }
    }
  }

  TEST_CASE("http:invoke without a body is sent once, too, and so is a request on a new connection") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    const auto call = [&](const std::string& method, const std::string& path) {
      return harness.run(
          invoke(), json(R"({"Method":")" + method + R"(","ApiEndpoint":")" + server.url() + path + "\"}"));
    };
    size_t sent = 0;
    for (const char* method : {"POST", "GET", "DELETE", "PUT"}) {
      CAPTURE(method);
      CHECK(error_of(call(method, "/close")) == "States.Http.Socket");  // nothing was kept
      CHECK(server.requests() == ++sent);
      CHECK(call("GET", "/echo").type == Outcome::Type::Succeeded);
      ++sent;
      CHECK(error_of(call(method, "/close")) == "States.Http.Socket");
      CHECK(server.requests() == ++sent);
    }
  }

  TEST_CASE("redirects, refusals and demands of credentials are answers, and nothing is sent again") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    size_t sent = 0;
    for (const char* method : {"POST", "GET"}) {
      for (const int status : {301, 302, 303, 307, 308, 401, 407, 417, 421, 425, 429, 500, 503}) {
        CAPTURE(status);
        const std::string path = "/answer/" + std::to_string(status);
        CHECK(error_of(harness.run(http(server.url() + path, method))) ==
              "States.Http.StatusCode." + std::to_string(status));
        CHECK(server.requests() == ++sent);
      }
    }
  }

  TEST_CASE("what stands in a URL is sent whole, or not at all") {
    HttpServer server(answer);
    TaskHarness harness(tasks::make_http_runner);
    const auto filled = [&](const std::string& path, const std::string& name) {
      return harness.run(http(server.url() + path), Value::object({{"n", Value::string(name)}}));
    };
    for (const char* name : {".", ".."}) {
      for (const char* path : {"/functions/{n}/invocations", "/functions/{n}", "/{n}?a=1", "/a/{n}#b"}) {
        CAPTURE(path);
        const Outcome outcome = filled(path, name);
        CHECK(error_of(outcome) == "States.Runtime");
        CHECK(has(cause_of(outcome), "'n'"));
      }
    }
    CHECK(error_of(filled("/request/.{n}/x", ".")) == "States.Runtime");
    CHECK(server.requests() == 0);
    for (const char* name : {"...", "a..b", "..a", "../x", "%2e%2e", "a/../b"}) {
      CAPTURE(name);
      const Value seen = json(result_of(filled("/request/{n}/x", name)));
      CHECK(seen.find("target")->as_string() == "/request/" + tasks::url_encoded(name) + "/x");
    }
    CHECK(json(result_of(filled("/request?q={n}", ".."))).find("target")->as_string() == "/request?q=..");

    const auto call = [&](const std::string& endpoint) {
      return harness.run(invoke(), Value::object({{"Method", Value::string("GET")},
                                                  {"ApiEndpoint", Value::string(endpoint)}}));
    };
    const size_t before = server.requests();
    for (const std::string& cut : {std::string("/echo\0/private", 14), std::string("/echo\nX: y"),
                                   std::string("/a b"), std::string("/a\x7f")}) {
      const Outcome outcome = call(server.url() + cut);
      CHECK(error_of(outcome) == "States.Runtime");
      CHECK(has(cause_of(outcome), "control character"));
    }
    CHECK(error_of(harness.run(http(server.url() + std::string("/echo\0x", 7)))) == "States.Runtime");
    Binding split = http(server.url() + "/echo");
    for (const std::string& value : {std::string("a\r\nX-Other: b"), std::string("a\0b", 3)}) {
      std::get<HttpBinding>(split.target).headers = {{"X-Test", value}};
      CHECK(error_of(harness.run(split)) == "States.Runtime");
    }
    CHECK(server.requests() == before);
  }
}
