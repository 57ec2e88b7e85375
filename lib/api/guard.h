// No exception leaves the library.
#pragma once
#include <pawl/pawl.h>

#include <exception>

namespace pawl::api {

template <class T, class F>
Answer<T> guarded(F&& call) noexcept {
  try {
    return call();
  } catch (const std::exception& error) {
    return Failure{Failure::Code::Internal, error.what()};
  } catch (...) {
    return Failure{Failure::Code::Internal, "an exception of unknown kind"};
  }
}

}  // namespace pawl::api
