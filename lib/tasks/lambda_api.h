// LambdaApi: Lambda's Runtime API for one worker, over HTTP on loopback (AWS Lambda developer guide, "Using
// the Lambda runtime API for custom runtimes"). A runtime asks for the next invocation and waits; it answers
// with the function's result or error.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/timestamp.h"

namespace boost::asio {
class io_context;
}

namespace pawl::tasks {

struct Invocation {
  std::string request_id;
  Millis deadline = 0;       // in Unix time
  std::string function_arn;  // as it was invoked
  std::string trace_id;
  std::string client_context;  // JSON text on one line; empty: none
  std::string payload;         // JSON text
};

/// Hears what the runtime says, in the event loop's thread.
class RuntimeListener {
 public:
  virtual ~RuntimeListener() = default;
  /// It waits for an invocation: LambdaApi::invoke() gives it one.
  virtual void asks_next() = 0;
  /// It does not wait any more.
  virtual void withdraws() = 0;
  /// How the invocation ended. `body` is text of the function.
  virtual void responds(std::string_view body) = 0;
  virtual void fails(std::string_view body) = 0;
  /// A response that exceeds Lambda's bound.
  virtual void responds_too_much() = 0;
  /// The runtime could not begin.
  virtual void fails_to_begin(std::string_view body) = 0;
  /// No connection is left.
  virtual void disconnects() = 0;
};

class LambdaApi {
 public:
  /// Listens on a free port of 127.0.0.1. Throws boost::system::system_error without descriptors.
  LambdaApi(boost::asio::io_context& io, RuntimeListener& listener);
  /// Closes all connections; nothing is heard any more.
  ~LambdaApi();
  LambdaApi(const LambdaApi&) = delete;
  LambdaApi& operator=(const LambdaApi&) = delete;

  /// What AWS_LAMBDA_RUNTIME_API says: "127.0.0.1:38211".
  [[nodiscard]] std::string address() const;
  /// Answers the runtime that asked for the next invocation.
  void invoke(const Invocation& invocation);
  [[nodiscard]] bool has_connections() const;

 private:
  class Session;
  struct Impl;
  std::shared_ptr<Impl> impl_;  // handlers that are under way have it too
};

}  // namespace pawl::tasks
