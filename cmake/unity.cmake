# pawl_unity_groups(TARGET [EXCEPT REGEX]): where PAWL_UNITY is ON, the sources of a folder are compiled twelve at a
# time, which more than halves the CPU of a clean build. So what stands in unnamed namespaces has different names in the
# files of a folder. Files whose paths match REGEX are compiled one by one, as all are with the presets one edits with:
# dev and tidy.
function(pawl_unity_groups target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCEPT" "")
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${PAWL_UNITY} UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(SORT sources)
  set(previous "/") # none yet
  foreach(source IN LISTS sources)
    if(arg_EXCEPT AND source MATCHES "${arg_EXCEPT}")
      continue()
    endif()
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    if(NOT folder STREQUAL previous)
      set(previous "${folder}")
      set(count 0)
    endif()
    math(EXPR batch "${count} / 12")
    math(EXPR count "${count} + 1")
    string(REPLACE "/" "_" folder "${folder}")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${folder}_${batch}")
  endforeach()
endfunction()
