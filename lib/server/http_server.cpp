#include "server/http_server.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "base/printable.h"

namespace pawl::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kAcceptPause = std::chrono::milliseconds(50);

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<Impl> {
  Impl(asio::io_context& io, HttpServerSettings of, Handler act)
      : acceptor(io), pause(io), settings(std::move(of)), handler(std::move(act)) {}

  /// Takes the next connection, unless there is no room.
  void accept();

  tcp::acceptor acceptor;
  asio::steady_timer pause;
  HttpServerSettings settings;
  Handler handler;
  std::set<Session*> sessions;
  bool is_accepting = false;  // a connection is awaited, or the pause before that
  bool is_stopped = false;
};

/// One connection: a request, its answer, the next request.
class HttpServer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Impl> server)
      : stream_(std::move(socket)), server_(std::move(server)) {
    server_->sessions.insert(this);
    error_code ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
  }
  ~Session() {
    server_->sessions.erase(this);
    server_->accept();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read() {
    parser_.emplace();
    parser_->body_limit(server_->settings.most_body);
    parser_->header_limit(server_->settings.most_header);
    stream_.expires_after(std::chrono::seconds(server_->settings.seconds_to_send));
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, size_t) { self->take(error); });
  }

  /// Closes a connection that has no request at work.
  void close_if_idle() {
    if (!is_at_work_) close();
  }

 private:
  void take(error_code error) {
    if (error == http::error::body_limit) return refuse(413, "the body is too large");
    if (error == http::error::header_limit) return refuse(431, "the headers are too large");
    if (error == beast::error::timeout || error == http::error::end_of_stream ||
        error == asio::error::operation_aborted)
      return close();
    if (error.category() == http::make_error_code(http::error::bad_method).category())
      return refuse(400, "the request is no HTTP/1.1");
    if (error) return close();
    is_at_work_ = true;
    stream_.expires_never();
    const auto& message = parser_->get();
    keeps_open_ = message.keep_alive();
    const WebRequest request{.method = view(message.method_string()),
                             .target = view(message.target()),
                             .body = message.body(),
                             .header = [&message](std::string_view name) {
                               const auto found = message.find(beast::string_view(name.data(), name.size()));
                               return found == message.end() ? std::string_view() : view(found->value());
                             }};
    server_->handler(request,
                     [self = shared_from_this()](WebResponse response) { self->send(std::move(response)); });
  }

  void refuse(int status, std::string_view why) {
    keeps_open_ = false;
    is_at_work_ = true;
    send({.status = status, .content_type = "text/plain", .body = std::string(why) + "\n", .headers = {}});
  }

  void send(WebResponse response) {
    if (server_->is_stopped) keeps_open_ = false;
    const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
    out_ = fmt::format("HTTP/1.1 {} {}\r\n", response.status, view(reason));
    if (!response.content_type.empty()) out_ += fmt::format("Content-Type: {}\r\n", response.content_type);
    out_ += fmt::format("Content-Length: {}\r\n{}{}\r\n", response.body.size(),
                        keeps_open_ ? "" : "Connection: close\r\n", response.headers);
    out_ += response.body;
    stream_.expires_after(std::chrono::seconds(server_->settings.seconds_to_send));
    asio::async_write(stream_, asio::buffer(out_), [self = shared_from_this()](error_code error, size_t) {
      self->is_at_work_ = false;
      self->out_.clear();
      if (error || !self->keeps_open_) return self->close();
      self->read();
    });
  }

  void close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.close();
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Impl> server_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string out_;
  bool keeps_open_ = true;
  bool is_at_work_ = false;  // a request is being answered
};

void HttpServer::Impl::accept() {
  if (is_stopped || is_accepting || sessions.size() >= settings.most_connections) return;
  is_accepting = true;
  acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
    if (self->is_stopped) return;
    if (!error) {
      self->is_accepting = false;
      std::make_shared<Session>(std::move(socket), self)->read();
      return self->accept();
    }
    // No descriptor is free: clients wait until one is.
    self->pause.expires_after(kAcceptPause);
    self->pause.async_wait([self](error_code cancelled) {
      self->is_accepting = false;
      if (!cancelled) self->accept();
    });
  });
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::io_context& io,
                                                       const HttpServerSettings& settings, Handler handler) {
  error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) return fail(fmt::format("'{}' is no IP address", printable(settings.address)));
  auto impl = std::make_shared<Impl>(io, settings, std::move(handler));
  const tcp::endpoint endpoint(address, settings.port);
  const auto refused = [&](std::string_view) {
    const bool is_taken = error == asio::error::address_in_use;
    return fail(fmt::format("cannot listen on {}:{}: {}{}", settings.address, settings.port, error.message(),
                            is_taken ? "; --port 0 takes one that is free" : ""));
  };
  impl->acceptor.open(endpoint.protocol(), error);
  if (!error) impl->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) impl->acceptor.bind(endpoint, error);
  if (!error) impl->acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return refused({});
  impl->accept();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

uint16_t HttpServer::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

void HttpServer::stop() {
  if (std::exchange(impl_->is_stopped, true)) return;
  error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
  for (Session* session : std::set(impl_->sessions)) session->close_if_idle();
}

}  // namespace pawl::server
