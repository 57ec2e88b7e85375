#include "tasks/lambda_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "tasks/lambda_call.h"
#include "tasks/loopback_peer.h"

namespace pawl::tasks {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::string_view kVersion = "/2018-06-01/runtime/";
constexpr size_t kMostBody = 64 << 20;  // read, so that a runtime can be answered; more closes the connection
constexpr auto kAcceptPause = std::chrono::milliseconds(50);
constexpr std::string_view kAccepted = R"({"status":"OK"})";

std::string error_body(std::string_view type, std::string_view message) {
  return fmt::format(R"({{"errorMessage":"{}","errorType":"{}"}})", message, type);
}

}  // namespace

struct LambdaApi::Impl {
  Impl(asio::io_context& io, RuntimeListener& the_listener)
      : acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), listener(&the_listener) {}

  static void accept(std::shared_ptr<Impl> self);

  tcp::acceptor acceptor;
  asio::steady_timer pause{acceptor.get_executor()};
  RuntimeListener* listener;  // null: the API is gone
  std::set<std::shared_ptr<Session>> sessions;
  Session* waiting = nullptr;  // asked for the next invocation
  std::string current;         // request id of the invocation that has no answer yet; empty: none
};

class LambdaApi::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Impl> api) : socket_(std::move(socket)), api_(std::move(api)) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(kMostBody);
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, size_t) { self->take(error); });
  }

  void send_invocation(const Invocation& invocation) {
    std::string head = fmt::format(
        "Lambda-Runtime-Aws-Request-Id: {}\r\nLambda-Runtime-Deadline-Ms: {}\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: {}\r\nLambda-Runtime-Trace-Id: {}\r\n",
        invocation.request_id, invocation.deadline, invocation.function_arn, invocation.trace_id);
    if (!invocation.client_context.empty())
      head += fmt::format("Lambda-Runtime-Client-Context: {}\r\n", invocation.client_context);
    answer("200 OK", invocation.payload, head);
    flush();
  }

  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void take(error_code error) {
    if (api_->listener == nullptr) return;
    if (error == http::error::body_limit && !std::exchange(api_->current, {}).empty())
      api_->listener->responds_too_much();
    if (error) return end();
    const bool keeps_open = parser_->keep_alive();
    handle(parser_->get());
    if (api_->listener == nullptr) return;
    is_last_ = !keeps_open;
    // Where a runtime has sent its next request already, both answers go together.
    if (buffer_.size() == 0 || is_last_) flush();
    if (!is_last_ || api_->waiting == this) read();
  }

  void handle(const http::request<http::string_body>& request) {
    std::string_view path(request.target().data(), request.target().size());
    if (!path.starts_with(kVersion)) return answer("404 Not Found", error_body("NotFound", "no such path"));
    path.remove_prefix(kVersion.size());
    const bool is_post = request.method() == http::verb::post;
    constexpr std::string_view kInvocation = "invocation/";
    if (request.method() == http::verb::get && path == "invocation/next") return take_next();
    if (is_post && path == "init/error") {
      answer("202 Accepted", kAccepted);
      return api_->listener->fails_to_begin(request.body());
    }
    const size_t slash = path.rfind('/');
    const std::string_view what = path.substr(slash + 1);
    if (!is_post || !path.starts_with(kInvocation) || (what != "response" && what != "error"))
      return answer("404 Not Found", error_body("NotFound", "no such path"));
    const std::string_view id = path.substr(kInvocation.size(), slash - std::min(slash, kInvocation.size()));
    if (api_->current.empty() || id != api_->current)
      return answer("400 Bad Request", error_body("InvalidRequestID", "Invalid request ID"));
    api_->current.clear();
    if (request.body().size() > kMostLambdaResponse) {
      answer(
          "413 Payload Too Large",
          error_body("RequestEntityTooLarge",
                     fmt::format("Exceeded maximum allowed payload size ({} bytes).", kMostLambdaResponse)));
      return api_->listener->responds_too_much();
    }
    answer("202 Accepted", kAccepted);
    if (what == "response") api_->listener->responds(request.body());
    else api_->listener->fails(request.body());
  }

  void take_next() {
    if (!api_->current.empty() || api_->waiting != nullptr) {
      return answer("403 Forbidden",
                    error_body("InvalidStateTransition", "The invocation before has no answer yet"));
    }
    api_->waiting = this;
    api_->listener->asks_next();
  }

  void answer(std::string_view status, std::string_view body, std::string_view head = {}) {
    out_ += fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n",
                        status, body.size(), head);
    out_ += body;
  }

  void flush() {
    if (is_writing_ || api_->waiting == this) return;
    if (out_.empty()) return finish();
    error_code error;
    const size_t n = socket_.write_some(asio::buffer(out_), error);
    if (!error && n == out_.size()) {
      out_.clear();
      return finish();
    }
    is_writing_ = true;
    writing_ = std::exchange(out_, {}).substr(error ? 0 : n);
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](error_code failed, size_t) {
                        self->is_writing_ = false;
                        if (failed) return self->close();  // the reader hears of it
                        self->flush();
                      });
  }

  void finish() {
    if (is_last_ && !is_writing_) end();
  }

  void end() {
    close();
    const auto self = shared_from_this();
    if (api_->listener == nullptr || api_->sessions.erase(self) == 0) return;
    if (api_->waiting == this) {
      api_->waiting = nullptr;
      api_->listener->withdraws();
    }
    if (api_->listener != nullptr && api_->sessions.empty()) api_->listener->disconnects();
  }

  tcp::socket socket_;
  std::shared_ptr<Impl> api_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string out_;
  std::string writing_;
  bool is_writing_ = false;
  bool is_last_ = false;  // closed after what is to be sent
};

void LambdaApi::Impl::accept(std::shared_ptr<Impl> self) {
  Impl& api = *self;
  api.acceptor.async_accept([self = std::move(self)](error_code error, tcp::socket socket) mutable {
    if (self->listener == nullptr) return;
    if (error) {
      // No descriptor is free: the runtime waits until one is.
      Impl& later = *self;
      later.pause.expires_after(kAcceptPause);
      return later.pause.async_wait([self = std::move(self)](error_code cancelled) mutable {
        if (!cancelled && self->listener != nullptr) accept(std::move(self));
      });
    }
    error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (!gone && is_own_connection(self->acceptor.local_endpoint(gone).port(), peer.port())) {
      const auto session = std::make_shared<Session>(std::move(socket), self);
      self->sessions.insert(session);
      session->read();
    }
    accept(std::move(self));
  });
}

LambdaApi::LambdaApi(asio::io_context& io, RuntimeListener& listener)
    : impl_(std::make_shared<Impl>(io, listener)) {
  Impl::accept(impl_);
}

LambdaApi::~LambdaApi() {
  impl_->listener = nullptr;
  error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
  for (const auto& session : std::exchange(impl_->sessions, {})) session->close();
}

std::string LambdaApi::address() const {
  return "127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

void LambdaApi::invoke(const Invocation& invocation) {
  impl_->current = invocation.request_id;
  std::exchange(impl_->waiting, nullptr)->send_invocation(invocation);
}

bool LambdaApi::has_connections() const { return !impl_->sessions.empty(); }

}  // namespace pawl::tasks
