// A server on loopback that speaks the part of Step Functions' API that pawl uses. It runs nothing: the
// events of its executions are given, and come to light with the requests for them.
#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "support/http_server.h"

namespace pawl::test {

/// What executions that are started do.
struct PlayedEvents {
  std::vector<std::string> events;  // JSON, as the API has them
  size_t at_first = 1'000'000;      // so many of them are there at the first request for them
  size_t with_each = 1'000'000;     // so many more at each of the next ones
  size_t page = 1'000;              // most events of a page
};

/// The lines of a history of pawl's as the API has its events: without `pawl`, in seconds since 1970.
std::vector<std::string> api_events(const std::string& history);

class StatesServer {
 public:
  StatesServer();
  [[nodiscard]] std::string url() const { return server_.url(); }

  void play(PlayedEvents played);
  /// Answers the next request for this action so, instead.
  void answer_next(const std::string& action, ServedResponse response);
  /// The executions of a machine that was updated run its definition from before.
  void be_slow_to_update();
  /// All page tokens given so far are invalid from now on.
  void forget_tokens();

  [[nodiscard]] size_t calls(const std::string& action) const;
  /// The body of the last request for this action.
  [[nodiscard]] std::string last(const std::string& action) const;
  /// A header of the last request; the name in lower case.
  [[nodiscard]] std::string header(const std::string& name) const;

 private:
  struct Machine {
    std::string arn, definition, role, before;
  };
  struct Execution {
    PlayedEvents played;
    size_t shown = 0;
    std::string machine, definition;
  };

  ServedResponse answer(const ServedRequest& request);
  ServedResponse history(const std::string& body);
  ServedResponse start(const std::string& body);
  ServedResponse stop(const std::string& body);
  ServedResponse machines(const std::string& action, const std::string& body);

  mutable std::mutex mutex_;
  PlayedEvents played_;
  std::map<std::string, Machine> machines_;      // by name
  std::map<std::string, Execution> executions_;  // by ARN
  std::deque<std::pair<std::string, ServedResponse>> next_;
  std::vector<std::pair<std::string, std::string>> calls_;
  std::map<std::string, std::string> headers_;
  bool is_slow_ = false;
  std::string token_mark_ = "a";
  HttpServer server_;
};

/// What the API answers for an error.
ServedResponse api_error(const std::string& code, const std::string& message, int status = 400);

}  // namespace pawl::test
