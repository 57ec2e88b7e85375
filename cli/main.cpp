#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/shortage.h"
#include "base/version.h"
#include "cli/app.h"
#include "cli/exit_code.h"

namespace {

int internal_error(const char* what) {
  std::fprintf(stderr,
               "pawl: internal error: %s\n"
               "This is a bug in pawl %.*s. Please report it with the command line, the definition and the "
               "input that led here.\n",
               what, static_cast<int>(pawl::version().size()), pawl::version().data());
  return pawl::cli::kExitInternal;
}

int short_of(int error) {
  std::fprintf(stderr, "pawl: error: %s\n", pawl::shortage_text(error).c_str());
  return pawl::cli::kExitCannot;
}

/// Descriptors 0 to 2 are there, so that no file gets their numbers and takes what is meant for a terminal.
void take_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) == -1) (void)::open("/dev/null", O_RDWR);
  }
}

/// A file that may not grow any more (ulimit -f) is an error of write(), like a full disk.
void ignore_file_size_signal() { ::signal(SIGXFSZ, SIG_IGN); }

/// Asks the kernel for memory in larger pieces and keeps it: payloads come and go, and each new page costs
/// more than its use.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1 << 20;
  mallopt(M_TOP_PAD, 4 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 64 * kMiB);
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  take_standard_descriptors();
  ignore_file_size_signal();
  keep_memory();
  try {
    return pawl::cli::main_app(argc, argv);
  } catch (const std::bad_alloc&) {
    return short_of(ENOMEM);
  } catch (const std::system_error& error) {
    if (pawl::is_shortage(error.code().value())) return short_of(error.code().value());
    return internal_error(error.what());
  } catch (const std::exception& exception) {
    return internal_error(exception.what());
  } catch (...) {
    return internal_error("an exception of unknown type");
  }
}
