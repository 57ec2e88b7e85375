#include "support/places.h"

namespace pawl::testing_support {

const char* const kPawlBinary = PAWL_BINARY;
const char* const kSourceDir = PAWL_SOURCE_DIR;
const char* const kBuildDir = PAWL_BUILD_DIR;
const char* const kCompiler = PAWL_COMPILER;
const char* const kSharedDir = PAWL_SHARED_DIR;
const char* const kWriteFault = PAWL_WRITE_FAULT;
const char* const kShortageFault = PAWL_SHORTAGE_FAULT;

}  // namespace pawl::testing_support
