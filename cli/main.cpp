#include <cstdio>
#include <exception>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli/app.h"
#include "cli/exit_code.h"

namespace {

int internal_error(const char* what) {
  std::fprintf(stderr,
               "pawl: internal error: %s\n"
               "This is a bug in pawl " PAWL_VERSION
               ". Please report it with the command line, the definition and the input that led here.\n",
               what);
  return pawl::cli::kExitInternal;
}

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
  keep_memory();
  try {
    return pawl::cli::main_app(argc, argv);
  } catch (const std::exception& exception) {
    return internal_error(exception.what());
  } catch (...) {
    return internal_error("an exception of unknown type");
  }
}
