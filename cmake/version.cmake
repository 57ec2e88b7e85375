# version.cpp, the one file that knows the version: what git says of the commit where the sources are a repository
# with a tag such as v0.2.0 ("0.2.0", "0.2.0-5-g1a2b3c4d"), else the project's number. It is looked up at each build
# and written when it has changed, so a commit compiles this file and no other.
#
# Included by CMakeLists.txt it makes the target pawl_version; as a script (cmake -P) it writes the file.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  find_package(Git QUIET)
  set(pawl_version_file "${PROJECT_BINARY_DIR}/version.cpp")
  set(write_version
      "${CMAKE_COMMAND}"
      "-Dsource=${PROJECT_SOURCE_DIR}"
      "-Dnumber=${PROJECT_VERSION}"
      "-Dgit=${GIT_EXECUTABLE}"
      "-Dfile=${pawl_version_file}"
      -P
      "${CMAKE_CURRENT_LIST_FILE}"
  )
  execute_process(COMMAND ${write_version} COMMAND_ERROR_IS_FATAL ANY)
  add_custom_target(pawl_version COMMAND ${write_version} BYPRODUCTS "${pawl_version_file}" VERBATIM)
  return()
endif()

set(version "${number}")
if(git AND EXISTS "${source}/.git")
  execute_process(
    COMMAND "${git}" "--git-dir=${source}/.git" describe --tags --match "v[0-9]*"
    OUTPUT_VARIABLE described
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET
  )
  if(described MATCHES "^v([0-9].*)")
    set(version "${CMAKE_MATCH_1}")
  endif()
endif()
file(
  CONFIGURE
  OUTPUT "${file}"
  CONTENT
    [[
#include "base/version.h"

namespace pawl {
std::string_view version() { return "@version@"; }
}  // namespace pawl
]]
  @ONLY
)
