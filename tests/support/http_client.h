// One HTTP connection to a server on loopback, for tests that speak to it byte by byte or call by call.
#pragma once
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>
#include <string_view>

#include "support/json.h"

namespace pawl::test {

struct HttpAnswer {
  int status = 0;  // 0: the connection was closed
  std::string body;
  [[nodiscard]] testing_support::Json json() const { return testing_support::Json::parse(body); }
};

class HttpConnection {
 public:
  explicit HttpConnection(int port) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), static_cast<uint16_t>(port)});
  }

  /// Sends bytes as they are.
  void send(std::string_view bytes) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(bytes.data(), bytes.size()), ignored);
  }
  HttpAnswer read() {
    namespace http = boost::beast::http;
    boost::system::error_code error;
    http::response<http::string_body> response;
    http::read(socket_, buffer_, response, error);
    if (error) return {};
    return {static_cast<int>(response.result_int()), response.body()};
  }
  /// A call of Step Functions' API.
  HttpAnswer call(std::string_view operation, std::string_view body, std::string_view headers = "") {
    send(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: "
        "AWSStepFunctions." +
        std::string(operation) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
        std::string(headers) + "\r\n" + std::string(body));
    return read();
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace pawl::test
