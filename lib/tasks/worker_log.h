// WorkerLog: what a worker writes to its log, a pipe, as lines while the event loop runs.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "tasks/process.h"
#include "tasks/stderr_text.h"

namespace pawl::tasks {

class WorkerLog {
 public:
  /// `secrets`, which are masked, outlive it. `on_line` hears each line.
  WorkerLog(boost::asio::io_context& io, std::span<const std::string> secrets,
            std::function<void(std::string_view)> on_line)
      : pipe_(io), text_(secrets), on_line_(std::move(on_line)) {}

  /// Reads from the pipe until its end. `owner` lives as long.
  void begin(int pipe, std::shared_ptr<void> owner);
  /// Hands on what has been written; false at its end. Reads a bounded number of times, so that one worker
  /// cannot keep the others waiting.
  bool drain();
  /// Hands on the last line, and closes the pipe.
  void finish();

 private:
  void read(std::shared_ptr<void> owner);

  AsyncDescriptor pipe_;
  StderrText text_;
  std::function<void(std::string_view)> on_line_;
};

}  // namespace pawl::tasks
