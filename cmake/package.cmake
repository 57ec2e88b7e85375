# The library: its public headers, a CMake package (pawl::pawl) and pkg-config's pawl.pc.
include(CMakePackageConfigHelpers)
install(TARGETS pawl_lib ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY lib/include/pawl DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/pawl")
configure_package_config_file(
  cmake/pawl-config.cmake.in pawl-config.cmake
  INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR
)
write_basic_package_version_file(pawl-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES "${PROJECT_BINARY_DIR}/pawl-config.cmake" "${PROJECT_BINARY_DIR}/pawl-config-version.cmake"
  DESTINATION "${package_dir}"
)

set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH pawl_prefix_from_pkgconfig "/${pkgconfig_dir}" "/")
list(TRANSFORM pawl_private_libraries PREPEND "-l" OUTPUT_VARIABLE pawl_private_flags)
list(JOIN pawl_private_flags " " pawl_private_flags)
configure_file(cmake/pawl.pc.in pawl.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/pawl.pc" DESTINATION "${pkgconfig_dir}")
