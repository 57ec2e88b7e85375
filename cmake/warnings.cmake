# pawl_options: what every target of ours is compiled and linked with.
add_library(pawl_options INTERFACE)
target_compile_options(
  pawl_options
  INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    -Wshadow
    -Wconversion
    -Wnon-virtual-dtor
    -Woverloaded-virtual
    -Wno-sign-conversion
    -Wno-missing-field-initializers
    # False alarms of GCC 12 in std::string (bug 105651), more where its header is precompiled.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    # Sees a header in a source that a unity build includes.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${PAWL_UNITY}>>:-Wno-subobject-linkage>
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
    $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
    $<$<BOOL:${PAWL_WERROR}>:-Werror>
)
