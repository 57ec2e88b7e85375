// ServiceFault: an error of the Step Functions API, as its reference names it.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"

namespace pawl::service {

struct ServiceFault {
  std::string type;     // "ExecutionDoesNotExist"
  std::string message;  // AWS's text

  ServiceFault(std::string of, std::string text) : type(std::move(of)), message(std::move(text)) {}
  /// What pawl could not do: nothing is wrong with the call.
  ServiceFault(Error error)
      : type("InternalFailure"), message(std::move(error.message)) {}  // NOLINT: PAWL_TRY converts
};

template <class T>
using Served = tl::expected<T, ServiceFault>;

inline tl::unexpected<ServiceFault> fault(std::string type, std::string message) {
  return tl::unexpected(ServiceFault(std::move(type), std::move(message)));
}
inline tl::unexpected<ServiceFault> invalid(std::string message) {
  return fault("ValidationException", std::move(message));
}

}  // namespace pawl::service
