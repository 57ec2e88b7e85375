// ServiceError: why a definition, a workflow or a run cannot be had, for whoever asked: a command line, an
// API or a test runner. The layers below say what failed (pawl::Error); this says what kind of answer it is.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"
#include "source/diagnostic.h"
#include "source/document.h"

namespace pawl::workflow {

enum class ErrorCode : uint8_t {
  Other,               // an unreadable file, a full disk, what the system refuses
  DefinitionNotFound,  // it cannot be read, or there is none, or it must be said which of several
  InvalidDefinition,
  Unsupported,  // valid, but this version does not run it
  ConfigInvalid,
  UnboundTask,
  InvalidName,      // of a run
  InvalidArgument,  // another setting that means nothing
  RunNotFound,
  RunExists,     // the name is taken
  RunIsRunning,  // somebody is writing its history
  NotResumable,  // the record does not fit, or nothing is left to do
};

struct ServiceError {
  ErrorCode code = ErrorCode::Other;
  std::string message;  // one sentence, without a period
  std::string place;    // file:line:column; empty: it is about no single place
  std::string hint;     // what to do about it; empty if the message says it
  /// Everything that is wrong, in the order of `document`; for some codes empty.
  source::Diagnostics findings = {};
  std::shared_ptr<const source::Document> document = nullptr;  // null where there are no findings

  ServiceError(ErrorCode kind, std::string what, std::string where = "", std::string advice = "")
      : code(kind), message(std::move(what)), place(std::move(where)), hint(std::move(advice)) {}
  /// What a lower layer could not do.
  ServiceError(Error error) : message(std::move(error.message)) {}  // NOLINT: PAWL_TRY converts
};

template <class T>
using ServiceResult = tl::expected<T, ServiceError>;

inline tl::unexpected<ServiceError> refuse(ErrorCode code, std::string message, std::string place = "",
                                           std::string hint = "") {
  return tl::unexpected<ServiceError>(
      ServiceError(code, std::move(message), std::move(place), std::move(hint)));
}

/// The value, or its error with a code.
template <class T>
ServiceResult<T> with_code(ErrorCode code, Result<T> result) {
  if (!result) return refuse(code, std::move(result.error().message));
  if constexpr (std::is_void_v<T>) return {};
  else return std::move(*result);
}

}  // namespace pawl::workflow
