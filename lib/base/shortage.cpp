#include "base/shortage.h"

#include <sys/resource.h>

#include <cerrno>
#include <string_view>

namespace pawl {
namespace {

/// " (the limit is 32: ulimit -n)"; empty without a limit.
std::string limit_text(int resource, std::string_view option, rlim_t unit = 1) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return {};
  return " (the limit is " + std::to_string(limit.rlim_cur / unit) + ": ulimit " + std::string(option) + ")";
}

}  // namespace

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == EAGAIN || error == ENOBUFS;
}

std::string shortage_text(int error) {
  constexpr rlim_t kKiB = 1024;
  switch (error) {
    case EMFILE: return "too many open files" + limit_text(RLIMIT_NOFILE, "-n");
    case ENFILE: return "the system has too many open files (sysctl fs.file-max)";
    case EAGAIN: return "too many processes and threads" + limit_text(RLIMIT_NPROC, "-u");
    default: return "there is no memory left" + limit_text(RLIMIT_AS, "-v", kKiB);
  }
}

}  // namespace pawl
