// Result<T>: the result of a function that can fail for reasons of pawl's own (unreadable file, full disk,
// broken configuration). Errors of the *workflow* are engine::StateError, faults of the *definition* are
// source::Diagnostic.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace pawl {

/// One sentence for the user: what failed, on what, and what to do about it. No trailing period or newline.
struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace pawl

#define PAWL_CONCAT_(a, b) a##b
#define PAWL_CONCAT(a, b) PAWL_CONCAT_(a, b)
#define PAWL_TRY_(tmp, decl, expr)                         \
  auto tmp = (expr);                                       \
  if (!tmp) return tl::unexpected(std::move(tmp.error())); \
  decl = std::move(*tmp)
/// `PAWL_TRY(auto x, f());`: the value of f(), or return its error, which converts to the caller's.
#define PAWL_TRY(decl, expr) PAWL_TRY_(PAWL_CONCAT(pawl_try_, __LINE__), decl, expr)
/// The same for a Result<void>.
#define PAWL_CHECK(expr)                                                                                \
  do {                                                                                                  \
    if (auto pawl_check_ = (expr); !pawl_check_) return tl::unexpected(std::move(pawl_check_.error())); \
  } while (false)
