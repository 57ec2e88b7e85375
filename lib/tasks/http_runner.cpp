#include "tasks/http_runner.h"

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <deque>
#include <new>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/shortage.h"
#include "base/utf8.h"
#include "tasks/command_result.h"
#include "tasks/curl_library.h"
#include "tasks/http_request.h"
#include "tasks/http_response.h"
#include "tasks/mask.h"
#include "tasks/oauth_token.h"
#include "tasks/shortage_backoff.h"

namespace pawl::tasks {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;
using engine::Outcome;

constexpr long kMostIdleConnections = 256;

/// One request in flight. libcurl has pointers to it.
struct Transfer {
  TaskRequest request;
  const Connection* token_for = nullptr;  // asks for an access token; null pointer: a task's own request
  std::string token;                      // what the request carries; empty: none
  HttpRequest http;
  HttpResponse response;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  char message[CURL_ERROR_SIZE] = {};
  bool is_too_long = false;
  bool was_sent = false;  // at least in part
  bool was_to_be_repeated = false;
  int socket_error = 0;                 // errno of a socket that could not be opened; 0: none
  std::optional<ResourceHold> holding;  // while libcurl has it
};

/// Called by libcurl before it sends a request. libcurl sends again by itself when a kept-open connection
/// breaks without an answer; that is refused, since the server may have seen the request.
int allow_once(void* user, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.was_to_be_repeated = std::exchange(transfer.was_sent, true);
  return transfer.was_to_be_repeated ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/// A socket of libcurl's; it stays libcurl's to close.
struct Watch {
  Watch(asio::io_context& io, curl_socket_t socket) : descriptor(io, socket) {}
  ~Watch() {
    if (descriptor.is_open()) descriptor.release();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  stream_descriptor descriptor;
  int wanted = 0;  // CURL_POLL_IN, CURL_POLL_OUT, both
  bool waits_to_read = false;
  bool waits_to_write = false;
};
using WatchPtr = std::shared_ptr<Watch>;

size_t take_body(char* bytes, size_t, size_t n, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.response.body.size() + n > kMaxResponseBytes) {
    transfer.is_too_long = true;
    return 0;
  }
  transfer.response.body.append(bytes, n);
  return n;
}

size_t take_head(char* bytes, size_t, size_t n, void* user) {
  static_cast<Transfer*>(user)->response.take_head_line({bytes, n});
  return n;
}

/// libcurl does not report why it has no socket.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (socket < 0) static_cast<Transfer*>(user)->socket_error = errno;
  return socket < 0 ? CURL_SOCKET_BAD : socket;
}

/// The access token of a connection, which all of its requests share.
struct TokenSource {
  OAuthToken token;
  std::unique_ptr<Transfer> request;  // under way; null pointer: none is
  std::vector<TaskId> waiting;        // for it; some may have been cancelled
};

/// The name in ApiGateway.NAME of a request without an answer.
std::string_view exception_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "UnknownHostException";
    case CURLE_COULDNT_CONNECT: return "ConnectException";
    case CURLE_OPERATION_TIMEDOUT: return "SocketTimeoutException";
    default: return "SocketException";
  }
}

class HttpRunner : public TaskRunner {
 public:
  explicit HttpRunner(const RunnerContext& context)
      : context_(context), io_(context.io()), timer_(io_), shortage_timer_(io_) {
    auto loaded = load_curl();
    if (!loaded) {
      why_unusable_ = std::move(loaded.error().message);
      return;
    }
    curl_ = *loaded;
    multi_ = curl_->multi_init();
    if (multi_ == nullptr) throw std::bad_alloc();
    curl_->multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &HttpRunner::on_socket);
    curl_->multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_->multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &HttpRunner::on_timer);
    curl_->multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_->multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMostIdleConnections);
  }

  ~HttpRunner() override {
    if (multi_ == nullptr) return;
    stop(Stop::AtOnce);
    for (CURL* easy : idle_) curl_->easy_cleanup(easy);
    curl_->multi_cleanup(multi_);
  }
  HttpRunner(const HttpRunner&) = delete;
  HttpRunner& operator=(const HttpRunner&) = delete;

  void start(TaskRequest request) override {
    const TaskId id = request.id;
    if (curl_ == nullptr) return context_.sink.report(id, Outcome::failed({"States.Runtime", why_unusable_}));
    auto http = make_http_request(*request.binding, request.input, context_.tasks.connections);
    if (!http) return context_.sink.report(id, Outcome::failed(std::move(http.error())));
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->http = std::move(*http);
    report_started(context_.sink, transfer->request,
                   Value::object({{"method", Value::string(transfer->http.method)},
                                  {"url", Value::string(transfer->http.url)}}));
    Transfer& started = *(transfers_[id] = std::move(transfer));
    if (started.http.connection != nullptr) return authorize(started);
    prepare(started);
    begin(started);
  }

  void cancel(TaskId id) override {
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    const std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers_.erase(found);
    std::erase(waiting_, transfer.get());
    release(*transfer);
  }

  void stop(Stop) override {
    auto transfers = std::move(transfers_);
    transfers_.clear();
    waiting_.clear();
    for (auto& [key, transfer] : transfers) release(*transfer);
    for (auto& [connection, source] : tokens_) {
      if (source.request) release(*source.request);
    }
    tokens_.clear();
  }

  [[nodiscard]] bool is_idle() const override { return transfers_.empty(); }

 private:
  void begin(Transfer& transfer) {
    transfer.holding.emplace();
    curl_->multi_add_handle(multi_, transfer.easy);
  }

  static HttpBinding::Form form_of(const Transfer& transfer) {
    return std::get<HttpBinding>(transfer.request.binding->target).form;
  }

  template <class T>
  CURLcode set(Transfer& transfer, CURLoption option, T value) {
    return curl_->easy_setopt(transfer.easy, option, value);
  }

  void prepare(Transfer& transfer) {
    if (idle_.empty()) {
      transfer.easy = curl_->easy_init();
      if (transfer.easy == nullptr) throw std::bad_alloc();
    } else {
      transfer.easy = idle_.back();
      idle_.pop_back();
    }
    const HttpRequest& http = transfer.http;
    set(transfer, CURLOPT_URL, http.url.c_str());
    set(transfer, CURLOPT_NOSIGNAL, 1L);
    set(transfer, CURLOPT_WRITEFUNCTION, &take_body);
    set(transfer, CURLOPT_WRITEDATA, &transfer);
    set(transfer, CURLOPT_HEADERFUNCTION, &take_head);
    set(transfer, CURLOPT_HEADERDATA, &transfer);
    set(transfer, CURLOPT_PRIVATE, &transfer);
    set(transfer, CURLOPT_ERRORBUFFER, transfer.message);
    set(transfer, CURLOPT_PREREQDATA, &transfer);
    set(transfer, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(transfer, CURLOPT_OPENSOCKETDATA, &transfer);
    // libcurl before 7.80 cannot ask; on a connection of its own a request is not repeated.
    if (set(transfer, CURLOPT_PREREQFUNCTION, &allow_once) != CURLE_OK)
      set(transfer, CURLOPT_FRESH_CONNECT, 1L);
    // AWS's bound; a call whose Task has a limit of its own keeps to that.
    const bool is_bounded =
        transfer.request.timeout > 0 && form_of(transfer) != HttpBinding::Form::HttpInvoke;
    set(transfer, CURLOPT_TIMEOUT_MS, is_bounded ? 0L : kHttpSeconds * 1000);
    if (http.method == "HEAD") {
      set(transfer, CURLOPT_NOBODY, 1L);
    } else if (http.body || http.method == "POST") {
      set(transfer, CURLOPT_POST, 1L);
      set(transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(http.body ? http.body->size() : 0));
      set(transfer, CURLOPT_POSTFIELDS, http.body ? http.body->data() : "");
      if (http.method != "POST") set(transfer, CURLOPT_CUSTOMREQUEST, http.method.c_str());
    } else if (http.method != "GET") {
      set(transfer, CURLOPT_CUSTOMREQUEST, http.method.c_str());
    }
    for (const auto& [name, value] : http.headers) {
      std::string line = name;
      line += value.empty() ? ";" : ": " + value;
      transfer.headers = curl_->slist_append(transfer.headers, line.c_str());
    }
    transfer.headers = curl_->slist_append(transfer.headers, "Expect:");
    set(transfer, CURLOPT_HTTPHEADER, transfer.headers);
  }

  /// Removes a transfer from libcurl; its connection is kept if it is still usable.
  void release(Transfer& transfer) {
    if (transfer.easy == nullptr) return;  // it waits for a token
    curl_->multi_remove_handle(multi_, transfer.easy);
    transfer.holding.reset();
    curl_->easy_reset(transfer.easy);
    curl_->slist_free_all(transfer.headers);
    idle_.push_back(transfer.easy);
    transfer.easy = nullptr;
    transfer.headers = nullptr;
  }

  // --- Access tokens ------------------------------------------------------------------------------------

  /// Sends the request with the token of its connection, as soon as there is one.
  void authorize(Transfer& transfer) {
    const Connection& connection = *transfer.http.connection;
    TokenSource& source = tokens_[&connection];
    if (source.token.is_usable()) return send_with(source.token.text, transfer);
    source.waiting.push_back(transfer.request.id);
    if (source.request) return;
    source.request = std::make_unique<Transfer>();
    source.request->token_for = &connection;
    source.request->http = make_token_request(*connection.oauth);
    prepare(*source.request);
    begin(*source.request);
  }

  void send_with(const std::string& token, Transfer& transfer) {
    transfer.token = token;
    set_header(transfer.http.headers, "Authorization", "Bearer " + token);
    prepare(transfer);
    begin(transfer);
  }

  void take_token(const Connection& connection, CURLcode code) {
    TokenSource& source = tokens_[&connection];
    const std::unique_ptr<Transfer> answered = std::move(source.request);
    const auto token = code == CURLE_OK
                           ? read_token(connection, answered->response)
                           : tl::unexpected(no_token(connection, "POST " + answered->http.url + ": " +
                                                                     failure_of(*answered, code)));
    release(*answered);
    if (token) source.token = *token;
    for (const TaskId id : std::exchange(source.waiting, {})) {
      const auto found = transfers_.find(id);
      if (found == transfers_.end()) continue;
      if (token) {
        send_with(token->text, *found->second);
      } else {
        transfers_.erase(found);
        context_.sink.report(id, Outcome::failed(token.error()));
      }
    }
  }

  /// The server takes the token no longer: the next request asks for another one.
  void forget_refused_token(const Transfer& transfer) {
    const long status = transfer.response.status;
    if (transfer.token.empty() || (status != 401 && status != 407)) return;
    OAuthToken& token = tokens_[transfer.http.connection].token;
    if (token.text == transfer.token) token = {};
  }

  // --- libcurl's sockets and its timer on the event loop ------------------------------------------------

  static int on_socket(CURL*, curl_socket_t socket, int what, void* user, void*) {
    auto& self = *static_cast<HttpRunner*>(user);
    if (what == CURL_POLL_REMOVE) {
      const auto found = self.watches_.find(socket);
      if (found == self.watches_.end()) return 0;
      // At once: libcurl closes the socket next, and its number may come back for another one.
      found->second->wanted = 0;
      found->second->descriptor.release();
      self.watches_.erase(found);
      return 0;
    }
    WatchPtr& watch = self.watches_[socket];
    if (!watch) watch = std::make_shared<Watch>(self.io_, socket);
    watch->wanted = what;
    self.wait(socket, watch);
    return 0;
  }

  void wait(curl_socket_t socket, const WatchPtr& watch) {
    if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->waits_to_read) {
      watch->waits_to_read = true;
      watch->descriptor.async_wait(stream_descriptor::wait_read, [this, socket, watch](error_code error) {
        watch->waits_to_read = false;
        if (!error) act(socket, watch, CURL_POLL_IN, CURL_CSELECT_IN);
      });
    }
    if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->waits_to_write) {
      watch->waits_to_write = true;
      watch->descriptor.async_wait(stream_descriptor::wait_write, [this, socket, watch](error_code error) {
        watch->waits_to_write = false;
        if (!error) act(socket, watch, CURL_POLL_OUT, CURL_CSELECT_OUT);
      });
    }
  }

  void act(curl_socket_t socket, const WatchPtr& watch, int direction, int event) {
    if ((watch->wanted & direction) == 0) return;
    int running = 0;
    curl_->multi_socket_action(multi_, socket, event, &running);
    collect();
    if (watch->wanted != 0) wait(socket, watch);
  }

  static int on_timer(CURLM*, long milliseconds, void* user) {
    auto& self = *static_cast<HttpRunner*>(user);
    self.timer_.cancel();
    if (milliseconds > 0) {
      self.timer_.expires_after(std::chrono::milliseconds(milliseconds));
      self.timer_.async_wait([&self](error_code cancelled) {
        if (!cancelled) self.time_out();
      });
    } else if (milliseconds == 0 && !self.is_kicked_) {
      // Deferred: libcurl must not be called from its own callback.
      self.is_kicked_ = true;
      asio::post(self.io_, [&self] {
        self.is_kicked_ = false;
        self.time_out();
      });
    }
    return 0;
  }

  void time_out() {
    int running = 0;
    curl_->multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    collect();
  }

  // --- Ends --------------------------------------------------------------------------------------------

  void collect() {
    int left = 0;
    while (CURLMsg* message = curl_->multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Transfer* transfer = nullptr;
      const CURLcode code = message->data.result;
      curl_->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      finish(*transfer, code);
    }
  }

  void finish(Transfer& transfer, CURLcode code) {
    if (const int error = shortage_of(transfer, code); error != 0) return wait_for_more(transfer, error);
    backoff_.renew();
    curl_->easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &transfer.response.status);
    if (transfer.token_for != nullptr) {
      take_token(*transfer.token_for, code);
      return begin_waiting();
    }
    forget_refused_token(transfer);
    const TaskId id = transfer.request.id;
    Outcome outcome = outcome_of(transfer, code);
    if (!transfer.token.empty()) {
      const std::vector<std::string> token = shown_forms(std::span(&transfer.token, 1));
      outcome.output = mask(outcome.output, token);
      if (outcome.error.cause) outcome.error.cause = mask(*outcome.error.cause, token);
    }
    release(transfer);
    transfers_.erase(id);
    context_.sink.report(id, std::move(outcome));
    begin_waiting();
  }

  // --- Shortage: of descriptors, threads to look up names with, memory ----------------------------------

  /// The errno of the shortage that kept the request from being sent; 0: none.
  int shortage_of(const Transfer& transfer, CURLcode code) {
    if (code == CURLE_OK || transfer.was_sent) return 0;
    if (code == CURLE_OUT_OF_MEMORY) return ENOMEM;
    if (is_shortage(transfer.socket_error)) return transfer.socket_error;
    long error = 0;
    curl_->easy_getinfo(transfer.easy, CURLINFO_OS_ERRNO, &error);
    const bool could_not_open = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;
    return could_not_open && is_shortage(static_cast<int>(error)) ? static_cast<int>(error) : 0;
  }

  /// The request waits for the end of another one, or for a while.
  void wait_for_more(Transfer& transfer, int error) {
    curl_->multi_remove_handle(multi_, transfer.easy);
    transfer.holding.reset();
    transfer.message[0] = '\0';
    transfer.socket_error = 0;
    waiting_.push_back(&transfer);
    if (backoff_.is_over())
      return context_.sink.cannot_continue({"no connection can be opened: " + shortage_text(error)});
    shortage_timer_.expires_after(ShortageBackoff::kPause);
    shortage_timer_.async_wait([this](error_code cancelled) {
      if (!cancelled) begin_waiting();
    });
  }

  void begin_waiting() {
    if (waiting_.empty()) return;
    Transfer& next = *waiting_.front();
    waiting_.pop_front();
    begin(next);
  }

  std::string failure_of(const Transfer& transfer, CURLcode code) {
    return utf8::repaired(
        transfer.was_to_be_repeated
            ? "The server closed the connection, which was kept from an earlier request, "
              "without an answer. It may have carried the request out; a Retry of the state "
              "sends it again"
        : transfer.message[0] != '\0' ? transfer.message
                                      : curl_->easy_strerror(code));
  }

  Outcome outcome_of(const Transfer& transfer, CURLcode code) {
    asl::StateError error;
    if (transfer.is_too_long) {
      error = {"States.DataLimitExceeded", "The response has more than " +
                                               std::to_string(kMaxResponseBytes >> 20) +
                                               " MiB, which is all that pawl keeps in memory"};
    } else if (code != CURLE_OK) {
      const std::string name = form_of(transfer) == HttpBinding::Form::ApiGateway
                                   ? "ApiGateway." + std::string(exception_of(code))
                                   : "States.Http.Socket";
      error = {name, transfer.http.method + " " + transfer.http.url + ": " + failure_of(transfer, code)};
    } else {
      auto result = read_response(transfer.response, *transfer.request.binding, context_.tasks.secrets);
      if (result) return Outcome::succeeded(std::move(*result));
      error = std::move(result.error());
    }
    return Outcome::failed(std::move(error));
  }

  RunnerContext context_;
  asio::io_context& io_;
  asio::steady_timer timer_;
  const CurlLibrary* curl_ = nullptr;  // null pointer: see why_unusable_
  std::string why_unusable_;
  CURLM* multi_ = nullptr;
  ShortageBackoff backoff_;
  asio::steady_timer shortage_timer_;
  std::deque<Transfer*> waiting_;  // of `transfers_`, not in libcurl's hands: see wait_for_more()
  bool is_kicked_ = false;
  std::vector<CURL*> idle_;
  std::unordered_map<TaskId, std::unique_ptr<Transfer>> transfers_;
  std::unordered_map<const Connection*, TokenSource> tokens_;
  std::unordered_map<curl_socket_t, WatchPtr> watches_;
};

}  // namespace

std::unique_ptr<TaskRunner> make_http_runner(const RunnerContext& context) {
  return std::make_unique<HttpRunner>(context);
}

}  // namespace pawl::tasks
