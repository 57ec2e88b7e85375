# pawl_literal(VARIABLE FILE): the text of a file as a C++ string literal. CMake runs again when the file changes.
function(pawl_literal variable file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  set(${variable} "R\"pawl(${text})pawl\"" PARENT_SCOPE)
endfunction()
