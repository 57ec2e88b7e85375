#include "tasks/aws_session.h"

#include <boost/asio/executor_work_guard.hpp>
#include <utility>

#include "tasks/process_mark.h"

namespace pawl::tasks {

AwsSession::AwsSession(AwsWorkersSettings settings) : settings_(std::move(settings)) {
  settings_.most = 1;
  if (settings_.run_mark.empty()) settings_.run_mark = run_mark({}, 0);
}

AwsResult AwsSession::call(const AwsCall& call) {
  const std::lock_guard lock(mutex_);
  const auto work = boost::asio::make_work_guard(io_);
  if (!workers_) {
    workers_.emplace(
        io_, threads_, settings_,
        AwsWorkersEvents{.log = {}, .cannot_call = [this](const Error& why) { cannot_call_ = why.message; }});
  }
  std::optional<AwsResult> got;
  cannot_call_.clear();
  workers_->call(call, [&got](AwsResult answer) { got = std::move(answer); });
  io_.restart();
  while (!got && cannot_call_.empty()) io_.run_one();
  if (got) return std::move(*got);
  return tl::unexpected(AwsError{.kind = AwsError::Kind::Client, .message = cannot_call_});
}

}  // namespace pawl::tasks
