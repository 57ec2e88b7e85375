// Process: what the process runner knows of one command.
#pragma once
#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "tasks/binding.h"
#include "tasks/runner.h"
#include "tasks/shortage_backoff.h"
#include "tasks/stderr_text.h"
#include "value/value.h"

namespace pawl::tasks {

using AsyncDescriptor = boost::asio::posix::stream_descriptor;

/// One command, from its start until all its processes have ended.
struct Process {
  Process(boost::asio::io_context& io, TaskRequest task, std::span<const std::string> secrets)
      : request(std::move(task)), exit(io), in(io), out(io), err(io), timer(io), stderr_text(secrets) {}

  TaskRequest request;
  ExecBinding::Output output_mode = ExecBinding::Output::Json;
  std::string program;
  std::string directory;
  Value argv;         // as the history shows it
  std::string input;  // for stdin; what is not in the pipe yet starts at `written`
  size_t written = 0;

  pid_t pid = -1;  // the group's id too; -1: not started yet
  AsyncDescriptor exit;
  AsyncDescriptor in;
  AsyncDescriptor out;
  AsyncDescriptor err;
  boost::asio::steady_timer timer;
  std::string output;
  StderrText stderr_text;
  bool has_exited = false;              // but is not reaped: until then nobody else can get its number
  bool is_wanted = true;                // its outcome is to be reported
  bool is_stopping = false;             // SIGTERM was sent, or will be as soon as it runs
  bool is_killed = false;               // SIGKILL was sent
  std::set<pid_t> terminated;           // strays that were sent SIGTERM
  std::optional<ResourceHold> holding;  // since it was started
};
using ProcessPtr = std::shared_ptr<Process>;

inline void adopt(AsyncDescriptor& descriptor, int native) {
  descriptor.assign(native);
  descriptor.native_non_blocking(true);
}

inline void close_descriptor(AsyncDescriptor& descriptor) {
  boost::system::error_code ignored;
  if (descriptor.is_open()) descriptor.close(ignored);
}

}  // namespace pawl::tasks
