# PAWL_SANITIZE, PAWL_FUZZ and PAWL_COVERAGE, added to pawl_options.
set(sanitizers ${PAWL_SANITIZE})
if(PAWL_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "PAWL_FUZZ needs Clang: use the preset fuzz")
  endif()
  set(sanitizers fuzzer-no-link address undefined)
endif()
if(sanitizers)
  list(JOIN sanitizers "," sanitizer_list)
  target_compile_options(
    pawl_options
    INTERFACE
      -fsanitize=${sanitizer_list}
      -fno-sanitize-recover=all
      -fno-omit-frame-pointer
  )
  target_link_options(pawl_options INTERFACE -fsanitize=${sanitizer_list})
endif()

if(PAWL_COVERAGE)
  target_compile_options(pawl_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(pawl_options INTERFACE --coverage)
endif()
