// HttpServer: HTTP/1.1 on an event loop, for requests that may be answered later. It bounds what a client may
// use: connections, bytes of headers and bodies, time.
#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pawl::server {

/// One request; valid during the handler's call.
struct WebRequest {
  std::string_view method;  // "POST"
  std::string_view
      target;  // as it was sent: a path, or a whole URL from a client that takes us for its proxy
  std::string_view body;
  /// A header's value, by its name in any case; empty: there is none.
  std::function<std::string_view(std::string_view name)> header;
};

struct WebResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::string headers;  // more of them, each ended by CRLF
};

/// Called once, from the loop's thread.
using Respond = std::function<void(WebResponse response)>;
using Handler = std::function<void(const WebRequest& request, Respond respond)>;

struct HttpServerSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any that is free
  size_t most_connections = 4096;
  size_t most_body = size_t{8} << 20;
  uint32_t most_header = 64 << 10;
  int seconds_to_send = 60;  // for a request from its first byte, and between requests
};

class HttpServer {
 public:
  /// Errors: the address cannot be used, with what to do.
  static Result<std::unique_ptr<HttpServer>> listen(boost::asio::io_context& io,
                                                    const HttpServerSettings& settings, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] uint16_t port() const;
  /// Takes no further requests; connections close when what is being answered has been sent.
  void stop();

 private:
  class Session;
  struct Impl;
  explicit HttpServer(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace pawl::server
