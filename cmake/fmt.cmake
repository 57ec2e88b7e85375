# Debian ships fmt without an archive. Its headers hold the whole source, so one file of ours is compiled from them, where
# this version of fmt allows it.
pawl_dependency(pawl_fmt libfmt.a "$<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>" fmt::fmt)
if(pawl_fmt_IS_STATIC OR NOT PAWL_STATIC_DEPS)
  return()
endif()

set(fmt_source "${PROJECT_BINARY_DIR}/fmt_static.cpp")
file(
  CONFIGURE
  OUTPUT "${fmt_source}"
  CONTENT
    [[
#include <fmt/format-inl.h>
FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API locale_ref::locale_ref(const std::locale&);
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view, basic_format_args<FMT_BUFFER_CONTEXT(char)>,
                                 locale_ref);
}  // namespace detail
FMT_END_NAMESPACE
]]
  @ONLY
)
set(fmt_probe "${PROJECT_BINARY_DIR}/fmt_probe.cpp")
file(
  CONFIGURE
  OUTPUT "${fmt_probe}"
  CONTENT
    [[
#include <fmt/format.h>
#include <iterator>
int main(int argc, char** argv) {
  std::string out;
  fmt::format_to(std::back_inserter(out), "{:>8} {:.3f} {} {:x}", argv[0], 0.5 * argc, 1.5f, argc);
  return fmt::format("{:L}", argc).empty();
}
]]
  @ONLY
)
if(NOT DEFINED PAWL_FMT_FROM_HEADERS)
  try_compile(
    PAWL_FMT_FROM_HEADERS
    SOURCES "${fmt_source}" "${fmt_probe}"
    CXX_STANDARD 20
    CXX_STANDARD_REQUIRED ON
  )
endif()
if(PAWL_FMT_FROM_HEADERS)
  set(pawl_fmt_IS_STATIC TRUE)
  add_library(pawl_fmt_static OBJECT EXCLUDE_FROM_ALL "${fmt_source}")
  set_target_properties(pawl_fmt_static PROPERTIES CXX_CLANG_TIDY "")
  set_target_properties(pawl_fmt PROPERTIES INTERFACE_LINK_LIBRARIES "")
  set(pawl_fmt_objects $<TARGET_OBJECTS:pawl_fmt_static>) # part of libpawl.a
endif()
