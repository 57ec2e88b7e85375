// StatesEndpoint: the Step Functions API over HTTP (AWS JSON 1.0).
#pragma once
#include "server/http_server.h"
#include "service/service.h"

namespace pawl::server {

class StatesEndpoint {
 public:
  /// The service outlives it.
  explicit StatesEndpoint(service::Service& service) : service_(service) {}

  /// Answers every request. Those of web pages from elsewhere are refused: their Host or Origin is not this
  /// machine's.
  void handle(const WebRequest& request, Respond respond);

 private:
  service::Service& service_;
};

}  // namespace pawl::server
