// Service: Step Functions on this machine. Carries out the calls of its API; who hears them is no matter.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "runs/notices.h"
#include "runtime/host.h"
#include "service/parts.h"
#include "service/settings.h"

namespace pawl::service {

class Service {
 public:
  /// Reads the state machines and executions that there are, and resumes what ran. The host and notices
  /// outlive it. Errors: the state folder cannot be read or made.
  static Result<std::unique_ptr<Service>> open(runtime::Host& host, ServiceSettings settings,
                                               runs::Notices& notices);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Carries out one call; `answer` is called once, now or from the host's loop. `body`: JSON text.
  void call(std::string_view operation, std::string_view body, const CallScope& scope, Reply reply);
  /// No call is waited for any more; executions end without an event, and are resumed by the next service.
  void stop();

 private:
  struct Impl;
  explicit Service(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace pawl::service
