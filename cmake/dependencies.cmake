# Third-party libraries. Start-up counts for a command-line tool, and each shared library costs time before main:
# archives are taken where they exist. With PAWL_STATIC_DEPS=OFF everything comes from find_package and pkg-config
# as it is.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED) # its headers
find_package(CLI11 2.1 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

# pawl_dependency(NAME ARCHIVE INCLUDE_DIRS PACKAGED): the target NAME links the archive, else the target PACKAGED.
# NAME_IS_STATIC tells which.
function(pawl_dependency name archive include_dirs packaged)
  add_library(${name} INTERFACE)
  find_library(${name}_ARCHIVE ${archive})
  mark_as_advanced(${name}_ARCHIVE)
  if(PAWL_STATIC_DEPS AND ${name}_ARCHIVE)
    target_include_directories(${name} SYSTEM INTERFACE ${include_dirs})
    target_link_libraries(${name} INTERFACE "${${name}_ARCHIVE}")
    set(${name}_IS_STATIC TRUE PARENT_SCOPE)
  else()
    target_link_libraries(${name} INTERFACE ${packaged})
    set(${name}_IS_STATIC FALSE PARENT_SCOPE)
  endif()
endfunction()

if(TARGET yaml-cpp::yaml-cpp)
  set(yaml_target yaml-cpp::yaml-cpp)
else()
  set(yaml_target yaml-cpp) # before yaml-cpp 0.8
endif()
pawl_dependency(
  pawl_yaml libyaml-cpp.a "$<TARGET_PROPERTY:${yaml_target},INTERFACE_INCLUDE_DIRECTORIES>" ${yaml_target}
)
pawl_dependency(pawl_pcre2 libpcre2-8.a "${PCRE2_INCLUDE_DIRS}" PkgConfig::PCRE2)
pawl_dependency(pawl_nettle libnettle.a "${NETTLE_INCLUDE_DIRS}" PkgConfig::NETTLE)
pawl_dependency(pawl_utf8proc libutf8proc.a "${UTF8PROC_INCLUDE_DIRS}" PkgConfig::UTF8PROC)
pawl_dependency(pawl_zlib libz.a "${ZLIB_INCLUDE_DIRS}" ZLIB::ZLIB)
pawl_dependency(pawl_zstd libzstd.a "${ZSTD_INCLUDE_DIRS}" PkgConfig::ZSTD)
include(fmt)

add_library(pawl_expected INTERFACE)
find_package(tl-expected QUIET)
if(TARGET tl::expected)
  target_link_libraries(pawl_expected INTERFACE tl::expected)
else()
  find_path(TL_EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
  target_include_directories(pawl_expected SYSTEM INTERFACE "${TL_EXPECTED_INCLUDE_DIR}")
endif()

# libcurl is loaded at run time when an HTTP task needs it: only its headers are used here.
add_library(pawl_curl_headers INTERFACE)
find_path(CURL_INCLUDE_DIR curl/curl.h PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE} REQUIRED)
target_include_directories(pawl_curl_headers SYSTEM INTERFACE "${CURL_INCLUDE_DIR}")
target_link_libraries(pawl_curl_headers INTERFACE ${CMAKE_DL_LIBS})

# What a program links beside libpawl.a.
set(pawl_private_libraries yaml-cpp pcre2-8 utf8proc nettle z zstd ${CMAKE_DL_LIBS})
if(NOT DEFINED pawl_fmt_objects)
  list(APPEND pawl_private_libraries fmt)
endif()

# One libstdc++ per process: a static one only when no C++ library stays shared.
set(pawl_runtime_link_options "")
if(PAWL_STATIC_RUNTIME
   AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
   AND NOT sanitizers
   AND pawl_yaml_IS_STATIC
   AND pawl_fmt_IS_STATIC
)
  set(pawl_runtime_link_options -static-libstdc++ -static-libgcc)
endif()

# Relative relocations in their short form (ELF's DT_RELR), where the dynamic linker here knows it: they are most of the
# work before main.
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
  include(CheckCXXSourceRuns)
  set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs)
  check_cxx_source_runs(
    "const char* words[] = {\"a\", \"b\", \"c\"}; int main(int argc, char**) { return *words[argc] - 'b'; }"
    PAWL_PACKS_RELOCATIONS
  )
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(PAWL_PACKS_RELOCATIONS)
    list(APPEND pawl_runtime_link_options -Wl,-z,pack-relative-relocs)
  endif()
endif()
