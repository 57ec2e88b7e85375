// A small HTTP/1.1 server on loopback for tests, in a thread of its own, on a free port.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pawl::test {

struct ServedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct ServedResponse {
  int status = 200;
  std::string status_text = "OK";
  std::vector<std::pair<std::string, std::string>> headers = {{"Content-Type", "application/json"}};
  std::string body = "{}";
  bool hangs = false;   // never answers
  bool drops = false;   // closes the connection in the middle of the body
  bool closes = false;  // closes the connection without an answer
};

class HttpServer {
 public:
  using Handler = std::function<ServedResponse(const ServedRequest&)>;
  explicit HttpServer(Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string url() const;
  [[nodiscard]] size_t connections() const { return connections_; }
  [[nodiscard]] size_t requests() const { return requests_; }

 private:
  struct Impl;
  friend struct Session;
  std::atomic<size_t> connections_{0};
  std::atomic<size_t> requests_{0};
  Handler handler_;
  std::unique_ptr<Impl> impl_;
  std::thread thread_;
};

/// A port of loopback on which nobody listens.
int closed_port();

}  // namespace pawl::test
