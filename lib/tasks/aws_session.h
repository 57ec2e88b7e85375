// AwsSession: calls of AWS's services that hold the thread until they are answered.
#pragma once
#include <boost/asio/io_context.hpp>
#include <mutex>
#include <optional>
#include <string>

#include "tasks/aws_workers.h"

namespace pawl::tasks {

class AwsSession {
 public:
  /// Nothing is started before the first call.
  explicit AwsSession(AwsWorkersSettings settings);

  /// The error says what happened, and where nothing can be called what to do. For any thread.
  AwsResult call(const AwsCall& call);

 private:
  std::mutex mutex_;
  AwsWorkersSettings settings_;
  boost::asio::io_context io_{1};
  SpawnThreads threads_;
  std::string cannot_call_;
  std::optional<AwsWorkers> workers_;
};

}  // namespace pawl::tasks
