// Where what is tested lies. Only one file is compiled with these paths, so a cache of compiled files serves
// all checkouts.
#pragma once

namespace pawl::testing_support {

extern const char* const kPawlBinary;
extern const char* const kSourceDir;  // the project's root
extern const char* const kBuildDir;
extern const char* const kCompiler;       // for C++
extern const char* const kSharedDir;      // conformance data beside the project; need not exist
extern const char* const kWriteFault;     // preloaded libraries: support/write_fault.c …
extern const char* const kShortageFault;  // … and support/shortage_fault.c

}  // namespace pawl::testing_support
