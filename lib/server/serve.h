// Serving: the service, its HTTP server and the signals that end both, on one event loop.
#pragma once
#include <functional>

#include "base/result.h"
#include "runs/notices.h"
#include "server/http_server.h"
#include "service/settings.h"

namespace pawl::server {

struct ServeSettings {
  service::ServiceSettings service;
  HttpServerSettings http;
};

/// Serves until SIGINT or SIGTERM. `ready` is called with the port once calls are heard; its error ends it.
Result<void> serve(ServeSettings settings, runs::Notices& notices,
                   const std::function<Result<void>(uint16_t port)>& ready);

}  // namespace pawl::server
