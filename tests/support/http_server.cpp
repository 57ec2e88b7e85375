#include "support/http_server.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

namespace pawl::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct HttpServer::Impl {
  asio::io_context io{1};
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
};

struct Session : std::enable_shared_from_this<Session> {
  Session(HttpServer& the_server, tcp::socket the_socket)
      : server(the_server), socket(std::move(the_socket)) {
    socket.set_option(tcp::no_delay(true));
  }

  void read() {
    socket.async_read_some(asio::buffer(chunk), [self = shared_from_this()](error_code error, size_t n) {
      if (error) return;
      self->text.append(self->chunk.data(), n);
      self->serve();
    });
  }

  void serve() {
    const size_t head = text.find("\r\n\r\n");
    if (head == std::string::npos) return read();
    ServedRequest request = parse(text.substr(0, head));
    size_t length = 0;
    const std::string& stated = request.headers["content-length"];
    std::from_chars(stated.data(), stated.data() + stated.size(), length);
    if (text.size() < head + 4 + length) return read();
    request.body = text.substr(head + 4, length);
    text.erase(0, head + 4 + length);
    ++server.requests_;
    const ServedResponse response = server.handler_(request);
    if (response.hangs) return read();
    if (response.closes) return;
    std::string answer = "HTTP/1.1 " + std::to_string(response.status) + " " + response.status_text + "\r\n";
    for (const auto& [name, value] : response.headers)
      answer.append(name).append(": ").append(value).append("\r\n");
    const size_t promised = response.body.size() + (response.drops ? 1000 : 0);
    answer += "Content-Length: " + std::to_string(promised) + "\r\n\r\n";
    if (request.method != "HEAD") answer += response.body;
    out = std::move(answer);
    asio::async_write(socket, asio::buffer(out),
                      [self = shared_from_this(), drops = response.drops](error_code error, size_t) {
                        if (!error && !drops) self->serve();
                      });
  }

  static ServedRequest parse(const std::string& head) {
    ServedRequest request;
    size_t at = head.find(' ');
    request.method = head.substr(0, at);
    const size_t end = head.find(' ', at + 1);
    request.target = head.substr(at + 1, end - at - 1);
    for (at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
      const size_t colon = head.find(':', at);
      const size_t line_end = std::min(head.find("\r\n", at + 2), head.size());
      if (colon == std::string::npos || colon > line_end) continue;
      std::string name = head.substr(at + 2, colon - at - 2);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
      const size_t value = std::min(head.find_first_not_of(' ', colon + 1), line_end);
      request.headers[name] = head.substr(value, line_end - value);
    }
    return request;
  }

  HttpServer& server;
  tcp::socket socket;
  std::array<char, 65536> chunk{};
  std::string text;
  std::string out;
};

namespace {

void accept(HttpServer& server, tcp::acceptor& acceptor, std::atomic<size_t>& connections) {
  acceptor.async_accept([&server, &acceptor, &connections](error_code error, tcp::socket socket) {
    if (error) return;
    ++connections;
    std::make_shared<Session>(server, std::move(socket))->read();
    accept(server, acceptor, connections);
  });
}

}  // namespace

HttpServer::HttpServer(Handler handler) : handler_(std::move(handler)), impl_(std::make_unique<Impl>()) {
  accept(*this, impl_->acceptor, connections_);
  thread_ = std::thread([this] { impl_->io.run(); });
}

HttpServer::~HttpServer() {
  impl_->io.stop();
  thread_.join();
}

std::string HttpServer::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

int closed_port() {
  asio::io_context io;
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  return acceptor.local_endpoint().port();
}

}  // namespace pawl::test
