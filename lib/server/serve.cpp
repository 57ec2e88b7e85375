#include "server/serve.h"

#include <sys/resource.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "history/sync_thread.h"
#include "runtime/host.h"
#include "server/states_endpoint.h"

namespace pawl::server {

namespace {

/// Each execution that waits has its history open.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Result<void> serve(ServeSettings settings, runs::Notices& notices,
                   const std::function<Result<void>(uint16_t port)>& ready) {
  raise_descriptor_limit();
  const auto sync_threads = history::SyncedFile::keep_threads();
  runtime::Host host(false);
  host.stay();
  PAWL_TRY(const auto service, service::Service::open(host, std::move(settings.service), notices));
  StatesEndpoint endpoint(*service);
  PAWL_TRY(const auto server, HttpServer::listen(host.loop().io(), settings.http,
                                                 [&endpoint](const WebRequest& request, Respond respond) {
                                                   endpoint.handle(request, std::move(respond));
                                                 }));
  boost::asio::signal_set signals(host.loop().io(), SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code cancelled, int) {
    if (cancelled) return;
    server->stop();
    service->stop();
    host.leave();
  });
  PAWL_CHECK(ready(server->port()));
  return runtime::run_jobs(host);
}

}  // namespace pawl::server
