#include <cstdio>
#include <exception>

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

}  // namespace

int main(int argc, char** argv) {
  try {
    return pawl::cli::main_app(argc, argv);
  } catch (const std::exception& exception) {
    return internal_error(exception.what());
  } catch (...) {
    return internal_error("an exception of unknown type");
  }
}
