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
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> # false alarms in std::string, GCC bug 105651
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow> # the same, where std::string comes precompiled
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
    $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
    $<$<BOOL:${PAWL_WERROR}>:-Werror>
)
