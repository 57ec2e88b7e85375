#include "remote/event_source.h"

#include <doctest/doctest.h>

#include <deque>

#include "support/http_server.h"

using namespace pawl;
using namespace pawl::remote;

namespace {

/// Reads histories from a server that gives these answers, one after the other.
struct Pages {
  explicit Pages(std::deque<std::string> bodies) : answers(std::move(bodies)) {}

  ApiResult<std::vector<FetchedEvent>> next() { return source.next(); }
  /// The ids of the next events, or the error.
  std::string ids() {
    const auto found = next();
    if (!found) return found.error().message;
    std::string text;
    for (const FetchedEvent& event : *found) text += std::to_string(event.event.id) + " ";
    return text;
  }

  std::deque<std::string> answers;
  test::HttpServer server{[this](const test::ServedRequest&) {
    test::ServedResponse response;
    response.body = answers.empty() ? R"({"events":[]})" : answers.front();
    if (response.body.find("__type") != std::string::npos) response.status = 400;
    if (!answers.empty()) answers.pop_front();
    return response;
  }};
  runtime::Interrupts interrupts{false};
  std::unique_ptr<ApiClient> client = *ApiClient::open(
      {.endpoint = server.url(), .region = "us-east-1", .key_id = "k", .secret_key = "s"}, interrupts);
  StatesApi api{*client};
  EventSource source{api, "arn", 100};
};

std::string event(int id) {
  return R"({"timestamp":1.5,"type":"PassStateEntered","id":)" + std::to_string(id) + "}";
}
std::string page(const std::string& events, const std::string& token = "") {
  return R"({"events":[)" + events + "]" + (token.empty() ? "" : R"(,"nextToken":")" + token + "\"") + "}";
}

}  // namespace

TEST_SUITE("remote") {
  TEST_CASE("events: pages are read on, the last one again and again") {
    Pages pages({page(event(1) + "," + event(2), "a"), page(event(3)), page(event(3) + "," + event(4)),
                 page(event(3) + "," + event(4))});
    CHECK(pages.ids() == "1 2 ");
    CHECK(pages.source.has_more());
    CHECK(pages.ids() == "3 ");
    CHECK_FALSE(pages.source.has_more());
    CHECK(pages.ids() == "4 ");
    CHECK(pages.ids().empty());
  }

  TEST_CASE("events: after an expired token all is read again, and nothing is given twice") {
    Pages pages({page(event(1), "a"), R"({"__type":"InvalidToken"})", page(event(1), "b"), page(event(2))});
    CHECK(pages.ids() == "1 ");
    CHECK(pages.ids().empty());
    CHECK(pages.source.has_more());
    CHECK(pages.ids().empty());
    CHECK(pages.ids() == "2 ");
  }

  TEST_CASE("events: what is no history is an error") {
    const auto error = [](std::deque<std::string> answers) { return Pages(std::move(answers)).ids(); };
    CHECK(error({page(event(2))}).find("begins with event 2") != std::string::npos);
    CHECK(error({page(event(1) + "," + event(3))}).find("something is missing") != std::string::npos);
    CHECK(error({page("17")}).find("must be a JSON object") != std::string::npos);
    CHECK(error({page(R"({"id":1,"type":"PassStateEntered"})")}).find("timestamp") != std::string::npos);
    CHECK(error({"[]"}).find("is it the right URL?") != std::string::npos);
    CHECK(error({"{}"}).empty());
    Pages loop({page(event(1), "a"), page(event(2), "a")});
    CHECK(loop.ids() == "1 ");
    CHECK(loop.ids().find("names itself") != std::string::npos);
  }
}
